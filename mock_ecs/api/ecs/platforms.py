"""Platform versions of AWS Fargate, and what tasks need of them.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
"""

from __future__ import annotations

from mock_ecs.api.ecs.task_definition_document import size_in_units
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.refusals.launches import PLATFORM_INCOMPATIBLE, PLATFORM_VERSION_ON_EC2

LINUX_PLATFORM, WINDOWS_PLATFORM = "1.4.0", "1.0.0"
"""What LATEST means on Fargate."""

PLATFORMS = ("LATEST", "1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0")
_MOST_CPU_BEFORE = 4096
"""The most units that a task could have before Linux 1.4.0."""


def platform_of(
    definition: TaskDefinition, launch_type: str, version: str | None, overrides: Document | None = None
) -> str | None:
    """The platform version that tasks run on; None off Fargate.

    Raises InvalidParameterException for a version off Fargate, and PlatformTaskDefinitionIncompatibilityException
    for one that lacks what the definition, with ``overrides``, needs.
    """
    if launch_type != "FARGATE":
        if version is not None:
            raise PLATFORM_VERSION_ON_EC2()
        return None
    latest = WINDOWS_PLATFORM if is_windows(definition) else LINUX_PLATFORM
    if version in (None, "LATEST", latest):
        return latest
    if is_windows(definition) or needs_latest(definition, overrides or {}):
        raise PLATFORM_INCOMPATIBLE()
    return version


def is_windows(definition: TaskDefinition) -> bool:
    """True for Windows containers, which have platform versions of their own."""
    return definition.operating_system_family.startswith("WINDOWS")


def needs_latest(definition: TaskDefinition, overrides: Document) -> bool:
    """True for Linux tasks that run on platform version 1.4.0 only."""
    document = definition.document
    cpu = size_in_units("cpu", overrides.get("cpu")) or definition.cpu or 0
    return (
        cpu > _MOST_CPU_BEFORE
        or "ephemeralStorage" in document
        or "ephemeralStorage" in overrides
        or "pidMode" in document
        or document.get("runtimePlatform", {}).get("cpuArchitecture") == "ARM64"
        or any("efsVolumeConfiguration" in volume or volume.get("configuredAtLaunch") for volume in document["volumes"])
    )
