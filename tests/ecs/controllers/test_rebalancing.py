"""Availability Zone rebalancing as a pure function."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.controllers.actions import BeginRebalancing, EndRebalancing, StartTasks, StopTasks, Wake
from mock_ecs.ecs.controllers.rebalancing import off_balance, plan
from mock_ecs.ecs.controllers.view import Rebalancing, ServiceView, TaskView
from tests.ecs.controllers.views import NOW, going, healthy, new, service, young

ZONES = ("a", "b", "c")


def steady(maximum: int, *tasks: list[TaskView], desired: int, going_on: bool = False) -> ServiceView:
    primary = new(*tasks, rollout_state="COMPLETED")
    return service(desired, 100, maximum, primary, rebalancing=Rebalancing(ZONES, going_on), steady=True)


@pytest.mark.parametrize(
    ("counts", "off"),
    [
        pytest.param({"a": 1, "b": 2}, False, id="3 over 2 zones are 1 and 2"),
        pytest.param({"a": 1, "b": 2, "c": 2}, False, id="5 over 3 zones are 1, 2 and 2"),
        pytest.param({"a": 3, "b": 1}, True, id="3 and 1"),
        pytest.param({"a": 2, "b": 0}, True, id="an empty zone"),
        pytest.param({"a": 9}, False, id="one zone"),
        pytest.param({}, False, id="no zone"),
    ],
)
def test_zones_are_off_balance_when_two_tasks_lie_between_them(counts: dict[str, int], off: bool) -> None:
    assert off_balance(counts) is off


def test_it_begins_with_tasks_in_the_emptiest_zones() -> None:
    view = steady(200, healthy("1", "2", "3", "4", "5", zone="a"), healthy("6", zone="c"), desired=6)

    assert plan(view, NOW) == [
        BeginRebalancing(
            "is not AZ balanced with 5 tasks in a, 1 tasks in c, 0 tasks in b. AZ Rebalancing in progress."
        ),
        StartTasks("new", 2, zone="b"),
        StartTasks("new", 1, zone="c"),
    ]


def test_maximum_percent_bounds_how_many_are_started() -> None:
    view = steady(120, healthy("1", "2", "3", "4", "5", zone="a"), desired=5)

    assert plan(view, NOW)[1:] == [StartTasks("new", 1, zone="b")]


def test_it_waits_until_they_are_healthy() -> None:
    view = steady(200, healthy("1", "2", "3", zone="a"), young("4", zone="b", healthy_in=30), desired=3, going_on=True)

    assert plan(view, NOW) == [Wake(NOW + 30)]


def test_then_as_many_of_the_fullest_zone_are_stopped() -> None:
    view = steady(200, healthy("1", "2", "3", zone="a"), healthy("4", zone="b"), desired=3, going_on=True)

    assert plan(view, NOW) == [StopTasks(("3",), "new")]


def test_it_goes_on_when_those_are_gone() -> None:
    tasks = [healthy("1", "2", "3", zone="a"), healthy("4", zone="b")]

    assert plan(steady(125, *tasks, going("5"), desired=4, going_on=True), NOW) == []
    assert plan(steady(125, *tasks, desired=4, going_on=True), NOW) == [StartTasks("new", 1, zone="c")]


def test_it_ends_when_all_is_even() -> None:
    view = steady(
        200, healthy("1", "2", zone="a"), healthy("3", zone="c"), healthy("4", zone="b"), desired=4, going_on=True
    )

    assert plan(view, NOW) == [EndRebalancing("is AZ balanced with 2 tasks in a, 1 tasks in b, 1 tasks in c.")]


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param(healthy("1", "2", zone="a"), id="a task is missing"),
        pytest.param(healthy("1", "2", "3", zone="a", unhealthy=True), id="unhealthy"),
        pytest.param(healthy("1", "2", "3", zone="a", draining=True), id="draining"),
        pytest.param(healthy("1", "2", "3", zone="a", protected=True), id="protected"),
    ],
)
def test_anything_else_that_has_to_be_done_ends_it(tasks: list[TaskView]) -> None:
    assert plan(steady(200, tasks, desired=3, going_on=True), NOW) == [EndRebalancing()]
