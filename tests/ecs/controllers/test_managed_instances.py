"""The planner of Managed Instances, which knows nothing but its arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.controllers.managed_instances import (
    LIFETIME,
    PAUSE,
    Drain,
    FleetView,
    HostView,
    Launch,
    LookAgain,
    OfferView,
    Terminate,
    WaitingView,
    best_offer,
    how_many,
    plan,
)
from mock_ecs.ecs.entities.room import Needs, Room

NOW = 1000.0
SMALL = OfferView("small", Room(2048, 4096, interfaces=10))
MEDIUM = OfferView("medium", Room(4096, 8192, interfaces=20))
LARGE = OfferView("large", Room(8192, 16384, interfaces=40))
ARM = OfferView("arm", Room(1024, 2048, interfaces=4), "arm64")
GPU = OfferView("gpu", Room(4096, 16384, gpus={"GPU-1": None}, interfaces=4))
OFFERS = (ARM, SMALL, MEDIUM, GPU, LARGE)
ZONES = ("a", "b", "c")


def waiting(count: int = 1, cpu: int = 1024, memory: int = 1024, **members: Any) -> WaitingView:
    needs = Needs(cpu, memory, interfaces=1, gpus=members.pop("gpus", 0), ports=members.pop("ports", ()))
    return WaitingView(needs, count, **members)


def host(name: str = "i-1", offer: OfferView = SMALL, **members: Any) -> HostView:
    return HostView(name, offer, **{"zone": "a", "launched_at": NOW - 600, **members})


def fleet(*kinds: WaitingView, **members: Any) -> FleetView:
    return FleetView(**{"offers": OFFERS, "zones": ZONES, "waiting": kinds, **members})


def launched(view: FleetView) -> list[tuple[str, str]]:
    return [(action.offer.name, action.zone) for action in plan(view, NOW) if isinstance(action, Launch)]


class TestLaunches:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            pytest.param(waiting(1), ["small"], id="one task goes to the smallest type that holds it"),
            pytest.param(waiting(2), ["small"], id="as many as fill it"),
            pytest.param(waiting(3), ["medium"], id="the smallest that holds all together"),
            pytest.param(waiting(8), ["large"], id="the largest, filled"),
            pytest.param(waiting(9), ["large", "small"], id="the largest, and again for what is left"),
            pytest.param(waiting(20), ["large", "large", "medium"], id="repeated"),
            pytest.param(waiting(1, memory=5000), ["medium"], id="memory counts"),
            pytest.param(waiting(12, cpu=0, memory=0), ["medium"], id="interfaces count"),
            pytest.param(waiting(1, cpu=9000), [], id="what no type holds"),
            pytest.param(waiting(3, alone=True), ["small"] * 3, id="tasks that share no host"),
            pytest.param(waiting(2, ports=(("tcp", 80),)), ["small"] * 2, id="tasks with the same host port"),
            pytest.param(waiting(1, gpus=1), ["gpu"], id="a GPU"),
            pytest.param(waiting(1, architecture="arm64"), ["arm"], id="another architecture"),
            pytest.param(waiting(1, cpu=2048, architecture="arm64"), [], id="too large for the architecture"),
        ],
    )
    def test_types_are_as_small_as_they_may_be(self, kind: WaitingView, expected: list[str]) -> None:
        assert [name for name, _ in launched(fleet(kind))] == expected

    def test_hosts_are_spread_over_the_zones_of_the_template(self) -> None:
        view = fleet(waiting(4, alone=True), hosts=(host(zone="a", busy=True), host("i-2", zone="b", busy=True)))

        assert [zone for _, zone in launched(view)] == ["c", "a", "b", "c"]

    def test_tasks_with_subnets_of_their_own_get_hosts_where_these_are(self) -> None:
        assert launched(fleet(waiting(2, alone=True, zones=("b", "d")))) == [("small", "b"), ("small", "b")]
        assert launched(fleet(waiting(1, zones=("d",)))) == []

    def test_constraints_choose_among_types_and_zones(self) -> None:
        kind = waiting(1, may=lambda offer, zone: (offer.name, zone) in (("medium", "b"), ("large", "c")))

        assert launched(fleet(kind)) == [("medium", "b")]
        assert launched(fleet(kind, zones=("a", "c"))) == [("large", "c")]
        assert launched(fleet(kind, zones=("a",))) == []
        assert launched(fleet(kind, hosts=(host(offer=MEDIUM, zone="b", joined=False),))) == []
        assert len(launched(fleet(kind, hosts=(host(offer=LARGE, zone="b", joined=False),)))) == 1

    def test_kinds_share_what_is_launched(self) -> None:
        view = fleet(waiting(1, cpu=512), waiting(1, cpu=1024), waiting(1, cpu=1024))

        assert [name for name, _ in launched(view)] == ["small", "small"]

    def test_what_is_on_its_way_is_not_launched_again(self) -> None:
        booting = host(joined=False, launched_at=NOW - 1)

        assert launched(fleet(waiting(2), hosts=(booting,))) == []
        assert [name for name, _ in launched(fleet(waiting(3), hosts=(booting,)))] == ["small"]
        assert len(launched(fleet(waiting(2), hosts=(replace(booting, offer=ARM),)))) == 1
        assert len(launched(fleet(waiting(2, zones=("b",)), hosts=(booting,)))) == 1

    def test_what_an_idle_host_would_hold_is_kept_out_by_something_else(self) -> None:
        idle = host(idle_since=NOW - 1)

        assert launched(fleet(waiting(2), hosts=(idle,))) == []
        assert len(launched(fleet(waiting(2), hosts=(replace(idle, closed=True),)))) == 1
        assert len(launched(fleet(waiting(2), hosts=(replace(idle, leaving=True),)))) == 1
        assert len(launched(fleet(waiting(2), hosts=(replace(idle, busy=True),)))) == 1

    def test_nothing_is_launched_for_a_provider_that_goes(self) -> None:
        assert plan(fleet(waiting(2), closing=True), NOW) == []

    def test_without_types_nothing_is_launched(self) -> None:
        assert plan(fleet(waiting(2), offers=()), NOW) == []


class TestFarewells:
    def test_an_idle_host_is_drained_when_its_time_is_over(self) -> None:
        idle = host(idle_since=NOW - 300)

        assert plan(fleet(hosts=(idle,)), NOW) == [Drain("i-1"), LookAgain(NOW + PAUSE)]

    def test_before_that_it_is_waited_for(self) -> None:
        idle = host(idle_since=NOW - 299)

        assert plan(fleet(hosts=(idle,)), NOW) == [LookAgain(NOW + 1)]

    @pytest.mark.parametrize(("after", "drained"), [(0.0, True), (60.0, True), (3600.0, False), (None, False)])
    def test_the_time_is_the_providers(self, after: float | None, drained: bool) -> None:
        view = fleet(hosts=(host(idle_since=NOW - 300),), scale_in_after=after)

        assert (Drain("i-1") in plan(view, NOW)) == drained

    def test_a_busy_host_stays(self) -> None:
        busy = host(busy=True, launched_at=0.0)

        assert plan(fleet(hosts=(busy,)), NOW) == [LookAgain(LIFETIME)]

    def test_a_host_that_leaves_is_terminated_once_it_has_no_tasks(self) -> None:
        hosts = (host("i-1", leaving=True), host("i-2", leaving=True, busy=True))

        assert plan(fleet(hosts=hosts), NOW) == [Terminate("i-1")]

    def test_after_14_days_a_host_is_drained_though_it_is_busy(self) -> None:
        old = host(busy=True, launched_at=NOW - LIFETIME)

        assert plan(fleet(hosts=(old,), scale_in_after=None), NOW) == [Drain("i-1")]

    def test_of_a_provider_that_goes_all_idle_hosts_go(self) -> None:
        hosts = (host("i-1", idle_since=NOW), host("i-2", busy=True), host("i-3", joined=False))

        actions = plan(fleet(hosts=hosts, closing=True), NOW)

        assert [action for action in actions if isinstance(action, Drain)] == [Drain("i-1")]


@given(
    st.lists(
        st.builds(waiting, st.integers(1, 30), st.integers(1, 8192), st.integers(1, 16384), alone=st.booleans()),
        max_size=6,
    )
)
def test_what_is_launched_holds_all_that_waits_and_no_host_is_in_vain(kinds: list[WaitingView]) -> None:
    hosts = [action.offer for action in plan(fleet(*kinds), NOW) if isinstance(action, Launch)]
    booting = tuple(host(f"i-{number}", offer, joined=False) for number, offer in enumerate(hosts))

    assert launched(fleet(*kinds, hosts=booting)) == []
    assert len(hosts) <= sum(kind.count for kind in kinds)


@given(st.integers(0, 4096), st.integers(0, 4096), st.integers(1, 20))
def test_as_many_fit_as_can_be_taken_one_by_one(cpu: int, memory: int, most: int) -> None:
    needs, room = Needs(cpu, memory, interfaces=1), SMALL.size.copy()
    taken = 0
    while taken < most and room.shortfall(needs) is None:
        room.take(needs)
        taken += 1

    assert how_many(SMALL.size, needs, most) == taken


def test_among_types_that_hold_as_many_the_first_is_taken() -> None:
    twin = replace(SMALL, name="twin")

    assert best_offer((SMALL, twin), waiting(5), 5, "a") is SMALL
