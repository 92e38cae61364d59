"""Documents and ARNs that many tests of ECS's operations use."""

from __future__ import annotations

from typing import Any

from tests.api.raw import Raw

START = 1767225600.0
"""When the clock of a test begins: 2026-01-01T00:00:00Z."""

ACCOUNT = "123456789012"
ARN = f"arn:aws:ecs:us-east-1:{ACCOUNT}"
WEB: dict[str, Any] = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "portMappings": [{"containerPort": 80}]}],
}
"""Runs on Fargate."""

JOB: dict[str, Any] = {
    "family": "job",
    "containerDefinitions": [
        {
            "name": "app",
            "image": "busybox:1",
            "cpu": 100,
            "memory": 300,
            "portMappings": [{"containerPort": 80}, {"containerPort": 53, "protocol": "udp"}],
        }
    ],
}
"""Runs on container instances, in network mode bridge."""

NETWORK: dict[str, Any] = {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"]}}
ON_FARGATE: dict[str, Any] = {
    "cluster": "demo",
    "taskDefinition": "web",
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
}
"""What RunTask and CreateService need to launch ``web``."""

ON_INSTANCES: dict[str, Any] = {"cluster": "demo", "taskDefinition": "job"}
TARGETS = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef"


def with_container(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    """``document`` with ``members`` laid over those of its first container; None takes one away."""
    first, *others = document["containerDefinitions"]
    changed = {name: value for name, value in {**first, **members}.items() if value is not None}
    return {**document, "containerDefinitions": [changed, *others]}


def job(**members: Any) -> dict[str, Any]:
    """The EC2 definition with ``members`` on its container."""
    return with_container(JOB, **members)


def web(**members: Any) -> dict[str, Any]:
    """The Fargate definition with ``members`` on its container."""
    return with_container(WEB, **members)


def awsvpc(**members: Any) -> dict[str, Any]:
    """A definition for EC2 in network mode awsvpc, with ``members`` on its container."""
    return {**with_container(JOB, **members), "networkMode": "awsvpc"}


def two(first: dict[str, Any], second: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A definition with the containers a and b."""
    containers = [{"name": "a", "image": "x", "memory": 8, **first}, {"name": "b", "image": "x", "memory": 8, **second}]
    return {"family": "pair", "containerDefinitions": containers, **members}


def mapped(*mappings: dict[str, Any]) -> dict[str, Any]:
    """Port mappings, as members of a container."""
    return {"portMappings": list(mappings)}


def port(number: int, **members: Any) -> dict[str, Any]:
    """One port mapping."""
    return {"containerPort": number, **members}


def execute_command(**members: Any) -> dict[str, Any]:
    """The configuration of ECS Exec, as members of a cluster."""
    return {"configuration": {"executeCommandConfiguration": members}}


def arn(family: str, revision: int) -> str:
    """The ARN of a revision."""
    return f"{ARN}:task-definition/{family}:{revision}"


def target(**members: Any) -> dict[str, Any]:
    """A load balancer of a service."""
    return {"targetGroupArn": TARGETS, "containerName": "app", "containerPort": 80, **members}


def percent(minimum: int | None = None, maximum: int | None = None) -> dict[str, Any]:
    """The bounds of a deployment, as members of a service; None says nothing."""
    given = {"minimumHealthyPercent": minimum, "maximumPercent": maximum}
    return {"deploymentConfiguration": {name: value for name, value in given.items() if value is not None}}


def fargate(cpu: str | None = "256", memory: str | None = "512", **members: Any) -> dict[str, Any]:
    """The Fargate definition with ``members`` on the task; None takes one away."""
    document = {**WEB, "cpu": cpu, "memory": memory, **members}
    return {name: value for name, value in document.items() if value is not None}


def described(call: Raw, task: dict[str, Any], **members: Any) -> dict[str, Any]:
    """``task`` as it is now."""
    found: dict[str, Any] = call("DescribeTasks", cluster="demo", tasks=[task["taskArn"]], **members)["tasks"][0]
    return found


def associate(call: Raw, *default: dict[str, Any]) -> None:
    """Give demo both Fargate providers, and a default strategy."""
    call(
        "PutClusterCapacityProviders",
        cluster="demo",
        capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=list(default),
    )


MANAGED_INSTANCES: dict[str, Any] = {
    "infrastructureRoleArn": "arn:aws:iam::123456789012:role/ecs",
    "instanceLaunchTemplate": {
        "ec2InstanceProfileArn": "arn:aws:iam::123456789012:instance-profile/ecs",
        "networkConfiguration": {"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["sg-1"]},
    },
}
"""A provider of Managed Instances that may launch any general type, in two zones."""
