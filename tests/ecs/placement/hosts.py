"""Container instances for the tests of placement, and tasks put on them as the lifecycle does."""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.placement.constraints import PlacementClass
from mock_ecs.ecs.placement.index import PlacementIndex
from mock_ecs.ecs.placement.query import parse_query
from tests.ecs.examples import new_cluster, new_instance, new_state

ZONE = "attribute:ecs.availability-zone"
BY_ZONE = PlacementStrategy("spread", ZONE)
BY_INSTANCE = PlacementStrategy("spread", "instanceId")
BY_CPU = PlacementStrategy("binpack", "CPU")
BY_MEMORY = PlacementStrategy("binpack", "MEMORY")
AT_RANDOM = PlacementStrategy("random")


def cluster_of(*instances: dict[str, Any]) -> Cluster:
    state = new_state()
    cluster = new_cluster(state)
    for members in instances:
        new_instance(state, cluster, **members)
    return cluster


def two_zones() -> Cluster:
    """Two instances in zone a, one in b: a0 with 1024 units and MiB, a1 with half of it, b0 with twice as much."""
    return cluster_of(
        {"zone": "us-east-1a"},
        {"zone": "us-east-1a", "cpu": 512, "memory": 512},
        {"zone": "us-east-1b", "cpu": 2048, "memory": 2048},
    )


def hosts(cluster: Cluster) -> list[ContainerInstance]:
    return list(cluster.container_instances.values())


SMALL = Needs(128, 128)


def kind(*strategies: PlacementStrategy, needs: Needs = SMALL, query: str = "", **members: Any) -> PlacementClass:
    """Tasks of 128 units and MiB in the group family:web."""
    queries = (parse_query(query),) if query else ()
    return PlacementClass(needs, members.pop("group", "family:web"), strategies, queries, **members)


def put(instance: ContainerInstance, wanted: PlacementClass) -> None:
    """Let a task of ``wanted`` begin on ``instance``."""
    instance.room.take(wanted.needs)
    instance.task_groups[wanted.group] = instance.task_groups.get(wanted.group, 0) + 1
    instance.changed()


def take_away(instance: ContainerInstance, wanted: PlacementClass) -> None:
    """Let a task of ``wanted`` end on ``instance``."""
    instance.room.give_back(wanted.needs)
    instance.task_groups[wanted.group] -= 1
    instance.changed()


def filled(index: PlacementIndex, count: int) -> list[ContainerInstance]:
    """The instances that up to ``count`` tasks go to, one after the other."""
    found = []
    for _ in range(count):
        instance = index.choose()
        if instance is None:
            break
        put(instance, index.wanted)
        found.append(instance)
    return found
