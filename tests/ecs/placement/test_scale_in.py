"""Which tasks go when a service is scaled in."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecs.placement.scale_in import Standing, leaving


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
