"""The container instances that tasks of one kind can go to, ranked, and kept so while instances change.

An index is made for a :class:`PlacementClass`, and then follows the cluster's log of changed instances. Instances
with the same values of all fields that tasks are spread over (the zone, mostly) form a leaf: the numbers of tasks that
decide between leaves are kept beside it, and in it the instances lie in a heap by what each has for itself (or, for
``random``, in a bag). So a choice costs the same among a hundred instances and ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.placement.constraints import PlacementClass, concerns, refusal
from mock_ecs.ecs.placement.strategies import DEFAULT, Key, order_of, own_key, spread_value
from mock_ecs.sim.ids import Chance

_SLACK = 64
"""Entries that a heap may hold beyond twice its instances before the old ones are thrown out."""


class _Place(NamedTuple):
    """What the index knows of one instance; ``stamp`` tells its entry in the heap from older ones."""

    reason: str | None
    leaf: _Leaf
    key: Key
    tasks: int
    stamp: int


@dataclass(slots=True, eq=False)
class _Leaf:
    """The instances that have ``values`` of the spread fields; ``prefixes`` are all beginnings of these."""

    values: tuple[str, ...]
    prefixes: tuple[tuple[str, ...], ...]
    heap: list[tuple[Key, int, ContainerInstance]] = field(default_factory=list)
    bag: list[ContainerInstance] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    size: int = 0


class PlacementIndex:
    """Answers where the next task of ``wanted`` goes; reads the cluster, and never changes it.

    ``refused`` has the instances that it cannot go to, by reason and id.
    """

    def __init__(self, wanted: PlacementClass, cluster: Cluster, chance: Chance) -> None:
        self.wanted = wanted
        self.cluster = cluster
        self.strategies = tuple(wanted.strategies) or DEFAULT
        self.refused: dict[str, dict[str, ContainerInstance]] = {}
        self._chance = chance
        self._order = order_of(wanted.strategies)
        self._by_chance = self._order.by_chance_alone
        self._leads = all(self._order.steps[: len(self._order.fields)])
        self._stamps = 0
        self._begin()

    def choose(self) -> ContainerInstance | None:
        """The instance that the next task goes to; None when it fits nowhere."""
        self._catch_up()
        best: tuple[Key, ContainerInstance] | None = None
        for leaf in self._leaves.values():
            first = self._first(leaf)
            if first is not None:
                rank = self._rank(leaf, first[0])
                if best is None or rank < best[0]:
                    best = (rank, first[1])
                    chosen = leaf
        if best is None:
            return None
        return chosen.bag[self._chance.randrange(len(chosen.bag))] if self._by_chance else best[1]

    @property
    def considered(self) -> int:
        """How many instances there are to choose among, before any filter."""
        return len(self._places)

    def suitable(self) -> list[ContainerInstance]:
        """All instances that a task could go to, in the order in which they were registered."""
        self._catch_up()
        places = self._places
        return [
            instance
            for instance in self.cluster.container_instances.values()
            if (place := places.get(instance.id)) is not None and place.reason is None
        ]

    def ranking(self) -> list[tuple[tuple[str, ...], int, ContainerInstance | None]]:
        """The leaves, the next to be chosen first: their values, tasks of the group, and first instance if any."""
        self._catch_up()
        found = []
        for leaf in self._leaves.values():
            first = self._first(leaf)
            rank = (first is None, self._rank(leaf, first[0]) if first else ())
            found.append((rank, (leaf.values, self._tasks[leaf.values], first[1] if first else None)))
        return [shown for _, shown in sorted(found, key=lambda item: item[0])]

    def _begin(self) -> None:
        self._leaves: dict[tuple[str, ...], _Leaf] = {}
        self._places: dict[str, _Place] = {}
        self._tasks: dict[tuple[str, ...], int] = {}
        self.refused.clear()
        self._position = self.cluster.instance_changes.end
        for instance in self.cluster.container_instances.values():
            self._look_at(instance)

    def _catch_up(self) -> None:
        changes = self.cluster.instance_changes
        if self._position == changes.end:
            return
        changed = changes.since(self._position)
        if changed is None:
            self._begin()
            return
        self._position = changes.end
        for instance in dict.fromkeys(changed) if len(changed) > 1 else changed:
            self._look_at(instance)

    def _look_at(self, instance: ContainerInstance) -> None:
        """Put the instance where it belongs now."""
        known = self._places.get(instance.id)
        if known is not None:
            self._take_out(instance, known)
        if instance.id not in self.cluster.container_instances or not concerns(instance, self.wanted):
            self._places.pop(instance.id, None)
            return
        leaf = self._leaf_of(instance)
        reason = refusal(instance, self.wanted)
        tasks = instance.task_groups.get(self.wanted.group, 0)
        self._stamps += 1
        key: Key = ()
        if reason is None and not self._by_chance:
            key = own_key(instance, self._order, tasks, self._chance)
        place = self._places[instance.id] = _Place(reason, leaf, key, tasks, self._stamps)
        self._put_in(instance, place)

    def _leaf_of(self, instance: ContainerInstance) -> _Leaf:
        values = tuple([spread_value(instance, name) for name in self._order.fields])
        leaf = self._leaves.get(values)
        if leaf is None:
            prefixes = tuple(values[:length] for length in range(1, len(values) + 1)) or ((),)
            leaf = self._leaves[values] = _Leaf(values, prefixes)
            for prefix in prefixes:
                self._tasks.setdefault(prefix, 0)
        return leaf

    def _put_in(self, instance: ContainerInstance, place: _Place) -> None:
        leaf = place.leaf
        if place.tasks:
            for prefix in leaf.prefixes:
                self._tasks[prefix] += place.tasks
        if place.reason is not None:
            self.refused.setdefault(place.reason, {})[instance.id] = instance
            return
        leaf.size += 1
        if self._by_chance:
            leaf.positions[instance.id] = len(leaf.bag)
            leaf.bag.append(instance)
            return
        heappush(leaf.heap, (place.key, place.stamp, instance))
        if len(leaf.heap) > 2 * leaf.size + _SLACK:
            leaf.heap = [entry for entry in leaf.heap if self._places[entry[2].id].stamp == entry[1]]
            heapify(leaf.heap)

    def _take_out(self, instance: ContainerInstance, place: _Place) -> None:
        """Undo what :meth:`_put_in` did; an entry in a heap stays behind, and is known by its stamp to be old."""
        leaf = place.leaf
        if place.tasks:
            for prefix in leaf.prefixes:
                self._tasks[prefix] -= place.tasks
        if place.reason is not None:
            del self.refused[place.reason][instance.id]
            return
        leaf.size -= 1
        if self._by_chance:
            last, position = leaf.bag.pop(), leaf.positions.pop(instance.id)
            if last is not instance:
                leaf.bag[position] = last
                leaf.positions[last.id] = position

    def _first(self, leaf: _Leaf) -> tuple[Key, ContainerInstance] | None:
        """The leaf's first instance with its own key; any one where chance decides."""
        if not leaf.size:
            return None
        if self._by_chance:
            return (), leaf.bag[0]
        heap, places = leaf.heap, self._places
        while True:
            key, stamp, instance = heap[0]
            place = places.get(instance.id)
            if place is not None and place.stamp == stamp:
                return key, instance
            heappop(heap)

    def _rank(self, leaf: _Leaf, key: Key) -> Key:
        """The leaf's place among all: the tasks by its spread fields and its first instance's own key, in order."""
        tasks = self._tasks
        if self._leads:
            return (*[tasks[prefix] for prefix in leaf.prefixes], *key) if leaf.values else key
        counts, own = iter([tasks[prefix] for prefix in leaf.prefixes]), iter(key)
        return (*[next(counts if shared else own) for shared in self._order.steps], *own)
