"""Scalable targets, policies and scheduled actions in moto's Application Auto Scaling, with services of a World."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.clock import at_time
from mock_ecs.neighbours.moto.service_scaling import MotoServiceScaling
from mock_ecs.ports.scaling import (
    Metric,
    ScalableTarget,
    ScalingActivity,
    ScheduledAction,
    Step,
    StepScaling,
    TargetTracking,
)

HERE = Scope("111122223333", "eu-west-1")
WEB = ("ecs", "service/demo/web", "ecs:service:DesiredCount")
NOON = 1767268800.0
CPU = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}, "TargetValue": 50}


class Services:
    """One service that can be scaled, web, and one that cannot, agent."""

    def __init__(self) -> None:
        self._ids = 0

    def is_scalable(self, scope: Scope, cluster: str, service: str) -> bool | None:
        return {("demo", "web"): True, ("demo", "agent"): False}.get((cluster, service))

    def new_id(self, kind: str) -> str:
        self._ids += 1
        return f"{kind}-{self._ids}"

    def now(self) -> float:
        return NOON

    def scaling_changed(self) -> None:
        """Nobody is to be told."""


@pytest.fixture
def backend() -> Any:
    from mock_ecs.neighbours.moto.scaling_backend import adopted

    return adopted(HERE, Services())


def register(backend: Any, resource: str = WEB[1], **members: Any) -> Any:
    bounds = {"min_capacity": 1, "max_capacity": 5, "role_arn": "", "suspended_state": None}
    return backend.register_scalable_target(WEB[0], resource, WEB[2], **{**bounds, **members})


def put_policy(backend: Any, kind: str, body: dict[str, Any], name: str = "p") -> Any:
    return backend.put_scaling_policy(name, *WEB, body, kind)


def target() -> ScalableTarget:
    (found,) = MotoServiceScaling().targets(HERE)
    return found


def test_a_target_is_told_with_its_bounds_and_what_is_suspended(backend: Any) -> None:
    register(backend, suspended_state={"DynamicScalingInSuspended": True})
    register(backend, min_capacity=None, max_capacity=9, suspended_state={"ScheduledScalingSuspended": True})

    assert target() == ScalableTarget("demo", "web", 1, 9, scale_in_suspended=True, scheduled_suspended=True)


def test_a_target_of_another_service_of_aws_is_left_to_moto(backend: Any) -> None:
    table = ("dynamodb", "table/orders", "dynamodb:table:ReadCapacityUnits")

    backend.register_scalable_target(*table, min_capacity=1, max_capacity=2, role_arn="", suspended_state=None)
    backend.put_scaling_policy("p", *table, {"TargetValue": 50}, "TargetTrackingScaling")

    assert list(MotoServiceScaling().targets(HERE)) == []
    assert len(backend.policies) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CPU, Metric("AWS/ECS", "CPUUtilization", (("ClusterName", "demo"), ("ServiceName", "web")))),
        (
            {
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "ALBRequestCountPerTarget",
                    "ResourceLabel": "app/web/1/targetgroup/web/2",
                },
                "TargetValue": 50,
            },
            Metric(
                "AWS/ApplicationELB",
                "RequestCountPerTarget",
                (("LoadBalancer", "app/web/1"), ("TargetGroup", "targetgroup/web/2")),
                "Sum",
            ),
        ),
        (
            {
                "CustomizedMetricSpecification": {
                    "Namespace": "App",
                    "MetricName": "Length",
                    "Dimensions": [{"Name": "Queue", "Value": "q"}],
                    "Statistic": "Maximum",
                    "Unit": "Count",
                },
                "TargetValue": 50,
            },
            Metric("App", "Length", (("Queue", "q"),), "Maximum", "Count"),
        ),
    ],
    ids=["cpu", "requests", "own"],
)
def test_a_target_tracking_policy_is_told_with_its_metric_and_its_alarms(
    backend: Any, body: dict[str, Any], expected: Metric
) -> None:
    register(backend)

    made = put_policy(backend, "TargetTrackingScaling", {**body, "ScaleInCooldown": 60})

    high = "TargetTracking-service/demo/web-AlarmHigh-alarm-3"
    low = "TargetTracking-service/demo/web-AlarmLow-alarm-4"
    tracking = TargetTracking(made.policy_arn, "p", 50.0, expected, high, low, 300, 60)
    assert target().policies == (tracking,)
    assert made.policy_arn == (
        "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:scaling-policy-2:"
        "resource/ecs/service/demo/web:policyName/p"
    )


def test_a_policy_on_metric_math_is_kept_and_never_acts(backend: Any) -> None:
    register(backend)

    put_policy(backend, "TargetTrackingScaling", {"CustomizedMetricSpecification": {"Metrics": []}, "TargetValue": 5})

    assert target().policies == ()
    assert len(backend.policies) == 1


def test_a_step_scaling_policy_is_told_with_its_steps(backend: Any) -> None:
    register(backend)
    step = {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 10, "ScalingAdjustment": 2}
    body = {"AdjustmentType": "PercentChangeInCapacity", "StepAdjustments": [step], "MinAdjustmentMagnitude": 3}

    made = put_policy(backend, "StepScaling", {**body, "Cooldown": 30})

    steps = (Step(0, 10, 2),)
    assert target().policies == (StepScaling(made.policy_arn, "p", "PercentChangeInCapacity", steps, 30, 3),)


def test_a_scheduled_action_is_told_with_the_time_of_the_world(backend: Any) -> None:
    register(backend)
    with at_time(NOON):
        backend.put_scheduled_action(
            WEB[0], "rate(5 minutes)", None, "plan", WEB[1], WEB[2], None, NOON + 60, {"MinCapacity": 2}
        )

    assert list(MotoServiceScaling().scheduled_actions(HERE)) == [
        ScheduledAction("plan", "demo", "web", "rate(5 minutes)", NOON, end=NOON + 60, minimum=2)
    ]


def test_bounds_are_set_and_activities_recorded(backend: Any) -> None:
    register(backend)
    activity = ScalingActivity("1", "demo", "web", "Setting desired count to 4.", "why", "done", NOON)

    MotoServiceScaling().set_bounds(HERE, target(), 2, 4)
    MotoServiceScaling().record(HERE, activity)

    assert (target().minimum, target().maximum) == (2, 4)
    assert backend.scaling_activities == [activity]


def test_an_activity_is_recorded_where_no_request_came_by(backend: Any) -> None:
    del backend.scaling_activities

    MotoServiceScaling().record(HERE, ScalingActivity("1", "demo", "web", "Setting.", "why", "done", NOON))

    assert [activity.id for activity in backend.scaling_activities] == ["1"]


@pytest.mark.parametrize(
    ("resource", "members", "message"),
    [
        ("service/demo/agent", {}, "ECS service cannot be scaled (DAEMON or EXTERNAL): service/demo/agent"),
        ("service/demo/none", {}, "ECS service doesn't exist: service/demo/none"),
        ("service/demo/a/b", {}, "Unsupported service namespace, resource type or scalable dimension"),
        ("service/demo/web", {"min_capacity": 6}, "Maximum capacity cannot be less than minimum capacity"),
        ("service/demo/web", {"min_capacity": -1}, "Minimum capacity cannot be less than 0"),
        (
            "service/demo/web",
            {"max_capacity": None},
            "Both minimum and maximum capacity must be specified for a new target",
        ),
    ],
)
def test_what_cannot_be_scaled_is_refused(backend: Any, resource: str, members: dict[str, Any], message: str) -> None:
    from moto.applicationautoscaling.exceptions import AWSValidationException

    with pytest.raises(AWSValidationException) as refusal:
        register(backend, resource, **members)

    assert refusal.value.message == message


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("TargetTrackingScaling", {**CPU, "TargetValue": 0}, "needs a target value above 0"),
        ("TargetTrackingScaling", {"TargetValue": 5}, "needs either a predefined or a customized metric"),
        (
            "TargetTrackingScaling",
            {**CPU, "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}},
            "Unsupported predefined metric for the namespace ecs: DynamoDBReadCapacityUtilization",
        ),
        (
            "TargetTrackingScaling",
            {**CPU, "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget"}},
            "ALBRequestCountPerTarget needs a resource label like",
        ),
        ("StepScaling", {"AdjustmentType": "ExactCapacity"}, "needs an adjustment type and step adjustments"),
        ("PredictiveScaling", {}, "Value 'PredictiveScaling' at 'policyType' failed to satisfy constraint"),
    ],
)
def test_a_policy_that_says_too_little_is_refused(backend: Any, kind: str, body: Any, message: str) -> None:
    from moto.applicationautoscaling.exceptions import AWSValidationException

    register(backend)

    with pytest.raises(AWSValidationException) as refusal:
        put_policy(backend, kind, body)

    assert message in refusal.value.message
    assert target().policies == ()
