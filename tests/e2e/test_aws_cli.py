"""The AWS CLI, unmodified, against a live server: what it prints, and that its waiters come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Aws = Callable[..., Any]

CONTAINERS = json.dumps([{"name": "app", "image": "nginx:1.25", "portMappings": [{"containerPort": 80}]}])
DEFINITION = (
    "--family=web",
    "--requires-compatibilities=FARGATE",
    "--network-mode=awsvpc",
    "--cpu=256",
    "--memory=512",
    f"--container-definitions={CONTAINERS}",
)
CLUSTER = "--cluster=demo"


@pytest.fixture
def network(aws: Aws) -> str:
    subnets = aws("ec2", "describe-subnets", "--filters=Name=default-for-az,Values=true", "--query=Subnets[].SubnetId")
    return f"awsvpcConfiguration={{subnets=[{','.join(subnets)}]}}"


@pytest.mark.slow
def test_a_service_is_created_rolled_over_scaled_and_deleted(aws: Aws, network: str) -> None:
    aws("ecs", "create-cluster", "--cluster-name=demo")
    first = aws("ecs", "register-task-definition", *DEFINITION)["taskDefinition"]
    created = aws(
        "ecs",
        "create-service",
        CLUSTER,
        "--service-name=web",
        "--task-definition=web",
        "--desired-count=3",
        "--launch-type=FARGATE",
        f"--network-configuration={network}",
    )["service"]
    assert (created["status"], created["runningCount"]) == ("ACTIVE", 0)
    assert created["deployments"][0]["rolloutState"] == "IN_PROGRESS"

    aws("ecs", "wait", "services-stable", CLUSTER, "--services=web")
    tasks = aws("ecs", "list-tasks", CLUSTER, "--service-name=web")["taskArns"]
    aws("ecs", "wait", "tasks-running", CLUSTER, "--tasks", *tasks)
    assert len(tasks) == 3

    second = aws("ecs", "register-task-definition", *DEFINITION)["taskDefinition"]
    updated = aws("ecs", "update-service", CLUSTER, "--service=web", "--task-definition=web")["service"]
    assert [deployment["status"] for deployment in updated["deployments"]] == ["PRIMARY", "ACTIVE"]
    aws("ecs", "wait", "services-stable", CLUSTER, "--services=web")
    aws("ecs", "wait", "tasks-stopped", CLUSTER, "--tasks", *tasks)
    (service,) = aws("ecs", "describe-services", CLUSTER, "--services=web")["services"]
    assert service["deployments"][0]["rolloutState"] == "COMPLETED"
    assert service["taskDefinition"] == second["taskDefinitionArn"]
    assert service["events"][0]["message"] == "(service web) has reached a steady state."

    aws("ecs", "update-service", CLUSTER, "--service=web", "--desired-count=0")
    aws("ecs", "wait", "services-stable", CLUSTER, "--services=web")
    aws("ecs", "delete-service", CLUSTER, "--service=web")
    aws("ecs", "wait", "services-inactive", CLUSTER, "--services=web")
    for definition in (first, second):
        aws("ecs", "deregister-task-definition", f"--task-definition={definition['taskDefinitionArn']}")
    assert aws("ecs", "list-task-definitions") == {"taskDefinitionArns": []}
    assert aws("ecs", "delete-cluster", CLUSTER)["cluster"]["status"] == "INACTIVE"


@pytest.mark.slow
def test_a_task_is_run_and_stopped(aws: Aws, network: str) -> None:
    aws("ecs", "create-cluster", "--cluster-name=demo")
    aws("ecs", "register-task-definition", *DEFINITION)

    ran = aws(
        "ecs",
        "run-task",
        CLUSTER,
        "--task-definition=web",
        "--launch-type=FARGATE",
        f"--network-configuration={network}",
    )
    (task,) = ran["tasks"]
    aws("ecs", "wait", "tasks-running", CLUSTER, f"--tasks={task['taskArn']}")
    aws("ecs", "stop-task", CLUSTER, f"--task={task['taskArn']}", "--reason=enough")
    aws("ecs", "wait", "tasks-stopped", CLUSTER, f"--tasks={task['taskArn']}")
    (stopped,) = aws("ecs", "describe-tasks", CLUSTER, f"--tasks={task['taskArn']}")["tasks"]

    assert task["lastStatus"] == "PROVISIONING"
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "enough")


@pytest.mark.slow
def test_a_repository_is_created_listed_and_deleted(aws: Aws, aws_endpoint: str) -> None:
    created = aws("ecr", "create-repository", "--repository-name=team/web")["repository"]
    listed = aws("ecr", "describe-repositories")["repositories"]
    images = aws("ecr", "list-images", "--repository-name=team/web")
    aws("ecr", "delete-repository", "--repository-name=team/web")

    assert created["repositoryUri"] == f"localhost:{aws_endpoint.rpartition(':')[2]}/team/web"
    assert [repository["repositoryArn"] for repository in listed] == [created["repositoryArn"]]
    assert images == {"imageIds": []}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param(
            ("ecs", "list-tasks", "--cluster=none"),
            "An error occurred (ClusterNotFoundException) when calling the ListTasks operation: Cluster not found.",
            id="cluster",
        ),
        pytest.param(
            ("ecs", "describe-task-definition", "--task-definition=none"),
            "An error occurred (ClientException) when calling the DescribeTaskDefinition operation: "
            "Unable to describe task definition.",
            id="task definition",
        ),
        pytest.param(
            ("ecs", "register-task-definition", "--family=web", "--container-definitions=name=app,image=nginx"),
            "An error occurred (ClientException) when calling the RegisterTaskDefinition operation: Invalid setting "
            "for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
            id="memory",
        ),
        pytest.param(
            ("ecr", "describe-repositories", "--repository-names=none"),
            "An error occurred (RepositoryNotFoundException) when calling the DescribeRepositories operation: "
            "The repository with name 'none' does not exist in the registry with id '123456789012'",
            id="repository",
        ),
        pytest.param(
            ("ecs", "wait", "services-stable", "--cluster=demo", "--services=none"),
            "Waiter ServicesStable failed: Waiter encountered a terminal failure state: "
            'For expression "failures[].reason" we matched expected path: "MISSING" at least once',
            id="waiter",
        ),
    ],
)
def test_an_error_is_told_in_the_words_of_aws(aws: Aws, aws_error: Aws, arguments: tuple[str, ...], text: str) -> None:
    aws("ecs", "create-cluster", "--cluster-name=demo")

    told = aws_error(*arguments)

    assert text in told
