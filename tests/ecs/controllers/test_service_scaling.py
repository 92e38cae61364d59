"""What the policies of a scalable target want, as tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.ecs.controllers.service_scaling import (
    LastScaling,
    Scale,
    ScalingView,
    StepView,
    TrackingView,
    bounded_by_schedule,
    plan,
    stepped,
    tracked,
)
from mock_ecs.ports.scaling import Metric, Step, StepScaling, TargetTracking

CPU = Metric("AWS/ECS", "CPUUtilization")
POLICY = TargetTracking("arn:cpu", "cpu", 50.0, CPU, high="High", low="Low")
HIGH = "monitor alarm High in state ALARM triggered policy cpu"
LOW = "monitor alarm Low in state ALARM triggered policy cpu"
NOW = 1000.0


def tracking(value: float | None, *, policy: TargetTracking = POLICY, **states: bool) -> TrackingView:
    return TrackingView(policy, value, value, **states)


def steps(
    *found: tuple[float | None, float | None, int], kind: str = "ChangeInCapacity", least: int = 0
) -> StepScaling:
    return StepScaling("arn:steps", "steps", kind, tuple(Step(*step) for step in found), 60.0, least)


def wanted(view: ScalingView) -> int | None:
    found = plan(view, NOW)
    return None if found is None else found.count


@pytest.mark.parametrize(
    ("current", "value", "expected"),
    [(1, 100, 2), (2, 75, 3), (3, 51, 4), (4, 50, 4), (10, 90, 18), (4, 25, 2), (4, 26, 3), (4, 0, 0), (0, 90, 0)],
)
def test_a_tracked_metric_is_brought_to_its_target_and_rounded_up(current: int, value: float, expected: int) -> None:
    assert tracked(current, value, 50) == expected


def test_a_high_alarm_scales_out_with_its_cause_and_its_cooldown() -> None:
    view = ScalingView(4, 1, 10, (tracking(80, high=True),))

    assert plan(view, NOW) == Scale(7, HIGH, 300.0)


def test_a_low_alarm_scales_in_with_its_cause_and_its_cooldown() -> None:
    policy = replace(POLICY, scale_in_cooldown=60.0)
    view = ScalingView(4, 1, 10, (tracking(20, policy=policy, low=True),))

    assert plan(view, NOW) == Scale(2, LOW, 60.0)


def test_the_highest_of_the_values_decides_how_far_to_scale_in() -> None:
    view = ScalingView(8, 1, 10, (TrackingView(POLICY, 5, 40, low=True),))

    assert wanted(view) == 7


MEMORY = replace(POLICY, arn="arn:memory", name="memory", high="MemoryHigh", low="MemoryLow")
NEVER_IN = replace(MEMORY, low=None)


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        pytest.param((tracking(80),), None, id="no alarm"),
        pytest.param((tracking(80, high=True),), 7, id="out"),
        pytest.param((tracking(200, high=True),), 10, id="out, up to the maximum"),
        pytest.param((tracking(5, low=True),), 2, id="in, down to the minimum"),
        pytest.param((tracking(44, low=True),), None, id="in by less than a task"),
        pytest.param((tracking(30, high=True),), None, id="a high alarm never scales in"),
        pytest.param((tracking(80, low=True),), None, id="a low alarm never scales out"),
        pytest.param((tracking(None, high=True),), None, id="an alarm without a value"),
        pytest.param((tracking(80, high=True), tracking(10, policy=MEMORY, low=True)), 7, id="one says out, one in"),
        pytest.param((tracking(80, high=True), tracking(95, policy=MEMORY, high=True)), 8, id="the most tasks"),
        pytest.param((tracking(10, low=True), tracking(48, policy=MEMORY)), None, id="not all say in"),
        pytest.param((tracking(10, low=True), tracking(None, policy=MEMORY)), None, id="one has no data"),
        pytest.param((tracking(20, low=True), tracking(30, policy=MEMORY, low=True)), 3, id="all say in"),
        pytest.param((tracking(20, low=True), tracking(48, policy=NEVER_IN)), 2, id="one may not say in"),
        pytest.param((tracking(5, policy=NEVER_IN),), None, id="scale-in is disabled"),
    ],
)
def test_target_tracking(policies: tuple[TrackingView, ...], expected: int | None) -> None:
    assert wanted(ScalingView(4, 2, 10, policies)) == expected


OUT, IN = tracking(80, high=True), tracking(20, low=True)


@pytest.mark.parametrize(
    ("policy", "members", "expected"),
    [
        pytest.param(IN, {"deploying": True}, None, id="no scale-in during a deployment"),
        pytest.param(OUT, {"deploying": True}, 7, id="scale-out during a deployment"),
        pytest.param(IN, {"scale_in_suspended": True}, None, id="scale-in suspended"),
        pytest.param(OUT, {"scale_in_suspended": True}, 7, id="scale-out while scale-in is suspended"),
        pytest.param(OUT, {"scale_out_suspended": True}, None, id="scale-out suspended"),
        pytest.param(IN, {"scale_out_suspended": True}, 2, id="scale-in while scale-out is suspended"),
        pytest.param(IN, {"last_in": LastScaling(9, NOW + 1)}, None, id="scale-in cools down"),
        pytest.param(IN, {"last_in": LastScaling(9, NOW)}, 2, id="scale-in has cooled down"),
        pytest.param(OUT, {"last_in": LastScaling(9, NOW + 1)}, 7, id="a cooldown of scale-in stops no scale-out"),
        pytest.param(OUT, {"last_out": LastScaling(2, NOW + 1)}, None, id="what was added counts while it cools down"),
        pytest.param(OUT, {"last_out": LastScaling(3, NOW + 1)}, 5, id="more is added while it cools down"),
        pytest.param(OUT, {"last_out": LastScaling(2, NOW)}, 7, id="scale-out has cooled down"),
        pytest.param(OUT, {"current": 12}, 10, id="above the maximum, out"),
        pytest.param(OUT, {"current": 12, "deploying": True}, None, id="above the maximum, during a deployment"),
        pytest.param(tracking(50), {"current": 12}, None, id="above the maximum, not triggered"),
        pytest.param(IN, {"current": 1, "minimum": 2}, 2, id="below the minimum, in"),
        pytest.param(IN, {"current": 1, "minimum": 2, "scale_out_suspended": True}, None, id="below, suspended"),
        pytest.param(tracking(50), {"current": 1, "minimum": 2}, None, id="below the minimum, not triggered"),
        pytest.param(OUT, {"current": 10}, None, id="at the maximum"),
    ],
)
def test_what_holds_a_policy_back(policy: TrackingView, members: dict[str, Any], expected: int | None) -> None:
    view = replace(ScalingView(4, 1, 10, (policy,)), **members)

    assert wanted(view) == expected


THREE = ((0, 10, 1), (10, 20, 2), (20, None, 5))
DOWN = ((-10, 0, -1), (None, -10, -2))


@pytest.mark.parametrize(
    ("found", "beyond", "expected"),
    [
        (THREE, 0, 5),
        (THREE, 9.9, 5),
        (THREE, 10, 6),
        (THREE, 20, 9),
        (THREE, 500, 9),
        (THREE, -1, None),
        (DOWN, -1, 3),
        (DOWN, 0, 3),
        (DOWN, -10, 2),
        (DOWN, -9.9, 3),
        (DOWN, -50, 2),
        (DOWN, 1, None),
    ],
)
def test_the_step_is_the_one_for_the_breach(found: tuple[Any, ...], beyond: float, expected: int | None) -> None:
    assert stepped(4, steps(*found), beyond) == expected


@pytest.mark.parametrize(
    ("kind", "current", "adjustment", "least", "expected"),
    [
        ("ChangeInCapacity", 4, 3, 0, 7),
        ("ChangeInCapacity", 4, -9, 0, 0),
        ("ExactCapacity", 4, 9, 0, 9),
        ("PercentChangeInCapacity", 10, 25, 0, 12),
        ("PercentChangeInCapacity", 4, 10, 0, 5),
        ("PercentChangeInCapacity", 4, -10, 0, 3),
        ("PercentChangeInCapacity", 10, -67, 0, 4),
        ("PercentChangeInCapacity", 10, 10, 3, 13),
        ("PercentChangeInCapacity", 10, -10, 3, 7),
        ("PercentChangeInCapacity", 10, 50, 3, 15),
        ("PercentChangeInCapacity", 0, 50, 3, 0),
        ("PercentChangeInCapacity", 2, -100, 5, 0),
    ],
)
def test_the_three_types_of_adjustment(kind: str, current: int, adjustment: int, least: int, expected: int) -> None:
    assert stepped(current, steps((None, None, adjustment), kind=kind, least=least), 1.0) == expected


@pytest.mark.parametrize(
    ("views", "members", "expected"),
    [
        pytest.param((StepView(steps((0, None, 2)), "a", 5),), {}, 6, id="out"),
        pytest.param((StepView(steps((None, 0, -1)), "a", -5),), {}, 3, id="in"),
        pytest.param((StepView(steps((0, None, 2)), "a", -5),), {}, None, id="no step for it"),
        pytest.param(
            (StepView(steps((0, None, 2)), "a", 5), StepView(steps((None, 0, -1)), "b", -5)), {}, 6, id="out and in"
        ),
        pytest.param((StepView(steps((None, 0, -1)), "a", -5), OUT), {}, 7, id="in, and tracking out"),
        pytest.param(
            (StepView(steps((0, None, 3)), "a", 5),), {"last_out": LastScaling(2, NOW + 1)}, 5, id="a larger step"
        ),
        pytest.param(
            (StepView(steps((0, None, 2)), "a", 5),), {"last_out": LastScaling(2, NOW + 1)}, None, id="the same step"
        ),
        pytest.param((StepView(steps((0, None, 9)), "a", 5),), {}, 10, id="up to the maximum"),
        pytest.param(
            (StepView(steps((None, None, 3), kind="ExactCapacity"), "a", 5),), {}, 3, id="exactly so many, in"
        ),
    ],
)
def test_step_scaling(
    views: tuple[StepView | TrackingView, ...], members: dict[str, Any], expected: int | None
) -> None:
    assert wanted(replace(ScalingView(4, 1, 10, views), **members)) == expected


def test_a_step_says_which_alarm_it_follows() -> None:
    found = plan(ScalingView(4, 1, 10, (StepView(steps((0, None, 2)), "queue-is-long", 5),)), NOW)

    assert found == Scale(6, "monitor alarm queue-is-long in state ALARM triggered policy steps", 60.0)


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (1, (2, "minimum capacity was set to 2")),
        (2, None),
        (5, None),
        (6, (5, "maximum capacity was set to 5")),
    ],
)
def test_new_bounds_of_a_schedule_hold_at_once(current: int, expected: tuple[int, str] | None) -> None:
    assert bounded_by_schedule(current, 2, 5) == expected
