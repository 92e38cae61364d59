"""What AWS itself takes away: Spot capacity, and hosts that are terminated or stopped.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-spot.html
"""

from __future__ import annotations

from mock_ecs.ecs.container_instances import set_container_instance_status
from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.state import EcsState

SPOT_NOTICE = 120.0
"""Seconds between the notice and the end of Spot capacity."""


def interrupt_spot_task(state: EcsState, task: Task) -> None:
    """Take back the capacity of a task on Fargate Spot: its containers get SIGTERM now."""
    state.lifecycle.stop(task, reason="Your Spot Task was interrupted.", code="SpotInterruption")


def interrupt_spot_instance(state: EcsState, instance: ContainerInstance) -> None:
    """Give a container instance the notice that it ends in ``SPOT_NOTICE`` seconds: its agent sets it DRAINING.

    Its end is not brought about here: whoever terminates the host calls :func:`host_lost`.
    """
    if instance.status == "ACTIVE":
        set_container_instance_status(state, instance, "DRAINING")


def host_lost(
    state: EcsState, instance: ContainerInstance, reason: str | None = None, code: str = "TerminationNotice"
) -> None:
    """End all tasks of an instance whose host is gone; ``reason`` None says that EC2 terminated it.

    The instance itself stays as it is.
    """
    text = reason or f"Host EC2 (instance {instance.ec2_instance_id}) terminated."
    for task in tuple(instance.tasks.values()):
        state.lifecycle.lose(task, reason=text, code=code)
