"""The choice of container instances for tasks: filters first, then strategies.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Needs, Room
from mock_ecs.ecs.placement.strategies import DEFAULT, ranking, spread_value
from mock_ecs.sim.ids import Chance


@dataclass(frozen=True, slots=True)
class PlacementRequest:
    """How many tasks of which needs are to be placed, and by which rules."""

    count: int
    needs: Needs
    group: str
    strategies: tuple[PlacementStrategy, ...] = ()
    distinct_instance: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an instance (or, with none, the launch as a whole) could not take a task."""

    reason: str
    arn: str | None = None
    detail: str | None = None


@dataclass(slots=True)
class PlacementPlan:
    """The instances chosen, one a task, and what kept the remaining tasks from being placed."""

    chosen: list[ContainerInstance] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def place(instances: Sequence[ContainerInstance], request: PlacementRequest, chance: Chance) -> PlacementPlan:
    """Choose an instance for each task in turn, each seeing what the ones before it took. Changes nothing."""
    rooms = {instance.id: instance.room.copy() for instance in instances}
    peers = _peers(instances, request)
    on_instance = peers.setdefault("instanceId", {})
    key = ranking(request.strategies, peers, chance)
    plan = PlacementPlan()
    for _ in range(request.count):
        reasons = {instance.id: _refusal(instance, rooms[instance.id], request, on_instance) for instance in instances}
        fitting = [instance for instance in instances if reasons[instance.id] is None]
        if not fitting:
            plan.failures.extend(Failure(reasons[i.id] or "", arn=i.arn) for i in instances)
            continue
        best = min(fitting, key=lambda instance: key(instance, rooms[instance.id]))
        plan.chosen.append(best)
        rooms[best.id].take(request.needs)
        for name, counts in peers.items():
            value = spread_value(best, name)
            counts[value] = counts.get(value, 0) + 1
    return plan


def _refusal(
    instance: ContainerInstance, room: Room, request: PlacementRequest, on_instance: dict[str, int]
) -> str | None:
    if not instance.agent_connected:
        return "AGENT"
    if reason := room.shortfall(request.needs):
        return reason
    if instance.lacks(request.needs.attributes):
        return "ATTRIBUTE"
    if request.distinct_instance and on_instance.get(instance.id):
        return "DistinctInstance placement constraint unsatisfied."
    return None


def _peers(instances: Sequence[ContainerInstance], request: PlacementRequest) -> dict[str, dict[str, int]]:
    """For each field that is spread over, the tasks of the group that are there already, by its value."""
    fields = [strategy.field for strategy in request.strategies or DEFAULT if strategy.type == "spread"]
    if request.distinct_instance:
        fields.append("instanceId")
    peers: dict[str, dict[str, int]] = {name: {} for name in fields}
    for instance in instances:
        here = sum(
            1 for task in instance.tasks.values() if task.group == request.group and task.desired_status == "RUNNING"
        )
        for name, counts in peers.items():
            value = spread_value(instance, name)
            counts[value] = counts.get(value, 0) + here
    return peers
