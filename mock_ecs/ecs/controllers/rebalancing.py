"""Availability Zone rebalancing: a steady service moves tasks from the fullest zone to the emptiest.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mock_ecs.ecs.controllers.actions import Action, BeginRebalancing, EndRebalancing, StartTasks, StopTasks, Wake
from mock_ecs.ecs.controllers.view import ServiceView, TaskView

UNBALANCED = "is not AZ balanced with {counts}. AZ Rebalancing in progress."
BALANCED = "is AZ balanced with {counts}."


def tasks_by_zone(zones: Sequence[str], tasks_in: Sequence[str]) -> dict[str, int]:
    """How many tasks are in each of ``zones``, and in any other that has one; ``tasks_in`` has the zone of each."""
    counts = dict.fromkeys(zones, 0)
    for zone in tasks_in:
        counts[zone] = counts.get(zone, 0) + 1
    return counts


def off_balance(counts: Mapping[str, int]) -> bool:
    """A zone has at least two tasks more than another."""
    return bool(counts) and max(counts.values()) - min(counts.values()) > 1


def plan(view: ServiceView, now: float) -> list[Action]:
    """What to do for a service that was steady and is off balance, or about to be balanced again.

    Tasks are started before others are stopped. Anything else that has to be done for the service ends it.
    """
    rebalancing, primary = view.rebalancing, view.deployments[0]
    if rebalancing is None:
        return []
    staying = [task for task in primary.tasks if not task.stopping]
    counts = tasks_by_zone(rebalancing.zones, [task.zone for task in staying])
    if not rebalancing.going_on:
        return [BeginRebalancing(_told(UNBALANCED, counts)), *_starts(view, counts)]
    surplus = len(staying) - view.desired_count
    if surplus < 0 or any(task.protected or task.draining or task.unhealthy for task in staying):
        return [EndRebalancing()]
    if surplus > 0:
        return _moved(view, staying, counts, surplus, now)
    if len(staying) < len(primary.tasks):
        return []
    if not off_balance(counts):
        return [EndRebalancing(_told(BALANCED, counts))]
    return _starts(view, counts)


def _starts(view: ServiceView, counts: dict[str, int]) -> list[Action]:
    """A task for the emptiest zone, again and again, until all would be even or maximumPercent forbids more."""
    counts = dict(counts)
    started: dict[str, int] = {}
    for _ in range(view.upper_bound - sum(counts.values())):
        if not off_balance(counts):
            break
        zone, fullest = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
        counts[zone] += 1
        counts[fullest] -= 1
        started[zone] = started.get(zone, 0) + 1
    return [StartTasks(view.deployments[0].id, count, zone=zone) for zone, count in started.items()]


def _moved(
    view: ServiceView, staying: Sequence[TaskView], counts: dict[str, int], surplus: int, now: float
) -> list[Action]:
    """Once the tasks that were started are healthy, as many of the fullest zones go."""
    young = [task for task in staying if not task.healthy(now)]
    if young:
        times = [task.healthy_at for task in young if task.healthy_at is not None and task.healthy_at > now]
        return [Wake(min(times))] if times else []
    counts, left, chosen = dict(counts), list(staying), []
    for _ in range(surplus):
        fullest = max(counts, key=counts.__getitem__)
        going = next(task for task in reversed(left) if task.zone == fullest)
        counts[fullest] -= 1
        left.remove(going)
        chosen.append(going.id)
    return [StopTasks(tuple(chosen), view.deployments[0].id)]


def _told(text: str, counts: Mapping[str, int]) -> str:
    fullest_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return text.format(counts=", ".join(f"{count} tasks in {zone}" for zone, count in fullest_first))
