"""Alarms of moto's CloudWatch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.neighbours.moto.clock import at_time
from mock_ecs.neighbours.moto.metrics import STATISTICS
from mock_ecs.ports.scaling import Metric, MetricAlarm

UNCHECKED = "Unchecked: Initial alarm creation"
"""The reason of the state in which an alarm begins."""

_COMPARISONS = (
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
)


class MotoAlarms:
    """Asks moto's CloudWatch, whose state belongs to the process. Before its first use there is no alarm."""

    def states(self, scope: Scope, names: Sequence[str]) -> Mapping[str, str]:
        """OK, ALARM or INSUFFICIENT_DATA by name, of those of ``names`` that exist."""
        alarms = _alarms(scope)
        return {name: str(alarms[name].state_value) for name in names if name in alarms}

    def evaluation_time(self, scope: Scope, names: Sequence[str]) -> float:
        """The longest of their periods times how many of them are looked at; a composite alarm has none."""
        known = _alarms(scope)
        found = [known[name] for name in names if name in known]
        return max((float((each.period or 0) * (each.evaluation_periods or 0)) for each in found), default=0.0)

    def metric_alarms(self, scope: Scope) -> Iterable[MetricAlarm]:
        """The alarms on one metric with one of the five statistics: no metric math, percentiles or composite ones."""
        found = (_metric_alarm(alarm) for alarm in _alarms(scope).values())
        return (alarm for alarm in found if alarm is not None)

    def set_state(self, scope: Scope, name: str, state: str, reason: str, at: float) -> None:
        """Let the alarm be in ``state`` since this time, in seconds since 1970; one that is gone is no error."""
        alarm = _alarms(scope).get(name)
        if alarm is not None:
            with at_time(at):
                alarm.update_state(reason, "{}", state)


def _alarms(scope: Scope) -> dict[str, Any]:
    backend = loaded_backend("cloudwatch", *scope)
    alarms: dict[str, Any] = {} if backend is None else backend.alarms
    return alarms


def _metric_alarm(alarm: Any) -> MetricAlarm | None:
    metric, period = _metric(alarm)
    if metric is None or alarm.comparison_operator not in _COMPARISONS or alarm.threshold is None:
        return None
    periods = int(alarm.evaluation_periods or 1)
    return MetricAlarm(
        name=alarm.name,
        metric=metric,
        comparison=alarm.comparison_operator,
        threshold=float(alarm.threshold),
        period=int(period or 60),
        evaluation_periods=periods,
        datapoints_to_alarm=int(alarm.datapoints_to_alarm or periods),
        treat_missing_data=alarm.treat_missing_data or "missing",
        state=alarm.state_value,
        actions=tuple(alarm.alarm_actions or ()) if alarm.actions_enabled else (),
        unchecked=alarm.state_reason == UNCHECKED,
    )


def _metric(alarm: Any) -> tuple[Metric | None, Any]:
    """The one metric of an alarm, named by itself or as its only query, and its period."""
    if alarm.rule is not None:
        return None, None
    name, namespace, statistic, unit = alarm.metric_name, alarm.namespace, alarm.statistic, alarm.unit
    dimensions, period = alarm.dimensions, alarm.period
    if alarm.metric_data_queries:
        query = alarm.metric_data_queries[0].metric_stat
        if query is None or len(alarm.metric_data_queries) > 1:
            return None, None
        name, namespace, dimensions = query.metric.metric_name, query.metric.namespace, query.metric.dimensions
        statistic, unit, period = query.stat, query.unit, query.period
    if statistic not in STATISTICS:
        return None, None
    return Metric(namespace, name, tuple((each.name, each.value) for each in dimensions), statistic, unit), period
