"""Clusters: the groups that services, tasks and container instances belong to.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.entities.cluster import Cluster, Task
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.errors import (
    ClusterContainsContainerInstancesException,
    ClusterContainsServicesException,
    ClusterContainsTasksException,
)
from mock_ecs.ecs.state import EcsState

_TOKENS_KEPT = 24 * 3600.0
"""Seconds: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html"""


def create_cluster(state: EcsState, name: str, **members: Any) -> Cluster:
    """The ACTIVE cluster called ``name``: the one there is, unchanged, or a new one with ``members``."""
    cluster = state.clusters.get(name)
    if cluster is None or cluster.status == "INACTIVE":
        state.clusters.pop(name, None)
        cluster = state.clusters[name] = Cluster(arn=state.arn(f"cluster/{name}"), name=name, **members)
        cluster.settings.setdefault("containerInsights", state.account_settings.effective("containerInsights"))
    return cluster


def delete_cluster(cluster: Cluster) -> None:
    """Make ``cluster`` INACTIVE; it can still be described, and its name be used again.

    Raises one of the ClusterContains… exceptions while something in it is alive.
    """
    if cluster.services_in("ACTIVE") or cluster.services_in("DRAINING"):
        raise ClusterContainsServicesException
    if cluster.container_instances:
        raise ClusterContainsContainerInstancesException
    if any(task.last_status != "STOPPED" for task in cluster.tasks.values()):
        raise ClusterContainsTasksException
    cluster.status = "INACTIVE"


def update_cluster(cluster: Cluster, *, settings: dict[str, str] | None = None, **members: Any) -> None:
    """Let ``members`` (fields of a Cluster) hold from now on, and ``settings`` beside those that hold already."""
    cluster.settings = cluster.settings | (settings or {})
    for name, value in members.items():
        setattr(cluster, name, value)


def remember_call(state: EcsState, cluster: Cluster, token: str, request: Document, tasks: list[Task]) -> None:
    """Keep what a RunTask call with this client token started, for as long as AWS does."""
    cluster.idempotency[token] = (request, tasks)
    state.engine.after(_TOKENS_KEPT, "client token forgotten", _forget_call, cluster, token, background=True)


def _forget_call(cluster: Cluster, token: str) -> None:
    cluster.idempotency.pop(token, None)
