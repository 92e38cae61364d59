"""Amazon ECS in one account and region: what there is, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.account_settings import AccountSettings
from mock_ecs.ecs.entities.capacity_provider import CapacityProvider
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Task
from mock_ecs.ecs.entities.container import Attachment
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_definition import Family
from mock_ecs.ecs.events import Events
from mock_ecs.ecs.placement.decisions import Decisions
from mock_ecs.ecs.placement.place import Placement
from mock_ecs.ecs.refusals import requests as refusals
from mock_ecs.ecs.timings import Timings, timings_of
from mock_ecs.ecs.waiting_tasks import WaitingTasks
from mock_ecs.ports.hosts import Host
from mock_ecs.ports.neighbours import Neighbours
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids


class Lifecycle(Protocol):
    """The only writer of a task's status (``lifecycle.task``)."""

    def begin(self, task: Task) -> None:
        """Let a new task into its cluster, and set it going."""

    def place(self, task: Task, instance: ContainerInstance, attachment: Attachment | None) -> None:
        """Put a task that waits for capacity on ``instance``, and set it going."""

    def stop(self, task: Task, *, reason: str, code: str) -> None:
        """Ask a task to stop."""

    def lose(self, task: Task, *, reason: str, code: str) -> None:
        """Let a task be STOPPED whose host is gone, or no longer ECS's."""


class Loop(Protocol):
    """The only one that carries out what controllers plan (``controllers.loop``)."""

    def mark(self, service: Service) -> None:
        """Have the controller of ``service`` look at it before time moves on."""

    def mark_cluster(self, cluster: Cluster) -> None:
        """An instance of ``cluster`` has room: mark what waits for it, single tasks and services."""

    def mark_rebalanced(self, cluster: Cluster) -> None:
        """An instance joined ``cluster``: mark the steady services that are spread over Availability Zones anew."""

    def mark_daemons(self, cluster: Cluster) -> None:
        """An instance of ``cluster`` came, went or became another: mark the services that run a task on each."""


class Scaling(Protocol):
    """What looks after the instances of capacity providers (in ``controllers``)."""

    def mark(self, cluster: Cluster) -> None:
        """Something changed by which instances of ``cluster`` are launched or let go: have it looked at."""


class AutoScaling(Protocol):
    """What scales services by policies and schedules, and evaluates alarms (``auto_scaling``)."""

    def look(self) -> None:
        """Targets, policies, schedules, alarms or the load may have changed: be there when something is due."""

    def load_changed(self) -> None:
        """The load of services begins anew."""


class Discovery(Protocol):
    """What tells load balancers and registries of tasks (``discovery``)."""

    def register(self, task: Task) -> None:
        """A task that somebody is to be told of runs."""

    def deregister(self, task: Task, *, drains: bool) -> float:
        """Let nobody find the task any more; returns for how many seconds its connections are drained first."""

    def watch(self, task: Task) -> None:
        """Let the health of the task's targets follow the scenario from now on."""


class Hosted(Protocol):
    """The agents on EC2 instances (``agents``)."""

    def look(self) -> None:
        """Compare EC2's instances with those that were there at the last look, and let their agents follow."""

    def add(
        self,
        cluster: Cluster,
        instance_type: str,
        count: int,
        *,
        zones: Sequence[str] = (),
        attributes: Mapping[str, str | None] | None = None,
        capacity_provider: str | None = None,
    ) -> list[ContainerInstance]:
        """Register container instances at once, without an EC2 that knows of them."""

    def join_managed(
        self, cluster: Cluster, host: Host, capacity_provider: str, *, drains_on_spot_notice: bool
    ) -> ContainerInstance:
        """Register a host that ECS launched for this provider."""


class EcsState:
    """All clusters, task definitions and capacity providers of a scope.

    ``capacity_providers`` are those that were created, ``timings`` those of the lifecycle ``profile``.

    ``strict`` says that references to things of other services have to be right.

    ``waiting`` has the tasks that wait for capacity. ``lifecycle``, ``loop``, ``scaling``, ``discovery``, ``agents``,
    ``events`` and ``auto_scaling`` are what ``region.create_ecs`` joins to it.
    """

    lifecycle: Lifecycle
    loop: Loop
    scaling: Scaling
    discovery: Discovery
    agents: Hosted
    auto_scaling: AutoScaling
    events: Events

    def __init__(self, scope: Scope, engine: Engine, ids: Ids, neighbours: Neighbours, *, profile: str) -> None:
        self.scope = scope
        self.engine = engine
        self.ids = ids
        self.neighbours = neighbours
        self.timings: Timings = timings_of(profile)
        self.clusters: dict[str, Cluster] = {}
        self.capacity_providers: dict[str, CapacityProvider] = {}
        self.families: dict[str, Family] = {}
        self.account_settings = AccountSettings(scope)
        self.placement = Placement(ids.stream("placement"))
        self.decisions = Decisions()
        self.waiting = WaitingTasks()
        self.strict = False

    def arn(self, resource: str) -> str:
        """The ARN of ``resource`` (``cluster/demo``) here."""
        return self.scope.arn("ecs", resource)

    def cluster(self, name: str) -> Cluster:
        """The cluster called ``name`` that was not deleted.

        Raises ClusterNotFoundException, with AWS's other text for a deleted one.
        """
        cluster = self.clusters.get(name)
        if cluster is None:
            raise refusals.CLUSTER_NOT_FOUND()
        if cluster.status == "INACTIVE":
            raise refusals.CLUSTER_INACTIVE()
        return cluster
