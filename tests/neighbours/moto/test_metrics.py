"""Metrics and alarms in moto's CloudWatch, by the World's time."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.alarms import MotoAlarms
from mock_ecs.neighbours.moto.clock import at_time, epoch, naive
from mock_ecs.neighbours.moto.metrics import MotoMetrics
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.ports.scaling import Metric

HERE = Scope("111122223333", "eu-west-1")
ELSEWHERE = Scope("111122223333", "us-east-1")
LENGTH = Metric("App", "QueueLength", (("Queue", "orders"),))
NOON = 1767268800.0


def cloudwatch() -> Any:
    from moto.backends import get_backend

    return get_backend("cloudwatch")[HERE.account][HERE.region]


def put(at: float | None, **datum: Any) -> None:
    moment = {} if at is None else {"Timestamp": naive(at)}
    dimensions = [{"Name": "Queue", "Value": "orders"}]
    cloudwatch().put_metric_data("App", [{"MetricName": "QueueLength", "Dimensions": dimensions, **moment, **datum}])


def read(metric: Metric = LENGTH, *, end: float = NOON, period: int = 60, count: int = 3) -> list[float | None]:
    return list(MotoMetrics().read(HERE, metric, end, period, count))


def test_values_are_read_by_period_the_newest_first() -> None:
    for at, value in [(-61, 10), (-60, 20), (-1, 40), (0, 99), (-170, 5)]:
        put(NOON + at, Value=value)

    assert read() == [30.0, 10.0, 5.0]
    assert read(period=120, count=2) == [23.333333333333332, 5.0]


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [("Average", 4.0), ("Sum", 24.0), ("SampleCount", 6.0), ("Minimum", 1.0), ("Maximum", 9.0)],
)
def test_statistics_of_values_lists_and_sets(statistic: str, expected: float) -> None:
    put(NOON - 30, Value=3)
    put(NOON - 30, Values=[4, 5], Counts=[2, 1])
    put(NOON - 30, StatisticValues={"SampleCount": 2, "Sum": 8, "Minimum": 1, "Maximum": 9})

    assert read(LENGTH._replace(statistic=statistic), count=1) == [expected]


@pytest.mark.parametrize(
    "other",
    [
        LENGTH._replace(namespace="Other"),
        LENGTH._replace(name="Other"),
        LENGTH._replace(dimensions=()),
        LENGTH._replace(dimensions=(("Queue", "other"),)),
        LENGTH._replace(dimensions=(("Queue", "orders"), ("Shard", "1"))),
        LENGTH._replace(unit="Count"),
    ],
)
def test_other_metrics_have_other_values(other: Metric) -> None:
    put(NOON - 30, Value=3, Unit="None")

    assert read(other, count=1) == [None]


def test_values_put_later_and_after_a_reset_are_seen() -> None:
    metrics = MotoMetrics()
    metrics.put(HERE, "App", "QueueLength", 1.0, {"Queue": "orders"}, NOON - 30)
    first = list(metrics.read(HERE, LENGTH, NOON, 60, 2))
    metrics.put(HERE, "App", "QueueLength", 2.0, {"Queue": "orders"}, NOON - 90)
    second = list(metrics.read(HERE, LENGTH, NOON, 60, 2))
    reset_moto()

    assert (first, second) == ([1.0, None], [1.0, 2.0])
    assert list(metrics.read(HERE, LENGTH, NOON, 60, 2)) == [None, None]
    assert list(metrics.read(ELSEWHERE, LENGTH, NOON, 60, 1)) == [None]


def test_what_has_no_time_is_of_the_worlds_present() -> None:
    with at_time(NOON - 30):
        put(None, Value=3)

    assert read(count=1) == [3.0]
    assert epoch(cloudwatch().metric_data[0].timestamp) == NOON - 30


def alarm(name: str = "long", **members: Any) -> None:
    usual: dict[str, Any] = {
        "namespace": "App",
        "metric_name": "QueueLength",
        "comparison_operator": "GreaterThanThreshold",
        "evaluation_periods": 3,
        "period": 60,
        "threshold": 10,
        "statistic": "Average",
        "description": "",
        "dimensions": [{"Name": "Queue", "Value": "orders"}],
        "alarm_actions": ["arn:policy"],
    }
    cloudwatch().put_metric_alarm(name, **{**usual, **members})


def test_an_alarm_is_told_as_it_was_made() -> None:
    alarm(datapoints_to_alarm=2, treat_missing_data="breaching")

    (found,) = MotoAlarms().metric_alarms(HERE)

    assert (found.name, found.metric, found.comparison) == ("long", LENGTH, "GreaterThanThreshold")
    assert (found.threshold, found.period, found.evaluation_periods, found.datapoints_to_alarm) == (10.0, 60, 3, 2)
    assert (found.treat_missing_data, found.actions, found.unchecked) == ("breaching", ("arn:policy",), True)


def test_actions_that_are_disabled_are_none() -> None:
    alarm(actions_enabled=False)

    assert [found.actions for found in MotoAlarms().metric_alarms(HERE)] == [()]


@pytest.mark.parametrize(
    "members",
    [
        {"rule": "ALARM(long)"},
        {"statistic": None, "extended_statistic": "p99"},
        {"comparison_operator": "GreaterThanUpperThreshold"},
    ],
    ids=["composite", "percentile", "anomaly"],
)
def test_alarms_of_other_kinds_are_not_evaluated_but_have_a_state(members: dict[str, Any]) -> None:
    alarm(**members)

    assert [*MotoAlarms().metric_alarms(HERE)] == []
    assert MotoAlarms().states(HERE, ["long", "short"]) == {"long": "OK"}


def test_a_state_is_set_at_a_time_and_with_a_reason() -> None:
    alarm()

    MotoAlarms().set_state(HERE, "long", "ALARM", "Threshold Crossed", NOON)

    found = cloudwatch().alarms["long"]
    assert MotoAlarms().states(HERE, ["long"]) == {"long": "ALARM"}
    assert MotoAlarms().states(ELSEWHERE, ["long"]) == {}
    assert (found.state_reason, epoch(found.state_updated_timestamp)) == ("Threshold Crossed", NOON)
    assert [one.unchecked for one in MotoAlarms().metric_alarms(HERE)] == [False]
