"""The scale-in protection of tasks of services: neither scaling in nor a deployment stops them while it lasts.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.state import EcsState

DEFAULT_MINUTES = 120
LONGEST_MINUTES = 2880


def can_be_protected(task: Task) -> bool:
    """True for a task of a service that is to run."""
    return task.service is not None and task.desired_status == "RUNNING"


def is_protected(state: EcsState, task: Task) -> bool:
    """True while its protection lasts."""
    return task.protected_until is not None and task.protected_until > state.engine.now


def protect(state: EcsState, task: Task, minutes: int | None) -> None:
    """Protect a task for ``minutes`` from now, or no longer for None. Its service looks at it when that ends."""
    if minutes is None:
        task.protected_until = None
        _ends(state, task)
        return
    task.protected_until = state.engine.now + 60.0 * minutes
    state.engine.after(60.0 * minutes, f"{task.id} unprotected", _ends, state, task, background=True)


def _ends(state: EcsState, task: Task) -> None:
    if task.service is not None and not is_protected(state, task):
        state.loop.mark(task.service)
