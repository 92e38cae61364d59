"""Service auto scaling: how many tasks the policies of a scalable target want a service to have.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, trunc

from mock_ecs.ports.scaling import Step, StepScaling, TargetTracking


@dataclass(frozen=True, slots=True)
class TrackingView:
    """A target tracking policy, and which of its alarms are in ALARM.

    ``value`` is the newest of its metric, ``highest`` the highest of those that the low alarm looks at.
    """

    policy: TargetTracking
    value: float | None = None
    highest: float | None = None
    high: bool = False
    low: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    """A step scaling policy, and an alarm in ALARM that names it; ``beyond`` is the metric less its threshold."""

    policy: StepScaling
    alarm: str
    beyond: float


@dataclass(frozen=True, slots=True)
class LastScaling:
    """The last activity of one direction: from how many tasks it went, and until when its cooldown lasts."""

    origin: int
    until: float


@dataclass(frozen=True, slots=True)
class ScalingView:
    """A service of ``current`` desired tasks, to be kept from ``minimum`` to ``maximum``."""

    current: int
    minimum: int
    maximum: int
    policies: tuple[TrackingView | StepView, ...] = ()
    last_out: LastScaling | None = None
    last_in: LastScaling | None = None
    deploying: bool = False
    scale_in_suspended: bool = False
    scale_out_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Have ``count`` tasks, for this reason, and begin a cooldown of so many seconds."""

    count: int
    cause: str
    cooldown: float


def plan(view: ScalingView, now: float) -> Scale | None:
    """What to do at ``now``; None for nothing. Of policies that disagree, the one with the most tasks has its way."""
    out = max(_wishes_out(view, now), key=_count, default=None)
    if out is not None and not view.scale_out_suspended and out.count > view.current:
        return out
    if out is not None and out.count >= view.current:
        return None
    wishes = [*_wishes_in(view), *([out] if out is not None else [])]
    lower = max(wishes, key=_count, default=None)
    if lower is None or lower.count == view.current:
        return None
    if lower.count > view.current:  # below its minimum, whatever the policy wanted
        return None if view.scale_out_suspended else lower
    cooling = view.last_in is not None and now < view.last_in.until
    return None if cooling or view.deploying or view.scale_in_suspended else lower


def _count(wish: Scale) -> int:
    return wish.count


def _wishes_out(view: ScalingView, now: float) -> Iterator[Scale]:
    """What policies that scale out want. During a cooldown they reckon from what there was before it."""
    cooling = view.last_out is not None and now < view.last_out.until
    origin = view.last_out.origin if cooling and view.last_out is not None else view.current
    for each in view.policies:
        if isinstance(each, StepView):
            wanted = stepped(origin, each.policy, each.beyond)
            if wanted is None or _steps_down(view, each):
                continue
            cause, cooldown = _cause(each.alarm, each.policy.name), each.policy.cooldown
        elif each.high and each.value is not None:
            wanted = tracked(origin, each.value, each.policy.target)
            cause, cooldown = _cause(each.policy.high, each.policy.name), each.policy.scale_out_cooldown
        else:
            continue
        wanted = max(wanted, view.current)
        yield Scale(_bounded(view, wanted), cause, cooldown)


def _wishes_in(view: ScalingView) -> Iterator[Scale]:
    """What policies that scale in want. Target tracking does when all that may scale in say so.

    AWS says of it that it scales in more gradually than out: it reckons with the highest of the values here.
    """
    for step in view.policies:
        if isinstance(step, StepView) and _steps_down(view, step):
            wanted = stepped(view.current, step.policy, step.beyond) or 0
            yield Scale(_bounded(view, wanted), _cause(step.alarm, step.policy.name), step.policy.cooldown)
    trackers = [each for each in view.policies if isinstance(each, TrackingView) and each.policy.low is not None]
    if all(each.low and each.highest is not None for each in trackers):
        for each in trackers:
            wanted = min(tracked(view.current, each.highest or 0.0, each.policy.target), view.current)
            cause = _cause(each.policy.low or "", each.policy.name)
            yield Scale(_bounded(view, wanted), cause, each.policy.scale_in_cooldown)


def _steps_down(view: ScalingView, step: StepView) -> bool:
    wanted = stepped(view.current, step.policy, step.beyond)
    return wanted is not None and wanted < view.current


def _bounded(view: ScalingView, count: int) -> int:
    return max(view.minimum, min(count, view.maximum))


def _cause(alarm: str, policy: str) -> str:
    return f"monitor alarm {alarm} in state ALARM triggered policy {policy}"


def tracked(current: int, value: float, target: float) -> int:
    """The tasks with which the metric would be at most at its target, rounded up."""
    return ceil(Fraction(str(value)) * current / Fraction(str(target)))


def stepped(current: int, policy: StepScaling, beyond: float) -> int | None:
    """The tasks that the step for this breach wants; None where no step is for it."""
    step = next((step for step in policy.steps if _holds(step, beyond)), None)
    if step is None:
        return None
    if policy.adjustment_type == "ExactCapacity":
        return step.adjustment
    if policy.adjustment_type == "ChangeInCapacity":
        return max(0, current + step.adjustment)
    return max(0, current + _percent(current, step.adjustment, policy.minimum_magnitude))


def _percent(current: int, percent: int, magnitude: int) -> int:
    """The change that a percentage makes: at least one task, else rounded towards none, and ``magnitude`` at least."""
    exact = Fraction(current * percent, 100)
    if not exact:
        return 0
    change = ceil(exact) if 0 < exact < 1 else floor(exact) if -1 < exact < 0 else trunc(exact)
    if abs(change) < magnitude:
        return magnitude if change > 0 else -magnitude
    return change


def _holds(step: Step, beyond: float) -> bool:
    """True where the breach lies in the step: with its lower bound above the threshold, with its upper bound below."""
    lower = float("-inf") if step.lower is None else step.lower
    upper = float("inf") if step.upper is None else step.upper
    if beyond > 0:
        return lower <= beyond < upper
    if beyond < 0:
        return lower < beyond <= upper
    return lower <= beyond <= upper


def bounded_by_schedule(current: int, minimum: int, maximum: int) -> tuple[int, str] | None:
    """The tasks that new bounds want at once, and why; None where they want nothing."""
    if current < minimum:
        return minimum, f"minimum capacity was set to {minimum}"
    if current > maximum:
        return maximum, f"maximum capacity was set to {maximum}"
    return None


def newest(values: Sequence[float | None]) -> float | None:
    """The newest value that there is, of ``values`` with the newest first."""
    return next((value for value in values if value is not None), None)
