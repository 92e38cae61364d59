"""The rules on the volumes of a task definition, and their mounts.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.ecs.task_definition_document import Rule, containers_in, is_windows, listed
from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals import task_definition_volumes as refusals

_KINDS = (
    "host",
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "configuredAtLaunch",
)


def _mounted_volumes_exist(document: Document) -> Iterator[Finding]:
    names = {volume["name"] for volume in document.get("volumes", ())}
    for where, container in containers_in(document):
        for place, mount in listed(where, container, "mountPoints"):
            if (name := mount.get("sourceVolume", "")) not in names:
                yield refusals.UNKNOWN_VOLUME.at((*place, "sourceVolume"), name=name)


def _sources_exist(document: Document) -> Iterator[Finding]:
    names = [container["name"] for container in document["containerDefinitions"]]
    for where, container in containers_in(document):
        for place, source in listed(where, container, "volumesFrom"):
            if (name := source.get("sourceContainer", "")) not in names:
                yield refusals.UNKNOWN_SOURCE.at((*place, "sourceContainer"), name=name)


def _volumes_of_launches(document: Document) -> Iterator[Finding]:
    of_launches = {
        volume["name"]: place for place, volume in listed((), document, "volumes") if volume.get("configuredAtLaunch")
    }
    if not of_launches:
        return
    mounted = {
        mount.get("sourceVolume")
        for container in document["containerDefinitions"]
        for mount in container.get("mountPoints", ())
    }
    idle = {name: place for name, place in of_launches.items() if name not in mounted}
    if idle:
        yield refusals.VOLUMES_NOT_MOUNTED.at(*idle.values(), names=", ".join(idle))
    if len(of_launches) > 1:
        first, second, *_ = of_launches.values()
        yield refusals.TWO_VOLUMES_AT_LAUNCH.at((*second, "configuredAtLaunch"), (*first, "configuredAtLaunch"))


def _efs(document: Document) -> Iterator[Finding]:
    for where, volume in listed((), document, "volumes"):
        efs = volume.get("efsVolumeConfiguration")
        if efs is None:
            continue
        at = (*where, "efsVolumeConfiguration")
        encryption, access_point = (*at, "transitEncryption"), (*at, "authorizationConfig", "accessPointId")
        authorization, encrypted = efs.get("authorizationConfig", {}), efs.get("transitEncryption") == "ENABLED"
        if authorization.get("iam") == "ENABLED" and not encrypted:
            yield refusals.IAM_WITHOUT_ENCRYPTION.at(encryption, (*at, "authorizationConfig", "iam"))
        if "transitEncryptionPort" in efs and not encrypted:
            yield refusals.PORT_WITHOUT_ENCRYPTION.at(encryption, (*at, "transitEncryptionPort"))
        if authorization.get("accessPointId"):
            if efs.get("rootDirectory", "/") != "/":
                yield refusals.ACCESS_POINT_AND_DIRECTORY.at((*at, "rootDirectory"), access_point)
            if not encrypted:
                yield refusals.ACCESS_POINT_WITHOUT_ENCRYPTION.at(encryption, access_point)


def _volume_names(document: Document) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for where, volume in listed((), document, "volumes"):
        other = first.setdefault(volume["name"], where)
        if other is not where:
            yield refusals.VOLUME_NAMES.at((*where, "name"), (*other, "name"))


def _volume_kinds(document: Document) -> Iterator[Finding]:
    for where, volume in listed((), document, "volumes"):
        # An empty host, which AWS shows where nothing was said, is no kind; nor is configuredAtLaunch false.
        kinds = [kind for kind in _KINDS if kind in volume and (volume[kind] or kind == "dockerVolumeConfiguration")]
        if len(kinds) > 1:
            others = [(*where, kind) for kind in kinds[:-1]]
            yield refusals.VOLUME_KINDS.at((*where, kinds[-1]), *others, name=volume["name"], kinds=", ".join(kinds))


def _docker(document: Document) -> Iterator[Finding]:
    for where, volume in listed((), document, "volumes"):
        docker = volume.get("dockerVolumeConfiguration")
        if docker is None:
            continue
        at = (*where, "dockerVolumeConfiguration")
        if docker.get("autoprovision") and docker.get("scope") != "shared":
            yield refusals.AUTOPROVISION_OF_TASK.at((*at, "autoprovision"), (*at, "scope"), name=volume["name"])
        if docker.get("driver", "local") != "local" and is_windows(document):
            other = ("runtimePlatform", "operatingSystemFamily")
            yield refusals.WINDOWS_VOLUME_DRIVER.at((*at, "driver"), other)


def _s3_files(document: Document) -> Iterator[Finding]:
    for where, volume in listed((), document, "volumes"):
        files = volume.get("s3filesVolumeConfiguration")
        if files is None:
            continue
        at = (*where, "s3filesVolumeConfiguration")
        if not document.get("taskRoleArn"):
            yield refusals.S3_FILES_WITHOUT_ROLE.at(("taskRoleArn",), at)
        if files.get("accessPointArn") and files.get("rootDirectory", "/") != "/":
            yield refusals.S3_FILES_DIRECTORY.at((*at, "rootDirectory"), (*at, "accessPointArn"))


def _volumes_of_systems(document: Document) -> Iterator[Finding]:
    family, other = document.get("runtimePlatform", {}).get("operatingSystemFamily"), ("runtimePlatform",)
    for where, volume in listed((), document, "volumes"):
        if family == "LINUX" and (kind := "fsxWindowsFileServerVolumeConfiguration") in volume:
            yield refusals.FSX_OFF_WINDOWS.at((*where, kind), other)
        if is_windows(document) and (kind := "efsVolumeConfiguration") in volume:
            yield refusals.EFS_ON_WINDOWS.at((*where, kind), other)


def _paths_once(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        first: dict[str, Path] = {}
        for place, mount in listed(where, container, "mountPoints"):
            path = mount.get("containerPath", "")
            if (other := first.setdefault(path, place)) is not place:
                at, also = (*place, "containerPath"), (*other, "containerPath")
                yield refusals.MOUNTED_TWICE.at(at, also, container=container["name"], place=path)


VOLUME_RULES: tuple[Rule, ...] = (
    _mounted_volumes_exist,
    _sources_exist,
    _volumes_of_launches,
    _efs,
    _volume_names,
    _volume_kinds,
    _docker,
    _s3_files,
    _volumes_of_systems,
    _paths_once,
)
