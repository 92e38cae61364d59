"""A service and its deployments.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service_deployment import RevisionCounts, ServiceDeployment, ServiceRevision
from mock_ecs.ecs.entities.task_counts import TaskCounts
from mock_ecs.ecs.entities.task_definition import Document

if TYPE_CHECKING:
    from mock_ecs.ecs.entities.cluster import Cluster, Task
    from mock_ecs.ecs.entities.task_set import TaskSet

EVENTS_KEPT = 100

_NOT_ITS_FAULT = ("ServiceSchedulerInitiated", "SpotInterruption", "TerminationNotice")


@dataclass(slots=True, eq=False)
class Deployment:
    """A deployment. ``status`` is PRIMARY for the one that is rolled out, and ACTIVE for those it replaces.

    ``tasks`` are those that are not STOPPED. ``failed_tasks`` counts those that failed since one became healthy: that
    ended without having run (``failed_launches``, in a row), that ran and ended before they counted as healthy
    (``crashed_tasks``, in a row), or that failed health checks; the last of them at ``failed_at``.
    ``configuration`` holds what is only shown: service connect, volumes, VPC Lattice. Where not ECS deploys, it is
    that of a ``task_set``, and DRAINING when that is deleted.
    """

    id: str
    service: Service
    launch: Launch
    revision: ServiceRevision
    created_at: float
    updated_at: float
    status: str = "PRIMARY"
    rollout_state: str = "IN_PROGRESS"
    rollout_state_reason: str = ""
    failed_tasks: int = 0
    failed_launches: int = 0
    crashed_tasks: int = 0
    failed_at: float = 0.0
    configuration: Document = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    counts: TaskCounts = field(default_factory=TaskCounts)
    task_set: TaskSet | None = None

    @property
    def desired_count(self) -> int:
        """How many tasks it is to have: the service's count for the PRIMARY, what is left for the others."""
        if self.task_set is not None:
            return self.task_set.computed_desired_count
        if self.status == "PRIMARY":
            return self.service.desired_count
        return sum(1 for task in self.tasks.values() if task.desired_status == "RUNNING")

    @property
    def revision_counts(self) -> RevisionCounts:
        """Its tasks as a service revision's are shown."""
        return RevisionCounts(self.desired_count, self.counts.running, self.counts.pending)

    def task_ends(self, task: Task, now: float) -> None:
        """Count a task that is about to stop when it failed to run, or did not run for long."""
        if task.stop_code in _NOT_ITS_FAULT:
            return
        if task.started_at is None:
            self.failed_launches += 1
        else:
            self.failed_launches = 0
            crashed = task.healthy_at is None or task.healthy_at > now
            self.crashed_tasks = self.crashed_tasks + 1 if crashed else 0
            if not crashed:
                return
        self._failed(now)

    def task_fails_health_checks(self, now: float) -> None:
        """Count a task that is replaced because its health checks failed."""
        self._failed(now)

    def _failed(self, now: float) -> None:
        self.failed_tasks += 1
        self.failed_at = now

    def forget_failures(self, *, all_of_them: bool) -> None:
        """A task is healthy: begin to count anew, but for what a circuit breaker adds up (unless ``all_of_them``)."""
        self.failed_launches = self.crashed_tasks = 0
        if all_of_them:
            self.failed_tasks = 0

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
    """A service. ``deployments`` are PRIMARY first, ``events`` newest first; ``stopped_tasks`` are still describable.

    ``service_deployments`` and ``revisions`` are by id, the oldest first.

    ``request`` is the CreateService call, which a repeated one is compared with; ``settings`` are its members
    as later updates left them, most of which are only shown; ``launch`` is that of the newest deployment, or of the
    primary task set, before which it says nothing.
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
    service_deployments: dict[str, ServiceDeployment] = field(default_factory=dict)
    revisions: dict[str, ServiceRevision] = field(default_factory=dict)
    steady: bool = False
    steady_at: float = 0.0
    rebalancing: bool = False
    unbalanced_for_good: dict[str, int] | None = None
    """The tasks by zone that could not be evened out."""
    stuck: str = ""
    """The last complaint in the events, which is not repeated while nothing changes."""

    @property
    def primary(self) -> Deployment:
        """The deployment that is rolled out: the newest, or one that the service was rolled back to."""
        return self.deployments[0]

    @property
    def controller(self) -> str:
        """Who deploys it: ECS, CODE_DEPLOY or EXTERNAL."""
        return str(self.settings.get("deploymentController", {}).get("type", "ECS"))

    @property
    def task_sets(self) -> list[TaskSet]:
        """Its task sets, the oldest first; none where ECS deploys."""
        return [deployment.task_set for deployment in self.deployments if deployment.task_set is not None]

    @property
    def daemon(self) -> bool:
        """True when it runs one task on each container instance (scheduling strategy DAEMON)."""
        return bool(self.settings.get("schedulingStrategy") == "DAEMON")

    @property
    def service_deployment(self) -> ServiceDeployment | None:
        """The service deployment that goes on, if there is one."""
        newest = next(reversed(self.service_deployments.values()), None)
        return None if newest is None or newest.ended else newest

    @property
    def running_count(self) -> int:
        """Tasks that are RUNNING."""
        return sum(deployment.counts.running for deployment in self.deployments)

    @property
    def pending_count(self) -> int:
        """Tasks on their way up."""
        return sum(deployment.counts.pending for deployment in self.deployments)

    @property
    def grace_period(self) -> float:
        """For how many seconds after its start failing health checks of a task are not heeded."""
        return float(self.settings.get("healthCheckGracePeriodSeconds", 0))

    def live_tasks(self) -> Iterator[Task]:
        """The tasks of all deployments that are not STOPPED, the oldest deployment's first."""
        for deployment in reversed(self.deployments):
            yield from deployment.tasks.values()
