"""The scheduling strategy DAEMON: one task on each container instance that will do.

On the instances it is a rolling update as any other, whose tasks have their places: an old task makes way on its
instance before the new one starts there. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mock_ecs.ecs.controllers import rolling
from mock_ecs.ecs.controllers.actions import (
    Action,
    CompleteDeployment,
    ReportSteadyState,
    Resize,
    RetireDeployment,
    StartOn,
    StartTasks,
    StopTasks,
    TellViolation,
    Wake,
)
from mock_ecs.ecs.controllers.view import ServiceView, TaskView

_AT_THE_END = (CompleteDeployment, ReportSteadyState, RetireDeployment)


def plan(view: ServiceView, now: float) -> list[Action]:
    """What to do for an ACTIVE daemon at ``now``."""
    hosts = frozenset(view.hosts or ())
    everything = [task for deployment in view.deployments for task in deployment.tasks]
    elsewhere = [task for task in everything if task.host not in hosts]
    there = [task for task in everything if task.host in hosts]
    placed = replace(
        view,
        desired_count=len(hosts),
        deployments=tuple(
            replace(deployment, tasks=tuple(task for task in deployment.tasks if task.host in hosts))
            for deployment in view.deployments
        ),
    )
    actions: list[Action] = [Resize(len(hosts))] if view.desired_count != len(hosts) else []
    actions += _farewell(view, elsewhere)
    planned = rolling.plan(placed, now)
    if elsewhere and any(isinstance(action, _AT_THE_END) for action in planned):
        # Nothing ends while tasks are left on other instances.
        planned = [action for action in planned if not isinstance(action, (*_AT_THE_END, Wake))]
    planned = list(_in_place(view, planned, there))
    if not any(isinstance(action, StopTasks) for action in planned):
        planned += _cured(view, hosts, there, now)
    return actions + planned


def _farewell(view: ServiceView, elsewhere: Sequence[TaskView]) -> Iterator[Action]:
    """Tasks go from instances that will not do any more; where those of others are still leaving, they go last."""
    leaving = [task for task in elsewhere if not task.stopping and task.host not in view.busy_hosts]
    if violating := tuple(task.host for task in leaving if not task.draining):
        yield TellViolation(violating)
    if leaving:
        yield StopTasks(tuple(task.id for task in leaving), view.deployments[0].id)


def _in_place(view: ServiceView, actions: Iterable[Action], there: Sequence[TaskView]) -> Iterator[Action]:
    """``actions`` of a rolling update, its new tasks on the instances that have none."""
    occupied = {task.host for task in there}
    free = tuple(host for host in view.hosts or () if host not in occupied)
    for action in actions:
        if not isinstance(action, StartTasks):
            yield action
        elif free:
            yield StartOn(action.deployment, free[: action.count])


def _cured(view: ServiceView, hosts: frozenset[str], there: Sequence[TaskView], now: float) -> Iterator[Action]:
    """An unhealthy task goes when all others are judged, whether or not there is room on each other instance."""
    primary = view.deployments[0]
    ailing = [task for task in primary.tasks if task.host in hosts and task.unhealthy and not task.stopping]
    if ailing and all(not task.stopping and (task.unhealthy or task.healthy(now)) for task in there):
        yield StopTasks((ailing[0].id,), primary.id, unhealthy=True)
