"""The controller of a service, by its status."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.controllers.actions import (
    CompleteDeployment,
    Deactivate,
    ReportSteadyState,
    StartTasks,
    StopTasks,
    Wake,
)
from mock_ecs.ecs.controllers.service import plan
from mock_ecs.ecs.controllers.view import DeploymentView, ServiceView, TaskView

NOW = 500.0
STOPPING = TaskView("b", "STOPPING", stopping=True)
DEPROVISIONING = TaskView("c", "DEPROVISIONING", stopping=True)


def draining(*deployments: DeploymentView) -> ServiceView:
    return ServiceView(0, deployments, status="DRAINING")


def test_an_active_service_is_rolled_on() -> None:
    missing = ServiceView(1, (DeploymentView("new"),))
    empty = ServiceView(0, (DeploymentView("new"),))

    assert plan(missing, NOW) == [StartTasks("new", 1)]
    assert plan(empty, NOW) == [CompleteDeployment("new"), ReportSteadyState(), Wake(NOW + 21_600, background=True)]


def test_a_draining_service_stops_all_tasks_of_all_deployments_at_once() -> None:
    view = draining(
        DeploymentView("new", (TaskView("a", "PROVISIONING"), STOPPING)),
        DeploymentView("old", (TaskView("d", "RUNNING", healthy_at=0.0),)),
    )

    assert plan(view, NOW) == [StopTasks(("a", "d"), "new")]


@pytest.mark.parametrize(
    ("tasks", "over"),
    [
        pytest.param((), True, id="without tasks"),
        pytest.param((STOPPING,), True, id="when the last is stopping"),
        pytest.param((STOPPING, DEPROVISIONING), True, id="when all are at least stopping"),
        pytest.param((STOPPING, TaskView("a", "RUNNING", stopping=True)), False, id="not while one is about to stop"),
        pytest.param((TaskView("a", "PENDING", stopping=True),), False, id="nor while one has not begun to"),
    ],
)
def test_a_draining_service_is_inactive(tasks: tuple[TaskView, ...], over: bool) -> None:
    assert plan(draining(DeploymentView("new", tasks)), NOW) == ([Deactivate()] if over else [])


def test_an_inactive_service_is_left_alone() -> None:
    assert plan(ServiceView(3, (), status="INACTIVE"), NOW) == []
