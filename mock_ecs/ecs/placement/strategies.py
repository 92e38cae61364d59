"""Placement strategies as sort keys: the instance with the least key gets the task.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Room
from mock_ecs.sim.ids import Chance

DEFAULT = (PlacementStrategy("spread", "attribute:ecs.availability-zone"), PlacementStrategy("spread", "instanceId"))
"""What ECS does without a strategy: even over zones, then over instances."""

Key = tuple[float, ...]


def ranking(
    strategies: Sequence[PlacementStrategy], peers: dict[str, dict[str, int]], chance: Chance
) -> Callable[[ContainerInstance, Room], Key]:
    """The key of an instance, by ``strategies`` in their order.

    ``peers`` counts, for each field that is spread over, the tasks of the group by the field's value.
    """

    def key(instance: ContainerInstance, room: Room) -> Key:
        return tuple(_part(strategy, instance, room, peers, chance) for strategy in strategies or DEFAULT)

    return key


def spread_value(instance: ContainerInstance, field: str) -> str:
    """What ``field`` is on the instance; all that lack an attribute share one value."""
    if field in ("instanceId", "host"):
        return instance.id
    return instance.attributes.get(field.removeprefix("attribute:")) or ""


def _part(
    strategy: PlacementStrategy,
    instance: ContainerInstance,
    room: Room,
    peers: dict[str, dict[str, int]],
    chance: Chance,
) -> float:
    if strategy.type == "spread":
        return peers.get(strategy.field, {}).get(spread_value(instance, strategy.field), 0)
    if strategy.type == "binpack":
        return room.cpu if strategy.field.lower() == "cpu" else room.memory
    return chance.random()
