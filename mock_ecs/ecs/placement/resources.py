"""What a task takes of a container instance, and whether it fits.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Resource.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mock_ecs.ecs.task_definitions import ContainerDefinition, TaskDefinition

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


def needs_of(
    definition: TaskDefinition,
    *,
    cpu: int | None = None,
    memory: int | None = None,
    containers: Sequence[ContainerDefinition] | None = None,
) -> Needs:
    """What a task of ``definition`` takes: the task's own sizes (overridden by ``cpu`` and ``memory``), else the
    sums over its ``containers`` (with their overrides), where a reservation goes before a limit.
    """
    containers = definition.containers if containers is None else containers
    task_cpu = cpu or definition.cpu
    task_memory = memory or definition.memory
    return Needs(
        cpu=task_cpu if task_cpu is not None else sum(container.cpu for container in containers),
        memory=task_memory
        if task_memory is not None
        else sum(container.memory_reservation or container.memory or 0 for container in containers),
        ports=tuple(
            (mapping.protocol, mapping.host_port)
            for container in containers
            for mapping in container.port_mappings
            if mapping.host_port and definition.network_mode in ("bridge", "host")
        ),
        attributes=definition.required_attributes,
    )
