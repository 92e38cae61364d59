"""The change of a service's deployment controller: its tasks go on, and something else replaces them from now on.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_set import TaskSet
from mock_ecs.ecs.service_deployments import revise
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_sets import settings_of_task_set, task_set_arn


def hand_over(state: EcsState, service: Service) -> None:
    """Let the deployment of a service that ECS deployed be its primary task set, of all its tasks."""
    deployment = service.primary
    deployment.task_set = TaskSet(
        arn=task_set_arn(service, deployment.id),
        deployment=deployment,
        scale=100.0,
        stability_changed_at=state.engine.now,
        settings=settings_of_task_set(service.settings),
        told_count=service.desired_count,
    )


def take_over(state: EcsState, service: Service) -> None:
    """Let the primary task set, the only one, be the deployment of a service that ECS deploys from now on."""
    deployment = service.primary
    deployment.task_set = None
    deployment.revision = revise(state, service, deployment.launch)
    deployment.rollout_state = "COMPLETED"
    deployment.rollout_state_reason = f"ECS deployment {deployment.id} completed."
