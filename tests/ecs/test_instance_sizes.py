"""What an agent registers of a host."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.instance_sizes import interfaces_of, room_of
from mock_ecs.ports.hosts import InstanceType
from mock_ecs.sim.ids import Ids

M5_LARGE = InstanceType(2, 8192, 3)


@pytest.mark.parametrize(
    ("name", "size", "cpu", "memory"),
    [
        pytest.param("m5.large", M5_LARGE, 2048, 7974, id="as AWS's samples of 8 GiB"),
        pytest.param("t2.micro", InstanceType(1, 1024, 2), 1024, 996, id="about 0.97 of 1 GiB"),
        pytest.param("m5.4xlarge", InstanceType(16, 65536, 8), 16384, 63792, id="in proportion"),
    ],
)
def test_the_system_keeps_a_part_of_the_memory(name: str, size: InstanceType, cpu: int, memory: int) -> None:
    room = room_of(name, size, Ids(0), trunking=False)

    assert (room.cpu, room.memory) == (cpu, memory)


def test_memory_can_be_kept_for_others() -> None:
    assert room_of("m5.large", M5_LARGE, Ids(0), trunking=False, reserved_memory=1000).memory == 6974
    assert room_of("m5.large", M5_LARGE, Ids(0), trunking=False, reserved_memory=9000).memory == 0


@pytest.mark.parametrize(
    ("name", "interfaces", "plain", "trunked"),
    [
        ("t3.micro", 2, 1, 1),
        ("t3.large", 3, 2, 2),
        ("m5.large", 3, 2, 10),
        ("c5.large", 3, 2, 10),
        ("m5.xlarge", 4, 3, 20),
        ("m5.2xlarge", 4, 3, 40),
        ("m5.4xlarge", 8, 7, 60),
        ("m5.12xlarge", 8, 7, 60),
        ("m5.24xlarge", 15, 14, 120),
        ("a1.xlarge", 4, 3, 20),
        ("r5.large", 3, 2, 2),
    ],
)
def test_one_interface_is_the_hosts_own_unless_there_is_a_trunk(
    name: str, interfaces: int, plain: int, trunked: int
) -> None:
    size = InstanceType(2, 8192, interfaces)

    assert interfaces_of(name, size, trunking=False) == plain
    assert interfaces_of(name, size, trunking=True) == trunked


def test_each_gpu_has_an_id_of_its_own() -> None:
    ids = Ids(0)
    rooms = [room_of("g4dn.12xlarge", InstanceType(48, 196608, 8, 4), ids, trunking=False) for _ in range(2)]

    names = [name for room in rooms for name in room.gpus]

    assert len(set(names)) == 8
    assert all(name.startswith("GPU-") for name in names)
