"""Pulls by some principals are not recorded."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.ecr.examples import image_manifest

pytestmark = pytest.mark.filterwarnings("ignore:Layers with digests", "ignore:.*role")

SCANNER, APP = (f"arn:aws:iam::123456789012:role/{name}" for name in ("scanner", "app"))


def test_they_are_registered_listed_and_deregistered(ecr: Any) -> None:
    registered = [ecr.register_pull_time_update_exclusion(principalArn=arn) for arn in (SCANNER, APP)]
    listed = ecr.list_pull_time_update_exclusions()
    gone = ecr.deregister_pull_time_update_exclusion(principalArn=SCANNER)

    assert [each["principalArn"] for each in registered] == listed["pullTimeUpdateExclusions"] == [SCANNER, APP]
    assert gone["principalArn"] == SCANNER
    assert ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"] == [APP]


def test_pages(ecr: Any) -> None:
    for number in range(3):
        ecr.register_pull_time_update_exclusion(principalArn=f"{APP}-{number}")

    first = ecr.list_pull_time_update_exclusions(maxResults=2)
    second = ecr.list_pull_time_update_exclusions(maxResults=2, nextToken=first["nextToken"])

    assert [len(page["pullTimeUpdateExclusions"]) for page in (first, second)] == [2, 1]
    assert "nextToken" not in second


@pytest.mark.parametrize(("role", "recorded"), [(SCANNER, False), (APP, True)])
def test_a_task_that_pulls_in_such_a_role_leaves_no_trace(
    ecs_world: MockEcs, ecs: Any, ecr: Any, role: str, recorded: bool
) -> None:
    uri = ecr.create_repository(repositoryName="app")["repository"]["repositoryUri"]
    ecr.put_image(repositoryName="app", imageManifest=image_manifest(), imageTag="v1")
    ecr.register_pull_time_update_exclusion(principalArn=SCANNER)
    ecs.create_cluster()
    ecs.register_task_definition(
        family="job",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=role,
        containerDefinitions=[{"name": "app", "image": f"{uri}:v1"}],
    )

    network = {
        "awsvpcConfiguration": {"subnets": [ecs_world.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]]}
    }
    ecs.run_task(taskDefinition="job", launchType="FARGATE", networkConfiguration=network)
    ecs_world.clock.settle()

    (detail,) = ecr.describe_images(repositoryName="app")["imageDetails"]
    assert ("lastRecordedPullTime" in detail) is recorded


def test_the_root_of_the_account_cannot_be_left_out_so_its_pulls_are_recorded(filled: Any) -> None:
    filled.register_pull_time_update_exclusion(principalArn=SCANNER)

    filled.batch_get_image(repositoryName="app", imageIds=[{"imageTag": "v1"}])

    (detail,) = filled.describe_images(repositoryName="app", imageIds=[{"imageTag": "v1"}])["imageDetails"]
    assert "lastRecordedPullTime" in detail
