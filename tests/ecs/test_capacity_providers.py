"""Base and weight of capacity provider strategies."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.capacity_providers import distribute
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem

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
