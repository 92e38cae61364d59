"""The sizes of EC2's instance types."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mock_ecs.neighbours.instance_types import KnownInstanceTypes
from mock_ecs.ports.hosts import InstanceType


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("t2.micro", InstanceType(1, 1024, 2)),
        ("t3.large", InstanceType(2, 8192, 3)),
        ("m5.large", InstanceType(2, 8192, 3)),
        ("m5.4xlarge", InstanceType(16, 65536, 8)),
        ("a1.large", InstanceType(2, 4096, 3, architecture="arm64")),
        ("g4dn.12xlarge", InstanceType(48, 196608, 8, gpus=4)),
    ],
)
def test_a_type_has_the_sizes_that_ec2_tells(name: str, size: InstanceType) -> None:
    assert KnownInstanceTypes().size(name) == size


@pytest.mark.parametrize("name", ["", "m5", "m5.gigantic"])
def test_what_is_no_type_has_none(name: str) -> None:
    assert KnownInstanceTypes().size(name) is None


def test_no_module_of_moto_is_loaded_for_it() -> None:
    program = (
        "import sys; from mock_ecs.neighbours.instance_types import KnownInstanceTypes;"
        "assert KnownInstanceTypes().size('m5.large'); sys.exit('moto' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
