"""The task sets of a service as a pure function: each is kept at its own count, and none replaces another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.ecs.controllers import service
from mock_ecs.ecs.controllers.actions import (
    Action,
    Report,
    ReportSteadyState,
    RetireDeployment,
    SetStability,
    StartTasks,
    StopTasks,
    TellCount,
    Wake,
)
from mock_ecs.ecs.controllers.task_sets import plan
from mock_ecs.ecs.controllers.view import DeploymentView, ServiceView, TaskSetView, TaskView
from tests.ecs.controllers.views import NOW, UNSTABLE, coming, going, healthy, young

STEADY = [ReportSteadyState(), Wake(NOW + 6 * 3600, background=True)]


def task_set(name: str, count: int, tasks: list[TaskView], *, stable: bool = False, **members: Any) -> DeploymentView:
    """A task set that is to have ``count`` tasks, as was told."""
    draining = members.pop("draining", False)
    return DeploymentView(name, tuple(tasks), task_set=TaskSetView(count, count, stable, draining), **members)


def external(*task_sets: DeploymentView, **members: Any) -> ServiceView:
    """A service of four tasks that ECS does not deploy."""
    return ServiceView(4, task_sets, controller="EXTERNAL", **members)


@pytest.mark.parametrize(
    ("count", "tasks", "actions"),
    [
        pytest.param(2, [], [StartTasks("blue", 2)], id="tasks are started"),
        pytest.param(2, coming("b1", "b2"), [], id="and come up"),
        pytest.param(2, young("b1", "b2"), [Wake(NOW + 30)], id="and become healthy"),
        pytest.param(2, healthy("b1", "b2"), [SetStability("blue", True), *STEADY], id="which is all"),
        pytest.param(2, healthy("b1"), [StartTasks("blue", 1)], id="one that is lost is replaced"),
        pytest.param(1, healthy("b1", "b2"), [StopTasks(("b2",), "blue")], id="one too many is stopped"),
        pytest.param(0, healthy("b1", "b2"), [StopTasks(("b2", "b1"), "blue")], id="and at 0 percent all of them"),
        pytest.param(0, going("b1", "b2"), [], id="and have to be gone"),
        pytest.param(0, [], [SetStability("blue", True), *STEADY], id="none is wanted, and none is there"),
    ],
)
def test_a_task_set_is_kept_at_its_count(count: int, tasks: list[TaskView], actions: list[Action]) -> None:
    assert plan(external(task_set("blue", count, tasks)), NOW) == actions


def test_what_a_task_set_is_to_have_is_told_before_it_is_done() -> None:
    grown = replace(task_set("blue", 2, []), task_set=TaskSetView(2, 0))

    assert plan(external(grown), NOW) == [TellCount("blue"), StartTasks("blue", 2)]


def test_each_task_set_is_looked_after_by_itself() -> None:
    view = external(task_set("blue", 4, healthy("b1", "b2", "b3", "b4"), stable=True), task_set("green", 4, []))

    assert plan(view, NOW) == [StartTasks("green", 4)]


def test_the_percentages_of_the_service_do_not_hold_for_task_sets() -> None:
    view = external(task_set("blue", 4, []), minimum_healthy_percent=100, maximum_percent=100)
    moved = external(task_set("blue", 1, healthy("b1", draining=True)), maximum_percent=100)

    assert plan(view, NOW) == [StartTasks("blue", 4)]
    assert plan(moved, NOW) == [StartTasks("blue", 1)]


@pytest.mark.parametrize(
    ("green", "actions"),
    [
        pytest.param(task_set("green", 1, healthy("g1"), stable=True), STEADY, id="all are"),
        pytest.param(task_set("green", 1, healthy("g1")), [SetStability("green", True), *STEADY], id="the last one is"),
        pytest.param(task_set("green", 1, young("g1")), [Wake(NOW + 30)], id="not before the last one is"),
        pytest.param(
            task_set("green", 2, healthy("g1"), stable=True),
            [SetStability("green", False), StartTasks("green", 1)],
            id="not when one is no more",
        ),
    ],
)
def test_the_service_is_steady_when_all_task_sets_are(green: DeploymentView, actions: list[Action]) -> None:
    view = external(task_set("blue", 1, healthy("b1"), stable=True), green)

    assert plan(view, NOW) == actions


def test_a_steady_service_says_so_every_six_hours() -> None:
    view = external(task_set("blue", 1, healthy("b1"), stable=True), steady=True, steady_at=NOW - 60)

    assert plan(view, NOW) == []
    assert plan(view, NOW + 6 * 3600) == [ReportSteadyState(), Wake(NOW + 12 * 3600, background=True)]


def test_a_service_without_task_sets_has_nothing_to_say() -> None:
    assert plan(external(), NOW) == []


@pytest.mark.parametrize(
    ("tasks", "actions"),
    [
        pytest.param(healthy("b1", "b2"), [StopTasks(("b2", "b1"), "blue")], id="its tasks are stopped"),
        pytest.param(coming("b1"), [StopTasks(("b1",), "blue")], id="those on their way up too"),
        pytest.param(going("b1"), [], id="and have to be gone"),
        pytest.param([], [RetireDeployment("blue"), *STEADY], id="and then it is gone itself"),
    ],
)
def test_a_task_set_is_drained(tasks: list[TaskView], actions: list[Action]) -> None:
    blue = task_set("blue", 0, tasks, draining=True)

    assert plan(external(blue, task_set("green", 1, healthy("g1"), stable=True)), NOW) == actions


def test_only_one_of_several_complaints_is_told() -> None:
    failing = {"failed_launches": 4, "failed_at": NOW - 3}
    view = external(task_set("blue", 1, [], **failing), task_set("green", 1, [], **failing))

    assert [action for action in plan(view, NOW) if isinstance(action, Report)] == [UNSTABLE]


def test_the_controller_of_a_service_decides_who_plans() -> None:
    view = external(task_set("blue", 1, []), task_set("green", 1, []))

    assert service.plan(view, NOW) == [StartTasks("blue", 1), StartTasks("green", 1)]
