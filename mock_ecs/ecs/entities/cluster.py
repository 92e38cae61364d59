"""A cluster and all that lives in it: container instances, services with their deployments, and tasks.

They know each other, and so stand in one file. What changes them is elsewhere: ``clusters``,
``container_instances``, ``services`` and ``tasks`` hold the commands, ``lifecycle`` moves tasks.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from mock_ecs.ecs.entities.capacity_provider import ClusterAttachment
from mock_ecs.ecs.entities.change_log import ChangeLog
from mock_ecs.ecs.entities.container import Attachment, Container
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.room import DYNAMIC_PORTS, Needs, Port, Room
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.sim.engine import Event

EVENTS_KEPT = 100

_NOT_ITS_FAULT = ("ServiceSchedulerInitiated", "SpotInterruption", "TerminationNotice")
_CAPABILITY = ("com.amazonaws.ecs.capability.", "ecs.capability.")


@dataclass(slots=True)
class TaskCounts:
    """How many tasks are on their way up and how many run. Written by the task lifecycle alone."""

    pending: int = 0
    running: int = 0


@dataclass(slots=True, eq=False)
class Cluster:
    """A cluster. ``services`` are by name, the newest of each; ``tasks`` and ``container_instances`` by id.

    ``inactive_instances`` are those that were deregistered, while they can still be described.

    ``attachments`` are what ECS made for the capacity providers, and ``attachments_status`` how far it is with it
    (None where it made nothing yet).

    ``counts`` holds the tasks' counts by launch type, ``idempotency`` the RunTask calls by client token, and
    ``instance_changes`` names each instance whenever something changes by which tasks are placed.
    """

    arn: str
    name: str
    status: str = "ACTIVE"
    settings: dict[str, str] = field(default_factory=dict)
    configuration: Document | None = None
    service_connect_defaults: Document | None = None
    capacity_providers: list[str] = field(default_factory=list)
    default_capacity_provider_strategy: list[Document] = field(default_factory=list)
    attachments: list[ClusterAttachment] = field(default_factory=list)
    attachments_status: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    container_instances: dict[str, ContainerInstance] = field(default_factory=dict)
    inactive_instances: dict[str, ContainerInstance] = field(default_factory=dict)
    counts: dict[str, TaskCounts] = field(default_factory=dict)
    idempotency: dict[str, tuple[Document, list[Task]]] = field(default_factory=dict)
    instances_registered: int = 0
    instance_changes: ChangeLog[ContainerInstance] = field(default_factory=ChangeLog)

    @property
    def pending_tasks(self) -> int:
        """Tasks that are PROVISIONING, PENDING or ACTIVATING."""
        return sum(counts.pending for counts in self.counts.values())

    @property
    def running_tasks(self) -> int:
        """Tasks that are RUNNING."""
        return sum(counts.running for counts in self.counts.values())

    def services_in(self, status: str) -> list[Service]:
        """The services whose status is ``status``."""
        return [service for service in self.services.values() if service.status == status]


@dataclass(slots=True, eq=False)
class ContainerInstance:
    """A registered host. ``room`` is what it has left, ``registered`` what it came with.

    ``attributes`` hold None for those without a value. ``status`` is ACTIVE, DRAINING or INACTIVE. ``number`` is its
    place in the order of registration. ``task_groups`` count the tasks that are to run on it, by group.
    ``agent_seen_at`` is when its agent last connected or was lost, None where it never changed.
    ``agent_update_status`` is None until an update of the agent is asked for. ``dynamic_from`` is, by
    protocol, where the search for a free dynamic host port begins. With ``drains_on_spot_notice`` its agent
    makes it DRAINING when its host is going to be interrupted.
    """

    id: str
    arn: str
    cluster: Cluster
    registered: Room
    room: Room
    registered_at: float
    ec2_instance_id: str = ""
    attributes: dict[str, str | None] = field(default_factory=dict)
    version_info: Document = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"
    agent_connected: bool = True
    agent_seen_at: float | None = None
    agent_update_status: str | None = None
    version: int = 1
    counts: TaskCounts = field(default_factory=TaskCounts)
    tasks: dict[str, Task] = field(default_factory=dict)
    dynamic_ports: dict[Port, None] = field(default_factory=dict)
    dynamic_from: dict[str, int] = field(default_factory=dict)
    task_groups: dict[str, int] = field(default_factory=dict)
    capacity_provider: str | None = None
    number: int = 0
    drains_on_spot_notice: bool = False
    disconnection: Event | None = None

    @property
    def agent_version(self) -> str:
        """The agent's version, as in ``1.89.2``; an empty text where it did not tell."""
        return str(self.version_info.get("agentVersion", ""))

    @property
    def running_tasks(self) -> int:
        """Tasks on it that are RUNNING."""
        return self.counts.running

    def changed(self) -> None:
        """Note that something changed by which tasks are placed here."""
        self.cluster.instance_changes.add(self)

    @property
    def availability_zone(self) -> str:
        """The zone it stands in, or an empty text."""
        return self.attributes.get("ecs.availability-zone") or ""

    @property
    def external(self) -> bool:
        """True for a host outside AWS (ECS Anywhere)."""
        return "ecs.capability.external" in self.attributes

    def lacks(self, names: tuple[str, ...]) -> bool:
        """True when an attribute of ``names`` is missing.

        An instance that told of no capability at all was not registered by an agent, but by hand: it is
        taken to be able to do everything.
        """
        if not any(name.startswith(_CAPABILITY) for name in self.attributes):
            return False
        return any(name not in self.attributes for name in names)

    def take(self, task: Task) -> None:
        """Set aside what ``task`` takes, and let its containers have their GPUs."""
        if task.needs is None:
            return
        taken = self.room.take(task.needs)
        if taken:
            gpus = iter(taken)
            for container in task.containers:
                override = task.launch.overrides.containers.get(container.definition.name)
                count = container.definition.gpus if override is None or override.gpus is None else override.gpus
                container.gpus = tuple(islice(gpus, count))

    def give_back(self, task: Task) -> None:
        """Free what ``task`` took, as far as it belongs to the instance as it is now registered."""
        if task.needs is None:
            return
        gpus = tuple(name for name in task.gpus if name in self.registered.gpus) if task.needs.gpus else ()
        self.room.give_back(task.needs, gpus)
        if task.needs.ports:
            kept = [port for port in task.needs.ports if port in self.registered.ports]
            self.room.ports.update(dict.fromkeys(kept))

    def bind_dynamic_ports(self, protocol: str, length: int = 1) -> int | None:
        """The first of ``length`` host ports in a row that nothing on the instance uses, set aside for a task.

        None when there are not as many left.
        """
        start = self.dynamic_from.get(protocol, DYNAMIC_PORTS.start)
        first = self._free_ports(protocol, length, start)
        if first is None and start > DYNAMIC_PORTS.start:
            # Static ports below may have become free since.
            first = self._free_ports(protocol, length, DYNAMIC_PORTS.start)
        if first is not None:
            self.dynamic_ports.update(dict.fromkeys((protocol, each) for each in range(first, first + length)))
            if length == 1:
                self.dynamic_from[protocol] = first + 1
        return first

    def _free_ports(self, protocol: str, length: int, start: int) -> int | None:
        free = 0
        for number in range(start, DYNAMIC_PORTS.stop):
            port = (protocol, number)
            free = 0 if port in self.dynamic_ports or port in self.room.ports else free + 1
            if free == length:
                return number - length + 1
        return None

    def release_dynamic_port(self, protocol: str, number: int) -> None:
        """Free a host port that :meth:`bind_dynamic_ports` gave; any other is left as it is."""
        if self.dynamic_ports.pop((protocol, number), self) is None:
            self.dynamic_from[protocol] = min(number, self.dynamic_from.get(protocol, number))


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
    health_status: str = "UNKNOWN"
    healthy_at: float | None = None
    protected_until: float | None = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    timer: Event | None = None
    interruption: Event | None = None

    @property
    def definition(self) -> TaskDefinition:
        """The revision it is a copy of."""
        return self.launch.definition

    @property
    def unplaced(self) -> bool:
        """True for a task that is to run on a container instance, and was put on none: it waits for capacity."""
        return self.container_instance is None and self.launch.launch_type != "FARGATE"

    @property
    def group(self) -> str:
        """``family:…``, ``service:…`` or what the caller of RunTask said."""
        return self.launch.group

    @property
    def gpus(self) -> tuple[str, ...]:
        """The ids of the GPUs that its containers have."""
        return tuple(name for container in self.containers for name in container.gpus)


@dataclass(slots=True, eq=False)
class Deployment:
    """A deployment. ``status`` is PRIMARY for the newest and ACTIVE for those it replaces.

    ``tasks`` are those that are not STOPPED. ``failed_tasks`` counts, in a row, those that ended without having
    run, ``crashed_tasks`` those that ran and ended before they counted as healthy, the last of them at ``failed_at``.
    ``configuration`` holds what is only shown: service connect, volumes, VPC Lattice.
    """

    id: str
    service: Service
    launch: Launch
    created_at: float
    updated_at: float
    status: str = "PRIMARY"
    rollout_state: str = "IN_PROGRESS"
    rollout_state_reason: str = ""
    failed_tasks: int = 0
    crashed_tasks: int = 0
    failed_at: float = 0.0
    configuration: Document = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    counts: TaskCounts = field(default_factory=TaskCounts)

    @property
    def desired_count(self) -> int:
        """How many tasks it is to have: the service's count for the PRIMARY, what is left for the others."""
        if self.status == "PRIMARY":
            return self.service.desired_count
        return sum(1 for task in self.tasks.values() if task.desired_status == "RUNNING")

    def task_ends(self, task: Task, now: float) -> None:
        """Count a task that is about to stop when it failed to run; one that did run ends the row."""
        if task.stop_code in _NOT_ITS_FAULT:
            return
        if task.started_at is not None:
            self.failed_tasks = 0
            crashed = task.healthy_at is None or task.healthy_at > now
            self.crashed_tasks = self.crashed_tasks + 1 if crashed else 0
            self.failed_at = now if crashed else self.failed_at
        else:
            self.failed_tasks += 1
            self.failed_at = now

    def task_stopped(self, task: Task) -> None:
        """Let go of a task that is STOPPED."""
        self.tasks.pop(task.id, None)
        self.service.stopped_tasks[task.id] = task


class ServiceEvent(NamedTuple):
    """A line of a service's event log."""

    id: str
    created_at: float
    message: str


@dataclass(slots=True, eq=False)
class Service:
    """A service. ``deployments`` are newest first, ``events`` too; ``stopped_tasks`` are those still describable.

    ``request`` is the CreateService call, which a repeated one is compared with; ``settings`` are its members
    as later updates left them, most of which are only shown; ``launch`` is that of the newest deployment.
    ``status`` is ACTIVE, DRAINING or INACTIVE.
    """

    arn: str
    name: str
    cluster: Cluster
    desired_count: int
    created_at: float
    created_by: str
    request: Document
    settings: Document
    launch: Launch
    minimum_healthy_percent: int = 100
    maximum_percent: int = 200
    status: str = "ACTIVE"
    deployments: list[Deployment] = field(default_factory=list)
    events: deque[ServiceEvent] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))
    stopped_tasks: dict[str, Task] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    enable_ecs_managed_tags: bool = False
    enable_execute_command: bool = False
    propagate_tags: str = "NONE"
    steady: bool = False
    steady_at: float = 0.0
    stuck: str = ""
    """The last complaint in the events, which is not repeated while nothing changes."""

    @property
    def primary(self) -> Deployment:
        """The newest deployment."""
        return self.deployments[0]

    @property
    def running_count(self) -> int:
        """Tasks that are RUNNING."""
        return sum(deployment.counts.running for deployment in self.deployments)

    @property
    def pending_count(self) -> int:
        """Tasks on their way up."""
        return sum(deployment.counts.pending for deployment in self.deployments)

    def live_tasks(self) -> Iterator[Task]:
        """The tasks of all deployments that are not STOPPED, the oldest deployment's first."""
        for deployment in reversed(self.deployments):
            yield from deployment.tasks.values()
