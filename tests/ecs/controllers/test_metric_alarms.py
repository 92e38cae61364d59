"""The state of an alarm by the values of its metric; the tables on missing data are CloudWatch's own."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.controllers.metric_alarms import OVERREACH, evaluated, reason
from mock_ecs.ports.scaling import Metric, MetricAlarm

BAD, GOOD = 90.0, 10.0


def alarm(periods: int = 3, least: int | None = None, missing: str = "missing", **members: str) -> MetricAlarm:
    return MetricAlarm(
        "cpu",
        Metric("AWS/ECS", "CPUUtilization"),
        members.get("comparison", "GreaterThanThreshold"),
        50.0,
        evaluation_periods=periods,
        datapoints_to_alarm=periods if least is None else least,
        treat_missing_data=missing,
    )


def values(text: str) -> list[float | None]:
    """The newest first, of a text with the newest last: X breaches, 0 does not, - is missing."""
    return [{"X": BAD, "0": GOOD, "-": None}[mark] for mark in reversed(text)]


@pytest.mark.parametrize(
    ("shown", "missing", "ignore", "breaching", "not_breaching"),
    [
        ("0-X-X", "OK", "OK", "OK", "OK"),
        ("----0", "OK", "OK", "OK", "OK"),
        ("-----", "INSUFFICIENT_DATA", None, "ALARM", "OK"),
        ("0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"),
        ("--X--", "ALARM", None, "ALARM", "OK"),
        ("----X", None, None, "ALARM", "OK"),
        ("X----", None, None, "ALARM", "OK"),
        ("0----", "OK", "OK", "OK", "OK"),
        ("XXXXX", "ALARM", "ALARM", "ALARM", "ALARM"),
        ("XX00X", "OK", "OK", "OK", "OK"),
    ],
)
def test_three_of_three(
    shown: str, missing: str | None, ignore: str | None, breaching: str, not_breaching: str
) -> None:
    kinds = {"missing": missing, "ignore": ignore, "breaching": breaching, "notBreaching": not_breaching}

    assert {kind: evaluated(alarm(missing=kind), values(shown)) for kind in kinds} == kinds


@pytest.mark.parametrize(
    ("shown", "missing", "ignore", "breaching", "not_breaching"),
    [
        ("0-X-X", "ALARM", "ALARM", "ALARM", "ALARM"),
        ("00X0X", "ALARM", "ALARM", "ALARM", "ALARM"),
        ("0-X--", "OK", "OK", "ALARM", "OK"),
        ("----0", "OK", "OK", "ALARM", "OK"),
        ("---X-", "ALARM", None, "ALARM", "OK"),
        ("----X", None, None, "ALARM", "OK"),
    ],
)
def test_two_of_three(shown: str, missing: str | None, ignore: str | None, breaching: str, not_breaching: str) -> None:
    kinds = {"missing": missing, "ignore": ignore, "breaching": breaching, "notBreaching": not_breaching}

    assert {kind: evaluated(alarm(least=2, missing=kind), values(shown)) for kind in kinds} == kinds


@pytest.mark.parametrize(
    ("comparison", "value", "expected"),
    [
        ("GreaterThanThreshold", 50, "OK"),
        ("GreaterThanThreshold", 50.1, "ALARM"),
        ("GreaterThanOrEqualToThreshold", 50, "ALARM"),
        ("GreaterThanOrEqualToThreshold", 49.9, "OK"),
        ("LessThanThreshold", 50, "OK"),
        ("LessThanThreshold", 49.9, "ALARM"),
        ("LessThanOrEqualToThreshold", 50, "ALARM"),
        ("LessThanOrEqualToThreshold", 50.1, "OK"),
    ],
)
def test_the_four_comparisons(comparison: str, value: float, expected: str) -> None:
    assert evaluated(alarm(1, comparison=comparison), [value] + [None] * OVERREACH) == expected


@pytest.mark.parametrize(
    ("state", "shown", "expected"),
    [
        (
            "ALARM",
            "XXX",
            "Threshold Crossed: 3 out of the last 3 datapoints [90, 90, 90] were greater than the threshold (50) "
            "(minimum 3 datapoints for ALARM transition).",
        ),
        (
            "OK",
            "0XX",
            "Threshold Crossed: 1 out of the last 3 datapoints [10] was not greater than the threshold (50) "
            "(minimum 1 datapoint for OK transition).",
        ),
        ("INSUFFICIENT_DATA", "---", "Insufficient Data: 3 datapoints were unknown."),
    ],
)
def test_the_reason_tells_what_was_seen(state: str, shown: str, expected: str) -> None:
    assert reason(alarm(), state, values(shown)) == expected
