"""What a task takes of a container instance, and what an instance has left.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Resource.html
"""

from __future__ import annotations

from dataclasses import dataclass, field

RESERVED_TCP_PORTS = (22, 2376, 2375, 51678, 51679)
"""Host ports that the agent and its Docker daemon keep for themselves, in the order in which ECS lists them."""

DYNAMIC_PORTS = range(32768, 61000)
"""Where dynamic host ports come from: ip_local_port_range of current Linux kernels."""

Port = tuple[str, int]
"""Protocol (``tcp`` or ``udp``) and number."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What one task takes: cpu in units, memory in MiB, static host ports, and the attributes it must find."""

    cpu: int
    memory: int
    ports: tuple[Port, ...] = ()
    attributes: tuple[str, ...] = ()


@dataclass(slots=True)
class Room:
    """What an instance has left; ``ports`` are those in use."""

    cpu: int
    memory: int
    ports: dict[Port, None] = field(default_factory=dict)

    def copy(self) -> Room:
        """Another Room that starts from the same figures."""
        return Room(self.cpu, self.memory, dict(self.ports))

    def shortfall(self, needs: Needs) -> str | None:
        """Which resource does not suffice, as a failure reason; None when the task fits."""
        if needs.cpu > self.cpu:
            return "RESOURCE:CPU"
        if needs.memory > self.memory:
            return "RESOURCE:MEMORY"
        if any(port in self.ports for port in needs.ports):
            return "RESOURCE:PORTS"
        return None

    def take(self, needs: Needs) -> None:
        """Set aside what the task takes."""
        self.cpu -= needs.cpu
        self.memory -= needs.memory
        self.ports.update(dict.fromkeys(needs.ports))

    def give_back(self, needs: Needs) -> None:
        """Free what the task took."""
        self.cpu += needs.cpu
        self.memory += needs.memory
        for port in needs.ports:
            self.ports.pop(port, None)
