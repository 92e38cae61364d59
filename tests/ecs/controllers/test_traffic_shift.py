"""Shifts of traffic, planned: the stages in their order, the steps of traffic, hooks, limits, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.ecs.controllers import service as controller
from mock_ecs.ecs.controllers.actions import (
    Action,
    AdvanceHook,
    CompleteDeployment,
    EnterStage,
    ExpireHook,
    FailDeployment,
    ReportSteadyState,
    RetireDeployment,
    StartTasks,
    StopTasks,
    Wake,
)
from mock_ecs.ecs.controllers.traffic_shift import plan
from mock_ecs.ecs.controllers.view import (
    AlarmWatch,
    CircuitBreaker,
    DeploymentView,
    HookView,
    RolloutView,
    ServiceView,
    TrafficShiftView,
)
from mock_ecs.ecs.entities.traffic_shift import ShiftSteps
from tests.ecs.controllers.views import NOW, coming, going, healthy, new, old, service, young

DAY = 86400.0
BLUE = old(healthy("b1", "b2"))
GREEN = new(healthy("g1", "g2"))
LINEAR = ShiftSteps((40.0, 80.0, 100.0), 60.0, 300.0)
Members = dict[str, Any]


def shift(stage: str | None = None, **members: Any) -> TrafficShiftView:
    return TrafficShiftView("old", stage=stage, **({"stage_since": NOW, "started_at": NOW} | members))


def view(shifting: TrafficShiftView, *deployments: DeploymentView, desired: int = 2, **rollout: Any) -> ServiceView:
    """A service whose new revision has no task yet, unless told otherwise."""
    return service(desired, 100, 200, *(deployments or (new(), BLUE)), rollout=RolloutView(shift=shifting, **rollout))


def planned(shifting: TrafficShiftView, *deployments: DeploymentView, **members: Any) -> list[Action]:
    """The plan, without what only says when to look again."""
    whole = plan(view(shifting, *deployments, **members), shifting, NOW)
    return [action for action in whole if not isinstance(action, Wake)]


def wakes(shifting: TrafficShiftView, *deployments: DeploymentView, **members: Any) -> list[Wake]:
    whole = plan(view(shifting, *deployments, **members), shifting, NOW)
    return [action for action in whole if isinstance(action, Wake)]


@pytest.mark.parametrize(
    ("stage", "following"),
    [
        (None, EnterStage("PRE_SCALE_UP")),
        ("RECONCILE_SERVICE", EnterStage("PRE_SCALE_UP")),
        ("PRE_SCALE_UP", EnterStage("SCALE_UP")),
        ("SCALE_UP", EnterStage("POST_SCALE_UP")),
        ("POST_SCALE_UP", EnterStage("TEST_TRAFFIC_SHIFT", test=100.0)),
        ("TEST_TRAFFIC_SHIFT", EnterStage("POST_TEST_TRAFFIC_SHIFT")),
        ("POST_TEST_TRAFFIC_SHIFT", EnterStage("PRODUCTION_TRAFFIC_SHIFT", production=100.0)),
        ("PRODUCTION_TRAFFIC_SHIFT", EnterStage("POST_PRODUCTION_TRAFFIC_SHIFT")),
        ("POST_PRODUCTION_TRAFFIC_SHIFT", EnterStage("BAKE_TIME")),
        ("BAKE_TIME", EnterStage("CLEAN_UP")),
    ],
)
def test_a_stage_that_waits_for_nothing_is_followed_at_once(stage: str | None, following: EnterStage) -> None:
    assert planned(shift(stage), GREEN, BLUE) == [following]
    assert wakes(shift(stage), GREEN, BLUE) == [Wake(NOW)]


def test_the_new_revision_has_no_task_before_it_is_scaled_up() -> None:
    assert planned(shift("PRE_SCALE_UP", hooks=(HookView("h", "AWAITING_ACTION"),))) == []


def test_the_new_revision_comes_up_whole_beside_the_old_one() -> None:
    assert planned(shift("SCALE_UP")) == [StartTasks("new", 2)]


@pytest.mark.parametrize("green", [new(young("g1", "g2")), new(healthy("g1"), coming("g2")), new(healthy("g1"))])
def test_it_is_scaled_up_when_all_its_tasks_are_healthy(green: DeploymentView) -> None:
    entered = [action for action in planned(shift("SCALE_UP"), green, BLUE) if isinstance(action, EnterStage)]

    assert entered == []


def test_a_service_of_no_tasks_shifts_all_the_same() -> None:
    assert planned(shift("SCALE_UP"), new(), old(), desired=0) == [EnterStage("POST_SCALE_UP")]


@pytest.mark.parametrize(
    ("green", "blue", "actions"),
    [
        (GREEN, old(healthy("b1")), [StartTasks("old", 1)]),
        (new(healthy("g1")), BLUE, [StartTasks("new", 1)]),
        (GREEN, old(healthy("b1", "b2", "b3")), [StopTasks(("b3",), "old")]),
        (new(healthy("g1", "g2", "g3")), BLUE, [StopTasks(("g3",), "new")]),
        (GREEN, old(healthy("b1"), healthy("b2", unhealthy=True)), [StartTasks("old", 1, replacing=1)]),
        (GREEN, old(healthy("b1"), healthy("b2", draining=True)), [StartTasks("old", 1)]),
    ],
)
def test_each_revision_keeps_its_count(green: DeploymentView, blue: DeploymentView, actions: list[Action]) -> None:
    baking = shift("BAKE_TIME", steps=ShiftSteps((100.0,), 0.0, 300.0))

    assert planned(baking, green, blue) == actions


@pytest.mark.parametrize(
    ("stage", "step", "following"),
    [
        ("POST_TEST_TRAFFIC_SHIFT", 0, EnterStage("PRODUCTION_TRAFFIC_SHIFT", 0, production=40.0)),
        ("PRODUCTION_TRAFFIC_SHIFT", 0, EnterStage("PRODUCTION_TRAFFIC_SHIFT", 1, production=80.0)),
        ("PRODUCTION_TRAFFIC_SHIFT", 1, EnterStage("PRODUCTION_TRAFFIC_SHIFT", 2, production=100.0)),
        ("PRODUCTION_TRAFFIC_SHIFT", 2, EnterStage("POST_PRODUCTION_TRAFFIC_SHIFT", 2)),
    ],
)
def test_each_step_shifts_more_traffic(stage: str, step: int, following: EnterStage) -> None:
    assert planned(shift(stage, step=step, steps=LINEAR, stage_since=NOW - 60), GREEN, BLUE) == [following]


def test_a_hook_before_the_shift_runs_before_every_step() -> None:
    hooked: Members = {"steps": LINEAR, "stage_since": NOW - 60, "hooked": ("PRE_PRODUCTION_TRAFFIC_SHIFT",)}

    first = planned(shift("POST_TEST_TRAFFIC_SHIFT", **hooked), GREEN, BLUE)
    shifted = planned(shift("PRE_PRODUCTION_TRAFFIC_SHIFT", step=1, **hooked), GREEN, BLUE)
    second = planned(shift("PRODUCTION_TRAFFIC_SHIFT", step=0, **hooked), GREEN, BLUE)

    assert first == [EnterStage("PRE_PRODUCTION_TRAFFIC_SHIFT", 0)]
    assert shifted == [EnterStage("PRODUCTION_TRAFFIC_SHIFT", 1, production=80.0)]
    assert second == [EnterStage("PRE_PRODUCTION_TRAFFIC_SHIFT", 1)]


@pytest.mark.parametrize(
    ("stage", "step", "baked"),
    [("PRODUCTION_TRAFFIC_SHIFT", 1, NOW + 60), ("BAKE_TIME", 2, NOW + 300)],
)
def test_a_bake_time_is_waited_for(stage: str, step: int, baked: float) -> None:
    baking = shift(stage, step=step, steps=LINEAR)

    assert planned(baking, GREEN, BLUE) == []
    assert Wake(baked) in wakes(baking, GREEN, BLUE)


def test_a_function_is_called_when_it_is_due() -> None:
    due = HookView("due", due=NOW)
    later = HookView("later", due=NOW + 30)

    assert planned(shift("PRE_SCALE_UP", hooks=(due, later))) == [AdvanceHook("due")]
    assert Wake(NOW + 30) in wakes(shift("PRE_SCALE_UP", hooks=(later,)))


def test_nobody_waits_for_a_pause() -> None:
    paused = shift("PRE_SCALE_UP", hooks=(HookView("pause", "AWAITING_ACTION", expires_at=NOW + 600),))

    assert planned(paused) == []
    assert all(wake.background for wake in wakes(paused))
    assert Wake(NOW + 600, background=True) in wakes(paused)


def test_a_hook_whose_time_is_over_expires() -> None:
    late = HookView("pause", "AWAITING_ACTION", expires_at=NOW)

    assert planned(shift("PRE_SCALE_UP", hooks=(late,))) == [ExpireHook("pause")]


def test_a_stage_goes_on_when_all_its_hooks_are_over() -> None:
    over, waiting = HookView("a", "SUCCEEDED"), HookView("b", due=NOW + 1)

    assert planned(shift("PRE_SCALE_UP", hooks=(over, HookView("b", "TIMED_OUT")))) == [EnterStage("SCALE_UP")]
    assert planned(shift("PRE_SCALE_UP", hooks=(over, waiting))) == []


@pytest.mark.parametrize("member", ["fault", "failure"])
def test_it_goes_back_for_a_fault_of_the_network_and_of_a_hook(member: str) -> None:
    wrong = shift("PRE_SCALE_UP", **{member: "Because."}, hooks=(HookView("b", due=NOW),))

    assert planned(wrong) == [FailDeployment("fault", True, reason="Because.")]


@pytest.mark.parametrize(
    ("members", "stage"),
    [
        ({"stage_since": NOW - DAY}, "SCALE_UP"),
        ({"stage_since": NOW - DAY - 60, "steps": LINEAR}, "PRODUCTION_TRAFFIC_SHIFT"),
    ],
)
def test_a_stage_may_last_a_day(members: Members, stage: str) -> None:
    told = f"Service deployment rolled back because the {stage} lifecycle stage took longer than 24 hours."
    young_green = new(young("g1", "g2"))
    in_time = members | {"stage_since": members["stage_since"] + 1, "started_at": NOW - DAY}
    waiting = {"hooks": (HookView("a", due=NOW + 9, expires_at=NOW - 1),)}

    assert planned(shift(stage, **members, **waiting), young_green, BLUE) == [
        FailDeployment("fault", True, reason=told)
    ]
    in_time_planned = planned(shift(stage, **in_time), young_green, BLUE)
    assert not any(isinstance(action, FailDeployment) for action in in_time_planned)


def test_a_pause_may_last_longer_than_a_day() -> None:
    paused = HookView("pause", "AWAITING_ACTION", expires_at=NOW + DAY)

    assert planned(shift("PRE_SCALE_UP", stage_since=NOW - 2 * DAY, hooks=(paused,))) == []


def test_a_deployment_may_last_thirty_days() -> None:
    told = "Service deployment rolled back because it took longer than 30 days."

    assert planned(shift("BAKE_TIME", started_at=NOW - 30 * DAY)) == [FailDeployment("fault", True, reason=told)]


def test_what_was_interrupted_goes_before_anything_else() -> None:
    between = old(healthy("x1"), name="between")

    entered = planned(shift(), new(), between, BLUE)
    stopped = planned(shift("RECONCILE_SERVICE"), new(), between, BLUE)
    waited = planned(shift("RECONCILE_SERVICE"), new(), old(going("x1"), name="between"), BLUE)
    retired = planned(shift("RECONCILE_SERVICE"), new(), old(name="between"), BLUE)

    assert entered == [EnterStage("RECONCILE_SERVICE", production=0.0, test=0.0)]
    assert stopped == [StopTasks(("x1",), "new")]
    assert waited == []
    assert retired == [RetireDeployment("between")]


def test_cleaning_up_stops_the_old_revision_and_ends_when_it_is_gone() -> None:
    cleaning = shift("CLEAN_UP", production=100.0, test=100.0)

    assert planned(cleaning, GREEN, BLUE) == [StopTasks(("b1", "b2"), "new")]
    assert planned(cleaning, GREEN, old(going("b1", "b2"))) == []
    assert planned(cleaning, GREEN, old()) == [RetireDeployment("old"), CompleteDeployment("new"), ReportSteadyState()]


@pytest.mark.parametrize(
    ("members", "following"),
    [
        ({"production": 5.0, "test": 100.0}, EnterStage("PRODUCTION_TRAFFIC_SHIFT", production=0.0)),
        ({"production": 0.0, "test": 100.0}, EnterStage("TEST_TRAFFIC_SHIFT", test=0.0)),
        ({"production": 0.0, "test": 0.0}, EnterStage("CLEAN_UP")),
        # What a hook says on the way back changes nothing.
        ({"failure": "Because.", "hooks": (HookView("h", "FAILED", rolls_back=True),)}, EnterStage("CLEAN_UP")),
    ],
)
def test_the_way_back_shifts_what_was_shifted(members: Members, following: EnterStage) -> None:
    back = shift(None, **members)

    assert planned(back, old(healthy("b1", "b2")), GREEN, status="ROLLBACK_IN_PROGRESS") == [following]


def test_traffic_goes_back_to_tasks_that_run() -> None:
    back = shift(None, production=100.0)

    assert planned(back, old(going("b1", "b2")), GREEN, status="ROLLBACK_IN_PROGRESS") == [StartTasks("old", 2)]


@pytest.mark.parametrize(
    ("rollout", "green", "failure"),
    [
        ({"alarms": AlarmWatch(("cpu",), True)}, GREEN, FailDeployment("alarms", True, ("cpu",))),
        (
            {"breaker": CircuitBreaker(3, True)},
            new(coming("g1"), failed_tasks=3),
            FailDeployment("circuit breaker", True),
        ),
        ({"status": "ROLLBACK_REQUESTED"}, GREEN, FailDeployment("request", True)),
    ],
)
def test_what_watches_over_a_deployment_ends_a_shift_too(
    rollout: Members, green: DeploymentView, failure: FailDeployment
) -> None:
    baking = shift("BAKE_TIME", steps=ShiftSteps((100.0,), 0.0, 300.0))

    assert controller.plan(view(baking, green, BLUE, **rollout), NOW) == [failure]


def test_alarms_are_looked_at_while_it_bakes() -> None:
    baking = shift("BAKE_TIME", steps=ShiftSteps((100.0,), 0.0, 300.0))

    assert Wake(NOW + 10, background=True) in wakes(baking, GREEN, BLUE, alarms=AlarmWatch(interval=10.0))
