"""Placement strategies as an order of container instances: the first one gets the task.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.placement.scale_in import NO_SHARE, Share, Standing
from mock_ecs.sim.ids import Chance

DEFAULT = (PlacementStrategy("spread", "attribute:ecs.availability-zone"), PlacementStrategy("spread", "instanceId"))
"""What ECS does without a strategy: even over zones, then over instances."""

_ITSELF = ("instanceId", "host")
"""The fields by which each instance is a value of its own."""

Key = tuple[float, ...]


class Order(NamedTuple):
    """Strategies, taken apart for an index.

    ``fields`` are those that tasks are spread over, but for the instance itself; instances that have all of them in
    common differ only by ``own``, what each has for itself. ``steps`` say in which order the two are compared:
    True stands for the next field, False for the next of ``own``.
    """

    fields: tuple[str, ...]
    own: tuple[PlacementStrategy, ...]
    steps: tuple[bool, ...]

    @property
    def by_chance_alone(self) -> bool:
        """True where instances that have all fields in common are drawn from."""
        return bool(self.own) and self.own[0].type == "random"


def order_of(strategies: Sequence[PlacementStrategy]) -> Order:
    """``strategies`` (or the default) taken apart; what comes after ``random`` never decides anything."""
    fields: list[str] = []
    own: list[PlacementStrategy] = []
    steps: list[bool] = []
    for strategy in strategies or DEFAULT:
        shared = strategy.type == "spread" and strategy.field not in _ITSELF
        if shared:
            fields.append(strategy.field)
        else:
            own.append(strategy)
        steps.append(shared)
        if strategy.type == "random":
            break
    return Order(tuple(fields), tuple(own), tuple(steps))


def spread_value(instance: ContainerInstance, field: str) -> str:
    """What ``field`` is on the instance; all that lack an attribute share one value."""
    return instance.attributes.get(field.removeprefix("attribute:")) or ""


def own_key(instance: ContainerInstance, order: Order, tasks: int, chance: Chance) -> Key:
    """What the instance is compared by among its like, the least first; ``tasks`` of the group are on it."""
    key: list[float] = []
    for strategy in order.own:
        if strategy.type == "spread":
            key.append(tasks)
        elif strategy.type == "binpack":
            key.append(instance.room.cpu if strategy.field == "CPU" else instance.room.memory)
        else:
            key.append(chance.random())
    key.append(instance.number)
    return tuple(key)


def standing_of(task: Task, chance: Chance) -> Standing:
    """Where the task stands when its service is scaled in."""
    instance = task.container_instance
    share = _share_of(task)
    if instance is None:
        return _in_zone(task.availability_zone, share)
    places: list[str] = []
    left: list[tuple[int, int] | None] = []
    draw = 0.0
    for strategy in task.launch.placement_strategy or DEFAULT:
        if strategy.type == "random":
            draw = chance.random()
            break
        packs = strategy.type == "binpack"
        places.append(instance.id if packs or strategy.field in _ITSELF else spread_value(instance, strategy.field))
        left.append(_left(instance, task, strategy.field) if packs else None)
    return Standing(tuple(places), tuple(left), draw, share)


def _share_of(task: Task) -> Share:
    """What the strategy in force has for the task's provider; nothing for a task that strategies know nothing of."""
    strategy = task.deployment.launch.capacity_provider_strategy if task.deployment else ()
    for item in strategy:
        if item.provider == task.capacity_provider:
            return Share(item.provider, item.weight, item.base)
    return Share(task.capacity_provider or "") if strategy else NO_SHARE


@lru_cache
def _in_zone(zone: str, share: Share) -> Standing:
    return Standing((zone,), (None,), share=share)


def _left(instance: ContainerInstance, task: Task, field: str) -> tuple[int, int]:
    cpu, memory = (task.needs.cpu, task.needs.memory) if task.needs else (0, 0)
    return (instance.room.cpu, cpu) if field == "CPU" else (instance.room.memory, memory)
