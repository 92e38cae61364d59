"""The choice of container instances for tasks: filters first, then strategies.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.placement.constraints import PlacementClass, concerns, refusal
from mock_ecs.ecs.placement.index import PlacementIndex
from mock_ecs.sim.ids import Chance

EMPTY = "EMPTY CAPACITY PROVIDER"
NONE_ACTIVE = "NO ACTIVE INSTANCES"
"""Reasons of https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html"""

LIMIT = "The tasks provisioning capacity limit was exceeded."
"""Our words for a task that can be neither placed nor wait; those of RunTask's failure are not known."""

INDEXES_KEPT = 32
"""Kinds of tasks whose instances stay ranked; the one used longest ago gives way."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an instance (or, with none, the launch as a whole) could not take a task."""

    reason: str
    arn: str | None = None
    detail: str | None = None


class Placement:
    """Chooses container instances; keeps an index for each kind of task that was placed lately."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._indexes: OrderedDict[tuple[Cluster, PlacementClass], PlacementIndex] = OrderedDict()

    def choose(self, cluster: Cluster, wanted: PlacementClass) -> ContainerInstance | None:
        """The instance of ``cluster`` that the next task of ``wanted`` goes to; None when it fits nowhere."""
        return self.index(cluster, wanted).choose()

    def index(self, cluster: Cluster, wanted: PlacementClass) -> PlacementIndex:
        """The instances of ``cluster``, ranked for ``wanted``."""
        key = (cluster, wanted)
        index = self._indexes.get(key)
        if index is None:
            index = self._indexes[key] = PlacementIndex(wanted, cluster, self._chance)
            if len(self._indexes) > INDEXES_KEPT:
                self._indexes.popitem(last=False)
        else:
            self._indexes.move_to_end(key)
        return index


def failures(cluster: Cluster, wanted: PlacementClass) -> list[Failure]:
    """Why no instance of ``cluster`` takes a task of ``wanted``: one failure for each that could be considered."""
    found = []
    for instance in cluster.container_instances.values():
        if instance.status == "ACTIVE" and concerns(instance, wanted):
            reason = refusal(instance, wanted)
            if reason is not None:
                found.append(Failure(reason, arn=instance.arn))
    return found
