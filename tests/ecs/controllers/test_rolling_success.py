"""When a rolling update counts as a success: at its end, early, or after a bake time."""

from __future__ import annotations

from mock_ecs.ecs.controllers.actions import (
    Action,
    BeginBake,
    CompleteDeployment,
    ReportSteadyState,
    RetireDeployment,
    StartTasks,
    StopTasks,
    Wake,
)
from mock_ecs.ecs.controllers.rolling import plan
from mock_ecs.ecs.controllers.view import AlarmWatch, EarlySuccess, RolloutView
from tests.ecs.controllers.views import NOW, coming, healthy, new, old, service


def without_wakes(actions: list[Action]) -> list[Action]:
    return [action for action in actions if not isinstance(action, Wake)]


class TestBakeTime:
    def test_it_begins_when_all_else_is_done(self) -> None:
        rollout = RolloutView(bake_time=600.0)

        actions = plan(service(1, 100, 200, new(healthy("n1")), old(), rollout=rollout), NOW)

        assert actions == [BeginBake(), Wake(NOW + 600)]

    def test_while_it_lasts_alarms_are_looked_at(self) -> None:
        rollout = RolloutView(bake_time=600.0, baking_since=NOW - 100, alarms=AlarmWatch(interval=10))

        actions = plan(service(1, 100, 200, new(healthy("n1")), old(), rollout=rollout), NOW)

        assert actions == [Wake(NOW + 10)]

    def test_the_deployment_is_completed_when_it_is_over(self) -> None:
        rollout = RolloutView(bake_time=600.0, baking_since=NOW - 600)

        actions = plan(service(1, 100, 200, new(healthy("n1")), old(), rollout=rollout), NOW)

        assert without_wakes(actions) == [RetireDeployment("old"), CompleteDeployment("new"), ReportSteadyState()]


class TestEarlySuccess:
    def test_deferred_it_comes_before_the_old_tasks_are_gone(self) -> None:
        rollout = RolloutView(early_success=EarlySuccess(3, deferred=True))
        view = service(4, 50, 100, new(healthy("n1", "n2", "n3")), old(healthy("o1")), rollout=rollout)

        assert without_wakes(plan(view, NOW)) == [CompleteDeployment("new"), StopTasks(("o1",), "new")]

    def test_else_the_old_tasks_have_to_be_gone(self) -> None:
        rollout = RolloutView(early_success=EarlySuccess(3))
        busy = service(4, 50, 100, new(healthy("n1", "n2", "n3")), old(healthy("o1")), rollout=rollout)
        done = service(4, 50, 100, new(healthy("n1", "n2", "n3")), old(), rollout=rollout)

        assert without_wakes(plan(busy, NOW)) == [StopTasks(("o1",), "new")]
        assert without_wakes(plan(done, NOW)) == [CompleteDeployment("new"), StartTasks("new", 1)]

    def test_it_does_not_come_with_too_few_healthy_tasks(self) -> None:
        rollout = RolloutView(early_success=EarlySuccess(3, deferred=True))
        view = service(4, 50, 100, new(healthy("n1", "n2"), coming("n3", "n4")), rollout=rollout)

        assert without_wakes(plan(view, NOW)) == []


class TestAFailedDeployment:
    def test_starts_and_replaces_no_task_any_more(self) -> None:
        failed = new(healthy("n1"), rollout_state="FAILED")

        assert plan(service(4, 50, 200, failed, old(healthy("o1", "o2"))), NOW) == []

    def test_is_still_scaled_in(self) -> None:
        failed = new(healthy("n1", "n2"), rollout_state="FAILED")

        assert plan(service(1, 0, 200, failed, old()), NOW) == [StopTasks(("n2",), "new")]
