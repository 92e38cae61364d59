"""The rules on volumes that are configured at launch.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.refusals.launches import (
    VOLUME_NOT_AT_LAUNCH,
    VOLUME_SIZE_OUT_OF_RANGE,
    VOLUME_UNMATCHED,
    VOLUME_WITH_IOPS,
    VOLUME_WITH_THROUGHPUT,
    VOLUME_WITHOUT_IOPS,
    VOLUME_WITHOUT_SIZE,
)

SIZES = {
    "gp2": (1, 16384),
    "gp3": (1, 16384),
    "io1": (4, 16384),
    "io2": (4, 16384),
    "sc1": (125, 16384),
    "st1": (125, 16384),
    "standard": (1, 1024),
}
"""The least and the most GiB that a type of EBS volume comes in."""


def volume_findings(definition: TaskDefinition, document: Document) -> Iterator[Finding]:
    """What is wrong with the volume configurations of a request that launches ``definition``."""
    names = [volume.get("name") for volume in definition.document["volumes"] if volume.get("configuredAtLaunch")]
    configurations = document.get("volumeConfigurations", ())
    if configurations and not names:
        yield VOLUME_NOT_AT_LAUNCH.at(("volumeConfigurations",))
    for index, configuration in enumerate(configurations):
        if names and configuration["name"] not in names:
            yield VOLUME_UNMATCHED.at(("volumeConfigurations", index, "name"), name=configuration["name"])
    yield from ebs_findings(document)


def ebs_findings(document: Document) -> Iterator[Finding]:
    """What is wrong with the EBS volumes of a request, whatever it launches: AWS looks at the names first."""
    for index, configuration in enumerate(document.get("volumeConfigurations", ())):
        volume = configuration.get("managedEBSVolume")
        if volume is not None:
            yield from _volume(configuration["name"], volume, ("volumeConfigurations", index, "managedEBSVolume"))


def _volume(name: str, volume: Document, path: Path) -> Iterator[Finding]:
    kind, size = volume.get("volumeType", "gp3"), volume.get("sizeInGiB")
    if size is None and not volume.get("snapshotId"):
        yield VOLUME_WITHOUT_SIZE.at((*path, "sizeInGiB"), name=name)
    least, most = SIZES.get(kind, (1, 65536))
    if size is not None and not least <= size <= most:
        yield VOLUME_SIZE_OUT_OF_RANGE.at((*path, "sizeInGiB"), name=name, least=least, most=most, type=kind)
    if kind in ("io1", "io2") and "iops" not in volume:
        yield VOLUME_WITHOUT_IOPS.at((*path, "iops"), name=name, type=kind)
    if kind in ("gp2", "sc1", "st1", "standard") and "iops" in volume:
        yield VOLUME_WITH_IOPS.at((*path, "iops"), name=name, type=kind)
    if kind != "gp3" and kind in SIZES and "throughput" in volume:
        yield VOLUME_WITH_THROUGHPUT.at((*path, "throughput"), name=name, type=kind)
