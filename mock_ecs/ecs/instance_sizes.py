"""What an agent registers of a host of some EC2 instance type: CPU, memory, GPUs and slots for interfaces of tasks.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html
"""

from __future__ import annotations

import re

from mock_ecs.ecs.entities.room import RESERVED_TCP_PORTS, Port, Room
from mock_ecs.ports.hosts import InstanceType
from mock_ecs.sim.ids import Ids

RESERVED: tuple[Port, ...] = tuple(("tcp", port) for port in RESERVED_TCP_PORTS)
"""The host ports that an agent keeps when it does not say which."""

_SEEN, _NOMINAL = 7974, 8192
"""MiB that an agent reports of a host of 8 GiB: the system keeps as much of each host in proportion."""

_BRANCHES = {
    "a1.large": 10,
    "a1.xlarge": 20,
    "c5.large": 10,
    "m5.large": 10,
    "m5.xlarge": 20,
    "m5.2xlarge": 40,
    "m5.4xlarge": 60,
    "m5.8xlarge": 60,
    "m5.12xlarge": 60,
    "m5.16xlarge": 120,
    "m5.24xlarge": 120,
}
"""How many tasks can have an interface of their own with trunking; AWS tells it in a table alone."""

_LIKE_M5 = re.compile(r"[cmr](?:[5-9]|[1-9][0-9])[a-z-]*\.(.+)")
"""Types that, where they have a trunk, have about as many branches as the m5 of their size."""


def has_trunk(name: str) -> bool:
    """True for an instance type whose interfaces for tasks are branches of a trunk where the account wants it so."""
    return name in _BRANCHES


def interfaces_of(name: str, size: InstanceType, *, trunking: bool) -> int:
    """How many tasks in network mode awsvpc can run on a host of the type called ``name``."""
    own = size.network_interfaces - 1
    return _BRANCHES.get(name, own) if trunking else own


def managed_branches(name: str) -> int | None:
    """How many tasks can have an interface of their own on a managed instance; None for a type without a trunk.

    A managed instance has a trunk wherever its type can have one, and nobody has to ask for it:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-awsvpc-mode.html
    """
    like = _LIKE_M5.fullmatch(name)
    return _BRANCHES.get(name, _BRANCHES.get(f"m5.{like[1]}") if like else None)


def managed_room_of(name: str, size: InstanceType, ids: Ids) -> Room:
    """What the agent of a managed instance registers."""
    room = room_of(name, size, ids, trunking=False)
    branches = managed_branches(name)
    room.interfaces = room.interfaces if branches is None else branches
    return room


def room_of(name: str, size: InstanceType, ids: Ids, *, trunking: bool, reserved_memory: int = 0) -> Room:
    """What the agent registers; ``reserved_memory`` in MiB is what it was told to leave to others."""
    return Room(
        cpu=size.vcpus * 1024,
        memory=max(0, size.memory * _SEEN // _NOMINAL - reserved_memory),
        ports=dict.fromkeys(RESERVED),
        gpus=dict.fromkeys(f"GPU-{ids.uuid('gpu')}" for _ in range(size.gpus)),
        interfaces=interfaces_of(name, size, trunking=trunking),
    )
