"""Capacity providers, and their strategies: how many tasks go to which provider.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from mock_ecs.ecs.entities.capacity_provider import CapacityProvider, GroupSettings
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem
from mock_ecs.ecs.refusals import capacity_providers as refusals
from mock_ecs.ecs.state import EcsState

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


def find_capacity_provider(state: EcsState, name: str) -> CapacityProvider | None:
    """The provider of an Auto Scaling group that is called ``name`` and was not deleted."""
    provider = state.capacity_providers.get(name)
    return None if provider is None or provider.status == "INACTIVE" else provider


def provider_of_host(state: EcsState, cluster: Cluster, host: str) -> str | None:
    """The provider of ``cluster`` whose Auto Scaling group has the EC2 instance ``host``, if there is one."""
    groups = {provider.group: provider.name for provider in group_providers(state, cluster)}
    found = state.neighbours.hosts.host(state.scope, host) if host and groups else None
    return None if found is None or found.group is None else groups.get(found.group)


def group_providers(state: EcsState, cluster: Cluster) -> list[CapacityProvider]:
    """The providers of Auto Scaling groups that ``cluster`` has."""
    found = [find_capacity_provider(state, name) for name in cluster.capacity_providers]
    return [provider for provider in found if provider is not None]


def adopt_instances(state: EcsState, cluster: Cluster) -> None:
    """Let the instances that joined before their group's provider came to ``cluster`` belong to it as well."""
    if not group_providers(state, cluster):
        return
    for instance in cluster.container_instances.values():
        if instance.capacity_provider is None and instance.ec2_instance_id:
            instance.capacity_provider = provider_of_host(state, cluster, instance.ec2_instance_id)
            instance.changed()


def create_capacity_provider(
    state: EcsState, name: str, group: str, group_arn: str, settings: GroupSettings, tags: dict[str, str]
) -> CapacityProvider:
    """The provider called ``name``: the one there is when all is the same, or a new one.

    Raises InvalidParameterException when the name or the group is taken.
    """
    existing = find_capacity_provider(state, name)
    if existing is not None:
        if (existing.group, existing.settings) != (group, settings):
            raise refusals.NAME_TAKEN()
        return existing
    for other in state.capacity_providers.values():
        if other.group == group and other.status != "INACTIVE":
            raise refusals.GROUP_TAKEN(provider=other.name)
    arn = state.arn(f"capacity-provider/{name}")
    provider = CapacityProvider(arn=arn, name=name, group=group, group_arn=group_arn, settings=settings, tags=tags)
    state.capacity_providers.pop(name, None)
    state.capacity_providers[name] = provider
    return provider


def update_capacity_provider(state: EcsState, provider: CapacityProvider, settings: GroupSettings) -> None:
    """Let ``settings`` hold from now on; for a time the update is in progress."""
    provider.settings = settings
    provider.update_status = "UPDATE_IN_PROGRESS"
    for cluster in state.clusters.values():
        if provider.name in cluster.capacity_providers:
            state.scaling.mark(cluster)
    state.engine.after(state.timings.capacity_provider_change, f"{provider.name} updated", _updated, provider)


def delete_capacity_provider(state: EcsState, provider: CapacityProvider) -> None:
    """Begin to delete it; afterwards it can be described for a time, as INACTIVE.

    Raises ClientException while a cluster has it.
    """
    for cluster in state.clusters.values():
        if cluster.status != "INACTIVE" and provider.name in cluster.capacity_providers:
            raise refusals.ASSOCIATED(cluster=cluster.name)
    if provider.update_status != "DELETE_IN_PROGRESS":
        provider.update_status = "DELETE_IN_PROGRESS"
        delay = state.timings.capacity_provider_change
        state.engine.after(delay, f"{provider.name} deleted", _deleted, state, provider)


def _updated(provider: CapacityProvider) -> None:
    if provider.update_status == "UPDATE_IN_PROGRESS":
        provider.update_status = "UPDATE_COMPLETE"


def _deleted(state: EcsState, provider: CapacityProvider) -> None:
    provider.status, provider.update_status = "INACTIVE", "DELETE_COMPLETE"
    kept = state.timings.inactive_capacity_providers_kept
    state.engine.after(kept, f"{provider.name} forgotten", _forget, state, provider, background=True)


def _forget(state: EcsState, provider: CapacityProvider) -> None:
    # The name may be another provider's by now.
    if state.capacity_providers.get(provider.name) is provider:
        del state.capacity_providers[provider.name]


def distribute(
    strategy: Sequence[CapacityProviderStrategyItem], count: int, running: Iterable[str | None] = ()
) -> list[str | None]:
    """The provider of each of ``count`` new tasks, given those of the tasks that run already.

    Bases are filled first; after that each task goes where the share is furthest below the weight. Without a
    strategy no provider is named.
    """
    if not strategy:
        return [None] * count
    have = Counter(running)
    chosen: list[str | None] = []
    for _ in range(count):
        provider = _next_provider(strategy, have)
        have[provider] += 1
        chosen.append(provider)
    return chosen


def _next_provider(strategy: Sequence[CapacityProviderStrategyItem], have: Counter[str | None]) -> str:
    for item in strategy:
        if have[item.provider] < item.base:
            return item.provider
    weighted = [item for item in strategy if item.weight > 0]
    return min(weighted, key=lambda item: (have[item.provider] - item.base) / item.weight).provider
