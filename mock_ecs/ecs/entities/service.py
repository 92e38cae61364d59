"""A service and its deployments.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.task_counts import TaskCounts
from mock_ecs.ecs.entities.task_definition import Document

if TYPE_CHECKING:
    from mock_ecs.ecs.entities.cluster import Cluster, Task

EVENTS_KEPT = 100

_NOT_ITS_FAULT = ("ServiceSchedulerInitiated", "SpotInterruption", "TerminationNotice")


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
    def daemon(self) -> bool:
        """True when it runs one task on each container instance (scheduling strategy DAEMON)."""
        return bool(self.settings.get("schedulingStrategy") == "DAEMON")

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
