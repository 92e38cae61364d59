"""Clusters: the groups that services, tasks and container instances belong to.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mock_ecs.ecs.errors import (
    ClusterContainsContainerInstancesException,
    ClusterContainsServicesException,
    ClusterContainsTasksException,
)

if TYPE_CHECKING:
    from mock_ecs.ecs.container_instances import ContainerInstance
    from mock_ecs.ecs.services import Service
    from mock_ecs.ecs.state import EcsState
    from mock_ecs.ecs.tasks import Task

_TOKENS_KEPT = 24 * 3600.0
"""Seconds: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html"""

Document = dict[str, Any]
"""A part of a request that AWS only echoes, as it was sent. Never changed in place."""


@dataclass(slots=True)
class TaskCounts:
    """How many tasks are on their way up and how many run. Written by the task lifecycle alone."""

    pending: int = 0
    running: int = 0


@dataclass(slots=True, eq=False)
class Cluster:
    """A cluster. ``services`` are by name, the newest of each; ``tasks`` and ``container_instances`` by id.

    ``counts`` holds the tasks' counts by launch type, ``idempotency`` the RunTask calls by client token.
    """

    arn: str
    name: str
    status: str = "ACTIVE"
    settings: dict[str, str] = field(default_factory=dict)
    configuration: Document | None = None
    service_connect_defaults: Document | None = None
    capacity_providers: list[str] = field(default_factory=list)
    default_capacity_provider_strategy: list[Document] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    container_instances: dict[str, ContainerInstance] = field(default_factory=dict)
    counts: dict[str, TaskCounts] = field(default_factory=dict)
    idempotency: dict[str, tuple[Document, list[Task]]] = field(default_factory=dict)

    @property
    def pending_tasks(self) -> int:
        """Tasks that are PROVISIONING, PENDING or ACTIVATING."""
        return sum(counts.pending for counts in self.counts.values())

    @property
    def running_tasks(self) -> int:
        """Tasks that are RUNNING."""
        return sum(counts.running for counts in self.counts.values())

    def services_in(self, status: str) -> list[Service]:
        """The services whose status is ``status``."""
        return [service for service in self.services.values() if service.status == status]


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


def remember_call(state: EcsState, cluster: Cluster, token: str, request: Document, tasks: list[Task]) -> None:
    """Keep what a RunTask call with this client token started, for as long as AWS does."""
    cluster.idempotency[token] = (request, tasks)
    state.engine.after(_TOKENS_KEPT, "client token forgotten", _forget_call, cluster, token, background=True)


def _forget_call(cluster: Cluster, token: str) -> None:
    cluster.idempotency.pop(token, None)
