"""The controller of a service: by its status and its kind of deployment."""

from __future__ import annotations

from mock_ecs.ecs.controllers import daemon, monitors, rebalancing, rolling, task_sets, traffic_shift
from mock_ecs.ecs.controllers.actions import Action, BeginDeployment, Deactivate, ReportSteadyState, StopTasks
from mock_ecs.ecs.controllers.view import ServiceView

_GOING = ("STOPPING", "DEPROVISIONING")


def plan(view: ServiceView, now: float) -> list[Action]:
    """What to do for the service at ``now``."""
    if view.status == "ACTIVE":
        return _keep(view, now) if view.controller == "ECS" else task_sets.plan(view, now)
    if view.status == "DRAINING":
        return drain(view)
    return []


def _keep(view: ServiceView, now: float) -> list[Action]:
    if view.rebalancing is not None and view.rebalancing.going_on:
        return rebalancing.plan(view, now)
    begin: list[Action] = [BeginDeployment()] if view.rollout and view.rollout.status == "PENDING" else []
    actions = begin + (monitors.plan(view) or _deploy(view, now))
    if view.rebalancing is not None and (view.steady or any(isinstance(each, ReportSteadyState) for each in actions)):
        actions += rebalancing.plan(view, now)
    return actions


def _deploy(view: ServiceView, now: float) -> list[Action]:
    if view.rollout is not None and view.rollout.shift is not None:
        return traffic_shift.plan(view, view.rollout.shift, now)
    return rolling.plan(view, now) if view.hosts is None else daemon.plan(view, now)


def drain(view: ServiceView) -> list[Action]:
    """Stop what still runs; once all of it is at least STOPPING, the service is INACTIVE.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
    """
    tasks = [task for deployment in view.deployments for task in deployment.tasks]
    running = tuple(task.id for task in tasks if not task.stopping)
    if running:
        return [StopTasks(running, view.deployments[0].id)]
    return [Deactivate()] if all(task.status in _GOING for task in tasks) else []
