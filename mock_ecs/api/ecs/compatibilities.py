"""``compatibilities`` of a task definition: the launch types that it could run on, whatever was asked for.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.api.ecs.required_attributes import is_in_ecr

Document = dict[str, Any]

FARGATE_SIZES: dict[int, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4097, 1024)),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16385, 1024)),
    4096: tuple(range(8192, 30721, 1024)),
    8192: tuple(range(16384, 61441, 4096)),
    16384: tuple(range(32768, 122881, 8192)),
    32768: (61440, 122880, 249856),
}
"""Memory in MiB by cpu units: what a Fargate task can be."""

WINDOWS_SIZES = (1024, 2048, 4096)

_NOT_ON_FARGATE = ("pidMode", "ipcMode", "proxyConfiguration")


def compatibilities(document: Document) -> tuple[str, ...]:
    """The launch types that a completed document could run on."""
    if document.get("networkMode") != "awsvpc":
        return ("EXTERNAL", "EC2")
    if any(name in document for name in _NOT_ON_FARGATE):
        return ("EC2",)
    if not is_fargate_size(document) or _needs_the_host(document):
        return ("EC2", "MANAGED_INSTANCES")
    return ("EC2", "FARGATE", "MANAGED_INSTANCES")


def is_fargate_size(document: Document) -> bool:
    """True when cpu and memory of a completed document are a pair that Fargate has."""
    cpu, memory = int(document.get("cpu", 0)), int(document.get("memory", 0))
    if is_windows(document) and cpu not in WINDOWS_SIZES:
        return False
    return memory in FARGATE_SIZES.get(cpu, ())


def is_windows(document: Document) -> bool:
    """True for a task definition for Windows containers."""
    family: str = document.get("runtimePlatform", {}).get("operatingSystemFamily", "LINUX")
    return family.startswith("WINDOWS")


def _needs_the_host(document: Document) -> bool:
    containers = document["containerDefinitions"]
    return (
        any(container.get("privileged") for container in containers)
        or any(_needs_execution_role(container) and "executionRoleArn" not in document for container in containers)
        or any("dockerVolumeConfiguration" in v or v.get("host", {}).get("sourcePath") for v in document["volumes"])
    )


def _needs_execution_role(container: Document) -> bool:
    return container.get("logConfiguration", {}).get("logDriver") == "awslogs" or is_in_ecr(container["image"])
