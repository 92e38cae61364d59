"""What Application Auto Scaling answers for services: policies, alarms, activities, and what it refuses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.scenarios.scaled import CPU, DIMENSIONS, START, WEB, Stories

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
    story.schedule("cron(0 8 * * ? *)", bounds={"MinCapacity": 5})

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
