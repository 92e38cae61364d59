"""Documents and ARNs that many tests of ECS's operations use."""

from __future__ import annotations

from typing import Any

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


def with_container(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    """``document`` with ``members`` laid over those of its first container; None takes one away."""
    first, *others = document["containerDefinitions"]
    changed = {name: value for name, value in {**first, **members}.items() if value is not None}
    return {**document, "containerDefinitions": [changed, *others]}
