"""What the tests of the mock do with a client of ECS."""

from __future__ import annotations

from typing import Any


def definition(client: Any, **more: Any) -> str:
    """Registers a small task definition; returns its ARN."""
    answer = client.register_task_definition(
        family="web", containerDefinitions=[{"name": "app", "image": "nginx", "memory": 64}], **more
    )
    arn: str = answer["taskDefinition"]["taskDefinitionArn"]
    return arn


def names(client: Any) -> list[str]:
    """The names of the clusters that ``client`` sees."""
    return [arn.rpartition("/")[2] for arn in client.list_clusters()["clusterArns"]]
