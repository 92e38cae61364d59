"""Capacity providers of Auto Scaling groups, and base and weight of strategies."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.capacity_providers import (
    create_capacity_provider,
    delete_capacity_provider,
    distribute,
    find_capacity_provider,
    update_capacity_provider,
)
from mock_ecs.ecs.clusters import create_cluster, delete_cluster
from mock_ecs.ecs.entities.capacity_provider import CapacityProvider, GroupSettings
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem
from mock_ecs.ecs.errors import ClientException, InvalidParameterException
from mock_ecs.ecs.state import EcsState
from tests.ecs.examples import new_state, pass_time

F, S = "FARGATE", "FARGATE_SPOT"


def strategy(*items: tuple[str, int, int]) -> list[CapacityProviderStrategyItem]:
    """Items of provider, weight and base."""
    return [CapacityProviderStrategyItem(*item) for item in items]


@pytest.mark.parametrize(
    ("items", "count", "providers"),
    [
        pytest.param([(F, 1, 0)], 3, [F, F, F], id="one provider takes all"),
        pytest.param([(F, 1, 0), (S, 1, 0)], 4, [F, S, F, S], id="equal weights take turns"),
        pytest.param([(F, 1, 0), (S, 4, 0)], 5, [F, S, S, S, S], id="1 to 4: for every one on the first, four go on"),
        pytest.param(
            [(F, 1, 0), (S, 4, 0)], 10, [F, S, S, S, S, F, S, S, S, S], id="1 to 4: and again"
        ),  # unsure in the reference: who is first
        pytest.param([(F, 1, 2), (S, 1, 0)], 4, [F, F, F, S], id="the base comes first"),
        pytest.param([(F, 0, 2), (S, 1, 0)], 4, [F, F, S, S], id="a base without weight is all a provider gets"),
        pytest.param([(S, 1, 0), (F, 0, 1)], 3, [F, S, S], id="wherever it stands"),
        pytest.param([(F, 0, 0), (S, 1, 0)], 2, [S, S], id="neither base nor weight: never"),
        pytest.param([(F, 1, 5)], 2, [F, F], id="a base that is larger than the count"),
        pytest.param([(F, 1, 0)], 0, [], id="no task"),
    ],
)
def test_new_tasks_go_to(items: list[tuple[str, int, int]], count: int, providers: list[str]) -> None:
    assert distribute(strategy(*items), count) == providers


def test_without_a_strategy_no_provider_is_named() -> None:
    assert distribute([], 2) == [None, None]


@pytest.mark.parametrize(
    ("items", "running", "providers"),
    [
        pytest.param([(F, 1, 0), (S, 1, 0)], [F, F, F], [S, S, S, F], id="the share that is furthest behind"),
        pytest.param([(F, 1, 2), (S, 1, 0)], [F, S], [F, F, F, S], id="the base that is not full"),
        pytest.param([(F, 1, 2), (S, 1, 0)], [S, S, S], [F, F, F, F], id="before all shares"),
        pytest.param([(F, 1, 0), (S, 1, 0)], [None, "GONE"], [F, S, F, S], id="others do not count"),
    ],
)
def test_tasks_that_run_already_count(
    items: list[tuple[str, int, int]], running: list[str | None], providers: list[str]
) -> None:
    assert distribute(strategy(*items), 4, running) == providers


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10), st.integers(0, 60))
def test_after_the_base_no_share_is_off_by_more_than_a_task(first: int, second: int, base: int, count: int) -> None:
    counts = Counter(distribute(strategy((F, first, base), (S, second, 0)), count))

    rest = max(count - base, 0)
    assert abs(counts[S] - rest * second / (first + second)) <= 1
    assert counts[F] >= min(base, count)


@given(st.integers(0, 4), st.integers(0, 4).map(lambda weight: weight + 1), st.integers(0, 30))
def test_it_makes_no_difference_whether_tasks_come_at_once_or_one_by_one(first: int, second: int, count: int) -> None:
    items = strategy((F, first, 2), (S, second, 0))
    one_by_one: list[str | None] = []

    for _ in range(count):
        one_by_one += distribute(items, 1, one_by_one)

    assert one_by_one == distribute(items, count)


def provider(state: EcsState, name: str = "hosts", group: str = "asg", **settings: str) -> CapacityProvider:
    return create_capacity_provider(state, name, group, f"arn:{group}", GroupSettings(**settings), {})  # type: ignore[arg-type]


class TestProviders:
    def test_the_same_settings_give_the_provider_there_is(self) -> None:
        state = new_state()

        assert provider(state) is provider(state)

    @pytest.mark.parametrize(
        ("name", "group", "draining"),
        [
            pytest.param("hosts", "asg", "DISABLED", id="other settings"),
            pytest.param("hosts", "asg-2", "ENABLED", id="another group"),
            pytest.param("hosts-2", "asg", "ENABLED", id="the group of another provider"),
        ],
    )
    def test_a_name_and_a_group_belong_to_one_provider(self, name: str, group: str, draining: str) -> None:
        state = new_state()
        provider(state)

        with pytest.raises(InvalidParameterException):
            provider(state, name, group, managed_draining=draining)

        assert list(state.capacity_providers) == ["hosts"]

    def test_an_update_takes_time(self) -> None:
        state = new_state()
        made = provider(state)

        assert made.group is not None
        settings = GroupSettings(managed_draining="DISABLED")
        update_capacity_provider(state, made, replace(made.group, settings=settings))
        at_once = made.update_status
        pass_time(state, 1)

        assert (at_once, made.update_status) == ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE")
        assert made.group.settings.managed_draining == "DISABLED"

    def test_a_deletion_overtakes_an_update(self) -> None:
        state = new_state()
        made = provider(state)

        update_capacity_provider(state, made, made.kind)
        delete_capacity_provider(state, made)
        pass_time(state, 1)

        assert (made.status, made.update_status) == ("INACTIVE", "DELETE_COMPLETE")
        assert find_capacity_provider(state, "hosts") is None

    def test_a_cluster_keeps_it_while_it_is_active(self) -> None:
        state = new_state()
        made = provider(state)
        cluster = create_cluster(state, "demo", capacity_providers=["hosts"])
        pass_time(state, 1)

        with pytest.raises(ClientException, match="associated with cluster: demo"):
            delete_capacity_provider(state, made)
        delete_cluster(state, cluster)
        delete_capacity_provider(state, made)

        assert made.update_status == "DELETE_IN_PROGRESS"

    def test_a_new_provider_of_the_name_is_not_forgotten_with_the_old_one(self) -> None:
        state = new_state()
        delete_capacity_provider(state, provider(state))
        pass_time(state, 1)
        new = provider(state)

        pass_time(state, 2 * 3600)

        assert state.capacity_providers == {"hosts": new}
