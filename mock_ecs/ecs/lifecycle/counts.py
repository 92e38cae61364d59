"""How many tasks are pending and running: by launch type, instance, deployment, and by group on an instance."""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.task_counts import TaskCounts

PENDING = ("PROVISIONING", "PENDING", "ACTIVATING")
"""The statuses that AWS counts as pending."""


def count(status: str, counts: tuple[TaskCounts, ...], step: int) -> None:
    """Add ``step`` to what counts the tasks in ``status``."""
    if status in PENDING:
        for each in counts:
            each.pending += step
    elif status == "RUNNING":
        for each in counts:
            each.running += step


def count_in_group(instance: ContainerInstance, group: str, step: int) -> None:
    """Count the tasks of ``group`` that are to run on ``instance``; a group without any is not kept."""
    groups = instance.task_groups
    groups[group] = groups.get(group, 0) + step
    if not groups[group]:
        del groups[group]
    instance.changed()
