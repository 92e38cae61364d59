"""The index of container instances: the order of the strategies, kept while instances change."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecs.container_instances import deregister_container_instance, set_container_instance_status
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.placement.constraints import PlacementClass, refusal
from mock_ecs.ecs.placement.index import PlacementIndex
from mock_ecs.ecs.placement.strategies import order_of, own_key, spread_value
from tests.ecs.examples import new_cluster, new_instance, new_state
from tests.ecs.placement.hosts import (
    AT_RANDOM,
    BY_CPU,
    BY_INSTANCE,
    BY_MEMORY,
    BY_ZONE,
    cluster_of,
    filled,
    hosts,
    kind,
    put,
    take_away,
    two_zones,
)

BY_RACK = PlacementStrategy("spread", "attribute:rack")


def index_of(cluster: Cluster, *strategies: PlacementStrategy, **members: Any) -> PlacementIndex:
    return PlacementIndex(kind(*strategies, **members), cluster, Random(0))


def chosen(cluster: Cluster, count: int, *strategies: PlacementStrategy, **members: Any) -> str:
    """The numbers of the instances that ``count`` tasks go to."""
    return " ".join(str(found.number) for found in filled(index_of(cluster, *strategies, **members), count))


@pytest.mark.parametrize(
    ("strategies", "numbers"),
    [
        pytest.param([], "0 2 1 2 0 2", id="by default even over zones, then over their instances"),
        pytest.param([BY_ZONE], "0 2 0 2 0 2", id="spread over zones alone keeps to the first instance of a zone"),
        pytest.param([BY_INSTANCE], "0 1 2 0 1 2", id="spread over instances"),
        pytest.param([PlacementStrategy("spread", "attribute:stack")], "0 0 0 0 0 0", id="spread over what none has"),
        pytest.param([BY_MEMORY], "1 1 1 1 0 0", id="binpack fills the smallest first"),
        pytest.param([BY_CPU], "1 1 1 1 0 0", id="by cpu too"),
        pytest.param([BY_ZONE, BY_MEMORY], "1 2 1 2 1 2", id="the fullest of the emptiest zone"),
        pytest.param([BY_MEMORY, BY_ZONE], "1 1 1 1 0 0", id="the fullest, and of equals that of the emptiest zone"),
        pytest.param([BY_INSTANCE, BY_MEMORY], "1 0 2 1 0 2", id="the fullest of those with the fewest tasks"),
    ],
)
def test_tasks_go_by_the_strategies(strategies: list[PlacementStrategy], numbers: str) -> None:
    assert chosen(two_zones(), 6, *strategies) == numbers


def test_chance_comes_from_the_stream_that_is_given() -> None:
    drawn = [
        [found.number for found in filled(PlacementIndex(kind(AT_RANDOM), two_zones(), Random(seed)), 8)]
        for seed in (1, 1, 2)
    ]

    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0])) > 1


def test_spread_within_a_zone_counts_the_tasks_of_that_zone_alone() -> None:
    cluster = cluster_of(
        *({"zone": f"us-east-1{zone}", "attributes": {"rack": number}} for zone in "ab" for number in "12")
    )

    assert chosen(cluster, 8, BY_ZONE, BY_RACK) == "0 2 1 3 0 2 1 3"


def test_tasks_of_the_group_that_run_already_count_and_others_do_not() -> None:
    cluster = two_zones()
    put(hosts(cluster)[0], kind(group="service:other"))
    put(hosts(cluster)[2], kind())

    assert chosen(cluster, 2) == "0 1"


def test_choosing_changes_nothing() -> None:
    cluster = two_zones()

    for _ in range(3):
        index_of(cluster).choose()

    assert [(host.room.cpu, host.task_groups) for host in hosts(cluster)] == [(1024, {}), (512, {}), (2048, {})]


def test_an_instance_that_joins_is_found() -> None:
    state = new_state()
    cluster = new_cluster(state)
    index = index_of(cluster)
    assert index.choose() is None

    joined = new_instance(state, cluster)

    assert index.choose() is joined


def test_an_instance_that_drains_or_goes_is_found_no_more_and_its_tasks_do_not_count() -> None:
    state = new_state()
    cluster = new_cluster(state)
    first, second = new_instance(state, cluster, zone="us-east-1a"), new_instance(state, cluster, zone="us-east-1b")
    index = index_of(cluster)
    assert index.choose() is first

    set_container_instance_status(state, first, "DRAINING")
    assert index.choose() is second
    assert index.refused == {"INACTIVE": {first.id: first}}

    set_container_instance_status(state, first, "ACTIVE")
    assert index.choose() is first

    deregister_container_instance(state, first, force=False)
    assert index.choose() is second
    assert index.refused == {"INACTIVE": {}}


def test_room_that_is_given_back_is_used_again() -> None:
    cluster = cluster_of({"memory": 128})
    index = index_of(cluster)
    (host,) = filled(index, 2)

    take_away(host, index.wanted)

    assert index.choose() is host


def test_an_index_that_fell_behind_the_log_begins_anew() -> None:
    cluster = two_zones()
    cluster.instance_changes._kept = 4
    index = index_of(cluster, BY_MEMORY)
    assert index.choose() is hosts(cluster)[1]

    for _ in range(12):
        put(hosts(cluster)[1], kind(needs=Needs(40, 40)))

    assert index.choose() is hosts(cluster)[0]


def test_the_ranking_names_each_leaf_with_its_tasks_and_its_first_instance() -> None:
    cluster = two_zones()
    index = index_of(cluster, BY_ZONE, BY_MEMORY)
    filled(index, 3)

    assert index.ranking() == [
        (("us-east-1b",), 1, hosts(cluster)[2]),
        (("us-east-1a",), 2, hosts(cluster)[1]),
    ]


def test_a_query_whose_answer_moves_is_asked_anew() -> None:
    cluster = cluster_of({}, {})
    index = index_of(cluster, BY_MEMORY, query="not(task:group == family:web)")

    assert [found.number for found in filled(index, 3)] == [0, 1]


STRATEGIES = st.lists(st.sampled_from([BY_ZONE, BY_INSTANCE, BY_CPU, BY_MEMORY, BY_RACK]), max_size=4)
CHANGES = st.sampled_from(["place", "place", "place", "end", "drain", "away"])
HOSTS = st.lists(
    st.fixed_dictionaries(
        {
            "cpu": st.sampled_from([256, 1024]),
            "memory": st.integers(100, 1200),
            "zone": st.sampled_from(["us-east-1a", "us-east-1b", "us-east-1c"]),
            "attributes": st.sampled_from([{}, {"rack": "1"}, {"rack": "2"}]),
        }
    ),
    min_size=1,
    max_size=7,
)


def best_by_looking_at_all(cluster: Cluster, wanted: PlacementClass) -> ContainerInstance | None:
    """What the documentation says, in the plainest form: filter, then compare strategy by strategy."""
    order = order_of(wanted.strategies)

    def rank(host: ContainerInstance) -> tuple[float, ...]:
        values = [spread_value(host, name) for name in order.fields]
        counts = [
            sum(
                other.task_groups.get(wanted.group, 0)
                for other in hosts(cluster)
                if [spread_value(other, name) for name in order.fields[: depth + 1]] == values[: depth + 1]
            )
            for depth in range(len(values))
        ]
        own = list(own_key(host, order, host.task_groups.get(wanted.group, 0), Random(0)))
        return (*[counts.pop(0) if shared else own.pop(0) for shared in order.steps], *own)

    fitting = [host for host in hosts(cluster) if refusal(host, wanted) is None]
    return min(fitting, key=rank, default=None)


@given(
    members=HOSTS,
    strategies=STRATEGIES,
    distinct=st.booleans(),
    needs=st.builds(Needs, st.integers(0, 300), st.integers(0, 300), st.sampled_from([(), (("tcp", 80),)])),
    changes=st.lists(
        st.tuples(st.sampled_from(["place", "place", "place", "end", "drain", "away"]), st.integers(0, 6))
    ),
)
@settings(max_examples=200)
def test_the_index_always_finds_what_a_look_at_all_instances_finds(
    members: list[dict[str, Any]],
    strategies: list[PlacementStrategy],
    distinct: bool,
    needs: Needs,
    changes: list[tuple[str, int]],
) -> None:
    cluster = cluster_of(*members)
    wanted = kind(*strategies, needs=needs, distinct_instance=distinct)
    index = PlacementIndex(wanted, cluster, Random(0))
    placed: list[ContainerInstance] = []

    for change, number in changes:
        host = hosts(cluster)[number % len(members)]
        if change == "place" and (found := index.choose()) is not None:
            assert refusal(found, wanted) is None
            put(found, wanted)
            placed.append(found)
        elif change == "end" and placed:
            take_away(placed.pop(number % len(placed)), wanted)
        elif change == "drain":
            host.status = "DRAINING" if host.status == "ACTIVE" else "ACTIVE"
            host.changed()
        elif change == "away":
            host.agent_connected = not host.agent_connected
            host.changed()

        assert index.choose() is best_by_looking_at_all(cluster, wanted)
        assert {one: why for why, found in index.refused.items() for one in found} == {
            one.id: why for one in hosts(cluster) if (why := refusal(one, wanted)) is not None
        }
        assert all(one.room.cpu >= 0 and one.room.memory >= 0 for one in hosts(cluster))


@given(zones=st.lists(st.sampled_from("abc"), min_size=1, max_size=9), count=st.integers(1, 30))
def test_spread_is_never_off_by_more_than_one_where_there_is_room(zones: list[str], count: int) -> None:
    cluster = cluster_of(*({"zone": f"us-east-1{zone}", "cpu": 100_000, "memory": 100_000} for zone in zones))

    placed = filled(index_of(cluster, BY_ZONE), count)

    tasks = [sum(host.availability_zone == f"us-east-1{zone}" for host in placed) for zone in dict.fromkeys(zones)]
    assert len(placed) == count
    assert max(tasks) - min(tasks) <= 1


@given(sizes=st.lists(st.integers(1, 12), min_size=1, max_size=8), memory=st.integers(1, 4), count=st.integers(1, 20))
def test_binpack_of_equal_tasks_leaves_at_most_one_instance_part_filled(
    sizes: list[int], memory: int, count: int
) -> None:
    cluster = cluster_of(*({"memory": size, "cpu": 4096} for size in sizes))

    filled(index_of(cluster, BY_MEMORY, needs=Needs(1, memory)), count)

    used = [host for host in hosts(cluster) if host.task_groups]
    assert sum(host.room.memory >= memory for host in used) <= 1


@given(count=st.integers(1, 40), memory=st.integers(1, 5), size=st.integers(5, 20))
def test_binpack_of_equal_tasks_uses_the_fewest_of_equal_instances(count: int, memory: int, size: int) -> None:
    cluster = cluster_of(*({"memory": size, "cpu": 4096} for _ in range(45)))

    placed = filled(index_of(cluster, BY_MEMORY, needs=Needs(1, memory)), count)

    on_one = size // memory
    assert len(placed) == count
    assert len({host.id for host in placed}) == -(-count // on_one)
