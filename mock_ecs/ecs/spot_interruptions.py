"""Interruptions of tasks on Fargate Spot, when a scenario says so.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.interruptions import interrupt_spot_task
from mock_ecs.ecs.lifecycle.specs import task_spec
from mock_ecs.ecs.state import EcsState


def watch_spot_task(state: EcsState, task: Task) -> None:
    """Interrupt a running task on FARGATE_SPOT when the scenario says so; what was to come before does not."""
    if task.capacity_provider != "FARGATE_SPOT" or task.started_at is None:
        return
    state.engine.cancel(task.interruption)
    after = state.neighbours.scenario.interruption(task_spec(state.scope, task))
    if after is None:
        task.interruption = None
        return
    delay = task.started_at + after - state.engine.now
    task.interruption = state.engine.after(
        delay, f"{task.id} Spot interruption", interrupt_spot_task, state, task, background=True
    )
