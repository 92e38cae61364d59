"""Which container instances a task may go to at all: resources, attributes and constraints, in ECS's order.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
"""

from __future__ import annotations

from dataclasses import dataclass

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.placement.query import Query

DISTINCT = "DistinctInstance placement constraint unsatisfied."
MEMBER_OF = "MemberOf placement constraint unsatisfied."


@dataclass(frozen=True, slots=True)
class PlacementClass:
    """What tasks have in common that are placed alike: what they take, their group, constraints and strategies.

    ``queries`` are the expressions of memberOf; ``zones``, where not empty, those of the subnets that a task in
    network mode awsvpc can have its interface in; ``capacity_provider`` whose instances alone will do.
    """

    needs: Needs
    group: str
    strategies: tuple[PlacementStrategy, ...] = ()
    queries: tuple[Query, ...] = ()
    distinct_instance: bool = False
    external: bool = False
    zones: tuple[str, ...] = ()
    capacity_provider: str | None = None


def refusal(instance: ContainerInstance, wanted: PlacementClass) -> str | None:
    """Why no task of ``wanted`` can go to ``instance`` now, as ECS's reason for a failure; None when it can."""
    if instance.status != "ACTIVE":
        return "INACTIVE"
    if not instance.agent_connected:
        return "AGENT"
    if reason := instance.shortfall(wanted.needs):
        return reason
    if instance.lacks(wanted.needs.attributes):
        return "ATTRIBUTE"
    if wanted.zones and instance.availability_zone not in wanted.zones:
        return "LOCATION"
    for query in wanted.queries:
        if not query.matches(instance):
            return MEMBER_OF
    if wanted.distinct_instance and instance.task_groups.get(wanted.group):
        return DISTINCT
    return None


def concerns(instance: ContainerInstance, wanted: PlacementClass) -> bool:
    """False for instances that are not even looked at: of another launch type, or of another capacity provider."""
    return instance.external == wanted.external and wanted.capacity_provider in (None, instance.capacity_provider)
