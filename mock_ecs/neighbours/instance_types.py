"""The sizes of EC2's instance types, as they stand in a file of moto's; none of moto's modules is loaded for it."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from mock_ecs.ports import InstanceType

_FILES = ("ec2/resources/instance_types.json.gz", "ec2/resources/instance_types.json")


class KnownInstanceTypes:
    """What DescribeInstanceTypes told when moto was published; read once in a process, on the first question."""

    def size(self, name: str) -> InstanceType | None:
        """The sizes of ``m5.large`` and the like, or None for a type that is not known."""
        return _sizes().get(name)


@cache
def _sizes() -> dict[str, InstanceType]:
    spec = find_spec("moto")
    folders = spec.submodule_search_locations if spec is not None else None
    files = [Path(folder) / name for folder in folders or () for name in _FILES]
    found = next((file for file in files if file.is_file()), None)
    if found is None:
        return {}
    content = found.read_bytes()
    document = json.loads(gzip.decompress(content) if found.suffix == ".gz" else content)
    return {
        name: InstanceType(
            vcpus=known["VCpuInfo"]["DefaultVCpus"],
            memory=known["MemoryInfo"]["SizeInMiB"],
            network_interfaces=known["NetworkInfo"]["MaximumNetworkInterfaces"],
            gpus=sum(gpu.get("Count", 0) for gpu in known.get("GpuInfo", {}).get("Gpus", ())),
            architecture=known["ProcessorInfo"]["SupportedArchitectures"][-1],
        )
        for name, known in document.items()
    }
