"""The rules on what the parts of a task definition say of one another, in AWS's own words.

Volumes and their mounts, dependencies between containers, and the router of FireLens:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.ecs.task_definition_document import Rule
from mock_ecs.ecs.entities.task_definition import Document


def _mounted_volumes_exist(document: Document) -> Iterator[str]:
    volumes = {volume.get("name") for volume in document.get("volumes", ())}
    for container in document["containerDefinitions"]:
        for mount in container.get("mountPoints", ()):
            if mount.get("sourceVolume") not in volumes:
                yield f"Unknown volume '{mount.get('sourceVolume')}'."


def _volumes_of_launches_are_mounted(document: Document) -> Iterator[str]:
    mounted = [
        mount.get("sourceVolume")
        for container in document["containerDefinitions"]
        for mount in container.get("mountPoints", ())
    ]
    idle = [
        str(volume.get("name"))
        for volume in document.get("volumes", ())
        if volume.get("configuredAtLaunch") and volume.get("name") not in mounted
    ]
    if idle:
        yield f"Volumes [{', '.join(idle)}] are not referenced by any of the containers"


def _file_systems(document: Document) -> Iterator[str]:
    for volume in document.get("volumes", ()):
        efs = volume.get("efsVolumeConfiguration", {})
        authorization = efs.get("authorizationConfig", {})
        encrypted = efs.get("transitEncryption") == "ENABLED"
        if authorization.get("iam") == "ENABLED" and not encrypted:
            yield "EFS IAM authorization requires TransitEncryption to be enabled."
        if efs.get("transitEncryptionPort") is not None and not encrypted:
            yield "TransitEncryptionPort requires that TransitEncryption is enabled."
        if authorization.get("accessPointId") and efs.get("rootDirectory", "/") != "/":
            yield 'When using an EFS access point, the root directory must either be set to "/" or be omitted.'


def _sources_exist(document: Document) -> Iterator[str]:
    names = [container["name"] for container in document["containerDefinitions"]]
    for container in document["containerDefinitions"]:
        for source in container.get("volumesFrom", ()):
            if source.get("sourceContainer") not in names:
                yield f"Invalid 'volumesFrom' setting. Unknown container: '{source.get('sourceContainer')}'."


def _dependencies(document: Document) -> Iterator[str]:
    containers = {container["name"]: container for container in document["containerDefinitions"]}
    for container in containers.values():
        for dependency in container.get("dependsOn", ()):
            target, condition = containers.get(dependency["containerName"]), dependency["condition"]
            if target is None:
                yield f"Cannot depend on container + '{dependency['containerName']}' because it does not exist"
                continue
            if condition in ("COMPLETE", "SUCCESS") and target.get("essential", True):
                yield "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"
            if condition == "HEALTHY" and "healthCheck" not in target:
                yield "A dependency container with HEALTHY condition must have health check configured"


def _no_circle(document: Document) -> Iterator[str]:
    waiting = {container["name"]: _needed_by(container) for container in document["containerDefinitions"]}
    while waiting:
        ready = [name for name, needed in waiting.items() if not any(other in waiting for other in needed)]
        if not ready:
            yield "Container definitions should not have circular dependencies"
            return
        for name in ready:
            del waiting[name]


def _needed_by(container: Document) -> list[str]:
    """The containers that have to start before this one."""
    return [
        *(dependency["containerName"] for dependency in container.get("dependsOn", ())),
        *(link.partition(":")[0] for link in container.get("links", ())),
        *(source.get("sourceContainer", "") for source in container.get("volumesFrom", ())),
    ]


def _log_router(document: Document) -> Iterator[str]:
    containers = document["containerDefinitions"]
    routed = any(c.get("logConfiguration", {}).get("logDriver") == "awsfirelens" for c in containers)
    routing = any("firelensConfiguration" in container for container in containers)
    if routed and not routing:
        yield (
            "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be "
            "configured in one of the containers."
        )
    if routing and not routed:
        yield (
            "When a firelensConfiguration object is specified, at least one container has to be configured with the "
            "awsfirelens log driver"
        )


REFERENCE_RULES: tuple[Rule, ...] = (
    _mounted_volumes_exist,
    _volumes_of_launches_are_mounted,
    _file_systems,
    _sources_exist,
    _dependencies,
    _no_circle,
    _log_router,
)
