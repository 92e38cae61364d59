"""Service revisions, and the service deployments that bring a service from one to another.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.entities.traffic_shift import TrafficShift

if TYPE_CHECKING:
    from mock_ecs.ecs.entities.service import Deployment, Service

ENDED = ("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")
"""The statuses of a service deployment that has ended."""


@dataclass(slots=True, eq=False)
class ServiceRevision:
    """What a deployment runs, as it was asked for; it never changes.

    ``settings`` are the members of CreateService and UpdateService that belong to a revision. ``image_digests`` are
    by container what the first task of the revision found, which the others use too. ``target_groups`` are by the
    targetGroupArn of load balancers that have two groups the one in which its tasks are registered.
    """

    id: str
    arn: str
    service: Service
    launch: Launch
    settings: Document
    created_at: float
    image_digests: dict[str, str] = field(default_factory=dict)
    target_groups: dict[str, str] = field(default_factory=dict)


class RevisionCounts(NamedTuple):
    """The tasks of a revision: those asked for, those that run, and those on their way up."""

    requested: int
    running: int
    pending: int


@dataclass(slots=True)
class Rollback:
    """A way back that began at ``started_at``, to the revision with this ARN."""

    reason: str
    started_at: float
    revision_arn: str


@dataclass(slots=True, eq=False)
class ServiceDeployment:
    """One change of a service to the revision of ``target``, from those of ``sources``.

    ``configuration`` is the service's deploymentConfiguration when it began. ``counts`` are those of its deployments
    by id when it ended; while it goes on, the deployments themselves are counted. ``failed_by`` says what ended it
    (``circuit breaker``, ``alarms``, ``request``) and ``triggered_alarms`` which alarms; with ``alarms_ignored`` one of
    them was in ALARM from the start, so that none counts. ``baking_since`` is when its bake time began.
    ``shift`` is how far it has shifted traffic; None for a rolling one.
    ``failures_at_end`` are the tasks that had failed by then, and ``desired_count_at_end`` the service's count.
    """

    id: str
    arn: str
    service: Service
    target: Deployment
    sources: tuple[Deployment, ...]
    configuration: Document
    created_at: float
    updated_at: float
    status: str = "PENDING"
    status_reason: str | None = None
    started_at: float | None = None
    finished_at: float | None = None
    stopped_at: float | None = None
    rollback: Rollback | None = None
    alarms_ignored: bool = False
    triggered_alarms: tuple[str, ...] = ()
    failed_by: str | None = None
    baking_since: float | None = None
    shift: TrafficShift | None = None
    counts: dict[str, RevisionCounts] = field(default_factory=dict)
    failures_at_end: int = 0
    desired_count_at_end: int = 0

    @property
    def ended(self) -> bool:
        """True when nothing more happens to it."""
        return self.status in ENDED

    @property
    def failed_tasks(self) -> int:
        """The failed tasks of its target, as a circuit breaker counts them."""
        return self.failures_at_end if self.ended else self.target.failed_tasks

    @property
    def desired_count(self) -> int:
        """How many tasks the service is to have, or was when it ended."""
        return self.desired_count_at_end if self.ended else self.service.desired_count

    @property
    def rolling_back(self) -> bool:
        """True while it is on its way back."""
        return self.status == "ROLLBACK_IN_PROGRESS"
