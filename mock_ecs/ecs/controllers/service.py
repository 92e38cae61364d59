"""The controller of a service: by its status and its kind of deployment."""

from __future__ import annotations

from mock_ecs.ecs.controllers import daemon, monitors, rolling, task_sets
from mock_ecs.ecs.controllers.view import Action, BeginDeployment, Deactivate, ServiceView, StopTasks

_GOING = ("STOPPING", "DEPROVISIONING")


def plan(view: ServiceView, now: float) -> list[Action]:
    """What to do for the service at ``now``."""
    if view.status == "ACTIVE":
        if view.controller != "ECS":
            return task_sets.plan(view, now)
        begin: list[Action] = [BeginDeployment()] if view.rollout and view.rollout.status == "PENDING" else []
        scheduler = rolling if view.hosts is None else daemon
        return begin + (monitors.plan(view) or scheduler.plan(view, now))
    if view.status == "DRAINING":
        return drain(view)
    return []


def drain(view: ServiceView) -> list[Action]:
    """Stop what still runs; once all of it is at least STOPPING, the service is INACTIVE.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
    """
    tasks = [task for deployment in view.deployments for task in deployment.tasks]
    running = tuple(task.id for task in tasks if not task.stopping)
    if running:
        return [StopTasks(running, view.deployments[0].id)]
    return [Deactivate()] if all(task.status in _GOING for task in tasks) else []
