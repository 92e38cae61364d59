"""Services that follow a metric by Application Auto Scaling's target tracking, minute by minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.scaled import CPU, DIMENSIONS, MEMORY, QUEUE, START, Stories

DAY = {
    "of": "service",
    "points": [
        {"at": "6m", "cpu": 60},
        {"at": "16m", "cpu": 400},
        {"at": "41m", "cpu": 400},
        {"at": "51m", "cpu": 60},
    ],
}


@pytest.mark.parametrize("clock", ["manual", "instant"])
def test_a_load_that_rises_and_falls_is_followed_within_the_cooldowns(scaled: Stories, clock: str) -> None:
    story = scaled(load=DAY, clock=clock)
    story.target()
    story.track()

    assert story.watch(90) == [(0, 2), (9, 4), (14, 8), (56, 7), (61, 3), (66, 2)]
    assert [activity["Description"] for activity in story.activities()] == [
        "Setting desired count to 2.",
        "Setting desired count to 3.",
        "Setting desired count to 7.",
        "Setting desired count to 8.",
        "Setting desired count to 4.",
    ]


def test_shorter_cooldowns_follow_the_load_more_closely(scaled: Stories) -> None:
    story = scaled(load=DAY)
    story.target()
    story.track(ScaleOutCooldown=60, ScaleInCooldown=60)

    counts = story.watch(90)

    # Before the load is at its height, 6 tasks at 66.7 % ask for a ninth, which goes when 15 values were below 45.
    rise = [(0, 2), (9, 4), (10, 5), (11, 6), (15, 9)]
    assert counts == [*rise, (30, 8), (56, 7), (57, 6), (58, 4), (59, 3), (60, 2)]


def test_what_each_task_uses_does_not_fall_by_scaling_out(scaled: Stories) -> None:
    story = scaled(load={"cpu": "80%"})
    story.target(maximum=10)
    story.track()

    assert story.watch(20) == [(0, 2), (2, 4), (7, 7), (12, 10)]


def test_the_metrics_of_a_service_appear_in_cloudwatch_each_minute(scaled: Stories) -> None:
    story = scaled(load={"cpu": "80%", "memory": "30%"})

    story.mock.clock.advance(120)

    for name, value in (("CPUUtilization", 80.0), ("MemoryUtilization", 30.0)):
        found = story.cloudwatch.get_metric_statistics(
            Namespace="AWS/ECS",
            MetricName=name,
            Dimensions=DIMENSIONS,
            StartTime=START,
            EndTime=START + timedelta(hours=1),
            Period=60,
            Statistics=["Average"],
        )["Datapoints"]
        assert [(point["Timestamp"], point["Average"]) for point in found] == [
            (START + timedelta(minutes=minute), value) for minute in range(3)
        ]


def test_no_metric_of_a_service_that_runs_no_task(scaled: Stories) -> None:
    story = scaled(count=0, load={"cpu": "80%"})

    story.mock.clock.advance(120)

    assert story.cloudwatch.list_metrics(Namespace="AWS/ECS")["Metrics"] == []


def test_two_metrics_agree_to_scale_in_and_one_is_enough_to_scale_out(scaled: Stories) -> None:
    points = [{"at": 0, "cpu": 20, "memory": 80}, {"at": "30m", "cpu": 20, "memory": 20}]
    story = scaled(load={"curve": "steps", "points": points})
    story.target()
    story.track(CPU, "cpu")
    story.track(MEMORY, "memory")

    assert story.watch(55) == [(0, 2), (2, 4), (7, 7), (12, 10), (43, 4), (48, 2), (53, 1)]


def test_requests_are_shared_by_the_targets(scaled: Stories) -> None:
    story = scaled(load={"requests": 1000})
    story.target()
    label = "app/web/50dc6c495c0c9188/targetgroup/web/6d0ecf831eec9f09"
    predefined = {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": label}
    story.track({"PredefinedMetricSpecification": predefined, "TargetValue": 150.0})

    counts = story.watch(20)

    assert counts == [(0, 2), (3, 7)]
    alarm = story.cloudwatch.describe_alarms()["MetricAlarms"][0]
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == (
        "AWS/ApplicationELB",
        "RequestCountPerTarget",
        "Sum",
    )


def test_a_metric_of_the_users_own_is_tracked(scaled: Stories) -> None:
    story = scaled()
    story.target()
    custom = {**QUEUE, "Statistic": "Maximum"}
    story.track({"CustomizedMetricSpecification": custom, "TargetValue": 100.0})

    assert story.watch(4, lambda: story.put(210)) == [(0, 2), (3, 5)]


def test_without_data_nothing_is_scaled(scaled: Stories) -> None:
    story = scaled(count=4)
    story.target()
    story.track()

    assert story.watch(30) == [(0, 4)]
    assert set(story.states().values()) == {"INSUFFICIENT_DATA"}


def test_scale_in_waits_for_the_end_of_a_deployment(scaled: Stories) -> None:
    story = scaled(count=4, load={"cpu": "10%"})
    story.target()
    story.track()
    story.mock.clock.advance(13 * 60)

    with story.mock.scenario({"rules": [{"start": "10m"}, {"load": {"cpu": "10%"}}]}):
        story.register()
        story.ecs.update_service(cluster="demo", service="web", taskDefinition="web")
        counts = story.watch(20)

    assert counts == [(0, 4), (11, 1)]


def test_disabled_scale_in_has_no_low_alarm(scaled: Stories) -> None:
    story = scaled(count=4, load={"cpu": "10%"})
    story.target()
    story.track(DisableScaleIn=True)

    assert story.watch(30) == [(0, 4)]
    assert list(story.states()) == ["TargetTracking-service/demo/web-AlarmHigh"]


@pytest.mark.parametrize(
    ("suspended", "load", "expected"),
    [
        ("DynamicScalingOutSuspended", "90%", [(0, 4)]),
        ("DynamicScalingInSuspended", "10%", [(0, 4)]),
        ("ScheduledScalingSuspended", "90%", [(0, 4), (2, 8)]),
    ],
)
def test_what_is_suspended_does_not_happen(scaled: Stories, suspended: str, load: str, expected: Any) -> None:
    story = scaled(count=4, load={"cpu": load})
    story.target(SuspendedState={suspended: True})
    story.track()

    assert story.watch(20)[:2] == expected


def test_new_bounds_wait_for_the_next_activity(scaled: Stories) -> None:
    story = scaled(count=4, load={"points": [{"at": 0, "cpu": 48}, {"at": "20m", "cpu": 90}], "curve": "steps"})
    story.target()
    story.track()
    story.target(minimum=1, maximum=3)

    assert story.watch(30) == [(0, 4), (21, 3)]


def test_eventbridge_is_told_of_each_new_desired_count(scaled: Stories) -> None:
    story = scaled(load={"cpu": "80%"})
    heard = story.mock.world.listen()
    story.target()
    story.track()

    story.mock.clock.advance(420)

    told = [event for event in heard if event["detail"].get("eventName") == "SERVICE_DESIRED_COUNT_UPDATED"]
    assert [(event["time"], event["detail-type"], event["detail"]["eventType"]) for event in told] == [
        ("2026-01-01T00:03:00Z", "ECS Service Action", "INFO"),
        ("2026-01-01T00:08:00Z", "ECS Service Action", "INFO"),
    ]
    assert {event["resources"][0] for event in told} == {story.service()["serviceArn"]}
