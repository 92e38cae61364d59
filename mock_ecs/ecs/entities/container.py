"""The parts of a task: its containers with their host ports, and its network interface.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mock_ecs.ecs.entities.task_definition import ContainerDefinition
from mock_ecs.ports.networks import NetworkInterface, Subnet


class NetworkBinding(NamedTuple):
    """A port of a container and the port of its host by which it is reached.

    With ``is_range`` both are the first of ``length`` ports in a row.
    """

    container_port: int
    host_port: int
    protocol: str
    length: int = 1
    is_range: bool = False

    @property
    def host_ports(self) -> range:
        """All ports of the host."""
        return range(self.host_port, self.host_port + self.length)


@dataclass(slots=True, eq=False)
class Container:
    """A container of a task. ``runtime_id`` and ``image_digest`` are known once it was pulled and made.

    ``gpus`` are the ids of the GPUs that it has to itself.
    """

    id: str
    definition: ContainerDefinition
    last_status: str = "PENDING"
    exit_code: int | None = None
    reason: str | None = None
    runtime_id: str | None = None
    image_digest: str | None = None
    health_status: str = "UNKNOWN"
    network_bindings: tuple[NetworkBinding, ...] = ()
    gpus: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Attachment:
    """The elastic network interface of a task in network mode awsvpc, as ECS tells of it."""

    id: str
    subnet: Subnet
    status: str = "PRECREATED"
    interface: NetworkInterface | None = None
