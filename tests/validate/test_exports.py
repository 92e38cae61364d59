"""What a client prints of what it was answered can be judged, and AWS would take it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from mock_ecs.validate.run import Outcome
from tests.validate.examples import judged_text

FARGATE: dict[str, Any] = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [
        {
            "name": "app",
            "image": "nginx:1.27",
            "portMappings": [{"containerPort": 80, "name": "http"}],
            "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/"]},
            "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}],
        }
    ],
    "volumes": [{"name": "data"}],
}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"], "assignPublicIp": "ENABLED"}}


@pytest.fixture(scope="module")
def mock() -> MockEcs:
    return MockEcs(neighbours="null")


def printed(folder: Path, answer: dict[str, Any]) -> Outcome:
    """The outcome of a file into which the AWS CLI has printed ``answer``."""
    answer.pop("ResponseMetadata")
    return judged_text(folder, "answer.json", json.dumps(answer, indent=4, default=lambda moment: moment.isoformat()))


@pytest.mark.parametrize("tags", [[], [{"key": "team", "value": "web"}]], ids=["without tags", "with tags"])
def test_a_task_definition_that_is_described(mock: MockEcs, tmp_path: Path, tags: list[Any]) -> None:
    ecs = mock.client("ecs")
    ecs.register_task_definition(**FARGATE, **({"tags": tags} if tags else {}))

    found = printed(tmp_path, ecs.describe_task_definition(taskDefinition="web", include=["TAGS"] if tags else []))

    assert (found.told, found.kinds) == ([], ["task-definition"])


def test_services_that_are_described(mock: MockEcs, tmp_path: Path) -> None:
    ecs = mock.client("ecs")
    ecs.create_cluster(clusterName="demo")
    ecs.register_task_definition(**FARGATE)
    for name in ("one", "two"):
        ecs.create_service(
            cluster="demo",
            serviceName=name,
            taskDefinition="web",
            desiredCount=1,
            launchType="FARGATE",
            networkConfiguration=NETWORK,
        )

    found = printed(tmp_path, ecs.describe_services(cluster="demo", services=["one", "two"], include=["TAGS"]))

    assert (found.told, found.kinds) == ([], ["service", "service"])


def test_a_repository_policy_that_is_got(mock: MockEcs, tmp_path: Path) -> None:
    ecr = mock.client("ecr")
    ecr.create_repository(repositoryName="app")
    statement = {"Sid": "pull", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"]}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    ecr.set_repository_policy(repositoryName="app", policyText=policy)

    found = printed(tmp_path, ecr.get_repository_policy(repositoryName="app"))

    assert (found.told, found.kinds) == ([], ["repository-policy"])
