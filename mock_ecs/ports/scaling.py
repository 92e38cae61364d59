"""What service auto scaling asks of the outside: CloudWatch, Application Auto Scaling, and the load of services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from mock_ecs.aws.scope import Scope


class Metric(NamedTuple):
    """A metric, and the statistic of it that is asked for; ``unit`` None takes values of any."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()
    statistic: str = "Average"
    unit: str | None = None


class Metrics(Protocol):
    """Amazon CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"""

    def put(
        self, scope: Scope, namespace: str, name: str, value: float, dimensions: Mapping[str, str], at: float
    ) -> None:
        """Note the metric's ``value`` at this time, in seconds since 1970."""

    def read(self, scope: Scope, metric: Metric, end: float, period: int, count: int) -> Sequence[float | None]:
        """The statistic over each of the ``count`` periods before ``end``, the newest first; None where nothing is."""


@dataclass(frozen=True, slots=True)
class MetricAlarm:
    """An alarm on one metric.

    ``actions`` are what it does in ALARM, none while they are disabled. ``unchecked`` says that its state was never
    set since it was made.
    """

    name: str
    metric: Metric
    comparison: str
    threshold: float
    period: int = 60
    evaluation_periods: int = 1
    datapoints_to_alarm: int = 1
    treat_missing_data: str = "missing"
    state: str = "INSUFFICIENT_DATA"
    actions: tuple[str, ...] = ()
    unchecked: bool = False


class Alarms(Protocol):
    """Alarms of Amazon CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"""

    def states(self, scope: Scope, names: Sequence[str]) -> Mapping[str, str]:
        """OK, ALARM or INSUFFICIENT_DATA by name, of those of ``names`` that exist."""

    def evaluation_time(self, scope: Scope, names: Sequence[str]) -> float:
        """Over how many seconds the slowest of these alarms looks before it decides; 0 where none exists."""

    def metric_alarms(self, scope: Scope) -> Iterable[MetricAlarm]:
        """The alarms that are evaluated: each on one metric with one of the five statistics."""

    def set_state(self, scope: Scope, name: str, state: str, reason: str, at: float) -> None:
        """Let the alarm be in ``state`` since this time, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class TargetTracking:
    """A policy that keeps a metric at ``target`` by two alarms; ``low`` is None where scale-in is disabled."""

    arn: str
    name: str
    target: float
    metric: Metric
    high: str
    low: str | None
    scale_out_cooldown: float = 300.0
    scale_in_cooldown: float = 300.0


class Step(NamedTuple):
    """By how much to scale when the metric is so far from the threshold; None where there is no bound."""

    lower: float | None
    upper: float | None
    adjustment: int


@dataclass(frozen=True, slots=True)
class StepScaling:
    """A policy that scales by steps while an alarm that names it is in ALARM; ``adjustment_type`` is AWS's."""

    arn: str
    name: str
    adjustment_type: str
    steps: tuple[Step, ...]
    cooldown: float = 300.0
    minimum_magnitude: int = 0


ScalingPolicy = TargetTracking | StepScaling


@dataclass(frozen=True, slots=True)
class ScalableTarget:
    """A service whose desired count may be scaled; the flags say which kinds of scaling are suspended."""

    cluster: str
    service: str
    minimum: int
    maximum: int
    policies: tuple[ScalingPolicy, ...] = ()
    scale_in_suspended: bool = False
    scale_out_suspended: bool = False
    scheduled_suspended: bool = False


@dataclass(frozen=True, slots=True)
class ScheduledAction:
    """New bounds for the target of ``service``, by a schedule of AWS's; ``start`` and ``end`` in seconds since 1970."""

    name: str
    cluster: str
    service: str
    schedule: str
    created_at: float
    zone: str = "UTC"
    start: float | None = None
    end: float | None = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class ScalingActivity:
    """Something that Application Auto Scaling did, and why; ``at`` in seconds since 1970."""

    id: str
    cluster: str
    service: str
    description: str
    cause: str
    message: str
    at: float
    status: str = "Successful"


class ServiceScaling(Protocol):
    """Application Auto Scaling of services: https://docs.aws.amazon.com/autoscaling/application/APIReference/"""

    def targets(self, scope: Scope) -> Sequence[ScalableTarget]:
        """The scalable targets that are services, with their policies."""

    def scheduled_actions(self, scope: Scope) -> Sequence[ScheduledAction]:
        """The scheduled actions of services."""

    def set_bounds(self, scope: Scope, target: ScalableTarget, minimum: int, maximum: int) -> None:
        """Let ``minimum`` and ``maximum`` be the target's from now on."""

    def record(self, scope: Scope, activity: ScalingActivity) -> None:
        """Keep what was done, for DescribeScalingActivities."""


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """A service as a scenario needs to know it; what it does not have is an empty text."""

    arn: str
    cluster: str
    name: str
    family: str
    revision: int = 1
    launch_type: str = ""
    tags: tuple[tuple[str, str], ...] = ()


class Load(NamedTuple):
    """What a service has to do: None for what nothing is known of.

    ``cpu`` and ``memory`` are in percent of what a task reserves, of each task, or where ``shared`` of all together.
    ``requests`` come in a minute, to all tasks together.
    """

    cpu: float | None = None
    memory: float | None = None
    requests: float | None = None
    shared: bool = False


class Loads(Protocol):
    """How much services have to do, because somebody who tests wants it so."""

    @property
    def gives_load(self) -> bool:
        """True when :meth:`load` may give something."""

    def load(self, service: ServiceSpec, elapsed: float) -> Load | None:
        """The load ``elapsed`` seconds after it began; None where nothing is said of it."""
