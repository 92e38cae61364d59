"""``compatibilities`` of a task definition: the launch types that it could run on, whatever was asked for.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
"""

from __future__ import annotations

from mock_ecs.api.ecs.fargate_rules import fargate_faults
from mock_ecs.ecs.entities.task_definition import Document

_NOT_ON_MANAGED_INSTANCES = ("pidMode", "ipcMode", "proxyConfiguration")


def compatibilities(document: Document) -> tuple[str, ...]:
    """The launch types that a completed document could run on."""
    if document.get("networkMode") != "awsvpc":
        return ("EXTERNAL", "EC2")
    found = ["EC2"]
    if next(fargate_faults(document), None) is None:
        found.append("FARGATE")
    if not any(name in document for name in _NOT_ON_MANAGED_INSTANCES):
        found.append("MANAGED_INSTANCES")
    return tuple(found)
