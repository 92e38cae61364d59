"""A launch: which tasks to start, and how.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mock_ecs.ecs.entities.load_balancer import LoadBalancer, ServiceRegistry
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition


@dataclass(frozen=True, slots=True)
class CapacityProviderStrategyItem:
    """A provider, the tasks it gets first (``base``), and its share of the others (``weight``)."""

    provider: str
    weight: int = 0
    base: int = 0


@dataclass(frozen=True, slots=True)
class PlacementStrategy:
    """``type`` is binpack, spread or random; ``field`` CPU, MEMORY, instanceId or ``attribute:<name>``."""

    type: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class NetworkConfiguration:
    """Where tasks in network mode awsvpc get their interfaces; ``document`` is what was sent."""

    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]
    assign_public_ip: bool
    document: Document


@dataclass(frozen=True, slots=True)
class ContainerOverride:
    """What a launch changes in one container."""

    cpu: int | None = None
    memory: int | None = None
    memory_reservation: int | None = None
    command: tuple[str, ...] | None = None
    gpus: int | None = None
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskOverride:
    """What a launch changes in the task definition; ``document`` is what was sent."""

    cpu: int | None = None
    memory: int | None = None
    containers: dict[str, ContainerOverride] = field(default_factory=dict)
    document: Document = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start and how: all that the tasks of one RunTask call, or of one deployment, have in common."""

    definition: TaskDefinition
    launch_type: str
    group: str
    started_by: str | None = None
    capacity_provider_strategy: tuple[CapacityProviderStrategyItem, ...] = ()
    platform_version: str | None = None
    network: NetworkConfiguration | None = None
    placement_constraints: tuple[Document, ...] = ()
    placement_strategy: tuple[PlacementStrategy, ...] = ()
    overrides: TaskOverride = TaskOverride()
    tags: dict[str, str] = field(default_factory=dict)
    enable_execute_command: bool = False
    ephemeral_storage_gib: int = 20
    load_balancers: tuple[LoadBalancer, ...] = ()
    service_registries: tuple[ServiceRegistry, ...] = ()
    service_connect: bool = False

    @property
    def is_discovered(self) -> bool:
        """True when somebody is told of each task: load balancers, registries, or those who use Service Connect."""
        return bool(self.load_balancers or self.service_registries or self.service_connect)


def no_launch(launch_type: str) -> Launch:
    """What a service has before its first task set says what to launch: nothing but a launch type."""
    nothing = TaskDefinition("", "", 0, {}, (), 0.0, "")
    return Launch(definition=nothing, launch_type=launch_type, group="")
