"""Blue/green, linear and canary deployments, and their ways back, in AWS's own durations.

A task runs 20 seconds after it was created, and counts as healthy 40 seconds later. One that is stopped ends after
2 seconds; its network interface takes 23 more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import Clock, MockEcs
from tests.scenarios.shifting import FIRST, SECOND, TEST, Shifting, quick_mock
from tests.scenarios.story import CLUSTER, Story

UP_AND_RUNNING = [
    (0.0, "PENDING  0/0 A 2+0, B 0+0"),
    (1.0, "IN_PROGRESS SCALE_UP 0/0 A 2+0, B 0+2"),
    (20.0, "IN_PROGRESS SCALE_UP 0/0 A 2+0, B 2+0"),
]
"""How each of them begins."""


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    """AWS's durations, but for those of load balancers."""
    with quick_mock() as mock:
        yield mock


def test_blue_green_brings_all_traffic_at_once_and_keeps_the_old_tasks_for_the_bake_time(
    story: Story, ecs_world: MockEcs
) -> None:
    shifting = Shifting(story, ecs_world, strategy="BLUE_GREEN", bakeTimeInMinutes=5)
    shifting.update()

    assert shifting.watch(500) == [
        *UP_AND_RUNNING,
        (60.0, "IN_PROGRESS BAKE_TIME 100/100 A 2+0, B 2+0"),
        (360.0, "IN_PROGRESS CLEAN_UP 100/100 A 0+0, B 2+0"),
        (385.0, "SUCCESSFUL CLEAN_UP 100/100 B 2+0"),
    ]
    assert (shifting.weights(), shifting.weights(TEST)) == ((0, 100), (0, 100))


def test_both_revisions_tell_of_their_part_of_the_traffic(story: Story, ecs_world: MockEcs) -> None:
    shifting = Shifting(story, ecs_world, strategy="CANARY", canaryConfiguration={"canaryPercent": 2.5})
    shifting.update()
    story.clock.advance(60)

    (source,) = shifting.described()["sourceServiceRevisions"]
    target = shifting.described()["targetServiceRevision"]

    assert (source["requestedProductionTrafficWeight"], source["requestedTestTrafficWeight"]) == (97.5, 0.0)
    assert (target["requestedProductionTrafficWeight"], target["requestedTestTrafficWeight"]) == (2.5, 100.0)
    assert shifting.weights() == (975, 25)


def test_deployments_go_to_and_fro_between_the_target_groups(story: Story, ecs_world: MockEcs) -> None:
    shifting = Shifting(story, ecs_world, strategy="BLUE_GREEN", bakeTimeInMinutes=0)
    groups = []
    for _ in range(2):
        shifting.update(forceNewDeployment=True)
        story.clock.advance(100)
        groups.append((shifting.target_groups(), shifting.weights()))

    assert groups == [([FIRST, SECOND], (0, 100)), ([SECOND, FIRST], (100, 0))]


def test_linear_shifts_a_step_at_a_time(story: Story, ecs_world: MockEcs) -> None:
    linear = {"stepPercent": 40.0, "stepBakeTimeInMinutes": 1}
    shifting = Shifting(story, ecs_world, strategy="LINEAR", linearConfiguration=linear, bakeTimeInMinutes=2)
    shifting.update()

    assert shifting.watch(400) == [
        *UP_AND_RUNNING,
        (60.0, "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 40/100 A 2+0, B 2+0"),
        (120.0, "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 80/100 A 2+0, B 2+0"),
        (180.0, "IN_PROGRESS BAKE_TIME 100/100 A 2+0, B 2+0"),
        (300.0, "IN_PROGRESS CLEAN_UP 100/100 A 0+0, B 2+0"),
        (325.0, "SUCCESSFUL CLEAN_UP 100/100 B 2+0"),
    ]


def test_canary_shifts_a_little_and_later_the_rest(story: Story, ecs_world: MockEcs) -> None:
    canary = {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 3}
    shifting = Shifting(story, ecs_world, strategy="CANARY", canaryConfiguration=canary, bakeTimeInMinutes=1)
    shifting.update()

    assert shifting.watch(400) == [
        *UP_AND_RUNNING,
        (60.0, "IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT 10/100 A 2+0, B 2+0"),
        (240.0, "IN_PROGRESS BAKE_TIME 100/100 A 2+0, B 2+0"),
        (300.0, "IN_PROGRESS CLEAN_UP 100/100 A 0+0, B 2+0"),
        (325.0, "SUCCESSFUL CLEAN_UP 100/100 B 2+0"),
    ]
    assert shifting.weights() == (0, 100)


def test_a_service_that_is_behind_nothing_has_the_same_stages(story: Story, ecs_world: MockEcs) -> None:
    shifting = Shifting(story, ecs_world, headless=True, strategy="BLUE_GREEN", bakeTimeInMinutes=1)
    shifting.update()

    assert shifting.watch(200) == [
        *UP_AND_RUNNING,
        (60.0, "IN_PROGRESS BAKE_TIME 0/0 A 2+0, B 2+0"),
        (120.0, "IN_PROGRESS CLEAN_UP 0/0 A 0+0, B 2+0"),
        (145.0, "SUCCESSFUL CLEAN_UP 0/0 B 2+0"),
    ]


def test_a_deployment_that_is_stopped_while_it_bakes_goes_back_to_the_tasks_that_still_run(
    story: Story, ecs_world: MockEcs
) -> None:
    shifting = Shifting(story, ecs_world, strategy="BLUE_GREEN", bakeTimeInMinutes=10)
    shifting.update()
    story.clock.advance(100)
    before = shifting.weights()
    story.ecs.stop_service_deployment(serviceDeploymentArn=shifting.arn)

    assert shifting.watch(50) == [
        (100.0, "ROLLBACK_REQUESTED BAKE_TIME 100/100 A 2+0, B 2+0"),
        (101.0, "ROLLBACK_IN_PROGRESS CLEAN_UP 0/0 A 2+0, B 0+0"),
        (125.0, "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0 A 2+0"),
    ]
    assert story.events()[2:] == [
        (100.0, "rolling back to deployment A."),
        (100.0, "has stopped 2 running tasks: (task 3) (task 4)."),
        (100.0, f"deregistered 2 targets in (target-group {SECOND})"),
        (100.0, "(service web, taskSet B) has begun draining connections on 2 tasks."),
        (125.0, "(deployment A) deployment completed."),
        (125.0, "has reached a steady state."),
    ]
    assert (before, shifting.weights()) == ((0, 100), (100, 0))
    assert story.deployments() == "A PRIMARY 2+0/2 COMPLETED"


def test_a_new_revision_that_does_not_start_trips_the_circuit_breaker_and_never_has_traffic(
    story: Story, ecs_world: MockEcs
) -> None:
    breaker = {"enable": True, "rollback": True}
    shifting = Shifting(story, ecs_world, strategy="BLUE_GREEN", deploymentCircuitBreaker=breaker)
    ecs_world.scenario({"rules": [{"match": {"revision": "2"}, "fail": "CannotPullContainerError"}]})
    shifting.update()
    story.clock.advance(400)

    described = shifting.described()
    assert (described["status"], described["statusReason"]) == (
        "ROLLBACK_SUCCESSFUL",
        "Service deployment rolled back because the circuit breaker threshold was exceeded.",
    )
    assert story.deployments() == "A PRIMARY 2+0/2 COMPLETED"
    assert shifting.weights() is None


def test_a_task_that_ends_meanwhile_is_replaced_by_one_of_the_same_revision(story: Story, ecs_world: MockEcs) -> None:
    shifting = Shifting(story, ecs_world, strategy="BLUE_GREEN", bakeTimeInMinutes=10)
    shifting.update()
    story.clock.advance(100)
    blue, green = [
        story.tasks(startedBy=deployment["id"])[0] for deployment in reversed(story.service()["deployments"])
    ]
    for task in (blue, green):
        story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    story.clock.advance(100)

    assert shifting.shown() == "IN_PROGRESS BAKE_TIME 100/100 A 2+0, B 2+0"


def test_a_service_that_is_scaled_meanwhile_is_scaled_on_both_sides(story: Story, ecs_world: MockEcs) -> None:
    shifting = Shifting(story, ecs_world, strategy="BLUE_GREEN", bakeTimeInMinutes=10)
    shifting.update()
    story.clock.advance(100)
    shown = []
    for count in (3, 1):
        story.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=count)
        story.clock.advance(100)
        shown.append(shifting.shown())

    assert shown == [
        "IN_PROGRESS BAKE_TIME 100/100 A 3+0, B 3+0",
        "IN_PROGRESS BAKE_TIME 100/100 A 1+0, B 1+0",
    ]


def test_a_deployment_that_interrupts_another_tidies_up_first(story: Story, ecs_world: MockEcs) -> None:
    linear = {"stepPercent": 40.0, "stepBakeTimeInMinutes": 10}
    shifting = Shifting(story, ecs_world, strategy="LINEAR", linearConfiguration=linear, bakeTimeInMinutes=0)
    shifting.update()
    story.clock.advance(100)
    interrupted = shifting.arn
    shifting.update()

    assert shifting.watch(30) == [
        (100.0, "PENDING  0/0 A 2+0, B 2+0, C 0+0"),
        (101.0, "IN_PROGRESS RECONCILE_SERVICE 0/0 A 2+0, B 0+0, C 0+0"),
        (125.0, "IN_PROGRESS SCALE_UP 0/0 A 2+0, C 0+2"),
    ]
    assert shifting.weights() == (100, 0)
    described = story.ecs.describe_service_deployments(serviceDeploymentArns=[interrupted])["serviceDeployments"][0]
    assert described["status"] == "STOPPED"


def test_a_deployment_that_is_aborted_leaves_all_as_it_is_until_the_next_one_tidies_up(
    story: Story, ecs_world: MockEcs
) -> None:
    canary = {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 60}
    shifting = Shifting(story, ecs_world, strategy="CANARY", canaryConfiguration=canary, bakeTimeInMinutes=0)
    shifting.update()
    story.clock.advance(100)
    story.ecs.stop_service_deployment(serviceDeploymentArn=shifting.arn, stopType="ABORT")
    story.clock.advance(100)
    aborted = shifting.shown(), shifting.weights()
    shifting.update()
    story.clock.advance(10)

    assert aborted == ("STOPPED PRODUCTION_TRAFFIC_SHIFT 10/100 A 2+0, B 2+0", (90, 10))
    assert (shifting.shown(), shifting.weights()) == (
        "IN_PROGRESS RECONCILE_SERVICE 0/0 A 2+0, B 0+0, C 0+0",
        (100, 0),
    )


def test_a_rolling_deployment_that_follows_an_interrupted_shift_has_all_traffic_in_one_place(
    story: Story, ecs_world: MockEcs
) -> None:
    shifting = Shifting(story, ecs_world, strategy="CANARY", bakeTimeInMinutes=0)
    shifting.update()
    story.clock.advance(100)
    before = shifting.weights()
    shifting.update(forceNewDeployment=True, deploymentConfiguration={"strategy": "ROLLING"})
    story.clock.advance(200)

    assert (before, shifting.weights(), shifting.weights(TEST)) == ((95, 5), (100, 0), (100, 0))
    assert story.deployments() == "C PRIMARY 2+0/2 COMPLETED"


class TestAlarms:
    """With CloudWatch, which moto is."""

    @pytest.fixture
    def ecs_world(self) -> Any:
        with quick_mock(neighbours="moto", references="off") as mock:
            yield mock

    def test_an_alarm_while_it_bakes_brings_it_back(self, story: Story, ecs_world: MockEcs) -> None:
        cloudwatch = ecs_world.client("cloudwatch")
        alarm = {"Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0}
        cloudwatch.put_metric_alarm(
            AlarmName="errors", ComparisonOperator="GreaterThanThreshold", MetricName="e", Namespace="n", **alarm
        )
        cloudwatch.set_alarm_state(AlarmName="errors", StateValue="OK", StateReason="quiet")
        alarms = {"alarmNames": ["errors"], "enable": True, "rollback": True}
        # The first deployment has the alarms evaluated for their minute, too.
        shifting = Shifting(story, ecs_world, 130, strategy="BLUE_GREEN", bakeTimeInMinutes=10, alarms=alarms)
        shifting.update()
        story.clock.advance(100)
        cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="loud")

        assert shifting.watch(60)[-1] == (135.0, "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0 A 2+0")
        assert shifting.described()["alarms"]["triggeredAlarmNames"] == ["errors"]
        assert [text for _, text in story.events()[2:4]] == [
            "(deployment B) deployment failed: alarm detected.",
            "rolling back to deployment A.",
        ]


def test_ten_minutes_of_baking_take_no_time_in_instant_mode(story: Story, ecs_world: MockEcs, ecs_clock: Clock) -> None:
    shifting = Shifting(story, ecs_world, strategy="BLUE_GREEN", bakeTimeInMinutes=10)
    ecs_clock.set_mode("instant")
    began = time.perf_counter()
    shifting.update()

    described = shifting.described()

    assert time.perf_counter() - began < 1
    assert described["status"] == "SUCCESSFUL"
    assert story.at(described["finishedAt"]) == 685.0
