"""What a task takes of a container instance, and what an instance has left.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Resource.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

RESERVED_TCP_PORTS = (22, 2376, 2375, 51678, 51679)
"""Host ports that the agent and its Docker daemon keep for themselves, in the order in which ECS lists them."""

DYNAMIC_PORTS = range(32768, 61000)
"""Where dynamic host ports come from: ip_local_port_range of current Linux kernels."""

Port = tuple[str, int]
"""Protocol (``tcp`` or ``udp``) and number."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What one task takes: cpu in units, memory in MiB, static host ports, and the attributes it must find.

    ``gpus`` counts GPUs, ``interfaces`` the network interfaces (1 in network mode awsvpc, else 0).
    """

    cpu: int
    memory: int
    ports: tuple[Port, ...] = ()
    attributes: tuple[str, ...] = ()
    gpus: int = 0
    interfaces: int = 0


@dataclass(slots=True)
class Room:
    """What an instance has left; ``ports`` are those in use.

    ``gpus`` are the ids of those that are free, ``interfaces`` how many network interfaces for tasks can be attached
    to it; None where that is not known, and so not limited.
    """

    cpu: int
    memory: int
    ports: dict[Port, None] = field(default_factory=dict)
    gpus: dict[str, None] = field(default_factory=dict)
    interfaces: int | None = None

    def copy(self) -> Room:
        """Another Room that starts from the same figures."""
        return Room(self.cpu, self.memory, dict(self.ports), dict(self.gpus), self.interfaces)

    def shortfall(self, needs: Needs) -> str | None:
        """Which resource does not suffice, as a failure reason; None when the task fits."""
        if needs.cpu > self.cpu:
            return "RESOURCE:CPU"
        if needs.memory > self.memory:
            return "RESOURCE:MEMORY"
        if any(port in self.ports for port in needs.ports):
            return "RESOURCE:PORTS"
        if needs.gpus > len(self.gpus):
            return "RESOURCE:GPU"
        if self.interfaces is not None and needs.interfaces > self.interfaces:
            return "RESOURCE:ENI"
        return None

    def take(self, needs: Needs, gpus: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Set aside what the task takes, these ``gpus`` or the first that are free; returns the ids of its GPUs."""
        self.cpu -= needs.cpu
        self.memory -= needs.memory
        self.ports.update(dict.fromkeys(needs.ports))
        if self.interfaces is not None:
            self.interfaces -= needs.interfaces
        if gpus is None:
            gpus = tuple(islice(self.gpus, needs.gpus)) if needs.gpus else ()
        for identifier in gpus:
            self.gpus.pop(identifier, None)
        return gpus

    def give_back(self, needs: Needs, gpus: tuple[str, ...] = ()) -> None:
        """Free what the task took, ``gpus`` being what :meth:`take` returned."""
        self.cpu += needs.cpu
        self.memory += needs.memory
        for port in needs.ports:
            self.ports.pop(port, None)
        if self.interfaces is not None:
            self.interfaces += needs.interfaces
        self.gpus.update(dict.fromkeys(gpus))
