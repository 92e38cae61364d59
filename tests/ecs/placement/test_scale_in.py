"""Which tasks go when a service is scaled in."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.placement.scale_in import Share, Standing, leaving


def spread(*places: str) -> Standing:
    return Standing(places, tuple(None for _ in places))


def packed(instance: str, left: int, takes: int) -> Standing:
    return Standing((instance,), ((left, takes),))


def test_the_zone_that_has_most_gives_first_and_there_the_instance_that_has_most() -> None:
    tasks = [spread("a", "i-1"), spread("a", "i-2"), spread("a", "i-2"), spread("b", "i-3"), spread("b", "i-3")]

    assert leaving(tasks, 4) == [2, 4, 1, 3]


def test_binpack_takes_from_the_instance_that_will_have_most_left() -> None:
    tasks = [packed("i-1", 100, 50), packed("i-2", 300, 50), packed("i-2", 300, 50), packed("i-3", 320, 50)]

    assert leaving(tasks, 3) == [3, 2, 1]


def test_chance_decides_among_equals() -> None:
    tasks = [Standing(("a",), (None,), draw) for draw in (0.5, 0.9, 0.1)]

    assert leaving(tasks, 2) == [1, 0]


def test_without_strategies_the_last_go() -> None:
    assert leaving([spread(), spread(), spread()], 2) == [2, 1]


def test_no_more_go_than_there_are() -> None:
    assert leaving([spread("a"), spread("b")], 5) == [1, 0]
    assert leaving([], 3) == []


@given(zones=st.lists(st.sampled_from("abc"), min_size=1, max_size=30), data=st.data())
def test_zones_stay_as_even_as_they_can(zones: list[str], data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(zones)))

    gone = leaving([spread(zone) for zone in zones], count)

    before, left = Counter(zones), Counter(zones)
    left.subtract(zones[index] for index in gone)
    most = max(left.values(), default=0)
    assert len(set(gone)) == count
    # A zone that gave a task had at least as many as any other one has now.
    assert all(left[zone] + 1 >= most for zone in before if left[zone] < before[zone])


@pytest.mark.parametrize(
    ("shares", "running", "count", "left"),
    [
        pytest.param([("a", 1, 0), ("b", 1, 0)], [6, 2], 4, [2, 2], id="what is above its weight goes"),
        pytest.param([("a", 1, 0), ("b", 4, 0)], [2, 8], 5, [1, 4], id="the ratio stays"),
        pytest.param([("a", 1, 2), ("b", 1, 0)], [4, 2], 3, [3, 0], id="the base goes last"),
        pytest.param([("a", 1, 2), ("b", 1, 0)], [2, 3], 4, [1, 0], id="but it goes"),
        pytest.param([("a", 0, 2), ("b", 1, 0)], [3, 4], 2, [2, 3], id="beyond a base without weight"),
        pytest.param([("old", 0, 0), ("b", 1, 0)], [2, 4], 2, [0, 4], id="a provider that the strategy no longer has"),
        pytest.param([("a", 1, 5), ("b", 0, 0)], [2, 1], 2, [1, 0], id="fewer than the base"),
    ],
)
def test_capacity_providers_keep_their_shares(
    shares: list[tuple[str, int, int]], running: list[int], count: int, left: list[int]
) -> None:
    tasks = [
        Standing((), (), share=Share(*share))
        for share, number in zip(shares, running, strict=True)
        for _ in range(number)
    ]

    gone = leaving(tasks, count)

    assert len(set(gone)) == count
    stay = Counter(task.share.provider for index, task in enumerate(tasks) if index not in gone)
    assert [stay[name] for name, *_ in shares] == left


def test_tasks_that_stand_nowhere_yet_can_go_beside_those_that_stand() -> None:
    tasks = [spread("a", "i-1"), spread(""), packed("i-2", 100, 50), spread("a", "i-1")]

    assert len(set(leaving(tasks, 2))) == 2
