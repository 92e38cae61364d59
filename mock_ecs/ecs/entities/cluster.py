"""A cluster, its container instances and its tasks.

They know each other, and so stand in one file. What changes them is elsewhere: ``clusters``,
``container_instances``, ``services`` and ``tasks`` hold the commands, ``lifecycle`` moves tasks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from mock_ecs.ecs.entities.capacity_provider import ClusterAttachment
from mock_ecs.ecs.entities.change_log import ChangeLog
from mock_ecs.ecs.entities.container import Attachment, Container
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.load_balancer import RegisteredTarget
from mock_ecs.ecs.entities.room import DYNAMIC_PORTS, Needs, Port, Room
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.entities.task_counts import TaskCounts
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.sim.engine import Event

_CAPABILITY = ("com.amazonaws.ecs.capability.", "ecs.capability.")


@dataclass(slots=True, eq=False)
class Cluster:
    """A cluster. ``services`` are by name, the newest of each; ``tasks`` and ``container_instances`` by id.

    ``inactive_instances`` are those that were deregistered, while they can still be described.

    ``attachments`` are what ECS made for the capacity providers, and ``attachments_status`` how far it is with it
    (None where it made nothing yet).

    ``zones`` counts the registered instances by Availability Zone.

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
    zones: dict[str, int] = field(default_factory=dict)
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
    ``counted_by`` are the counts it is part of: its cluster's, its instance's, its deployment's. ``healthy_at`` is when
    it counts as healthy, ``unhealthy_at`` when it is to be replaced because health checks fail; None is not known.
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
    unhealthy_at: float | None = None
    protected_until: float | None = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    timer: Event | None = None
    interruption: Event | None = None
    targets: tuple[RegisteredTarget, ...] = ()
    end_of_grace: Event | None = None

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
