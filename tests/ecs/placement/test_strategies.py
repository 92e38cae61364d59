"""Placement strategies as an order of container instances."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.placement.strategies import Key, order_of, own_key, spread_value
from tests.ecs.placement.hosts import (
    AT_RANDOM,
    BY_CPU,
    BY_INSTANCE,
    BY_MEMORY,
    BY_ZONE,
    ZONE,
    cluster_of,
    hosts,
)


def instance(**members: Any) -> ContainerInstance:
    (found,) = hosts(cluster_of(members))
    return found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param(ZONE, "us-east-1b", id="an attribute"),
        pytest.param("attribute:stack", "blue", id="one that a user gave"),
        pytest.param("attribute:gpu", "", id="one without a value"),
        pytest.param("attribute:unknown", "", id="one that it lacks"),  # unsure in the reference
    ],
)
def test_instances_are_told_apart_by(field: str, value: str) -> None:
    there = instance(zone="us-east-1b", attributes={"stack": "blue", "gpu": None})

    assert spread_value(there, field) == value


@pytest.mark.parametrize(
    ("strategies", "fields", "own", "steps"),
    [
        ([], (ZONE,), (BY_INSTANCE,), (True, False)),
        ([BY_ZONE], (ZONE,), (), (True,)),
        ([BY_ZONE, BY_MEMORY], (ZONE,), (BY_MEMORY,), (True, False)),
        ([BY_CPU, BY_ZONE], (ZONE,), (BY_CPU,), (False, True)),
        ([PlacementStrategy("spread", "host")], (), (PlacementStrategy("spread", "host"),), (False,)),
        ([AT_RANDOM, BY_ZONE], (), (AT_RANDOM,), (False,)),
    ],
    ids=["none", "zone", "zone and memory", "cpu and zone", "host", "what follows random never decides"],
)
def test_what_instances_share_is_told_from_what_each_has_for_itself(
    strategies: list[PlacementStrategy],
    fields: tuple[str, ...],
    own: tuple[PlacementStrategy, ...],
    steps: tuple[bool, ...],
) -> None:
    order = order_of(strategies)

    assert (order.fields, order.own, order.steps) == (fields, own, steps)
    assert order.by_chance_alone is (own[:1] == (AT_RANDOM,))


@pytest.mark.parametrize(
    ("strategies", "key"),
    [
        pytest.param([BY_CPU], (300, 0), id="binpack: the least cpu left"),
        pytest.param([BY_MEMORY], (700, 0), id="binpack: the least memory left"),
        pytest.param([BY_INSTANCE], (4, 0), id="spread over instances: the fewest tasks on it"),
        pytest.param([BY_ZONE], (0,), id="spread over zones: the instance itself has no say"),
        pytest.param([BY_CPU, BY_INSTANCE, BY_MEMORY], (300, 4, 700, 0), id="one after the other"),
        pytest.param([BY_CPU, AT_RANDOM], (300, 0.6229016948897019, 0), id="chance among equals"),
    ],
)
def test_among_its_like_an_instance_is_compared_by(strategies: list[PlacementStrategy], key: Key) -> None:
    there = instance(cpu=300, memory=700)

    assert own_key(there, order_of(strategies), 4, Random(5)) == key
