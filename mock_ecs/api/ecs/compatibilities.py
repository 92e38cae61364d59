"""``compatibilities`` of a task definition: the launch types that it could run on, whatever was asked for.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
"""

from __future__ import annotations

from mock_ecs.api.ecs.fargate_rules import runs_on_fargate
from mock_ecs.api.ecs.task_definition_document import asks_for
from mock_ecs.ecs.entities.task_definition import Document

_NOT_ON_MANAGED_INSTANCES = ("pidMode", "ipcMode", "proxyConfiguration")


def compatibilities(document: Document) -> tuple[str, ...]:
    """The launch types that a completed document, which breaks no rule, could run on."""
    if document.get("networkMode") != "awsvpc":
        # Its rules let it ask for Managed Instances in network mode host alone.
        return (
            ("EXTERNAL", "EC2", "MANAGED_INSTANCES") if asks_for(document, "MANAGED_INSTANCES") else ("EXTERNAL", "EC2")
        )
    found = ["EC2"]
    # What asks for Fargate has been held against its rules.
    if asks_for(document, "FARGATE") or runs_on_fargate(document):
        found.append("FARGATE")
    if not any(name in document for name in _NOT_ON_MANAGED_INSTANCES):
        found.append("MANAGED_INSTANCES")
    return tuple(found)
