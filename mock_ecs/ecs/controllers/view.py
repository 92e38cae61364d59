"""What a service controller sees: plain values, so that a plan is a pure function."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf

from mock_ecs.ecs.entities.traffic_shift import ALL_AT_ONCE, OPEN, ShiftSteps
from mock_ecs.ecs.placement.scale_in import ALIKE, Standing


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task that is not STOPPED. ``healthy_at`` is when it counts as healthy, None while nobody knows.

    ``unhealthy`` says that a health check failed, ``draining`` that its container instance is not ACTIVE, so that the
    task has to be replaced; ``protected`` that it is neither scaled in nor replaced by a deployment. ``standing`` is
    what decides whether it goes when the service is scaled in, ``host`` the id of its container instance.
    """

    id: str
    status: str
    standing: Standing = ALIKE
    stopping: bool = False
    healthy_at: float | None = None
    unhealthy: bool = False
    draining: bool = False
    protected: bool = False
    zone: str = ""
    host: str = ""

    def healthy(self, now: float) -> bool:
        """True when it counts for minimumHealthyPercent."""
        return self.serves and self.healthy_at is not None and self.healthy_at <= now

    @property
    def serves(self) -> bool:
        """True when it runs and nothing speaks against it, even while it is too young to count as healthy."""
        return self.status == "RUNNING" and not self.stopping and not self.unhealthy


@dataclass(frozen=True, slots=True)
class TaskSetView:
    """A task set: how many tasks it is to have, and what was told of that; whether it is said to be stable, and whether
    it is being deleted.
    """

    desired_count: int = 0
    told_count: int = 0
    stable: bool = False
    draining: bool = False


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """A deployment with its tasks, the oldest first.

    ``failed_launches`` in a row failed to start, ``crashed_tasks`` ran and ended before they counted as healthy; the
    last of them at ``failed_at``. ``failed_tasks`` are all that a circuit breaker counts. ``task_set`` is what the
    tasks make, where not ECS deploys them.
    """

    id: str
    tasks: tuple[TaskView, ...] = ()
    rollout_state: str = "IN_PROGRESS"
    failed_tasks: int = 0
    failed_launches: int = 0
    failed_at: float = 0.0
    crashed_tasks: int = 0
    task_set: TaskSetView | None = None


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """How many failed tasks are too many, and whether ECS rolls back then; with ``resets`` a healthy task ends the
    count.
    """

    threshold: int
    rolls_back: bool = False
    resets: bool = True


@dataclass(frozen=True, slots=True)
class AlarmWatch:
    """The alarms of a deployment: those ``triggered`` now, and when to look again, in seconds."""

    triggered: tuple[str, ...] = ()
    rolls_back: bool = False
    interval: float = 10.0


@dataclass(frozen=True, slots=True)
class EarlySuccess:
    """A deployment is completed with ``tasks`` healthy ones; with ``deferred`` before those it replaces are gone."""

    tasks: int
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class HookView:
    """A lifecycle hook of the stage that a deployment is at.

    A function is to be called, or to be heard, at ``due``; ``due`` is None for a pause. ``rolls_back`` says that the
    deployment is to go back because of it.
    """

    id: str
    status: str = "IN_PROGRESS"
    due: float | None = None
    expires_at: float = inf
    rolls_back: bool = False

    @property
    def open(self) -> bool:
        """True while the deployment waits for it."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class TrafficShiftView:
    """How far traffic has been shifted from the deployment ``source``, and by which steps.

    ``stage`` is the lifecycle stage, since ``stage_since``, and ``step`` the number of the step of production traffic.
    ``production`` and ``test`` are the percentages of the new revision. ``hooks`` are those of this stage,
    ``hooked`` the stages that have any. ``fault`` says why traffic cannot be shifted, and ``failure`` why hooks let the
    deployment go back. ``started_at`` is when the deployment began.
    """

    source: str
    steps: ShiftSteps = ALL_AT_ONCE
    stage: str | None = None
    stage_since: float = 0.0
    step: int = 0
    production: float = 0.0
    test: float = 0.0
    hooks: tuple[HookView, ...] = ()
    hooked: tuple[str, ...] = ()
    fault: str | None = None
    failure: str = ""
    started_at: float = 0.0


@dataclass(frozen=True, slots=True)
class RolloutView:
    """The service deployment that goes on, and what watches over it.

    ``bake_time`` is how many seconds it is watched when all is done otherwise, ``baking_since`` when that began.
    ``shift`` is None unless it shifts traffic.
    """

    status: str = "IN_PROGRESS"
    breaker: CircuitBreaker | None = None
    alarms: AlarmWatch | None = None
    early_success: EarlySuccess | None = None
    bake_time: float = 0.0
    baking_since: float | None = None
    shift: TrafficShiftView | None = None


@dataclass(frozen=True, slots=True)
class Rebalancing:
    """The zones of a service that is off balance, or (``going_on``) that is being balanced again."""

    zones: tuple[str, ...]
    going_on: bool = False


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service and its deployments, the PRIMARY first; ``steady_at`` is when it last was said to be steady.

    ``rollout`` is None when no service deployment goes on, and ``rebalancing`` when its zones are as they should be.
    ``controller`` is the deployment controller: ECS, CODE_DEPLOY or EXTERNAL.

    ``hosts`` are the container instances that a daemon is to run on (for any other service None), ``busy_hosts`` those
    that it leaves last, since tasks of others are still there.
    """

    desired_count: int
    deployments: tuple[DeploymentView, ...]
    minimum_healthy_percent: int = 100
    maximum_percent: int = 200
    status: str = "ACTIVE"
    steady: bool = False
    steady_at: float = 0.0
    steady_state_repeat: float = 6 * 3600.0
    restart_delay: float = 5.0
    restart_delay_limit: float = 900.0
    crash_pause: float = 10.0
    rollout: RolloutView | None = None
    rebalancing: Rebalancing | None = None
    controller: str = "ECS"
    hosts: tuple[str, ...] | None = None
    busy_hosts: tuple[str, ...] = ()

    @property
    def lower_bound(self) -> int:
        """How many healthy tasks there must be, at least."""
        return ceil(self.desired_count * self.minimum_healthy_percent / 100)

    @property
    def upper_bound(self) -> int:
        """How many tasks there may be at most, those that are stopping included."""
        return floor(self.desired_count * self.maximum_percent / 100)
