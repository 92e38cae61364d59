"""botocore's description of a service, read as it lies on disk.

The JSON is read without importing botocore: the import costs 60 to 80 ms at start, the reading 2 to 7.
"""

from __future__ import annotations

import gzip
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Shape = dict[str, Any]


class ServiceModel:
    """The operations and shapes of one service; ``name`` is botocore's (``ecs``, ``ecr``, ``ecr-public``)."""

    def __init__(self, name: str) -> None:
        self.name = name
        document = _read(name)
        metadata = document["metadata"]
        self.target_prefix: str = metadata["targetPrefix"]
        self.service_id: str = metadata["serviceId"]
        self.operations: dict[str, Shape] = document["operations"]
        self.shapes: dict[str, Shape] = document["shapes"]

    def input_shape(self, operation: str) -> str:
        """The name of the shape that ``operation`` takes."""
        return str(self.operations[operation]["input"]["shape"])

    def output_shape(self, operation: str) -> str:
        """The name of the shape that ``operation`` answers with."""
        return str(self.operations[operation]["output"]["shape"])


def _read(name: str) -> dict[str, Any]:
    spec = find_spec("botocore")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("botocore, whose service models mock-ecs follows, is not installed")
    folder = Path(spec.origin).parent / "data" / name
    newest = max(version for version in folder.iterdir() if version.is_dir())
    packed = newest / "service-2.json.gz"
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else (newest / "service-2.json").read_bytes()
    document: dict[str, Any] = json.loads(text)
    return document
