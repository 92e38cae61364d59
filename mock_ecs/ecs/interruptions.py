"""What AWS takes back: the capacity of tasks on Fargate Spot. Spot hosts: ``container_instances.interrupt``.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.state import EcsState


def interrupt_spot_task(state: EcsState, task: Task) -> None:
    """Take back the capacity of a task on Fargate Spot: its containers get SIGTERM now."""
    state.lifecycle.stop(task, reason="Your Spot Task was interrupted.", code="SpotInterruption")
