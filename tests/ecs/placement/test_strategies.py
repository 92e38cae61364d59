"""Placement strategies as sort keys."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Room
from mock_ecs.ecs.placement.strategies import ranking, spread_value
from tests.ecs.examples import new_cluster, new_instance, new_state

ZONE = "attribute:ecs.availability-zone"


def instance(**members: Any) -> ContainerInstance:
    state = new_state()
    return new_instance(state, new_cluster(state), **members)


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


@pytest.mark.parametrize("field", ["instanceId", "host"])
def test_each_instance_is_a_value_of_its_own(field: str) -> None:
    there = instance()

    assert spread_value(there, field) == there.id


@pytest.mark.parametrize(
    ("strategies", "key"),
    [
        pytest.param([PlacementStrategy("binpack", "CPU")], (300,), id="binpack: the least cpu left"),
        pytest.param([PlacementStrategy("binpack", "MEMORY")], (700,), id="binpack: the least memory left"),
        pytest.param([PlacementStrategy("binpack", "cpu")], (300,), id="in any case"),
        pytest.param([PlacementStrategy("spread", ZONE)], (4,), id="spread: the fewest tasks in the zone"),
        pytest.param([PlacementStrategy("spread", "attribute:stack")], (0,), id="none where nothing was counted"),
        pytest.param(
            [PlacementStrategy("spread", ZONE), PlacementStrategy("binpack", "MEMORY")],
            (4, 700),
            id="one after the other",
        ),
        pytest.param([], (4, 1), id="none: over zones and then over instances"),
    ],
)
def test_the_key_of_an_instance_is(strategies: list[PlacementStrategy], key: tuple[float, ...]) -> None:
    there = instance(zone="us-east-1b")
    peers = {ZONE: {"us-east-1a": 2, "us-east-1b": 4}, "instanceId": {there.id: 1}}

    assert ranking(strategies, peers, Random(0))(there, Room(300, 700)) == key


def test_random_draws_a_new_key_each_time() -> None:
    there = instance()
    key = ranking([PlacementStrategy("random")], {}, Random(5))

    drawn = [key(there, Room(0, 0)) for _ in range(3)]

    assert drawn == [(0.6229016948897019,), (0.7417869892607294,), (0.7951935655656966,)]
