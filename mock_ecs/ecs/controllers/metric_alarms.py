"""The state of a CloudWatch alarm, reckoned from the values of its metric.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from mock_ecs.ports.scaling import MetricAlarm

OVERREACH = 2
"""Periods beyond those of the evaluation that are looked at too, to find values in place of missing ones."""

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_WORDS = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}
COMPARISONS = tuple(_COMPARISONS)
"""The comparisons that are evaluated; those with bands of anomalies are not."""


def evaluated(alarm: MetricAlarm, values: Sequence[float | None]) -> str | None:
    """The state of ``alarm`` by the ``values`` of its last periods, the newest first; None when it stays as it is.

    ``values`` are those of ``evaluation_periods`` and OVERREACH more.
    """
    breaches = [None if value is None else _COMPARISONS[alarm.comparison](value, alarm.threshold) for value in values]
    known = [breach for breach in breaches if breach is not None][: alarm.evaluation_periods]
    missing = alarm.evaluation_periods - len(known)
    bad = sum(known)
    if alarm.treat_missing_data == "breaching":
        return "ALARM" if bad + missing >= alarm.datapoints_to_alarm else "OK"
    if bad >= alarm.datapoints_to_alarm:
        return "ALARM"
    if alarm.treat_missing_data == "notBreaching" or bad < len(known):
        return "OK"
    if alarm.treat_missing_data == "ignore":
        return None
    if not known:
        return "INSUFFICIENT_DATA"
    # All that is known is bad, and less than it takes: enough when the oldest of it is as old as the rest would be.
    oldest = max((number for number, breach in enumerate(breaches[: alarm.evaluation_periods]) if breach), default=-1)
    return "ALARM" if oldest >= alarm.datapoints_to_alarm - 1 else None


def reason(alarm: MetricAlarm, state: str, values: Sequence[float | None]) -> str:
    """Why ``alarm`` is in ``state``, in CloudWatch's words."""
    known = [value for value in values if value is not None][: alarm.evaluation_periods]
    if not known:
        return f"Insufficient Data: {alarm.evaluation_periods} datapoints were unknown."
    crossed = [value for value in known if _COMPARISONS[alarm.comparison](value, alarm.threshold) == (state == "ALARM")]
    number, all_of = len(crossed), alarm.evaluation_periods
    datapoints = "datapoint" if number == 1 else "datapoints"
    was, negated = ("was" if number == 1 else "were"), "" if state == "ALARM" else "not "
    listed = ", ".join(f"{value:g}" for value in crossed)
    turn = "ALARM" if state == "ALARM" else "OK"
    return (
        f"Threshold Crossed: {number} out of the last {all_of} datapoints [{listed}] {was} {negated}"
        f"{_WORDS[alarm.comparison]} the threshold ({alarm.threshold:g}) "
        f"(minimum {_needed(alarm, state)} {datapoints} for {turn} transition)."
    )


def _needed(alarm: MetricAlarm, state: str) -> int:
    if state == "ALARM":
        return alarm.datapoints_to_alarm
    return alarm.evaluation_periods - alarm.datapoints_to_alarm + 1
