"""Tasks that wait for capacity: by cluster and by kind of task, in order of arrival.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mock_ecs.ecs.entities.cluster import Cluster, Task
from mock_ecs.ecs.placement.constraints import PlacementClass

MOST_WAITING = 500
"""Tasks that may wait in one cluster: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""

_Kind = tuple[Cluster, PlacementClass]


class WaitingTasks:
    """The tasks that wait in PROVISIONING until a container instance of their capacity provider has room."""

    def __init__(self) -> None:
        self._queues: dict[Cluster, dict[PlacementClass, dict[Task, int]]] = {}
        self._kinds: dict[Task, _Kind] = {}
        self._counts: Counter[Cluster] = Counter()
        self._arrivals = 0

    def add(self, task: Task, kind: PlacementClass) -> None:
        """Let ``task``, which is of ``kind``, wait behind those that came before it."""
        self._arrivals += 1
        self._queues.setdefault(task.cluster, {}).setdefault(kind, {})[task] = self._arrivals
        self._kinds[task] = task.cluster, kind
        self._counts[task.cluster] += 1

    def discard(self, task: Task) -> None:
        """``task`` waits no longer, if it did."""
        if task not in self._kinds:
            return
        cluster, kind = self._kinds.pop(task)
        self._counts[cluster] -= 1
        queues = self._queues[cluster]
        del queues[kind][task]
        if not queues[kind]:
            del queues[kind]
        if not queues:
            del self._queues[cluster], self._counts[cluster]

    def count(self, cluster: Cluster) -> int:
        """How many wait in ``cluster``."""
        return self._counts.get(cluster, 0)

    def kind_of(self, task: Task) -> PlacementClass | None:
        """The kind of a task that waits, None for another."""
        found = self._kinds.get(task)
        return found[1] if found else None

    def kinds(self, cluster: Cluster) -> dict[PlacementClass, int]:
        """How many of each kind wait in ``cluster``."""
        return {kind: len(queue) for kind, queue in self._queues.get(cluster, {}).items()}

    def fronts(self, cluster: Cluster) -> Iterator[tuple[int, PlacementClass]]:
        """Each kind that waits in ``cluster``, with the place of its first task in the order of arrival."""
        for kind, queue in self._queues.get(cluster, {}).items():
            yield next(iter(queue.values())), kind

    def first(self, cluster: Cluster, kind: PlacementClass) -> tuple[int, Task] | None:
        """The first of ``kind`` in ``cluster`` with its place in the order of arrival, None when none is left."""
        queue = self._queues.get(cluster, {}).get(kind)
        if not queue:
            return None
        task, arrival = next(iter(queue.items()))
        return arrival, task
