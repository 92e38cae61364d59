"""The sizes of EC2's instance types, as they stand in a file of moto's; none of moto's modules is loaded for it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mock_ecs.ports.hosts import Accelerator, InstanceOffer, InstanceType

_FILES = ("ec2/resources/instance_types.json.gz", "ec2/resources/instance_types.json")


class KnownInstanceTypes:
    """What DescribeInstanceTypes told when moto was published; read once in a process, on the first question."""

    def size(self, name: str) -> InstanceType | None:
        """The sizes of ``m5.large`` and the like, or None for a type that is not known."""
        return _sizes().get(name)

    def offers(self) -> Sequence[InstanceOffer]:
        """All that are known, in no order of note; read on the first question too."""
        return _offers()


_MANUFACTURERS = {"AWS": "amazon-web-services", "AMD": "amd", "Intel": "intel"}
_ACCELERATORS = (
    ("gpu", "GpuInfo", "Gpus"),
    ("fpga", "FpgaInfo", "Fpgas"),
    ("inference", "InferenceAcceleratorInfo", "Accelerators"),
)


@cache
def _sizes() -> dict[str, InstanceType]:
    return {name: _size(known) for name, known in _document().items()}


@cache
def _offers() -> tuple[InstanceOffer, ...]:
    sizes = _sizes()
    return tuple(_offer(name, sizes[name], known) for name, known in _document().items())


def _document() -> dict[str, Any]:
    spec = find_spec("moto")
    folders = spec.submodule_search_locations if spec is not None else None
    files = [Path(folder) / name for folder in folders or () for name in _FILES]
    found = next((file for file in files if file.is_file()), None)
    if found is None:
        return {}
    content = found.read_bytes()
    document: dict[str, Any] = json.loads(gzip.decompress(content) if found.suffix == ".gz" else content)
    return document


def _size(known: dict[str, Any]) -> InstanceType:
    return InstanceType(
        vcpus=known["VCpuInfo"]["DefaultVCpus"],
        memory=known["MemoryInfo"]["SizeInMiB"],
        network_interfaces=known["NetworkInfo"]["MaximumNetworkInterfaces"],
        gpus=sum(gpu.get("Count", 0) for gpu in known.get("GpuInfo", {}).get("Gpus", ())),
        architecture=known["ProcessorInfo"]["SupportedArchitectures"][-1],
    )


def _offer(name: str, size: InstanceType, known: dict[str, Any]) -> InstanceOffer:
    disks = known.get("InstanceStorageInfo", {})
    maker = known["ProcessorInfo"].get("Manufacturer", "")
    return InstanceOffer(
        name=name,
        size=size,
        cpu_manufacturer=_MANUFACTURERS.get(maker, maker.lower()),
        current=known.get("CurrentGeneration", True),
        bare_metal=known.get("BareMetal", False),
        burstable=known.get("BurstablePerformanceSupported", False),
        hibernates=known.get("HibernationSupported", False),
        local_storage=float(disks.get("TotalSizeInGB", 0)),
        disks=tuple(dict.fromkeys(disk["Type"] for disk in disks.get("Disks", ()))),
        ebs_bandwidth=known.get("EbsInfo", {}).get("EbsOptimizedInfo", {}).get("BaselineBandwidthInMbps", 0),
        network_bandwidth=sum(
            card.get("BaselineBandwidthInGbps", 0) for card in known["NetworkInfo"].get("NetworkCards", ())
        ),
        accelerators=tuple(_accelerators(known)),
    )


def _accelerators(known: dict[str, Any]) -> Iterator[Accelerator]:
    for kind, member, items in _ACCELERATORS:
        for item in known.get(member, {}).get(items, ()):
            count = item.get("Count", 0)
            maker = item.get("Manufacturer", "").lower()
            yield Accelerator(
                type=kind,
                manufacturer="amazon-web-services" if maker in ("aws", "amazon") else maker,
                name=item.get("Name", "").lower().replace(" ", "-"),
                number=count,
                memory=count * item.get("MemoryInfo", {}).get("SizeInMiB", 0),
            )
