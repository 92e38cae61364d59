"""Task definitions: families of numbered revisions, and what ECS decides on in their containers.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mock_ecs.ports.runtimes import ContainerSpec, Dependency, HealthCheck, RestartPolicy

Document = dict[str, Any]
"""A part of a request, or all of it, with the names of the wire. Never changed in place, since AWS echoes it."""


@dataclass(frozen=True, slots=True)
class PortMapping:
    """A port that a container opens; ``host_port`` 0 means one chosen when the task starts.

    With ``is_range`` both are the first of ``length`` ports in a row.
    """

    container_port: int
    host_port: int = 0
    protocol: str = "tcp"
    length: int = 1
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class ContainerDefinition:
    """What ECS decides on in one container; cpu in units (1024 a vCPU), memory in MiB, timeouts in seconds.

    ``depends_on`` has what ``links`` and ``volumesFrom`` imply too. With ``version_consistency`` all tasks of a service
    revision run the image that the first one found.
    """

    name: str
    image: str
    essential: bool = True
    cpu: int = 0
    memory: int | None = None
    memory_reservation: int | None = None
    command: tuple[str, ...] = ()
    port_mappings: tuple[PortMapping, ...] = ()
    health_check: HealthCheck | None = None
    start_timeout: int | None = None
    stop_timeout: int | None = None
    gpus: int = 0
    depends_on: tuple[Dependency, ...] = ()
    restart_policy: RestartPolicy | None = None
    entry_point: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    version_consistency: bool = True


@dataclass(slots=True, eq=False)
class TaskDefinition:
    """A revision. ``document`` is what was registered, with AWS's defaults, as it is shown.

    ``status`` is ACTIVE, INACTIVE (deregistered) or DELETE_IN_PROGRESS.
    """

    arn: str
    family: str
    revision: int
    document: Document
    containers: tuple[ContainerDefinition, ...]
    registered_at: float
    registered_by: str
    network_mode: str = "bridge"
    cpu: int | None = None
    memory: int | None = None
    compatibilities: tuple[str, ...] = ()
    required_attributes: tuple[str, ...] = ()
    operating_system_family: str = "LINUX"
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"
    deregistered_at: float | None = None
    delete_requested_at: float | None = None
    users: int = 0
    """How many tasks and deployments refer to it; a revision that is being deleted waits for none."""
    container_specs: tuple[ContainerSpec, ...] = ()
    """What runtimes are told of its containers, made when the first of its tasks is started."""

    def container(self, name: str) -> ContainerDefinition | None:
        """The container called ``name``."""
        return next((container for container in self.containers if container.name == name), None)


@dataclass(slots=True, eq=False)
class Family:
    """All revisions of one name; ``last`` is the highest number ever used."""

    name: str
    revisions: dict[int, TaskDefinition] = field(default_factory=dict)
    last: int = 0

    def latest_active(self) -> TaskDefinition | None:
        """The ACTIVE revision with the highest number."""
        return next((found for found in reversed(self.revisions.values()) if found.status == "ACTIVE"), None)
