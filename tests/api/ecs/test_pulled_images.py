"""Tasks pull from the registries of the same World: what was pushed there starts, and nothing else of theirs."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.ecr.examples import IMAGE_A_DIGEST, IMAGE_B_DIGEST, image_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests")

NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}
AWS_HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
MISSING = (
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {0}: {0}:"
    " not found"
)


def with_image(mock: MockEcs, **settings: Any) -> Any:
    """A client of an ECR that has image a as app:v1."""
    ecr = mock.client("ecr", **settings)
    ecr.create_repository(repositoryName="app")
    ecr.put_image(repositoryName="app", imageManifest=image_manifest("a"), imageTag="v1")
    return ecr


def run(mock: MockEcs, image: str, launch_type: str = "FARGATE") -> dict[str, Any]:
    """The task of ``image``, once it has come as far as it will."""
    ecs = mock.client("ecs")
    ecs.create_cluster()
    definition: dict[str, Any] = {
        "family": "web",
        "containerDefinitions": [{"name": "web", "image": image, "memory": 64}],
    }
    where: dict[str, Any] = {"launchType": launch_type}
    if launch_type == "FARGATE":
        definition |= {"networkMode": "awsvpc", "cpu": "256", "memory": "512"}
        definition["requiresCompatibilities"] = ["FARGATE"]
        definition["executionRoleArn"] = "arn:aws:iam::123456789012:role/pull"
        where["networkConfiguration"] = NETWORK
    else:
        mock.add_instances("default")
    ecs.register_task_definition(**definition)
    arn = ecs.run_task(taskDefinition="web", **where)["tasks"][0]["taskArn"]
    mock.clock.settle()
    task: dict[str, Any] = ecs.describe_tasks(tasks=[arn])["tasks"][0]
    return task


@pytest.mark.parametrize("name", ["{uri}:v1", "{uri}@{digest}", "{uri}:other@{digest}", "{aws}:v1", "{aws}@{digest}"])
def test_an_image_that_was_pushed_starts_with_its_digest(name: str) -> None:
    with mock_ecs(neighbours="null") as mock:
        ecr = with_image(mock)
        (repository,) = ecr.describe_repositories()["repositories"]
        uri, aws = repository["repositoryUri"], f"{AWS_HOST}/app"

        task = run(mock, name.format(uri=uri, aws=aws, digest=IMAGE_A_DIGEST))

        assert task["lastStatus"] == "RUNNING"
        assert task["containers"][0]["imageDigest"] == IMAGE_A_DIGEST


def test_a_pull_of_a_task_is_recorded() -> None:
    with mock_ecs(neighbours="null") as mock:
        ecr = with_image(mock)
        before = ecr.describe_images(repositoryName="app")["imageDetails"][0]

        run(mock, f"{AWS_HOST}/app:v1")

        after = ecr.describe_images(repositoryName="app")["imageDetails"][0]
        assert "lastRecordedPullTime" not in before
        assert "lastRecordedPullTime" in after


@pytest.mark.parametrize(
    "image",
    [
        f"{AWS_HOST}/app:v2",
        f"{AWS_HOST}/app",
        f"{AWS_HOST}/app@{IMAGE_B_DIGEST}",
        "localhost:4566/app:v2",
        "127.0.0.1:4566/app:latest",
        "123456789012.dkr-ecr.us-east-1.on.aws/app:v2",
    ],
)
def test_a_tag_or_digest_that_is_not_there_cannot_be_pulled(image: str) -> None:
    with mock_ecs(neighbours="null") as mock:
        with_image(mock)

        task = run(mock, image)

        assert (task["lastStatus"], task["stopCode"]) == ("STOPPED", "TaskFailedToStart")
        assert task["stoppedReason"] == MISSING.format(image)
        assert "imageDigest" not in task["containers"][0]


def test_on_an_instance_the_container_has_the_reason() -> None:
    with mock_ecs(neighbours="null") as mock:
        with_image(mock)
        image = f"{AWS_HOST}/app:v2"

        task = run(mock, image, "EC2")

        assert task["stoppedReason"] == "Task failed to start"
        assert task["containers"][0]["reason"] == (
            f"CannotPullContainerError: Error response from daemon: manifest for {image} not found: manifest unknown"
        )


@pytest.mark.parametrize(
    "image", ["nginx", "docker.io/library/app:v9", "localhost:5000/app:v9", "public.ecr.aws/a/b:c"]
)
def test_images_of_other_registries_are_there(image: str) -> None:
    with mock_ecs(neighbours="null") as mock:
        with_image(mock)

        assert run(mock, image)["lastStatus"] == "RUNNING"


@pytest.mark.parametrize("image", [f"{AWS_HOST}/other:v1", "999999999999.dkr.ecr.eu-west-1.amazonaws.com/app:v1"])
def test_a_repository_that_does_not_exist_is_warned_of(image: str) -> None:
    with mock_ecs(neighbours="null") as mock:
        with_image(mock)

        with pytest.warns(UserWarning, match=f"The repository of the image {image} does not exist"):
            task = run(mock, image)

        assert task["lastStatus"] == "RUNNING"


@pytest.mark.parametrize(
    ("references", "repository", "status"),
    [
        ("strict", "other", "STOPPED"),
        ("strict", "app", "STOPPED"),
        ("off", "other", "RUNNING"),
        ("off", "app", "RUNNING"),
    ],
)
def test_how_strict_references_are_is_a_setting(references: str, repository: str, status: str) -> None:
    with mock_ecs(references=references, neighbours="null") as mock:
        mock.client("ecr").create_repository(repositoryName="app")

        assert run(mock, f"{AWS_HOST}/{repository}:v1")["lastStatus"] == status


def test_another_account_and_region_is_looked_at_too() -> None:
    with mock_ecs(neighbours="null") as mock:
        with_image(mock, region="eu-west-1", account="999999999999")
        host = "999999999999.dkr.ecr.eu-west-1.amazonaws.com"

        assert run(mock, f"{host}/app:v1")["containers"][0]["imageDigest"] == IMAGE_A_DIGEST
        assert run(mock, f"{host}/app:v2")["stopCode"] == "TaskFailedToStart"


def test_a_service_goes_on_with_the_image_that_its_tag_meant() -> None:
    with mock_ecs(neighbours="null") as mock:
        ecr, ecs = with_image(mock), mock.client("ecs")
        run(mock, f"{AWS_HOST}/app:v1")
        ecs.create_service(
            serviceName="web", taskDefinition="web", desiredCount=1, launchType="FARGATE", networkConfiguration=NETWORK
        )
        mock.clock.settle()
        ecr.put_image(repositoryName="app", imageManifest=image_manifest("b"), imageTag="v1")

        ecs.update_service(service="web", desiredCount=2)
        mock.clock.settle()

        tasks = ecs.describe_tasks(tasks=ecs.list_tasks(serviceName="web")["taskArns"])["tasks"]
        assert [task["containers"][0]["imageDigest"] for task in tasks] == [IMAGE_A_DIGEST] * 2


def test_a_service_cannot_go_on_with_an_image_that_is_gone() -> None:
    with mock_ecs(neighbours="null") as mock:
        ecr, ecs = with_image(mock), mock.client("ecs")
        run(mock, f"{AWS_HOST}/app:v1")
        ecs.create_service(
            serviceName="web", taskDefinition="web", desiredCount=1, launchType="FARGATE", networkConfiguration=NETWORK
        )
        mock.clock.settle()
        ecr.put_image(repositoryName="app", imageManifest=image_manifest("b"), imageTag="v1")
        ecr.batch_delete_image(repositoryName="app", imageIds=[{"imageDigest": IMAGE_A_DIGEST}])

        ecs.update_service(service="web", desiredCount=2)
        mock.clock.advance(10)

        stopped = ecs.list_tasks(serviceName="web", desiredStatus="STOPPED")["taskArns"]
        reasons = {task["stoppedReason"] for task in ecs.describe_tasks(tasks=stopped)["tasks"]}
        assert reasons == {MISSING.format(f"{AWS_HOST}/app@{IMAGE_A_DIGEST}")}
