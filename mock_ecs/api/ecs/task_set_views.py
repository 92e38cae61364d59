"""Task sets as they are shown.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_ecs.api.ecs.launch_views import capacity_view, network_view, platform_view
from mock_ecs.api.ecs.tags import tags_out
from mock_ecs.api.members import known, moment
from mock_ecs.ecs.entities.task_set import TaskSet


def view(task_set: TaskSet, *, include: Sequence[str] = ()) -> dict[str, Any]:
    """The task set as it is shown; its tags only with ``include`` TAGS."""
    deployment = task_set.deployment
    launch, service = deployment.launch, deployment.service
    shown = {
        "id": task_set.id,
        "taskSetArn": task_set.arn,
        "serviceArn": service.arn,
        "clusterArn": service.cluster.arn,
        "startedBy": task_set.started_by,
        "externalId": task_set.external_id,
        "status": task_set.status,
        "taskDefinition": launch.definition.arn,
        "computedDesiredCount": task_set.computed_desired_count,
        "pendingCount": deployment.counts.pending,
        "runningCount": deployment.counts.running,
        "createdAt": moment(deployment.created_at),
        "updatedAt": moment(deployment.updated_at),
        **capacity_view(launch),
        **platform_view(launch, launch.platform_version),
        **network_view(launch),
        "loadBalancers": task_set.settings.get("loadBalancers", []),
        "serviceRegistries": task_set.settings.get("serviceRegistries", []),
        "scale": {"value": float(task_set.scale), "unit": "PERCENT"},
        "stabilityStatus": "STEADY_STATE" if task_set.stable else "STABILIZING",
        "stabilityStatusAt": moment(task_set.stability_changed_at),
        "tags": tags_out(task_set.tags) if "TAGS" in include else [],
    }
    return known(shown)
