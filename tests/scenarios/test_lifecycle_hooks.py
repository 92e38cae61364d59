"""Lifecycle hooks of deployments that shift traffic: functions and pauses, what they hold up, and what they turn back.

A new revision is up and healthy after 60 seconds; tasks that are stopped are gone after 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import Clock, MockEcs, MockEcsWarning
from tests.scenarios.shifting import CHECK, SECOND, TEST, Shifting, function, pause, quick_mock
from tests.scenarios.story import CLUSTER, Story

pytestmark = pytest.mark.filterwarnings("ignore:lifecycleHooks")

FAILED = f"Lifecycle hook target {CHECK} returned FAILED status."
DAY = 86400


def rolled_back(stage: str, why: str = FAILED) -> str:
    return f"Service deployment rolled back because {stage} lifecycle hook(s) failed. {why}"


def blue_green(story: Story, mock: MockEcs, *hooks: dict[str, Any], bake: int = 0) -> Shifting:
    return Shifting(story, mock, strategy="BLUE_GREEN", bakeTimeInMinutes=bake, lifecycleHooks=list(hooks))


def rule(**hook: Any) -> dict[str, Any]:
    return {"rules": [{"match": {"service": "web"}, "hook": hook}]}


class Recorder:
    """A function that notes its events, and answers what it is told to, the last answer for ever."""

    def __init__(self, *answers: Any) -> None:
        self.events: list[dict[str, Any]] = []
        self._answers = list(answers)

    def __call__(self, event: dict[str, Any]) -> Any:
        self.events.append(event)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    """AWS's durations, but for those of load balancers."""
    with quick_mock() as mock:
        yield mock


def test_a_function_that_fails_before_the_new_revision_is_scaled_up(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP"))
    ecs_world.scenario(rule(stage="PRE_SCALE_UP", status="FAILED", delay="10s"))
    shifting.update()

    assert shifting.watch(30) == [
        (0.0, "PENDING  0/0 A 2+0, B 0+0"),
        (1.0, "IN_PROGRESS PRE_SCALE_UP 0/0 A 2+0, B 0+0"),
        (10.0, "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0 A 2+0"),
    ]
    assert story.events() == [
        (10.0, f"(deployment B) deployment failed: {rolled_back('PRE_SCALE_UP')}"),
        (10.0, "rolling back to deployment A."),
        (10.0, "(deployment A) deployment completed."),
        (10.0, "has reached a steady state."),
    ]
    assert shifting.described()["statusReason"] == rolled_back("PRE_SCALE_UP")
    assert shifting.weights() is None


def test_a_function_that_fails_after_the_test_traffic_was_shifted(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"))
    ecs_world.scenario(rule(stage="POST_TEST_TRAFFIC_SHIFT", status="FAILED", delay="1m"))
    shifting.update()

    assert shifting.watch(200) == [
        (0.0, "PENDING  0/0 A 2+0, B 0+0"),
        (1.0, "IN_PROGRESS SCALE_UP 0/0 A 2+0, B 0+2"),
        (20.0, "IN_PROGRESS SCALE_UP 0/0 A 2+0, B 2+0"),
        (60.0, "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 0/100 A 2+0, B 2+0"),
        (120.0, "ROLLBACK_IN_PROGRESS CLEAN_UP 0/0 A 2+0, B 0+0"),
        (145.0, "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0 A 2+0"),
    ]
    assert story.events() == [
        (0.0, "has started 2 tasks: (task 3) (task 4)."),
        (20.0, f"registered 2 targets in (target-group {SECOND})"),
        (120.0, f"(deployment B) deployment failed: {rolled_back('POST_TEST_TRAFFIC_SHIFT')}"),
        (120.0, "rolling back to deployment A."),
        (120.0, "has stopped 2 running tasks: (task 3) (task 4)."),
        (120.0, f"deregistered 2 targets in (target-group {SECOND})"),
        (120.0, "(service web, taskSet B) has begun draining connections on 2 tasks."),
        (145.0, "(deployment A) deployment completed."),
        (145.0, "has reached a steady state."),
    ]
    assert (shifting.weights(), shifting.weights(TEST)) == (None, (100, 0))
    assert shifting.hooks() == ["SUCCEEDED", "FAILED"]
    assert story.deployments() == "A PRIMARY 2+0/2 COMPLETED"
    rollback = shifting.described()["rollback"]
    assert rollback["serviceRevisionArn"] == shifting.described()["sourceServiceRevisions"][0]["arn"]


def test_a_function_is_told_what_happens(story: Story, ecs_world: MockEcs) -> None:
    stages = ("POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")
    canary = {"canaryPercent": 20.0, "canaryBakeTimeInMinutes": 1}
    hook = function(*stages, hookDetails={"suite": "smoke"})
    shifting = Shifting(
        story, ecs_world, strategy="CANARY", canaryConfiguration=canary, bakeTimeInMinutes=0, lifecycleHooks=[hook]
    )
    check = Recorder({"hookStatus": "SUCCEEDED"})
    ecs_world.on_hook(CHECK, check)
    shifting.update()
    story.clock.advance(200)

    described = shifting.described()
    blue, green = described["sourceServiceRevisions"][0]["arn"], described["targetServiceRevision"]["arn"]
    first = check.events[0]
    assert first == {
        "executionId": first["executionId"],
        "lifecycleStage": "POST_SCALE_UP",
        "resourceArn": shifting.arn,
        "executionDetails": {
            "serviceArn": story.service()["serviceArn"],
            "targetServiceRevisionArn": green,
            "testTrafficWeights": {},
            "productionTrafficWeights": {},
        },
        "hookDetails": {"suite": "smoke"},
    }
    details = [(each["lifecycleStage"], each["executionDetails"]) for each in check.events]
    assert [(stage, each["testTrafficWeights"], each["productionTrafficWeights"]) for stage, each in details] == [
        ("POST_SCALE_UP", {}, {}),
        ("TEST_TRAFFIC_SHIFT", {blue: 0.0, green: 100.0}, {}),
        ("PRE_PRODUCTION_TRAFFIC_SHIFT", {}, {blue: 100.0, green: 0.0}),
        ("PRODUCTION_TRAFFIC_SHIFT", {}, {blue: 80.0, green: 20.0}),
        ("PRE_PRODUCTION_TRAFFIC_SHIFT", {}, {blue: 80.0, green: 20.0}),
        ("PRODUCTION_TRAFFIC_SHIFT", {}, {blue: 0.0, green: 100.0}),
    ]
    assert len({each["executionId"] for each in check.events}) == 6


def test_the_hooks_of_a_shift_run_again_on_the_way_back(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, function("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"))
    check = Recorder({"hookStatus": "SUCCEEDED"}, {"hookStatus": "FAILED"})
    ecs_world.on_hook(CHECK, check)
    shifting.update()
    story.clock.advance(100)

    described = shifting.described()
    blue, green = described["sourceServiceRevisions"][0]["arn"], described["targetServiceRevision"]["arn"]
    details = [(each["lifecycleStage"], each["executionDetails"]) for each in check.events]
    assert described["status"] == "ROLLBACK_SUCCESSFUL"
    assert [(stage, each["testTrafficWeights"] or each["productionTrafficWeights"]) for stage, each in details] == [
        ("TEST_TRAFFIC_SHIFT", {blue: 0.0, green: 100.0}),
        ("PRODUCTION_TRAFFIC_SHIFT", {blue: 0.0, green: 100.0}),
        ("PRODUCTION_TRAFFIC_SHIFT", {blue: 100.0, green: 0.0}),
        ("TEST_TRAFFIC_SHIFT", {blue: 100.0, green: 0.0}),
    ]
    assert {each["targetServiceRevisionArn"] for _, each in details} == {green}
    assert (shifting.weights(), shifting.weights(TEST)) == ((100, 0), (100, 0))


def test_a_function_that_is_not_done_is_called_again(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP", hookDetails={"run": 0}))
    again = {"hookStatus": "IN_PROGRESS", "callBackDelay": 5, "hookDetails": {"run": 1}}
    check = Recorder(again, {"hookStatus": "IN_PROGRESS"}, {"hookStatus": "SUCCEEDED"})
    ecs_world.on_hook(CHECK, check)
    shifting.update()

    seen = story.watch(40, lambda: f"{len(check.events)} {shifting.hooks()}")

    assert seen[1:] == [
        (1.0, "1 ['IN_PROGRESS']"),
        (5.0, "2 ['IN_PROGRESS']"),
        (35.0, "3 ['SUCCEEDED']"),
    ]
    assert [event["hookDetails"] for event in check.events] == [{"run": 0}, {"run": 1}, {"run": 1}]
    assert len({event["executionId"] for event in check.events}) == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({}, f"ECS was unable to parse the response from {CHECK} due to HookStatus must not be null"),
        (None, f"ECS was unable to parse the response from {CHECK} due to HookStatus must not be null"),
        ({"hookStatus": "FAILED"}, FAILED),
    ],
)
def test_what_a_function_answers_is_told(story: Story, ecs_world: MockEcs, answer: Any, why: str) -> None:
    shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP"))
    ecs_world.on_hook(CHECK, lambda event: answer)
    shifting.update()
    story.clock.advance(1)

    assert shifting.described()["statusReason"] == rolled_back("PRE_SCALE_UP", why)


def test_a_function_that_raises_could_not_be_called(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP"))

    def check(event: dict[str, Any]) -> None:
        raise RuntimeError("no route")

    ecs_world.on_hook(CHECK, check)
    shifting.update()
    story.clock.advance(1)

    why = f"ECS was unable to invoke hook target {CHECK} due to RuntimeError: no route"
    assert shifting.described()["statusReason"] == rolled_back("PRE_SCALE_UP", why)


@pytest.mark.parametrize("mode", ["manual", "instant"])
def test_a_function_may_ask_the_mock(story: Story, ecs_world: MockEcs, ecs_clock: Clock, mode: str) -> None:
    shifting = blue_green(story, ecs_world, function("POST_SCALE_UP"), bake=1)
    seen = []

    def check(event: dict[str, Any]) -> dict[str, str]:
        arn = event["resourceArn"]
        (described,) = story.ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"]
        seen.append((described["lifecycleStage"], described["targetServiceRevision"]["runningTaskCount"]))
        return {"hookStatus": "SUCCEEDED"}

    ecs_world.on_hook(CHECK, check)
    ecs_clock.set_mode(mode)
    shifting.update()
    if mode == "manual":
        story.clock.advance(300)

    assert shifting.described()["status"] == "SUCCESSFUL"
    assert seen == [("POST_SCALE_UP", 2)]


def test_one_function_that_fails_outweighs_others(story: Story, ecs_world: MockEcs) -> None:
    other = {**function("PRE_SCALE_UP"), "hookTargetArn": f"{CHECK}-too"}
    shifting = blue_green(story, ecs_world, other, function("PRE_SCALE_UP"), pause("PRE_SCALE_UP"))
    ecs_world.scenario(rule(function="check", status="FAILED", delay=5))
    shifting.update()
    seen = story.watch(6, lambda: str(shifting.hooks()))

    assert seen[1:] == [
        (1.0, "['SUCCEEDED', 'IN_PROGRESS', 'AWAITING_ACTION']"),
        (5.0, "['SUCCEEDED', 'FAILED', 'FAILED']"),
    ]
    assert shifting.described()["statusReason"] == rolled_back("PRE_SCALE_UP")


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ("ROLLBACK", "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0 A 2+0"),
        ("CONTINUE", "IN_PROGRESS SCALE_UP 0/0 A 2+0, B 0+2"),
    ],
)
def test_a_function_has_so_long_to_succeed(story: Story, ecs_world: MockEcs, action: str, shown: str) -> None:
    timeout = {"timeoutInMinutes": 2, "action": action}
    shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP", timeoutConfiguration=timeout))
    ecs_world.scenario(rule(status="IN_PROGRESS"))
    shifting.update()
    story.clock.advance(119)
    before = shifting.hooks()
    story.clock.advance(2)

    assert (before, shifting.hooks()) == (["IN_PROGRESS"], ["TIMED_OUT"])
    assert shifting.shown() == shown


def test_a_rule_answers_as_often_as_it_says(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP"))
    ecs_world.scenario(rule(status="FAILED", times=1))
    statuses = []
    for _ in range(2):
        shifting.update(forceNewDeployment=True)
        story.clock.advance(100)
        statuses.append(shifting.described()["status"])

    assert statuses == ["ROLLBACK_SUCCESSFUL", "SUCCESSFUL"]


@pytest.mark.filterwarnings("default:lifecycleHooks")
def test_whoever_says_nothing_of_a_function_is_told_that_it_succeeds(story: Story, ecs_world: MockEcs) -> None:
    with pytest.warns(MockEcsWarning, match=rf"lifecycleHooks: .*{CHECK} will answer SUCCEEDED"):
        shifting = blue_green(story, ecs_world, function("PRE_SCALE_UP"))
    shifting.update()
    story.clock.advance(1)

    assert shifting.hooks() == ["SUCCEEDED"]


def test_a_pause_holds_the_deployment_until_somebody_lets_it_go_on(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, pause("POST_TEST_TRAFFIC_SHIFT"), bake=1)
    shifting.update()
    story.clock.advance(3600)
    paused, (hook,) = shifting.shown(), shifting.described()["lifecycleHookDetails"]
    answer = story.ecs.continue_service_deployment(serviceDeploymentArn=shifting.arn, hookId=hook["hookId"])

    assert paused == "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 0/100 A 2+0, B 2+0"
    assert hook | {"expiresAt": story.at(hook["expiresAt"])} == {
        "hookId": hook["hookId"],
        "targetType": "PAUSE",
        "status": "AWAITING_ACTION",
        "expiresAt": 60.0 + DAY,
        "timeoutAction": "ROLLBACK",
    }
    assert len(hook["hookId"]) == len("ecs-pause-") + 43
    assert answer["serviceDeploymentArn"] == shifting.arn
    assert shifting.watch(100) == [
        (3600.0, "IN_PROGRESS POST_TEST_TRAFFIC_SHIFT 0/100 A 2+0, B 2+0"),
        (3601.0, "IN_PROGRESS BAKE_TIME 100/100 A 2+0, B 2+0"),
        (3660.0, "IN_PROGRESS CLEAN_UP 100/100 A 0+0, B 2+0"),
        (3685.0, "SUCCESSFUL CLEAN_UP 100/100 B 2+0"),
    ]
    assert shifting.hooks() == ["SUCCEEDED"]


def test_eventbridge_is_told_of_pauses(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, function("POST_SCALE_UP"), pause("POST_SCALE_UP"))
    heard = ecs_world.listen()
    shifting.update()
    story.clock.advance(100)
    hook = shifting.described()["lifecycleHookDetails"][1]
    story.ecs.continue_service_deployment(serviceDeploymentArn=shifting.arn, hookId=hook["hookId"])

    told = [event["detail"] for event in heard if event["detail-type"] == "ECS Hook State Change"]
    assert [(each["eventType"], each["eventName"], each["lifecycleStage"]) for each in told] == [
        ("INFO", "HOOK_AWAITING_ACTION", "POST_SCALE_UP"),
        ("INFO", "HOOK_SUCCEEDED", "POST_SCALE_UP"),
    ]
    assert {(each["hookId"], each["hookType"], each["serviceDeploymentArn"]) for each in told} == {
        (hook["hookId"], "PAUSE", shifting.arn)
    }


def test_a_pause_can_be_turned_back(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, pause("POST_PRODUCTION_TRAFFIC_SHIFT"))
    shifting.update()
    story.clock.advance(100)
    (hook,) = shifting.described()["lifecycleHookDetails"]
    story.ecs.continue_service_deployment(serviceDeploymentArn=shifting.arn, hookId=hook["hookId"], action="ROLLBACK")
    story.clock.advance(30)

    assert shifting.shown() == "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0 A 2+0"
    assert shifting.hooks() == ["FAILED"]
    assert shifting.weights() == (100, 0)


@pytest.mark.parametrize(
    ("action", "status", "reason"),
    [
        (
            "ROLLBACK",
            "ROLLBACK_SUCCESSFUL",
            "Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT pause hook timed out.",
        ),
        ("CONTINUE", "SUCCESSFUL", None),
    ],
)
def test_a_pause_ends_by_itself(story: Story, ecs_world: MockEcs, action: str, status: str, reason: str | None) -> None:
    shifting = blue_green(story, ecs_world, pause("POST_TEST_TRAFFIC_SHIFT", timeoutInMinutes=2880, action=action))
    shifting.update()
    story.clock.advance(59 + 2 * DAY)
    before = shifting.hooks()
    story.clock.advance(100)

    assert (before, shifting.hooks()) == (["AWAITING_ACTION"], ["TIMED_OUT"])
    assert shifting.described()["status"] == status
    assert shifting.described().get("statusReason") == reason


def test_nobody_waits_for_a_pause_in_instant_mode(story: Story, ecs_world: MockEcs, ecs_clock: Clock) -> None:
    shifting = blue_green(story, ecs_world, pause("POST_SCALE_UP"), bake=10)
    ecs_clock.set_mode("instant")
    shifting.update()
    paused, at = shifting.shown(), story.elapsed()
    (hook,) = shifting.described()["lifecycleHookDetails"]
    story.ecs.continue_service_deployment(serviceDeploymentArn=shifting.arn, hookId=hook["hookId"])

    assert (paused, at) == ("IN_PROGRESS POST_SCALE_UP 0/0 A 2+0, B 2+0", 60.0)
    assert shifting.shown() == "SUCCESSFUL CLEAN_UP 100/100 B 2+0"


def test_a_deployment_that_is_stopped_waits_for_no_pause(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, pause("POST_SCALE_UP"))
    shifting.update()
    story.clock.advance(100)
    story.ecs.stop_service_deployment(serviceDeploymentArn=shifting.arn)
    story.clock.advance(30)

    assert shifting.shown() == "ROLLBACK_SUCCESSFUL CLEAN_UP 0/0 A 2+0"
    assert shifting.hooks() == ["FAILED"]


def test_a_service_that_is_deleted_waits_for_no_pause(story: Story, ecs_world: MockEcs) -> None:
    shifting = blue_green(story, ecs_world, pause("POST_SCALE_UP"))
    shifting.update()
    story.clock.advance(100)
    story.ecs.delete_service(cluster=CLUSTER, service="web", force=True)
    story.clock.advance(2 * DAY)

    assert story.service()["status"] == "INACTIVE"
