"""The daemon scheduler as a pure function: which instances are to have a task, and what is on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.ecs.controllers.actions import (
    Action,
    CompleteDeployment,
    Report,
    ReportSteadyState,
    Resize,
    RetireDeployment,
    StartOn,
    StopTasks,
    TellViolation,
    Wake,
)
from mock_ecs.ecs.controllers.daemon import plan
from mock_ecs.ecs.controllers.view import DeploymentView, ServiceView, TaskView
from tests.ecs.controllers.views import BLOCKED, NOW, UNSTABLE, coming, going, healthy, new, old, young

STEADY = [ReportSteadyState(), Wake(NOW + 6 * 3600, background=True)]


def on(host: str, tasks: list[TaskView]) -> list[TaskView]:
    """``tasks`` on the container instance ``host``."""
    return [replace(task, host=host) for task in tasks]


def daemon(hosts: str, *deployments: DeploymentView, minimum: int = 0, **members: Any) -> ServiceView:
    """A daemon that is to run on ``hosts`` (a letter each), of which it knows already."""
    members.setdefault("desired_count", len(hosts))
    return ServiceView(
        deployments=deployments, minimum_healthy_percent=minimum, maximum_percent=100, hosts=tuple(hosts), **members
    )


@pytest.mark.parametrize(
    ("hosts", "tasks", "actions"),
    [
        pytest.param("abc", [], [StartOn("new", ("a", "b", "c"))], id="on all of them"),
        pytest.param("ab", on("a", healthy("t")), [StartOn("new", ("b",))], id="on one that joins"),
        pytest.param("ab", on("a", coming("t")), [StartOn("new", ("b",))], id="while the first is on its way up"),
        pytest.param("a", on("a", going("t")), [], id="not while the one before is stopping"),
        pytest.param("a", on("a", coming("t")), [], id="not twice"),
        pytest.param("a", on("a", young("t")), [Wake(NOW + 30)], id="and waits until it is healthy"),
        pytest.param("a", on("a", healthy("t")), [CompleteDeployment("new"), *STEADY], id="which is all"),
        pytest.param("", [], [CompleteDeployment("new"), *STEADY], id="of no instances, at once"),
    ],
)
def test_a_task_is_started_on_each_instance(hosts: str, tasks: list[TaskView], actions: list[Action]) -> None:
    assert plan(daemon(hosts, new(tasks)), NOW) == actions


def test_the_service_is_to_have_as_many_tasks_as_there_are_instances() -> None:
    assert plan(daemon("ab", new(on("a", healthy("t"))), desired_count=1), NOW) == [Resize(2), StartOn("new", ("b",))]
    assert plan(daemon("a", new(on("a", healthy("t"))), desired_count=2), NOW)[0] == Resize(1)


@pytest.mark.parametrize(
    ("busy", "tasks", "actions"),
    [
        pytest.param((), on("b", healthy("u", draining=True)), [StopTasks(("u",), "new")], id="at once"),
        pytest.param(("b",), on("b", healthy("u", draining=True)), [], id="after the tasks of others"),
        pytest.param(("b",), on("b", going("u")), [], id="and has to be gone"),
        pytest.param((), on("b", coming("u", draining=True)), [StopTasks(("u",), "new")], id="even on its way up"),
        pytest.param(
            (), on("b", healthy("u")), [TellViolation(("b",)), StopTasks(("u",), "new")], id="whose constraints changed"
        ),
    ],
)
def test_a_task_leaves_an_instance_that_will_not_do_any_more(
    busy: tuple[str, ...], tasks: list[TaskView], actions: list[Action]
) -> None:
    view = daemon("a", new(on("a", healthy("t")), tasks, rollout_state="COMPLETED"), busy_hosts=busy)

    assert plan(view, NOW) == actions


def test_no_bound_keeps_a_task_on_an_instance_that_will_not_do() -> None:
    view = daemon("a", new(on("a", healthy("t")), on("b", healthy("u", draining=True))), minimum=100)

    assert plan(view, NOW) == [StopTasks(("u",), "new")]


def test_a_deployment_is_not_over_while_an_old_task_is_left_elsewhere() -> None:
    left = [TaskView("u", "RUNNING", healthy_at=NOW - 60, host="b")]
    lingering = daemon("a", new(on("a", healthy("t"))), old(left), busy_hosts=("b",))
    gone = daemon("a", new(on("a", healthy("t"))), old())

    assert plan(lingering, NOW) == []
    assert plan(gone, NOW) == [RetireDeployment("old"), CompleteDeployment("new"), *STEADY]


@pytest.mark.parametrize(
    ("minimum", "actions"),
    [
        pytest.param(0, [StopTasks(("o1", "o2", "o3", "o4"), "new")], id="all at once"),
        pytest.param(50, [StopTasks(("o1", "o2"), "new")], id="half and then half"),
        pytest.param(75, [StopTasks(("o1",), "new")], id="one by one"),
        pytest.param(76, [BLOCKED], id="none, of four at 76 percent"),
        pytest.param(100, [BLOCKED], id="none"),
    ],
)
def test_an_update_stops_as_many_as_the_lower_bound_allows(minimum: int, actions: list[Action]) -> None:
    running = [task for number, host in enumerate("abcd", 1) for task in on(host, healthy(f"o{number}"))]

    assert plan(daemon("abcd", new(), old(running), minimum=minimum), NOW) == actions


def test_an_update_goes_instance_by_instance() -> None:
    stopping = daemon("ab", new(), old(on("a", going("o1")), on("b", healthy("o2"))), minimum=50)
    stopped = daemon("ab", new(), old(on("b", healthy("o2"))), minimum=50)
    started = daemon("ab", new(on("a", young("n1"))), old(on("b", healthy("o2"))), minimum=50)
    replaced = daemon("ab", new(on("a", healthy("n1"))), old(on("b", healthy("o2"))), minimum=50)

    assert plan(stopping, NOW) == []
    assert plan(stopped, NOW) == [StartOn("new", ("a",))]
    assert plan(started, NOW) == [Wake(NOW + 30)]
    assert plan(replaced, NOW) == [StopTasks(("o2",), "new")]


def test_an_old_task_that_does_not_run_goes_at_once() -> None:
    view = daemon("ab", new(), old(on("a", coming("o1")), on("b", healthy("o2"))), minimum=100)

    assert plan(view, NOW) == [StopTasks(("o1",), "new")]


def test_protected_tasks_are_not_replaced_by_a_deployment() -> None:
    view = daemon("a", new(), old(on("a", healthy("o1", protected=True))))

    assert [type(action) for action in plan(view, NOW)] == [Report]


def test_an_unhealthy_task_goes_first_and_its_place_is_filled_again() -> None:
    ailing = on("a", healthy("t", unhealthy=True))
    alone = daemon("a", new(ailing))
    one_by_one = daemon("ab", new(ailing, on("b", healthy("u", unhealthy=True))))
    not_judged = daemon("ab", new(ailing, on("b", young("u"))))

    assert plan(alone, NOW) == [StopTasks(("t",), "new", unhealthy=True)]
    assert plan(one_by_one, NOW) == [StopTasks(("t",), "new", unhealthy=True)]
    assert plan(not_judged, NOW) == [Wake(NOW + 30)]


def test_an_unhealthy_task_goes_though_another_instance_has_no_room() -> None:
    view = daemon("ab", new(on("a", healthy("t", unhealthy=True))))

    assert plan(view, NOW) == [StartOn("new", ("b",)), StopTasks(("t",), "new", unhealthy=True)]


def test_tasks_that_fail_to_start_are_started_ever_more_slowly() -> None:
    failing = daemon("a", new(failed_tasks=4, failed_launches=4, failed_at=NOW - 3))

    assert plan(failing, NOW) == [UNSTABLE, Wake(NOW + 7, background=True)]
    assert plan(failing, NOW + 7) == [StartOn("new", ("a",))]
