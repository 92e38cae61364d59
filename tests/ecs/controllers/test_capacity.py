"""The plan of managed scaling, as tables: the metric, what is wanted, and what goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.controllers.capacity import (
    LOW_PERIODS,
    Action,
    CapacityView,
    Drain,
    HostView,
    LookAgain,
    Measured,
    Protect,
    ScaleOut,
    Terminate,
    WaitingView,
    instances_for,
    needed_instances,
    plan,
    reservation,
    wanted_instances,
)
from mock_ecs.ecs.entities.room import Needs, Room

SIZE = Room(2048, 8192)
"""Holds four of the tasks below."""

NOW = 1000.0


def waiting(count: int, cpu: int = 512, memory: int = 512, *, alone: bool = False) -> WaitingView:
    return WaitingView(Needs(cpu, memory), count, alone)


def hosts(busy: int = 0, empty: int = 0, **members: bool) -> tuple[HostView, ...]:
    """Instances in two zones in turn; those with tasks are the older ones."""
    return tuple(
        HostView(f"i{number}", "ab"[number % 2], busy=number < busy, **members) for number in range(busy + empty)
    )


def view(*there: HostView, queue: tuple[WaitingView, ...] = (), **members: int | float | bool) -> CapacityView:
    bounds = {"minimum": 0, "maximum": 10} | members
    return CapacityView(size=SIZE, hosts=there, waiting=queue, **bounds)  # type: ignore[arg-type]


def without_measure(actions: list[Action]) -> list[Action]:
    return [action for action in actions if not isinstance(action, Measured)]


@pytest.mark.parametrize(
    ("needed", "there", "value"),
    [(0, 0, 100), (1, 0, 200), (9, 0, 200), (0, 2, 0), (1, 2, 50), (4, 4, 100), (6, 4, 150), (3, 1, 300)],
)
def test_the_metric_is_what_is_needed_in_percent_of_what_is_there(needed: int, there: int, value: float) -> None:
    assert reservation(needed, there) == value


@pytest.mark.parametrize(
    ("queue", "count"),
    [
        pytest.param([], 0, id="nothing waits"),
        pytest.param([waiting(1)], 1, id="one task"),
        pytest.param([waiting(4)], 1, id="as many as fit"),
        pytest.param([waiting(5)], 2, id="one more"),
        pytest.param([waiting(3, memory=4096)], 2, id="by memory"),
        pytest.param([waiting(3, alone=True)], 3, id="each on an instance of its own"),
        pytest.param([waiting(2), waiting(1, cpu=1024)], 1, id="kinds share an instance"),
        pytest.param([waiting(2, cpu=1536), waiting(2)], 2, id="small ones fill what large ones leave"),
        pytest.param([waiting(3, cpu=4096)], 0, id="what fits on none is left out"),
        pytest.param([waiting(3, cpu=4096), waiting(1)], 1, id="and holds up no other"),
        pytest.param([waiting(500, cpu=0, memory=0)], 1, id="what takes nothing"),
        pytest.param([WaitingView(Needs(1, 1, (("tcp", 80),)), 2)], 2, id="a static host port"),
    ],
)
def test_tasks_fill_empty_instances(queue: list[WaitingView], count: int) -> None:
    assert instances_for(queue, SIZE) == count
    assert (SIZE.cpu, SIZE.memory) == (2048, 8192)


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        pytest.param(view(), 0, id="nothing needed, nothing there"),
        pytest.param(view(queue=(waiting(1),)), 2, id="from nothing two, even for one task"),
        pytest.param(view(queue=(waiting(40),)), 2, id="and for many"),
        pytest.param(view(queue=(waiting(1),), maximum=1), 1, id="but not above the maximum"),
        pytest.param(view(*hosts(2), queue=(waiting(5),)), 4, id="the needed ones"),
        pytest.param(view(*hosts(2), queue=(waiting(5),), largest_step=1), 3, id="by the largest step at most"),
        pytest.param(view(*hosts(2), queue=(waiting(1),), smallest_step=3), 5, id="by the smallest step at least"),
        pytest.param(view(*hosts(2), queue=(waiting(100),)), 10, id="never above the maximum"),
        pytest.param(view(*hosts(4), target=80), 5, id="a target below 100 keeps one spare of five"),
        pytest.param(view(*hosts(4, 1), target=80), 5, id="and rests there"),
        pytest.param(view(*hosts(3, 1), target=80), 4, id="without going back and forth"),
        pytest.param(view(*hosts(2, 3)), 2, id="empty ones can go"),
        pytest.param(view(*hosts(0, 3)), 0, id="all of them"),
        pytest.param(view(*hosts(0, 3), minimum=2), 2, id="but not below the minimum"),
        pytest.param(view(*hosts(2, 1), queue=(waiting(1),)), 3, id="one that boots is for those that wait"),
        pytest.param(view(*hosts(1), HostView("x", leaving=True), maximum=2), 1, id="one that leaves is not there"),
        pytest.param(
            view(*hosts(1), HostView("x", leaving=True), queue=(waiting(9),), maximum=2),
            1,
            id="but takes its place in the group until it is gone",
        ),
    ],
)
def test_a_group_should_have(seen: CapacityView, wanted: int) -> None:
    assert wanted_instances(seen, needed_instances(seen)) == wanted


class TestOut:
    def test_one_value_above_the_target_is_enough(self) -> None:
        actions = plan(view(*hosts(2), queue=(waiting(5),)), NOW)

        assert actions == [Measured(200.0, 0), ScaleOut(4), LookAgain(background=False)]

    def test_nothing_is_launched_until_the_last_ones_are_warm(self) -> None:
        seen = view(*hosts(2), queue=(waiting(5),), warm_at=NOW + 1)

        assert plan(seen, NOW) == [Measured(200.0, 0), LookAgain(background=False)]
        assert ScaleOut(4) in plan(seen, NOW + 1)

    def test_what_waits_for_more_than_the_maximum_is_looked_at_in_the_background(self) -> None:
        assert plan(view(*hosts(2), queue=(waiting(5),), maximum=2), NOW) == [
            Measured(200.0, 0),
            LookAgain(background=True),
        ]


class TestIn:
    def test_it_takes_15_low_values_in_a_row(self) -> None:
        before = plan(view(*hosts(1, 2), low=LOW_PERIODS - 2), NOW)
        then = plan(view(*hosts(1, 2), low=LOW_PERIODS - 1), NOW)

        assert before == [Measured(pytest.approx(100 / 3), LOW_PERIODS - 1), LookAgain(background=True)]
        assert without_measure(then) == [Drain("i0"), Drain("i1"), LookAgain(background=True)]

    def test_a_value_on_target_begins_the_row_anew(self) -> None:
        assert plan(view(*hosts(3), low=9), NOW) == [Measured(100.0, 0)]

    def test_it_takes_the_oldest_of_the_zone_that_has_most(self) -> None:
        in_zones = tuple(HostView(f"i{number}", zone) for number, zone in enumerate("abbab"))

        actions = plan(view(*in_zones, minimum=2, low=20), NOW)

        assert [action.host for action in actions if isinstance(action, Drain)] == ["i1", "i0", "i2"]

    def test_protected_instances_stay(self) -> None:
        seen = view(HostView("i0", protected=True), HostView("i1"), low=20)

        assert [action for action in plan(seen, NOW) if isinstance(action, Drain)] == [Drain("i1")]

    def test_managed_termination_protection_spares_those_with_tasks(self) -> None:
        seen = view(*hosts(2, 1, protected=True), low=20, protects=True)

        assert without_measure(plan(seen, NOW)) == [
            Protect(("i2",), protected=False),
            Drain("i2"),
            LookAgain(background=True),
        ]

    def test_without_managed_draining_they_are_terminated_at_once(self) -> None:
        assert without_measure(plan(view(*hosts(0, 1), low=20, drains=False), NOW)) == [Terminate("i0")]

    def test_one_that_leaves_is_terminated_when_its_tasks_are_gone(self) -> None:
        leaving = HostView("i0", busy=True, leaving=True)
        drained = HostView("i0", leaving=True)

        assert plan(view(leaving), NOW) == [Measured(100.0, 0), LookAgain(background=True)]
        assert plan(view(drained), NOW) == [Measured(100.0, 0), Terminate("i0")]

    def test_so_is_one_whose_tasks_do_not_go_in_time(self) -> None:
        overdue = HostView("i0", busy=True, leaving=True, overdue=True)

        assert Terminate("i0") in plan(view(overdue), NOW)


class TestProtection:
    def test_what_has_tasks_is_protected_and_what_is_empty_is_not(self) -> None:
        seen = view(
            HostView("i0", busy=True),
            HostView("i1", busy=True, protected=True),
            HostView("i2", protected=True),
            minimum=3,
            protects=True,
        )

        assert without_measure(plan(seen, NOW)) == [
            Protect(("i0",), protected=True),
            Protect(("i2",), protected=False),
        ]

    def test_new_instances_keep_theirs_until_they_are_warm(self) -> None:
        seen = view(*hosts(0, 1, protected=True), minimum=1, protects=True, warm_at=NOW + 60)

        assert without_measure(plan(seen, NOW)) == [LookAgain(background=True)]


views = st.builds(
    view,
    queue=st.lists(
        st.builds(waiting, st.integers(1, 30), st.integers(0, 4096), st.integers(0, 9000), alone=st.booleans()),
        max_size=4,
    ).map(tuple),
    minimum=st.integers(0, 3),
    maximum=st.integers(3, 12),
    target=st.integers(1, 100),
    smallest_step=st.integers(1, 3),
    largest_step=st.integers(3, 10),
    low=st.integers(0, 20),
    protects=st.booleans(),
    drains=st.booleans(),
)


@st.composite
def groups(draw: st.DrawFn) -> CapacityView:
    """A group within its bounds, some of whose instances leave."""
    seen = draw(views)
    count = draw(st.integers(seen.minimum, seen.maximum))
    there = [
        HostView(
            f"i{number}", draw(st.sampled_from("ab")), draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
        )
        for number in range(count)
    ]
    spare = count - seen.minimum
    leaving = draw(st.integers(0, spare))
    return replace(seen, hosts=tuple(replace(host, leaving=number < leaving) for number, host in enumerate(there)))


@given(groups())
def test_a_group_is_never_asked_to_leave_its_bounds(seen: CapacityView) -> None:
    actions = plan(seen, NOW)

    leaving = sum(host.leaving for host in seen.hosts)
    for action in actions:
        if isinstance(action, ScaleOut):
            assert len(seen.staying) < action.count <= seen.maximum - leaving
    going = sum(isinstance(action, (Drain, Terminate)) for action in actions)
    ready = sum(host.leaving and not host.busy for host in seen.hosts)
    assert len(seen.staying) - (going - ready) >= seen.minimum
    assert not (going > ready and any(isinstance(action, ScaleOut) for action in actions))


@given(groups())
def test_instances_with_tasks_are_safe_under_managed_termination_protection(seen: CapacityView) -> None:
    by_id = {host.id: host for host in seen.hosts}

    actions = plan(seen, NOW)

    gone = [action.host for action in actions if isinstance(action, (Drain, Terminate))]
    assert not (seen.protects and any(by_id[host].busy for host in gone))


@given(groups())
def test_a_plan_without_a_next_look_has_nothing_left_to_do(seen: CapacityView) -> None:
    actions = plan(seen, NOW)

    if without_measure(actions) == []:
        assert plan(seen, NOW + 3600) == actions
