"""Services that follow alarms by steps, and alarms that are evaluated on the mock's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.scenarios.scaled import START, WEB, Scaled, Stories

# Step scaling.


def test_steps_follow_an_alarm_on_the_users_own_metric(scaled: Stories) -> None:
    story = scaled()
    story.target()
    out = story.step(
        "out",
        {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 100, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 100, "ScalingAdjustment": 3},
        Cooldown=120,
    )
    back = story.step("in", {"MetricIntervalUpperBound": 0, "ScalingAdjustment": -2}, Cooldown=60)
    story.alarm("long", 50, out)
    story.alarm("short", 10, back, "LessThanThreshold")
    lengths = iter([20, 60, 60, 200, 200, 20, 20, 5, 5, 5, 20])

    assert story.watch(11, lambda: story.put(next(lengths))) == [(0, 2), (2, 3), (4, 6), (8, 4), (9, 2), (10, 1)]
    (first,) = [shown for shown in _policies(story) if shown["PolicyName"] == "out"]
    assert [alarm["AlarmName"] for alarm in first["Alarms"]] == ["long"]


def _policies(story: Scaled) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = story.scaling.describe_scaling_policies(
        ServiceNamespace="ecs", ResourceId=WEB["ResourceId"]
    )["ScalingPolicies"]
    return found


def test_a_percentage_adds_at_least_its_magnitude(scaled: Stories) -> None:
    story = scaled(count=4)
    story.target()
    step = {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 10}
    story.alarm("long", 50, story.step("out", step, kind="PercentChangeInCapacity", MinAdjustmentMagnitude=3))

    assert story.watch(2, lambda: story.put(60)) == [(0, 4), (1, 7)]


def test_an_alarm_that_somebody_sets_scales_until_there_is_data(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.alarm("long", 50, story.step("out", {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}))
    story.cloudwatch.set_alarm_state(AlarmName="long", StateValue="ALARM", StateReason="trial")

    counts = story.watch(2)

    assert counts == [(0, 2), (1, 3)]
    assert story.states() == {"long": "ALARM"}
    story.put(20)
    story.mock.clock.advance(60)
    assert story.states() == {"long": "OK"}


def test_an_alarm_whose_actions_are_disabled_scales_nothing(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.alarm("long", 50, story.step("out", {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}))
    story.cloudwatch.disable_alarm_actions(AlarmNames=["long"])

    assert story.watch(2, lambda: story.put(60)) == [(0, 2)]
    assert story.states() == {"long": "ALARM"}


def test_the_alarm_of_a_user_outlives_the_policy(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.alarm("long", 50, story.step("out", {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}))
    _policies(story)

    story.scaling.delete_scaling_policy(**WEB, PolicyName="out")

    assert story.states() == {"long": "INSUFFICIENT_DATA"}


# Alarms alone.


def test_an_alarm_without_any_policy_is_evaluated_too(scaled: Stories) -> None:
    story = scaled()
    story.alarm("long", 50, "arn:aws:sns:us-east-1:123456789012:ops")
    seen = []

    for value in (60, None, 20):
        if value is not None:
            story.put(value)
        story.mock.clock.advance(60)
        seen.append(story.states()["long"])
    story.mock.clock.advance(180)

    assert [*seen, story.states()["long"]] == ["ALARM", "ALARM", "OK", "INSUFFICIENT_DATA"]


def test_data_with_a_time_counts_at_that_time_of_the_mock(scaled: Stories) -> None:
    story = scaled()
    story.alarm("long", 50, "arn:aws:sns:us-east-1:123456789012:ops")
    story.put(60, Timestamp=START + timedelta(minutes=4))

    states = []
    for _ in range(4):
        story.mock.clock.advance(60)
        states.append(story.states()["long"])

    assert states == ["INSUFFICIENT_DATA"] * 3 + ["ALARM"]
    alarm = story.cloudwatch.describe_alarms()["MetricAlarms"][0]
    assert alarm["StateUpdatedTimestamp"] == START + timedelta(minutes=5)


def test_an_alarm_that_is_put_again_stays_in_its_state(scaled: Stories) -> None:
    story = scaled()
    story.alarm("long", 50, "arn:aws:sns:us-east-1:123456789012:ops")
    story.put(60)
    story.mock.clock.advance(60)

    story.alarm("long", 55, "arn:aws:sns:us-east-1:123456789012:ops")

    assert story.states() == {"long": "ALARM"}


def test_where_there_is_neither_alarm_nor_load_nothing_waits(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.step("out", {"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1})

    labels = [event.label for event in story.mock.world.engine.pending()]

    assert "services scaled" not in labels


def test_an_alarm_that_data_bring_about_ends_a_deployment(scaled: Stories) -> None:
    story = scaled()
    story.alarm("long", 50, "arn:aws:sns:us-east-1:123456789012:ops")
    story.register()
    story.ecs.update_service(
        cluster="demo",
        service="web",
        taskDefinition="web",
        deploymentConfiguration={"alarms": {"alarmNames": ["long"], "enable": True, "rollback": False}},
    )

    story.put(60)
    story.mock.clock.advance(120)

    assert story.service()["deployments"][0]["rolloutState"] == "FAILED"
