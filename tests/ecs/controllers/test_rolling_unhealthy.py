"""How tasks whose health check fails are replaced, and how protected tasks are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.controllers.actions import Action, Report, StartTasks, StopTasks, Wake
from mock_ecs.ecs.controllers.rolling import plan
from mock_ecs.ecs.controllers.view import ServiceView, TaskView
from tests.ecs.controllers.views import NOW, coming, going, healthy, new, old, place, service, young


def ill(*names: str) -> list[TaskView]:
    """Tasks whose health check fails."""
    return [TaskView(name, "RUNNING", unhealthy=True) for name in names]


def protected(*names: str) -> list[TaskView]:
    return healthy(*names, protected=True)


def actions(view: ServiceView) -> list[Action]:
    """What is planned now, but for later looks."""
    return [action for action in plan(view, NOW) if not isinstance(action, Wake)]


def replaced(*names: str) -> StopTasks:
    return StopTasks(names, "new", unhealthy=True)


def kept(deployment: str, count: int) -> Report:
    return Report(
        f"was unable to reach steady state because (taskSet {deployment}) was unable to scale in due to "
        f"(reason {count} tasks under protection)"
    )


class TestUnhealthyTasks:
    def test_a_replacement_is_started_first_where_maximum_percent_allows_it(self) -> None:
        view = service(2, 100, 200, new(healthy("a"), ill("b")))

        assert actions(view) == [StartTasks("new", 1, replacing=1)]

    @pytest.mark.parametrize("replacement", [coming("c"), young("c")])
    def test_the_unhealthy_one_stays_until_the_replacement_is_healthy(self, replacement: list[TaskView]) -> None:
        view = service(2, 100, 200, new(healthy("a"), ill("b"), replacement))

        assert actions(view) == []

    def test_then_it_goes(self) -> None:
        view = service(2, 100, 200, new(healthy("a"), ill("b"), healthy("c")))

        assert actions(view) == [replaced("b")]

    def test_each_goes_as_soon_as_there_is_a_healthy_one_for_it(self) -> None:
        view = service(4, 100, 200, new(healthy("a", "b"), ill("c", "d"), healthy("e"), coming("f")))

        assert actions(view) == [replaced("c")]

    def test_where_the_replacement_is_unhealthy_too_one_of_both_goes(self) -> None:
        view = service(1, 100, 200, new(ill("a", "b")))

        assert actions(view) == [replaced("a")]

    def test_as_many_replacements_are_started_as_there_is_room_for(self) -> None:
        view = service(4, 100, 125, new(healthy("a", "b"), ill("c", "d")))

        assert actions(view) == [StartTasks("new", 1, replacing=1)]

    def test_where_there_is_no_room_one_goes_first(self) -> None:
        view = service(3, 50, 100, new(healthy("a"), ill("b", "c")))

        assert actions(view) == [replaced("b")]

    @pytest.mark.parametrize(
        ("tasks", "planned"),
        [
            pytest.param([*ill("c"), *going("b")], [], id="it still stops"),
            pytest.param(ill("c"), [StartTasks("new", 1, replacing=1)], id="it has stopped"),
            pytest.param([*ill("c"), *coming("d")], [], id="its replacement comes up"),
            pytest.param([*ill("c"), *healthy("d")], [replaced("c")], id="its replacement is healthy"),
            pytest.param(ill("c", "d"), [replaced("c")], id="its replacement is unhealthy"),
        ],
    )
    def test_and_the_next_when_its_replacement_is_judged(self, tasks: list[TaskView], planned: list[Action]) -> None:
        view = service(3, 50, 100, new(healthy("a"), tasks))

        assert actions(view) == planned

    def test_a_protected_one_is_replaced_all_the_same(self) -> None:
        tasks = [TaskView("b", "RUNNING", unhealthy=True, protected=True)]
        view = service(1, 100, 200, new(tasks, healthy("c")))

        assert actions(view) == [replaced("b")]

    def test_they_are_the_first_to_go_when_the_service_is_scaled_in(self) -> None:
        view = service(1, 100, 200, new(healthy("a"), ill("b")))

        assert actions(view) == [replaced("b")]

    def test_without_any_tasks_to_have_all_go(self) -> None:
        view = service(0, 100, 200, new(ill("a", "b")))

        assert actions(view) == [replaced("a", "b")]


class TestProtectedTasks:
    def test_others_go_when_the_service_is_scaled_in(self) -> None:
        tasks = [*healthy("a", standing=place("1a")), *protected("b", "c")]

        assert actions(service(2, 100, 200, new(tasks))) == [StopTasks(("a",), "new")]

    def test_where_too_many_are_protected_the_service_complains(self) -> None:
        view = service(1, 100, 200, new(protected("a", "b")))

        assert actions(view) == [kept("new", 2)]

    def test_as_many_as_the_service_is_to_have_are_no_reason_to_complain(self) -> None:
        view = service(2, 100, 200, new(protected("a", "b"), healthy("c")))

        assert actions(view) == [StopTasks(("c",), "new")]

    def test_a_deployment_does_not_stop_them(self) -> None:
        view = service(2, 50, 200, new(healthy("n1", "n2")), old(protected("o1"), healthy("o2")))

        assert actions(view) == [StopTasks(("o2",), "new")]

    def test_a_deployment_that_waits_for_them_alone_says_so(self) -> None:
        view = service(2, 50, 200, new(healthy("n1", "n2")), old(protected("o1", "o2")))

        assert actions(view) == [kept("old", 2)]

    def test_they_count_for_the_upper_bound(self) -> None:
        view = service(2, 50, 100, new(), old(protected("o1", "o2")))

        assert not any(isinstance(action, StartTasks | StopTasks) for action in actions(view))

    def test_draining_does_not_stop_them(self) -> None:
        view = service(1, 0, 200, new(healthy("a", draining=True, protected=True), healthy("b")))

        assert not any(isinstance(action, StopTasks) for action in actions(view))


@st.composite
def views(draw: st.DrawFn) -> ServiceView:
    """A service in any condition."""
    numbers = iter(range(1000))

    def tasks() -> list[TaskView]:
        kinds = st.sampled_from([healthy, young, coming, going, ill, protected])
        return [task for kind in draw(st.lists(kinds, max_size=5)) for task in kind(f"t{next(numbers)}")]

    minimum = draw(st.sampled_from([0, 50, 100]))
    maximum = draw(st.sampled_from([125, 200] if minimum == 100 else [100, 150, 200]))
    older = [old(tasks())] if draw(st.booleans()) else []
    return service(draw(st.integers(0, 5)), minimum, maximum, new(tasks()), *older)


@given(view=views())
def test_whatever_the_condition_a_plan_keeps_to_the_bounds_and_to_protection(view: ServiceView) -> None:
    everything = {task.id: task for deployment in view.deployments for task in deployment.tasks}

    planned = actions(view)

    stopped = [name for action in planned if isinstance(action, StopTasks) for name in action.tasks]
    started = sum(action.count for action in planned if isinstance(action, StartTasks))
    well = [name for name, task in everything.items() if task.healthy(NOW)]
    assert len(set(stopped)) == len(stopped)
    assert not any(everything[name].stopping or everything[name].protected for name in stopped)
    assert started == 0 or len(everything) + started <= view.upper_bound
    assert len(set(well) - set(stopped)) >= min(len(well), view.lower_bound)
    for action in planned:
        if isinstance(action, StopTasks) and action.unhealthy:
            assert all(everything[name].unhealthy for name in action.tasks)


@given(view=views())
def test_where_what_comes_up_is_healthy_the_service_becomes_whole(view: ServiceView) -> None:
    tasks = [task for deployment in view.deployments for task in deployment.tasks if not task.protected]
    current = new(tasks)
    for step in range(60):
        planned = actions(replace(view, deployments=(current,)))
        stopped = {name for action in planned if isinstance(action, StopTasks) for name in action.tasks}
        started = sum(action.count for action in planned if isinstance(action, StartTasks))
        # Those that were stopping are gone, and those that came up or were young are healthy.
        left = [task for task in current.tasks if not task.stopping]
        left = [replace(task, stopping=True, status="STOPPING") if task.id in stopped else task for task in left]
        left = [task if task.unhealthy or task.stopping else healthy(task.id)[0] for task in left]
        current = new(left, coming(*(f"s{step}-{number}" for number in range(started))))

    assert [task.healthy(NOW) for task in current.tasks] == [True] * view.desired_count
