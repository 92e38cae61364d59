"""Services that are scaled by Application Auto Scaling's policies and schedules, minute by minute."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mock_ecs.testing import MockEcs, mock_ecs

WEB: dict[str, Any] = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/demo/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}
CPU = {
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    "TargetValue": 50.0,
}
MEMORY = {
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageMemoryUtilization"},
    "TargetValue": 50.0,
}
DIMENSIONS = [{"Name": "ClusterName", "Value": "demo"}, {"Name": "ServiceName", "Value": "web"}]
QUEUE = {"Namespace": "App", "MetricName": "QueueLength"}
START = datetime(2026, 1, 1, tzinfo=UTC)


class Scaled:
    """The service web of the cluster demo, and what scales it; minutes count from the end of its first deployment."""

    def __init__(self, mock: MockEcs, count: int) -> None:
        self.mock = mock
        self.ecs = mock.client("ecs")
        self.scaling = mock.client("application-autoscaling")
        self.cloudwatch = mock.client("cloudwatch")
        self.ecs.create_cluster(clusterName="demo")
        self.register()
        self.ecs.create_service(
            cluster="demo",
            serviceName="web",
            taskDefinition="web",
            desiredCount=count,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        )
        mock.clock.advance(60)

    def register(self) -> None:
        self.ecs.register_task_definition(
            family="web",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "app", "image": "nginx"}],
        )

    def target(self, minimum: int = 1, maximum: int = 10, **members: Any) -> None:
        self.scaling.register_scalable_target(**WEB, MinCapacity=minimum, MaxCapacity=maximum, **members)

    def track(self, configuration: dict[str, Any] = CPU, name: str = "tracking", **members: Any) -> Any:
        return self.scaling.put_scaling_policy(
            **WEB,
            PolicyName=name,
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={**configuration, **members},
        )

    def step(self, name: str, *steps: dict[str, Any], kind: str = "ChangeInCapacity", **members: Any) -> str:
        arn: str = self.scaling.put_scaling_policy(
            **WEB,
            PolicyName=name,
            PolicyType="StepScaling",
            StepScalingPolicyConfiguration={"AdjustmentType": kind, "StepAdjustments": list(steps), **members},
        )["PolicyARN"]
        return arn

    def alarm(self, name: str, threshold: float, policy: str, comparison: str = "GreaterThanThreshold") -> None:
        self.cloudwatch.put_metric_alarm(
            AlarmName=name,
            **QUEUE,
            Statistic="Average",
            Period=60,
            EvaluationPeriods=1,
            Threshold=threshold,
            ComparisonOperator=comparison,
            AlarmActions=[policy],
        )

    def put(self, value: float, **members: Any) -> None:
        datum = {"MetricName": QUEUE["MetricName"], "Value": value, **members}
        self.cloudwatch.put_metric_data(Namespace=QUEUE["Namespace"], MetricData=[datum])

    def service(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ecs.describe_services(cluster="demo", services=["web"])["services"][0]
        return found

    @property
    def desired(self) -> int:
        count: int = self.service()["desiredCount"]
        return count

    def watch(self, minutes: int, each: Callable[[], None] = lambda: None) -> list[tuple[float, int]]:
        """The minutes after which the desired count was another, beginning with what it is."""
        start = self.mock.clock.now
        seen = [(0.0, self.desired)]
        for _ in range(minutes):
            each()
            self.mock.clock.advance(60)
            if self.desired != seen[-1][1]:
                seen.append(((self.mock.clock.now - start) / 60, self.desired))
        return seen

    def states(self) -> dict[str, str]:
        """The states of all alarms, without the ids in their names."""
        alarms = self.cloudwatch.describe_alarms()["MetricAlarms"]
        return {re.sub("-[0-9a-f-]{36}$", "", alarm["AlarmName"]): alarm["StateValue"] for alarm in alarms}

    def activities(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.scaling.describe_scaling_activities(ServiceNamespace="ecs")[
            "ScalingActivities"
        ]
        return found


class Stories:
    """Makes one scaled service, and ends its mock."""

    def __init__(self) -> None:
        self._blocks: list[Any] = []

    def __call__(self, count: int = 2, load: Any = None, clock: str = "manual") -> Scaled:
        rules = [] if load is None else [{"match": {"service": "web"}, "load": load}]
        block = mock_ecs(seed=1, clock=clock, references="off", scenario={"rules": rules})
        self._blocks.append(block)
        return Scaled(block.__enter__(), count)

    def end(self) -> None:
        for block in self._blocks:
            block.__exit__(None, None, None)


@pytest.fixture
def scaled() -> Iterator[Stories]:
    stories = Stories()
    yield stories
    stories.end()


# Target tracking.

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


# Alarms and policies as they are shown.


def test_the_alarms_of_a_policy_are_named_as_aws_names_them_and_go_with_it(scaled: Stories) -> None:
    story = scaled()
    story.target()

    put = story.track()

    names = [alarm["AlarmName"] for alarm in put["Alarms"]]
    assert re.fullmatch(f"TargetTracking-service/demo/web-AlarmHigh-{_UUID}", names[0])
    assert re.fullmatch(f"TargetTracking-service/demo/web-AlarmLow-{_UUID}", names[1])
    high, low = story.cloudwatch.describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert (high["Threshold"], high["EvaluationPeriods"], high["ComparisonOperator"]) == (50, 3, "GreaterThanThreshold")
    assert (low["Threshold"], low["EvaluationPeriods"], low["ComparisonOperator"]) == (45, 15, "LessThanThreshold")
    assert (high["Namespace"], high["MetricName"], high["Dimensions"]) == ("AWS/ECS", "CPUUtilization", DIMENSIONS)
    assert high["AlarmActions"] == [put["PolicyARN"]]
    story.scaling.delete_scaling_policy(**WEB, PolicyName="tracking")
    assert story.states() == {}


_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def test_a_policy_that_is_put_again_keeps_its_arn_and_its_alarms(scaled: Stories) -> None:
    story = scaled()
    story.target()
    first = story.track()

    second = story.track(TargetValue=70.0)

    assert (second["PolicyARN"], second["Alarms"]) == (first["PolicyARN"], first["Alarms"])
    assert [alarm["Threshold"] for alarm in story.cloudwatch.describe_alarms()["MetricAlarms"]] == [70, 63]
    (shown,) = story.scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert shown["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70
    assert shown["CreationTime"] == START + timedelta(minutes=1)


def test_a_target_that_is_deregistered_takes_all_that_it_has_along(scaled: Stories) -> None:
    story = scaled(load={"cpu": "90%"})
    story.target()
    story.track()
    _schedule(story, "cron(0 8 * * ? *)", MinCapacity=5)

    story.scaling.deregister_scalable_target(**WEB)

    assert story.states() == {}
    assert story.scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == []
    assert story.scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []
    assert story.watch(10) == [(0, 2)]


def test_an_activity_says_what_was_done_and_why(scaled: Stories) -> None:
    story = scaled(load={"cpu": "90%"})
    story.target()
    alarm = story.track()["Alarms"][0]["AlarmName"]

    story.mock.clock.advance(180)

    (activity,) = story.activities()
    assert re.fullmatch(_UUID, activity.pop("ActivityId"))
    assert activity == {
        **WEB,
        "Description": "Setting desired count to 4.",
        "Cause": f"monitor alarm {alarm} in state ALARM triggered policy tracking",
        "StatusCode": "Successful",
        "StatusMessage": "Successfully set desired count to 4. Change successfully fulfilled by ecs.",
        "StartTime": START + timedelta(minutes=3),
        "EndTime": START + timedelta(minutes=3),
    }


def test_activities_come_in_pages_the_newest_first(scaled: Stories) -> None:
    story = scaled(load={"cpu": "80%"})
    story.target()
    story.track()
    story.mock.clock.advance(1200)

    pages = story.scaling.get_paginator("describe_scaling_activities").paginate(
        ServiceNamespace="ecs", ResourceId=WEB["ResourceId"], PaginationConfig={"PageSize": 2}
    )

    assert [[activity["Description"] for activity in page["ScalingActivities"]] for page in pages] == [
        ["Setting desired count to 10.", "Setting desired count to 7."],
        ["Setting desired count to 4."],
    ]
    others = story.scaling.describe_scaling_activities(ServiceNamespace="ecs", ResourceId="service/demo/other")
    assert others["ScalingActivities"] == []


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


# Scheduled actions.


def _schedule(story: Scaled, schedule: str, name: str = "plan", **bounds: int) -> None:
    members: dict[str, Any] = {key: bounds.pop(key) for key in ("StartTime", "EndTime", "Timezone") if key in bounds}
    story.scaling.put_scheduled_action(
        **WEB, ScheduledActionName=name, Schedule=schedule, ScalableTargetAction=bounds, **members
    )


def test_a_schedule_scales_out_and_in_at_once(scaled: Stories) -> None:
    story = scaled()
    story.target()
    _schedule(story, "at(2026-01-01T00:05:30)", "rush", MinCapacity=6)
    _schedule(story, "cron(0/20 * * * ? *)", "calm", MinCapacity=1, MaxCapacity=3)

    counts = story.watch(25)

    assert counts == [(0, 2), (5, 6), (19, 3)]
    (target,) = story.scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 3)
    assert [(told["Description"], told["Cause"]) for told in story.activities()] == [
        ("Setting desired count to 3.", "maximum capacity was set to 3"),
        ("Setting min capacity to 1 and max capacity to 3.", "scheduled action name calm was triggered"),
        ("Setting desired count to 6.", "minimum capacity was set to 6"),
        ("Setting min capacity to 6.", "scheduled action name rush was triggered"),
    ]
    assert story.activities()[2]["StartTime"] == START + timedelta(minutes=5, seconds=30)


def test_a_rate_counts_from_when_it_was_put(scaled: Stories) -> None:
    story = scaled()
    story.target()
    _schedule(story, "rate(5 minutes)", MinCapacity=4)

    assert story.watch(6) == [(0, 2), (5, 4)]


def test_a_schedule_in_a_time_zone(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.scaling.put_scheduled_action(
        **WEB,
        ScheduledActionName="plan",
        Schedule="cron(30 9 * * ? *)",
        Timezone="Asia/Tokyo",
        ScalableTargetAction={"MinCapacity": 4},
    )

    assert story.watch(40) == [(0, 2), (29, 4)]


def test_a_schedule_holds_between_its_start_and_its_end(scaled: Stories) -> None:
    story = scaled()
    story.target()
    story.scaling.put_scheduled_action(
        **WEB,
        ScheduledActionName="plan",
        Schedule="cron(* * * * ? *)",
        StartTime=START + timedelta(minutes=5),
        EndTime=START + timedelta(minutes=8),
        ScalableTargetAction={"MinCapacity": 4},
    )

    story.watch(20)

    times = [told["StartTime"] for told in story.activities() if "scheduled" in told["Cause"]]
    assert times == [START + timedelta(minutes=minute) for minute in (8, 7, 6, 5)]


def test_a_suspended_schedule_does_nothing(scaled: Stories) -> None:
    story = scaled()
    story.target(SuspendedState={"ScheduledScalingSuspended": True})
    _schedule(story, "rate(1 minute)", MinCapacity=4)

    assert story.watch(3) == [(0, 2)]
    assert story.activities() == []


def test_a_schedule_above_the_maximum_fails(scaled: Stories) -> None:
    story = scaled()
    story.target(maximum=3)
    _schedule(story, "at(2026-01-01T00:05:00)", MinCapacity=4)

    assert story.watch(5) == [(0, 2)]
    assert [told["StatusCode"] for told in story.activities()] == ["Failed"]


# What is refused.


@pytest.mark.parametrize(
    ("operation", "members", "code", "message"),
    [
        pytest.param(
            "register_scalable_target",
            {**WEB, "ResourceId": "service/demo/other", "MinCapacity": 1, "MaxCapacity": 2},
            "ValidationException",
            "ECS service doesn't exist: service/demo/other",
            id="no such service",
        ),
        pytest.param(
            "register_scalable_target",
            {**WEB, "ResourceId": "service/web", "MinCapacity": 1, "MaxCapacity": 2},
            "ValidationException",
            "Unsupported service namespace, resource type or scalable dimension",
            id="no cluster",
        ),
        pytest.param(
            "register_scalable_target",
            {**WEB, "MinCapacity": 3, "MaxCapacity": 2},
            "ValidationException",
            "Maximum capacity cannot be less than minimum capacity",
            id="bounds the wrong way round",
        ),
        pytest.param(
            "put_scaling_policy",
            {
                **WEB,
                "ResourceId": "service/demo/other",
                "PolicyName": "cpu",
                "PolicyType": "TargetTrackingScaling",
                "TargetTrackingScalingPolicyConfiguration": CPU,
            },
            "ObjectNotFoundException",
            "No scalable target registered for service namespace: ecs, resource ID: service/demo/other, "
            "scalable dimension: ecs:service:DesiredCount",
            id="a policy without a target",
        ),
        pytest.param(
            "put_scheduled_action",
            {**WEB, "ScheduledActionName": "plan", "Schedule": "cron(0 8 * * *)", "ScalableTargetAction": {}},
            "ValidationException",
            "Invalid schedule: cron(0 8 * * *) must have six fields: minutes, hours, day, month, day of the week, year",
            id="no schedule of AWS's",
        ),
        pytest.param(
            "delete_scaling_policy",
            {**WEB, "PolicyName": "other"},
            "ObjectNotFoundException",
            "No scaling policy found for service namespace: ecs, resource ID: service/demo/web, "
            "scalable dimension: ecs:service:DesiredCount, policy name: other",
            id="no such policy",
        ),
    ],
)
def test_what_aws_refuses_is_refused(
    scaled: Stories, operation: str, members: dict[str, Any], code: str, message: str
) -> None:
    story = scaled()
    story.target()

    with pytest.raises(ClientError) as refusal:
        getattr(story.scaling, operation)(**members)

    assert (refusal.value.response["Error"]["Code"], refusal.value.response["Error"]["Message"]) == (code, message)


def test_a_service_that_was_deleted_is_scaled_no_more(scaled: Stories) -> None:
    story = scaled(load={"cpu": "90%"})
    story.target()
    story.track()
    story.ecs.delete_service(cluster="demo", service="web", force=True)

    story.mock.clock.advance(600)

    assert story.activities() == []


def test_a_reset_forgets_targets_alarms_and_activities(scaled: Stories) -> None:
    story = scaled(load={"cpu": "90%"})
    story.target()
    story.track()
    story.mock.clock.advance(300)

    story.mock.reset()

    assert story.activities() == []
    assert story.states() == {}
    assert story.scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []
