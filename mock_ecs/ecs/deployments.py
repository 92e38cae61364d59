"""Deployments of a service: one version of what it runs, with its tasks and how far its rollout has come.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_ecs.ecs.clusters import Document, TaskCounts

if TYPE_CHECKING:
    from mock_ecs.ecs.services import Service
    from mock_ecs.ecs.tasks import Launch, Task


@dataclass(slots=True, eq=False)
class Deployment:
    """A deployment. ``status`` is PRIMARY for the newest and ACTIVE for those it replaces.

    ``tasks`` are those that are not STOPPED. ``failed_tasks`` counts, in a row, those that ended without having
    run, the last of them at ``failed_at``. ``configuration`` holds what is only shown: service connect, volumes,
    VPC Lattice.
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
        if task.stop_code == "ServiceSchedulerInitiated":
            return
        if task.started_at is not None:
            self.failed_tasks = 0
        else:
            self.failed_tasks += 1
            self.failed_at = now

    def task_stopped(self, task: Task) -> None:
        """Let go of a task that is STOPPED."""
        self.tasks.pop(task.id, None)
        self.service.stopped_tasks[task.id] = task
