"""Tasks: running copies of a task definition, and how they are launched.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/scheduling_tasks.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mock_ecs.ecs.capacity_providers import CapacityProviderStrategyItem, distribute
from mock_ecs.ecs.clusters import Cluster, Document, TaskCounts
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.placement.place import Failure, PlacementRequest, place
from mock_ecs.ecs.placement.resources import Needs, needs_of
from mock_ecs.ecs.placement.strategies import PlacementStrategy
from mock_ecs.ecs.task_definitions import ContainerDefinition, TaskDefinition
from mock_ecs.ports import NetworkInterface, Subnet

if TYPE_CHECKING:
    from mock_ecs.ecs.container_instances import ContainerInstance
    from mock_ecs.ecs.deployments import Deployment
    from mock_ecs.ecs.services import Service
    from mock_ecs.ecs.state import EcsState
    from mock_ecs.sim.engine import Event

PENDING_STATUSES = ("PROVISIONING", "PENDING", "ACTIVATING")
"""The statuses that AWS counts as pending."""


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


@dataclass(slots=True, eq=False)
class Container:
    """A container of a task. ``runtime_id`` and ``image_digest`` are known once it was pulled and made."""

    id: str
    definition: ContainerDefinition
    last_status: str = "PENDING"
    exit_code: int | None = None
    reason: str | None = None
    runtime_id: str | None = None
    image_digest: str | None = None
    health_status: str = "UNKNOWN"
    network_bindings: tuple[Document, ...] = ()


@dataclass(slots=True, eq=False)
class Attachment:
    """The elastic network interface of a task in network mode awsvpc, as ECS tells of it."""

    id: str
    subnet: Subnet
    status: str = "PRECREATED"
    interface: NetworkInterface | None = None


@dataclass(slots=True, eq=False)
class Task:
    """One running copy of a task definition.

    ``last_status``, ``version``, the times and all counts are written by ``lifecycle.task`` alone.
    ``counted_by`` are the counts it is part of: its cluster's, its instance's, its deployment's.
    """

    id: str
    arn: str
    cluster: Cluster
    launch: Launch
    containers: list[Container]
    created_at: float
    last_status: str
    availability_zone: str
    desired_status: str = "RUNNING"
    capacity_provider: str | None = None
    container_instance: ContainerInstance | None = None
    needs: Needs | None = None
    attachment: Attachment | None = None
    service: Service | None = None
    deployment: Deployment | None = None
    counted_by: tuple[TaskCounts, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 1
    connectivity_at: float | None = None
    pull_started_at: float | None = None
    pull_stopped_at: float | None = None
    started_at: float | None = None
    stopping_at: float | None = None
    execution_stopped_at: float | None = None
    stopped_at: float | None = None
    healthy_at: float | None = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    timer: Event | None = None

    @property
    def definition(self) -> TaskDefinition:
        """The revision it is a copy of."""
        return self.launch.definition

    @property
    def group(self) -> str:
        """``family:…``, ``service:…`` or what the caller of RunTask said."""
        return self.launch.group

    @property
    def health_status(self) -> str:
        """HEALTHY when all essential containers are, UNHEALTHY when one is, else UNKNOWN."""
        essential = [container.health_status for container in self.containers if container.definition.essential]
        if "UNHEALTHY" in essential:
            return "UNHEALTHY"
        return "HEALTHY" if essential and all(status == "HEALTHY" for status in essential) else "UNKNOWN"


def launch_tasks(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    count: int,
    *,
    deployment: Deployment | None = None,
    peers: Iterable[Task] = (),
) -> tuple[list[Task], list[Failure]]:
    """Start ``count`` tasks; what could not be placed comes back as failures.

    ``peers`` are the tasks of the same service, which new ones are spread away from; those of the same deployment
    count for its capacity provider strategy.
    """
    if launch.launch_type == "FARGATE":
        return _launch_on_fargate(state, cluster, launch, count, deployment, peers), []
    return _launch_on_instances(state, cluster, launch, count, deployment)


def start_tasks(
    state: EcsState, cluster: Cluster, launch: Launch, instances: Sequence[ContainerInstance | Failure]
) -> tuple[list[Task], list[Failure]]:
    """Start a task on each of ``instances`` as StartTask does: no scheduler chooses, but a task must fit."""
    tasks: list[Task] = []
    failures: list[Failure] = []
    for instance in instances:
        if isinstance(instance, Failure):
            failures.append(instance)
            continue
        request = PlacementRequest(1, _needs(launch), launch.group)
        plan = place([instance], request, state.ids.stream("placement"))
        failures.extend(plan.failures)
        tasks.extend(_start_on(state, cluster, launch, chosen, request.needs, None) for chosen in plan.chosen)
    return tasks, failures


def resolve_subnets(state: EcsState, network: NetworkConfiguration) -> list[Subnet]:
    """The subnets of ``network``; one that does not exist is replaced by a made-up one."""
    networks = state.neighbours.networks
    return [
        networks.subnet(state.scope, subnet) or networks.stand_in(state.scope, subnet) for subnet in network.subnets
    ]


def _launch_on_fargate(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    count: int,
    deployment: Deployment | None,
    peers: Iterable[Task],
) -> list[Task]:
    peers = list(peers)
    subnets = resolve_subnets(state, launch.network) if launch.network else []
    zones = {subnet.availability_zone: 0 for subnet in subnets}
    for peer in peers:
        if peer.availability_zone in zones:
            zones[peer.availability_zone] += 1
    running = [peer.capacity_provider for peer in peers if peer.deployment is deployment]
    providers = distribute(launch.capacity_provider_strategy, count, running)
    tasks = []
    for provider in providers:
        subnet = min(subnets, key=lambda subnet: zones[subnet.availability_zone])
        zones[subnet.availability_zone] += 1
        tasks.append(
            _begin(state, cluster, launch, deployment, zone=subnet.availability_zone, provider=provider, subnet=subnet)
        )
    return tasks


def _launch_on_instances(
    state: EcsState, cluster: Cluster, launch: Launch, count: int, deployment: Deployment | None
) -> tuple[list[Task], list[Failure]]:
    external = launch.launch_type == "EXTERNAL"
    instances = [
        instance
        for instance in cluster.container_instances.values()
        if instance.status == "ACTIVE" and instance.external == external
    ]
    request = PlacementRequest(
        count,
        _needs(launch),
        launch.group,
        launch.placement_strategy,
        distinct_instance=any(item["type"] == "distinctInstance" for item in launch.placement_constraints),
    )
    plan = place(instances, request, state.ids.stream("placement"))
    tasks = [_start_on(state, cluster, launch, instance, request.needs, deployment) for instance in plan.chosen]
    return tasks, plan.failures


def _start_on(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    instance: ContainerInstance,
    needs: Needs,
    deployment: Deployment | None,
) -> Task:
    subnets = resolve_subnets(state, launch.network) if launch.network else []
    near = [subnet for subnet in subnets if subnet.availability_zone == instance.availability_zone]
    subnet = next(iter(near or subnets), None)
    return _begin(
        state,
        cluster,
        launch,
        deployment,
        zone=instance.availability_zone,
        subnet=subnet,
        instance=instance,
        needs=needs,
    )


def _begin(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    deployment: Deployment | None,
    *,
    zone: str,
    subnet: Subnet | None = None,
    provider: str | None = None,
    instance: ContainerInstance | None = None,
    needs: Needs | None = None,
) -> Task:
    identifier = state.ids.hex("task")
    task = Task(
        id=identifier,
        arn=state.arn(f"task/{cluster.name}/{identifier}"),
        cluster=cluster,
        launch=launch,
        containers=[Container(state.ids.uuid("container"), container) for container in launch.definition.containers],
        created_at=state.engine.now,
        last_status="PROVISIONING" if subnet else "PENDING",
        availability_zone=zone,
        capacity_provider=provider,
        container_instance=instance,
        needs=needs,
        attachment=Attachment(state.ids.uuid("attachment"), subnet) if subnet else None,
        service=deployment.service if deployment else None,
        deployment=deployment,
        tags=dict(launch.tags),
    )
    state.lifecycle.begin(task)
    return task


def _needs(launch: Launch) -> Needs:
    overrides = launch.overrides
    return needs_of(
        launch.definition,
        cpu=overrides.cpu,
        memory=overrides.memory,
        containers=[
            _overridden(container, overrides.containers[container.name])
            if container.name in overrides.containers
            else container
            for container in launch.definition.containers
        ],
    )


def _overridden(container: ContainerDefinition, override: ContainerOverride) -> ContainerDefinition:
    return replace(
        container,
        cpu=container.cpu if override.cpu is None else override.cpu,
        memory=override.memory or container.memory,
        memory_reservation=override.memory_reservation or container.memory_reservation,
    )


def find_task(cluster: Cluster, identifier: str) -> Task:
    """The task with this id; raises InvalidParameterException when there is none."""
    task = cluster.tasks.get(identifier)
    if task is None:
        raise InvalidParameterException("The referenced task was not found.")
    return task
