"""The operations on the scale-in protection of tasks.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.pages import check_batch
from mock_ecs.api.ecs.references import cluster_of, found_and_missing
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.ecs.entities.cluster import Cluster, Task
from mock_ecs.ecs.refusals import task_protection as refusals
from mock_ecs.ecs.task_protection import (
    DEFAULT_MINUTES,
    LONGEST_MINUTES,
    can_be_protected,
    is_protected,
    protect,
)

Failures = list[dict[str, str]]


@operation("GetTaskProtection")
def get_task_protection(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    references = request.get("tasks", ())
    if not references:
        protected = [task for task in cluster.tasks.values() if is_protected(ctx.ecs, task)]
        return {"protectedTasks": _views(ctx, protected), "failures": []}
    check_batch("tasks", references, maximum=100)
    tasks, failures = _found(ctx, cluster, references)
    return {"protectedTasks": _views(ctx, tasks), "failures": failures}


@operation("UpdateTaskProtection")
def update_task_protection(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    minutes = request.get("expiresInMinutes", DEFAULT_MINUTES)
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise refusals.EXPIRY()
    cluster = cluster_of(ctx, request)
    check_batch("tasks", request["tasks"], maximum=10)
    tasks, failures = _found(ctx, cluster, request["tasks"])
    for task in tasks:
        protect(ctx.ecs, task, minutes if request["protectionEnabled"] else None)
    return {"protectedTasks": _views(ctx, tasks), "failures": failures}


def _found(ctx: Context, cluster: Cluster, references: Iterable[str]) -> tuple[list[Task], Failures]:
    """The tasks that can be protected, and the ``failures`` for the others."""
    tasks, failures = found_and_missing(ctx, cluster, "task", references, cluster.tasks)
    invalid = [{"arn": task.arn, "reason": "TASK_NOT_VALID"} for task in tasks if not can_be_protected(task)]
    return [task for task in tasks if can_be_protected(task)], failures + invalid


def _views(ctx: Context, tasks: Iterable[Task]) -> list[dict[str, Any]]:
    return [_view(ctx, task) for task in tasks]


def _view(ctx: Context, task: Task) -> dict[str, Any]:
    protected = is_protected(ctx.ecs, task)
    return present(
        taskArn=task.arn,
        protectionEnabled=protected,
        expirationDate=moment(task.protected_until) if protected else None,
    )
