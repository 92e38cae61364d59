"""Tasks whose images a pull through cache rule covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs

TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"},'
    ' "Action": "sts:AssumeRole"}]}'
)


def run(mock: MockEcs, image: str) -> dict[str, Any]:
    """Run a task of one container with that image until something has become of it."""
    ecs = mock.client("ecs")
    ecs.create_cluster()
    role = mock.client("iam").create_role(RoleName="pull", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    ecs.register_task_definition(
        family="job",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=role,
        containerDefinitions=[{"name": "app", "image": image}],
    )
    subnet = mock.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    network = {"awsvpcConfiguration": {"subnets": [subnet]}}
    (task,) = ecs.run_task(taskDefinition="job", launchType="FARGATE", networkConfiguration=network)["tasks"]
    mock.clock.settle()
    (found,) = ecs.describe_tasks(tasks=[task["taskArn"]])["tasks"]
    container: dict[str, Any] = found["containers"][0]
    return container


@pytest.fixture
def strict() -> Iterator[MockEcs]:
    """A mock whose images have to be where they are said to be, with a rule for quay.io."""
    with mock_ecs(references="strict") as mock:
        mock.client("ecr").create_pull_through_cache_rule(ecrRepositoryPrefix="quay", upstreamRegistryUrl="quay.io")
        yield mock


def test_the_image_is_cached_when_the_task_pulls_it(strict: MockEcs) -> None:
    container = run(strict, "123456789012.dkr.ecr.us-east-1.amazonaws.com/quay/org/app:1")

    (detail,) = strict.client("ecr").describe_images(repositoryName="quay/org/app")["imageDetails"]
    assert container["lastStatus"] == "RUNNING"
    assert container["imageDigest"] == detail["imageDigest"]
    assert detail["imageTags"] == ["1"]
    assert "lastRecordedPullTime" in detail


def test_an_image_beside_the_prefix_is_not_there(strict: MockEcs) -> None:
    container = run(strict, "123456789012.dkr.ecr.us-east-1.amazonaws.com/quays/org/app:1")

    assert container["reason"].startswith("CannotPullContainerError")


def test_nobody_is_warned_of_a_repository_that_a_rule_will_make(ecs_world: MockEcs, ecr: Any) -> None:
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="quay", upstreamRegistryUrl="quay.io")

    run(ecs_world, "123456789012.dkr.ecr.us-east-1.amazonaws.com/quay/org/app:1")

    assert [text for text in ecs_world.warnings if "quay/org/app" in text] == []
