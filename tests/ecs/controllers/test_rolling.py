"""The rolling update as a pure function: a view of the service in, a plan out."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.controllers.actions import (
    Action,
    CompleteDeployment,
    ReportSteadyState,
    RetireDeployment,
    StartTasks,
    StopTasks,
    Wake,
)
from mock_ecs.ecs.controllers.rolling import plan
from mock_ecs.ecs.controllers.view import TaskView
from tests.ecs.controllers.views import BLOCKED, NOW, coming, going, healthy, new, old, service, young


@pytest.mark.parametrize(
    ("desired", "minimum", "lower_bound"),
    [
        pytest.param(4, 50, 2, id="4 at 50 % may lose 2"),
        pytest.param(2, 75, 2, id="2 at 75 % may lose none"),
        pytest.param(1, 50, 1, id="half a task is rounded up"),
        pytest.param(3, 50, 2, id="one and a half are rounded up"),
        pytest.param(10, 33, 4, id="3.3 is rounded up"),
        pytest.param(7, 100, 7, id="all of them"),
        pytest.param(5, 0, 0, id="none of them"),
        pytest.param(0, 100, 0, id="of none"),
    ],
)
def test_the_lower_bound_is_rounded_up(desired: int, minimum: int, lower_bound: int) -> None:
    assert service(desired, minimum, 200).lower_bound == lower_bound


@pytest.mark.parametrize(
    ("desired", "maximum", "upper_bound"),
    [
        pytest.param(4, 200, 8, id="4 at 200 % may become 8"),
        pytest.param(3, 125, 3, id="3 at 125 % may not become more"),
        pytest.param(1, 150, 1, id="half a task is rounded down"),
        pytest.param(3, 150, 4, id="four and a half are rounded down"),
        pytest.param(10, 133, 13, id="13.3 is rounded down"),
        pytest.param(29, 100, 29, id="no more"),
        pytest.param(0, 200, 0, id="of none"),
    ],
)
def test_the_upper_bound_is_rounded_down(desired: int, maximum: int, upper_bound: int) -> None:
    assert service(desired, 0, maximum).upper_bound == upper_bound


@pytest.mark.parametrize(
    ("desired", "minimum", "maximum", "actions"),
    [
        pytest.param(4, 50, 100, [StopTasks(("o1", "o2"), "new")], id="4 at 50-100 % stops 2"),
        pytest.param(4, 100, 200, [StartTasks("new", 4)], id="4 at 100-200 % starts 4"),
        pytest.param(
            4, 50, 200, [StartTasks("new", 4), StopTasks(("o1", "o2"), "new")], id="4 at 50-200 % starts 4 and stops 2"
        ),
        pytest.param(4, 100, 150, [StartTasks("new", 2)], id="4 at 100-150 % starts 2"),
        pytest.param(4, 0, 100, [StopTasks(("o1", "o2", "o3", "o4"), "new")], id="4 at 0-100 % stops all"),
        pytest.param(
            4, 75, 125, [StartTasks("new", 1), StopTasks(("o1",), "new")], id="4 at 75-125 % does one of each"
        ),
        pytest.param(2, 75, 100, [BLOCKED], id="2 at 75-100 % may stop none"),
        pytest.param(3, 100, 125, [BLOCKED], id="3 at 100-125 % may start none"),
        pytest.param(1, 50, 150, [BLOCKED], id="1 at 50-150 % may do neither"),
        pytest.param(1, 0, 100, [StopTasks(("o1",), "new")], id="1 at 0-100 % is stopped first"),
        pytest.param(1, 100, 200, [StartTasks("new", 1)], id="1 at 100-200 % is doubled first"),
    ],
)
def test_a_new_deployment_begins_within_the_bounds(
    desired: int, minimum: int, maximum: int, actions: list[Action]
) -> None:
    running = healthy(*(f"o{number}" for number in range(1, desired + 1)))

    assert plan(service(desired, minimum, maximum, new(), old(running)), NOW) == actions


@pytest.mark.parametrize(
    ("newer", "older", "actions"),
    [
        pytest.param([], healthy("o1", "o2", "o3", "o4"), [StopTasks(("o1", "o2"), "new")], id="half is stopped"),
        pytest.param([], [*healthy("o3", "o4"), *going("o1", "o2")], [], id="what is stopping still counts"),
        pytest.param([], healthy("o3", "o4"), [StartTasks("new", 2)], id="half is started in its place"),
        pytest.param(coming("n1", "n2"), healthy("o3", "o4"), [], id="what is pending does not count as healthy"),
        pytest.param(
            young("n1", "n2"), healthy("o3", "o4"), [Wake(NOW + 30)], id="nor does what has only just begun to run"
        ),
        pytest.param(
            healthy("n1", "n2"), healthy("o3", "o4"), [StopTasks(("o3", "o4"), "new")], id="the other half is stopped"
        ),
        pytest.param(healthy("n1", "n2"), going("o3", "o4"), [], id="and has to be gone"),
        pytest.param(healthy("n1", "n2"), [], [StartTasks("new", 2)], id="before the other half is started"),
        pytest.param(
            [*healthy("n1", "n2"), *young("n3", "n4")], [], [Wake(NOW + 30)], id="which has to become healthy"
        ),
    ],
)
def test_between_50_and_100_percent_half_is_replaced_and_then_half(
    newer: list[TaskView], older: list[TaskView], actions: list[Action]
) -> None:
    assert plan(service(4, 50, 100, new(newer), old(older)), NOW) == actions


@pytest.mark.parametrize(
    ("newer", "older", "actions"),
    [
        pytest.param([], healthy("o1", "o2", "o3", "o4"), [StartTasks("new", 2)], id="half is added"),
        pytest.param(young("n1", "n2"), healthy("o1", "o2", "o3", "o4"), [Wake(NOW + 30)], id="and becomes healthy"),
        pytest.param(
            healthy("n1", "n2"),
            healthy("o1", "o2", "o3", "o4"),
            [StopTasks(("o1", "o2"), "new")],
            id="as many old ones are stopped",
        ),
        pytest.param(healthy("n1", "n2"), [*going("o1", "o2"), *healthy("o3", "o4")], [], id="and have to be gone"),
        pytest.param(
            healthy("n1", "n2"), healthy("o3", "o4"), [StartTasks("new", 2)], id="before the second half is added"
        ),
        pytest.param(
            healthy("n1", "n2", "n3", "n4"),
            healthy("o3", "o4"),
            [StopTasks(("o3", "o4"), "new")],
            id="and the rest is stopped",
        ),
    ],
)
def test_between_100_and_150_percent_half_is_added_first(
    newer: list[TaskView], older: list[TaskView], actions: list[Action]
) -> None:
    assert plan(service(4, 100, 150, new(newer), old(older)), NOW) == actions


@pytest.mark.parametrize(
    ("tasks", "actions"),
    [
        pytest.param(healthy("o1", "o2"), [BLOCKED], id="all are healthy"),
        pytest.param([*healthy("o1"), *going("o2")], [], id="one is stopping: its place becomes free"),
        pytest.param([*healthy("o1"), *young("o2")], [Wake(NOW + 30)], id="one is not yet: it may become so"),
        pytest.param(healthy("o1"), [StartTasks("new", 1)], id="one is gone"),
    ],
)
def test_bounds_that_let_nothing_move_are_reported_only_when_nothing_moves(
    tasks: list[TaskView], actions: list[Action]
) -> None:
    assert plan(service(2, 100, 100, new(), old(tasks)), NOW) == actions


def test_a_rollout_ends_when_only_healthy_new_tasks_are_left() -> None:
    view = service(2, 100, 200, new(healthy("n1", "n2")), old(), old(name="older"))

    assert plan(view, NOW) == [
        RetireDeployment("old"),
        RetireDeployment("older"),
        CompleteDeployment("new"),
        ReportSteadyState(),
        Wake(NOW + 21_600, background=True),
    ]


@pytest.mark.parametrize(
    "older", [pytest.param(going("o1"), id="stopping"), pytest.param(going("o1", status="DEPROVISIONING"), id="almost")]
)
def test_a_rollout_is_not_over_while_an_old_task_is_not_stopped(older: list[TaskView]) -> None:
    assert plan(service(2, 100, 200, new(healthy("n1", "n2")), old(older)), NOW) == []


def test_a_service_without_tasks_is_steady_at_once() -> None:
    assert plan(service(0, 100, 200, new()), NOW) == [
        CompleteDeployment("new"),
        ReportSteadyState(),
        Wake(NOW + 21_600, background=True),
    ]


def test_a_newer_deployment_replaces_the_tasks_of_all_older_ones_those_that_are_not_healthy_first() -> None:
    view = service(
        2, 50, 200, new(), old(coming("m1"), young("m2"), name="middle"), old(healthy("o1", "o2"), name="oldest")
    )

    assert plan(view, NOW) == [StopTasks(("m1", "m2", "o1"), "new"), Wake(NOW + 30)]


def test_tasks_that_only_just_run_go_before_healthy_ones() -> None:
    update = service(3, 0, 100, new(), old(healthy("o1"), young("o2"), healthy("o3")))

    assert plan(update, NOW)[0] == StopTasks(("o2", "o1", "o3"), "new")


def test_tasks_that_only_just_run_are_not_replaced_before_enough_healthy_ones_stand_by() -> None:
    update = service(3, 50, 200, new(), old(young("o1", "o2", "o3")))

    actions = plan(update, NOW)

    assert actions == [StartTasks("new", 3), Wake(NOW + 30)]


class TestSteadyState:
    def test_it_is_not_reported_again_while_nothing_happens(self) -> None:
        view = service(1, 100, 200, new(healthy("n1"), rollout_state="COMPLETED"), steady=True, steady_at=NOW - 21_599)

        assert plan(view, NOW) == []

    def test_it_is_reported_again_after_six_hours(self) -> None:
        view = service(1, 100, 200, new(healthy("n1"), rollout_state="COMPLETED"), steady=True, steady_at=NOW - 21_600)

        assert plan(view, NOW) == [ReportSteadyState(), Wake(NOW + 21_600, background=True)]

    def test_it_is_reported_again_after_a_change(self) -> None:
        view = service(1, 100, 200, new(healthy("n1"), rollout_state="COMPLETED"), steady=False, steady_at=NOW - 10)

        assert plan(view, NOW) == [ReportSteadyState(), Wake(NOW + 21_600, background=True)]

    @pytest.mark.parametrize(
        "tasks",
        [
            pytest.param(healthy("n1"), id="one is missing"),
            pytest.param([*healthy("n1"), *coming("n2")], id="one is pending"),
            pytest.param([*healthy("n1"), *young("n2")], id="one is not healthy yet"),
            pytest.param([*healthy("n1", "n2"), *going("n3")], id="one is stopping"),
            pytest.param([*healthy("n1"), TaskView("n2", "RUNNING")], id="of one nobody knows"),
        ],
    )
    def test_it_takes_the_desired_number_of_healthy_tasks_and_no_other(self, tasks: list[TaskView]) -> None:
        assert ReportSteadyState() not in plan(service(2, 100, 200, new(tasks)), NOW)

    def test_the_next_look_is_when_the_first_task_becomes_healthy(self) -> None:
        view = service(2, 100, 200, new(young("n1", healthy_in=12), young("n2", healthy_in=7)))

        assert plan(view, NOW) == [Wake(NOW + 7)]
