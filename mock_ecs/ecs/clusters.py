"""Clusters: the groups that services, tasks and container instances belong to.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.capacity_providers import adopt_instances, managed_providers
from mock_ecs.ecs.entities.capacity_provider import ClusterAttachment
from mock_ecs.ecs.entities.cluster import Cluster, Task
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals import clusters as refusals
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
        _attach(state, cluster)
        state.agents.look()
    return cluster


def delete_cluster(state: EcsState, cluster: Cluster) -> None:
    """Make ``cluster`` INACTIVE; it can still be described, and its name be used again.

    Raises one of the ClusterContains… exceptions while something in it is alive, and UpdateInProgressException
    while its capacity providers change.
    """
    _check_not_busy(cluster)
    if cluster.services_in("ACTIVE") or cluster.services_in("DRAINING"):
        raise refusals.CONTAINS_SERVICES()
    if cluster.container_instances:
        raise refusals.CONTAINS_CONTAINER_INSTANCES()
    if any(task.last_status != "STOPPED" for task in cluster.tasks.values()):
        raise refusals.CONTAINS_TASKS()
    if managed_providers(state, cluster):
        raise refusals.CONTAINS_CAPACITY_PROVIDERS()
    cluster.status = "INACTIVE"


def update_cluster(cluster: Cluster, *, settings: dict[str, str] | None = None, **members: Any) -> None:
    """Let ``members`` (fields of a Cluster) hold from now on, and ``settings`` beside those that hold already."""
    cluster.settings = cluster.settings | (settings or {})
    for name, value in members.items():
        setattr(cluster, name, value)


def put_capacity_providers(state: EcsState, cluster: Cluster, names: list[str], strategy: list[Document]) -> None:
    """Let these be the capacity providers of ``cluster``, and that its default strategy.

    Those of Managed Instances stay with it in any case.

    Raises UpdateInProgressException while an earlier change is not finished.
    """
    _check_not_busy(cluster)
    managed = [provider.name for provider in managed_providers(state, cluster)]
    cluster.capacity_providers = list(dict.fromkeys([*names, *managed]))
    cluster.default_capacity_provider_strategy = strategy
    adopt_instances(state, cluster)
    _attach(state, cluster)
    state.scaling.mark(cluster)


def remember_call(state: EcsState, cluster: Cluster, token: str, request: Document, tasks: list[Task]) -> None:
    """Keep what a RunTask call with this client token started, for as long as AWS does."""
    cluster.idempotency[token] = (request, tasks)
    state.engine.after(_TOKENS_KEPT, "client token forgotten", _forget_call, cluster, token, background=True)


def _forget_call(cluster: Cluster, token: str) -> None:
    cluster.idempotency.pop(token, None)


def _check_not_busy(cluster: Cluster) -> None:
    if cluster.attachments_status == "UPDATE_IN_PROGRESS":
        raise refusals.BUSY()


def _attach(state: EcsState, cluster: Cluster) -> None:
    """Begin to make what the capacity providers of ``cluster`` need, and let go of what they need no more."""
    known = {(one.type, one.capacity_provider): one for one in cluster.attachments}
    wanted = [known.get((kind, name)) or _attachment(state, kind, name) for kind, name in _needed(state, cluster)]
    if wanted == cluster.attachments:
        return
    cluster.attachments = wanted
    cluster.attachments_status = "UPDATE_IN_PROGRESS"
    state.engine.after(state.timings.capacity_provider_change, f"{cluster.name} attached", _attached, cluster)


def _needed(state: EcsState, cluster: Cluster) -> list[tuple[str, str]]:
    needed = []
    for name in cluster.capacity_providers:
        provider = state.capacity_providers.get(name)
        group = provider.group if provider is not None else None
        if group is not None and group.settings.scales:
            needed.append(("as_policy", name))
        if group is not None and group.settings.managed_draining == "ENABLED":
            needed.append(("managed_draining", name))
    return needed


def _attachment(state: EcsState, kind: str, provider: str) -> ClusterAttachment:
    resource = "ecs-managed-draining-termination-hook"
    if kind == "as_policy":
        resource = f"ECSManagedAutoScalingPolicy-{state.ids.uuid('scaling policy')}"
    return ClusterAttachment(state.ids.uuid("attachment"), kind, provider, resource)


def _attached(cluster: Cluster) -> None:
    cluster.attachments_status = "UPDATE_COMPLETE"
    for attachment in cluster.attachments:
        attachment.status = "CREATED"
