"""Views of services, deployments and tasks that the tests of controllers plan with."""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.controllers.actions import Report
from mock_ecs.ecs.controllers.view import DeploymentView, ServiceView, TaskView
from mock_ecs.ecs.placement.scale_in import Standing

NOW = 10_000.0
BLOCKED = Report(
    "was unable to stop or start tasks during a deployment because of the service deployment configuration. "
    "Update the minimumHealthyPercent or maximumPercent value and try again."
)
UNSTABLE = Report("is unable to consistently start tasks successfully.")


def place(*names: str) -> Standing:
    """Where a task stands: its zone, and its instance."""
    return Standing(names, tuple(None for _ in names))


def healthy(*names: str, **members: Any) -> list[TaskView]:
    """Tasks that have been running for long."""
    return [TaskView(name, "RUNNING", healthy_at=NOW - 60, **members) for name in names]


def young(*names: str, healthy_in: float = 30, **members: Any) -> list[TaskView]:
    """Tasks that run, but do not count as healthy yet."""
    return [TaskView(name, "RUNNING", healthy_at=NOW + healthy_in, **members) for name in names]


def coming(*names: str, status: str = "PENDING", **members: Any) -> list[TaskView]:
    """Tasks on their way up."""
    return [TaskView(name, status, **members) for name in names]


def going(*names: str, status: str = "STOPPING") -> list[TaskView]:
    """Tasks on their way down."""
    return [TaskView(name, status, stopping=True, healthy_at=NOW - 60) for name in names]


def new(*tasks: list[TaskView], **members: Any) -> DeploymentView:
    return DeploymentView("new", tuple(task for group in tasks for task in group), **members)


def old(*tasks: list[TaskView], name: str = "old") -> DeploymentView:
    return DeploymentView(name, tuple(task for group in tasks for task in group), rollout_state="COMPLETED")


def service(desired: int, minimum: int, maximum: int, *deployments: DeploymentView, **members: Any) -> ServiceView:
    return ServiceView(desired, deployments, minimum, maximum, **members)
