"""Deployments that go wrong, in AWS's own durations: with and without a circuit breaker, with alarms, and stopped.

A task runs 20 seconds after it was created, and counts as healthy 40 seconds later. One that cannot pull its image is
gone after 17 seconds and the 23 that its network interface takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.scenarios.story import APP, CLUSTER, FARGATE, Story

NOT_TO_BE_PULLED = {"rules": [{"match": {"family": "web", "revision": 2}, "fail": "CannotPullContainerError"}]}
CRASHING = {**APP, "command": ["sh", "-c", "exit 1"]}
BREAKER = {"enable": True, "rollback": True}


def update(story: Story, **changes: Any) -> None:
    configuration = {"deploymentConfiguration": changes} if changes else {}
    story.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition="web", **configuration)


def described(story: Story, number: int = 0) -> dict[str, Any]:
    """The service deployment with this number, the newest being 0."""
    briefs = story.ecs.list_service_deployments(cluster=CLUSTER, service="web")["serviceDeployments"]
    arns = [briefs[number]["serviceDeploymentArn"]]
    found: dict[str, Any] = story.ecs.describe_service_deployments(serviceDeploymentArns=arns)["serviceDeployments"][0]
    return found


def stop(story: Story, **members: Any) -> None:
    story.ecs.stop_service_deployment(serviceDeploymentArn=described(story)["serviceDeploymentArn"], **members)


class TestACircuitBreaker:
    def test_goes_back_when_too_many_tasks_exit_at_once(self, story: Story) -> None:
        story.steady_service(4, 100, 200)
        story.register(CRASHING)

        update(story, deploymentCircuitBreaker=BREAKER)

        assert story.watch(100) == [
            (0.0, "B PRIMARY 0+0/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
            (1.0, "B PRIMARY 0+4/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
            (20.0, "A PRIMARY 4+0/4 IN_PROGRESS, B ACTIVE 0+0/0 FAILED"),
            (43.0, "A PRIMARY 4+0/4 COMPLETED"),
        ]
        assert story.events() == [
            (0.0, "has started 4 tasks: (task 5) (task 6) (task 7) (task 8)."),
            (20.0, "(deployment B) deployment failed: tasks failed to start."),
            (20.0, "rolling back to deployment A."),
            (43.0, "(deployment A) deployment completed."),
            (43.0, "has reached a steady state."),
        ]
        deployment = described(story)
        assert (deployment["status"], deployment["statusReason"]) == (
            "ROLLBACK_SUCCESSFUL",
            "Service deployment rolled back because the circuit breaker threshold was exceeded.",
        )
        assert deployment["deploymentCircuitBreaker"] == {"status": "TRIGGERED", "failureCount": 4, "threshold": 3}
        assert deployment["rollback"]["serviceRevisionArn"] == deployment["sourceServiceRevisions"][0]["arn"]
        assert story.service()["taskDefinition"].endswith("web:1")

    def test_counts_tasks_that_cannot_be_started(self, story: Story, ecs_world: MockEcs) -> None:
        story.steady_service(1, 100, 200)
        story.register()

        with ecs_world.scenario(NOT_TO_BE_PULLED):
            update(story, deploymentCircuitBreaker=BREAKER)
            seen = story.watch(300)

        assert [state for _, state in seen if "FAILED" in state] == [
            "A PRIMARY 1+0/1 IN_PROGRESS, B ACTIVE 0+0/0 FAILED"
        ]
        assert seen[-1][1] == "A PRIMARY 1+0/1 COMPLETED"
        assert described(story)["deploymentCircuitBreaker"]["failureCount"] == 3

    def test_without_rollback_leaves_all_as_it_is(self, story: Story) -> None:
        story.steady_service(4, 100, 200)
        story.register(CRASHING)

        update(story, deploymentCircuitBreaker={"enable": True, "rollback": False})

        assert story.watch(600)[-1] == (20.0, "B PRIMARY 0+0/4 FAILED, A ACTIVE 4+0/4 COMPLETED")
        deployment, (primary, _) = described(story), story.service()["deployments"]
        assert (deployment["status"], "stoppedAt" in deployment) == ("STOPPED", True)
        assert primary["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
        assert story.events()[-1] == (20.0, "(deployment B) deployment failed: tasks failed to start.")

    def test_has_nowhere_to_go_back_to_from_the_first_deployment(self, story: Story) -> None:
        story.register(CRASHING)

        story.ecs.create_service(
            cluster=CLUSTER,
            serviceName="web",
            taskDefinition="web",
            desiredCount=4,
            deploymentConfiguration={"deploymentCircuitBreaker": BREAKER},
            **FARGATE,
        )

        assert story.watch(100)[-1] == (20.0, "A PRIMARY 0+0/4 FAILED")
        assert described(story)["status"] == "ROLLBACK_FAILED"
        assert described(story)["statusReason"] == "No rollback candidate was found to run the rollback."

    def test_a_newer_deployment_gives_a_failed_one_another_try(self, story: Story) -> None:
        story.steady_service(2, 100, 200)
        story.register(CRASHING)
        update(story, deploymentCircuitBreaker={"enable": True, "rollback": False})
        assert story.watch(200)[-1][1] == "B PRIMARY 0+0/2 FAILED, A ACTIVE 2+0/2 COMPLETED"
        story.register()

        update(story)

        assert story.watch(200)[-1][1] == "C PRIMARY 2+0/2 COMPLETED"
        assert [described(story, number)["status"] for number in (0, 1, 2)] == ["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]


class TestWithoutACircuitBreaker:
    def test_what_cannot_be_started_is_tried_again_and_again_with_growing_pauses(
        self, story: Story, ecs_world: MockEcs
    ) -> None:
        story.steady_service(1, 100, 200)
        story.register()

        with ecs_world.scenario(NOT_TO_BE_PULLED):
            update(story)
            story.clock.advance(1000)

        starts = [time for time, text in story.events() if text.startswith("has started")]
        pauses = [later - earlier for earlier, later in pairwise(starts)]
        assert pauses == sorted(pauses)
        assert pauses[-1] > 8 * pauses[0]
        assert "is unable to consistently start tasks successfully." in [text for _, text in story.events()]
        assert story.deployments().split(", ")[1] == "A ACTIVE 1+0/1 COMPLETED"

    def test_what_runs_and_exits_is_replaced_for_ever(self, story: Story) -> None:
        story.steady_service(2, 100, 200)
        story.register(CRASHING)

        update(story)
        story.clock.advance(400)

        assert story.service()["deployments"][0]["failedTasks"] == 18
        assert [time for time, _ in story.events()] == [0.0, 43.0, 91.0, 139.0, 187.0, 235.0, 283.0, 331.0, 379.0]


class TestAStoppedDeployment:
    def test_goes_back_to_the_revision_before(self, story: Story) -> None:
        story.steady_service(2, 100, 200)
        story.register()
        update(story)
        story.clock.advance(30)

        stop(story)

        assert described(story)["status"] == "ROLLBACK_REQUESTED"
        assert story.watch(60) == [
            (30.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
            (31.0, "A PRIMARY 2+0/2 IN_PROGRESS, B ACTIVE 0+0/0 FAILED"),
            (55.0, "A PRIMARY 2+0/2 COMPLETED"),
        ]
        assert described(story)["status"] == "ROLLBACK_SUCCESSFUL"

    def test_cannot_be_stopped_again(self, story: Story) -> None:
        story.steady_service(2, 100, 200)

        with pytest.raises(story.ecs.exceptions.ConflictException, match="terminal states") as refused:
            stop(story)

        assert refused.value.response["resourceIds"] == [described(story)["serviceDeploymentArn"]]

    def test_can_be_aborted(self, story: Story) -> None:
        story.steady_service(2, 100, 200)
        story.register()
        update(story)
        story.clock.advance(10)

        stop(story, stopType="ABORT")
        story.clock.advance(100)

        # unsure in the reference: what ABORT leaves behind.
        assert described(story)["status"] == "STOPPED"
        assert story.deployments() == "B PRIMARY 2+0/2 FAILED, A ACTIVE 2+0/2 COMPLETED"


def test_a_newer_deployment_stops_the_one_that_goes_on(story: Story) -> None:
    story.steady_service(2, 100, 200)
    story.register()
    update(story)
    assert story.watch(30)[-1][1] == "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"
    story.register()

    update(story)

    asked = described(story, 1)["status"]
    assert story.watch(120)[-1] == (140.0, "C PRIMARY 2+0/2 COMPLETED")
    assert asked == "STOP_REQUESTED"
    assert [described(story, number)["status"] for number in (0, 1, 2)] == ["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]
    assert len(described(story)["sourceServiceRevisions"]) == 2


class TestAlarms:
    @pytest.fixture
    def ecs_world(self) -> Iterator[MockEcs]:
        """With moto's CloudWatch, unlike the other stories; subnets are not checked."""
        with mock_ecs(seed=1, profile="typical", references="off") as mock:
            yield mock
            assert mock.faults == []

    @pytest.fixture
    def cloudwatch(self, ecs_world: MockEcs) -> Any:
        client = ecs_world.client("cloudwatch")
        client.put_metric_alarm(
            AlarmName="5xx",
            Namespace="app",
            MetricName="errors",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=2,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
        return client

    def test_end_a_deployment_while_it_is_watched_after_its_end(self, story: Story, cloudwatch: Any) -> None:
        story.steady_service(2, 100, 200)
        story.register()
        update(story, alarms={"alarmNames": ["5xx"], "enable": True, "rollback": True})
        story.clock.advance(95)

        cloudwatch.set_alarm_state(AlarmName="5xx", StateValue="ALARM", StateReason="too many errors")

        assert story.watch(200) == [
            (95.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
            (100.0, "A PRIMARY 0+2/2 IN_PROGRESS, B ACTIVE 2+0/2 FAILED"),
            (120.0, "A PRIMARY 2+0/2 IN_PROGRESS, B ACTIVE 2+0/2 FAILED"),
            (160.0, "A PRIMARY 2+0/2 IN_PROGRESS, B ACTIVE 0+0/0 FAILED"),
            (185.0, "A PRIMARY 2+0/2 COMPLETED"),
        ]
        assert [text for time, text in story.events() if time >= 95][:2] == [
            "(deployment B) deployment failed: alarm detected.",
            "rolling back to deployment A.",
        ]
        assert described(story)["alarms"] == {
            "status": "TRIGGERED",
            "alarmNames": ["5xx"],
            "triggeredAlarmNames": ["5xx"],
        }

    def test_that_stay_quiet_only_delay_the_end(self, story: Story, cloudwatch: Any) -> None:
        story.steady_service(2, 100, 200)
        story.register()

        update(story, alarms={"alarmNames": ["5xx"], "enable": True, "rollback": True})

        assert story.watch(300)[-2:] == [
            (60.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
            (205.0, "B PRIMARY 2+0/2 COMPLETED"),
        ]
        assert described(story)["alarms"]["status"] == "MONITORING_COMPLETE"

    def test_in_alarm_from_the_start_do_not_count(self, story: Story, cloudwatch: Any) -> None:
        story.steady_service(2, 100, 200)
        story.register()
        cloudwatch.set_alarm_state(AlarmName="5xx", StateValue="ALARM", StateReason="an old trouble")

        update(story, alarms={"alarmNames": ["5xx"], "enable": True, "rollback": True})

        assert story.watch(300)[-1] == (85.0, "B PRIMARY 2+0/2 COMPLETED")
        assert described(story)["alarms"]["status"] == "DISABLED"
