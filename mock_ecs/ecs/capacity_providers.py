"""Capacity providers, and their strategies: how many tasks go to which provider.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from mock_ecs.ecs.entities.capacity_provider import (
    AutoScalingGroupProvider,
    CapacityProvider,
    GroupSettings,
    ManagedInstancesProvider,
)
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals import capacity_providers as refusals
from mock_ecs.ecs.state import EcsState

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


def find_capacity_provider(state: EcsState, name: str) -> CapacityProvider | None:
    """The provider that was created under this name and was not deleted."""
    provider = state.capacity_providers.get(name)
    return None if provider is None or provider.status == "INACTIVE" else provider


def provider_of_host(state: EcsState, cluster: Cluster, host: str) -> str | None:
    """The provider of ``cluster`` whose Auto Scaling group has the EC2 instance ``host``, if there is one."""
    groups = {provider.group.name: provider.name for provider in group_providers(state, cluster) if provider.group}
    found = state.neighbours.hosts.host(state.scope, host) if host and groups else None
    return None if found is None or found.group is None else groups.get(found.group)


def group_providers(state: EcsState, cluster: Cluster) -> list[CapacityProvider]:
    """The providers of Auto Scaling groups that ``cluster`` has."""
    found = [find_capacity_provider(state, name) for name in cluster.capacity_providers]
    return [provider for provider in found if provider is not None and provider.group is not None]


def managed_providers(state: EcsState, cluster: Cluster) -> list[CapacityProvider]:
    """The providers of Managed Instances that ``cluster`` has, those too that are being deleted."""
    found = [state.capacity_providers.get(name) for name in cluster.capacity_providers]
    return [provider for provider in found if provider is not None and provider.managed is not None]


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
        if existing.group is None or (existing.group.name, existing.group.settings) != (group, settings):
            raise refusals.NAME_TAKEN()
        return existing
    for other in state.capacity_providers.values():
        if other.group is not None and other.group.name == group and other.status != "INACTIVE":
            raise refusals.GROUP_TAKEN(provider=other.name)
    return _new(state, name, AutoScalingGroupProvider(group, group_arn, settings), tags)


def create_managed_provider(
    state: EcsState, cluster: Cluster, name: str, document: Document, tags: dict[str, str]
) -> CapacityProvider:
    """The provider of Managed Instances called ``name``, which ``cluster`` has from now on.

    The one there is when all is the same; raises InvalidParameterException when the name is taken.
    """
    kind = ManagedInstancesProvider(cluster.name, document)
    existing = find_capacity_provider(state, name)
    if existing is not None:
        if existing.kind != kind:
            raise refusals.NAME_TAKEN()
        return existing
    provider = _new(state, name, kind, tags)
    provider.update_status = "CREATE_COMPLETE"
    cluster.capacity_providers = [*cluster.capacity_providers, name]
    return provider


def _new(
    state: EcsState, name: str, kind: AutoScalingGroupProvider | ManagedInstancesProvider, tags: dict[str, str]
) -> CapacityProvider:
    provider = CapacityProvider(state.arn(f"capacity-provider/{name}"), name, kind, tags)
    state.capacity_providers.pop(name, None)
    state.capacity_providers[name] = provider
    return provider


def update_capacity_provider(
    state: EcsState, provider: CapacityProvider, kind: AutoScalingGroupProvider | ManagedInstancesProvider
) -> None:
    """Let ``kind`` hold from now on, for instances that are launched from now on; for a time it is in progress."""
    provider.kind = kind
    provider.update_status = "UPDATE_IN_PROGRESS"
    for cluster in state.clusters.values():
        if provider.name in cluster.capacity_providers:
            state.scaling.mark(cluster)
    state.engine.after(state.timings.capacity_provider_change, f"{provider.name} updated", _updated, provider)


def delete_capacity_provider(state: EcsState, provider: CapacityProvider) -> None:
    """Begin to delete it; afterwards it can be described for a time, as INACTIVE.

    Raises ClientException while a cluster has it; one of Managed Instances, which its cluster always has, while a
    service uses it.
    """
    for cluster in state.clusters.values():
        if cluster.status == "INACTIVE" or provider.name not in cluster.capacity_providers:
            continue
        if provider.managed is None:
            raise refusals.ASSOCIATED(cluster=cluster.name)
        if any(_uses(service, provider) for service in cluster.services.values() if service.status != "INACTIVE"):
            raise refusals.USED_BY_A_SERVICE()
    if provider.update_status != "DELETE_IN_PROGRESS":
        provider.update_status = "DELETE_IN_PROGRESS"
        delay = state.timings.capacity_provider_change
        state.engine.after(delay, f"{provider.name} deleted", _deleted, state, provider)
        if provider.managed is not None:
            state.scaling.mark(state.clusters[provider.managed.cluster])


def _uses(service: Service, provider: CapacityProvider) -> bool:
    launches = [service.launch, *(deployment.launch for deployment in service.deployments)]
    return any(item.provider == provider.name for launch in launches for item in launch.capacity_provider_strategy)


def _updated(provider: CapacityProvider) -> None:
    if provider.update_status == "UPDATE_IN_PROGRESS":
        provider.update_status = "UPDATE_COMPLETE"


def _deleted(state: EcsState, provider: CapacityProvider) -> None:
    if provider.managed is not None and not _taken_away(state, provider, state.clusters[provider.managed.cluster]):
        return
    provider.status, provider.update_status = "INACTIVE", "DELETE_COMPLETE"
    kept = state.timings.inactive_capacity_providers_kept
    state.engine.after(kept, f"{provider.name} forgotten", _forget, state, provider, background=True)


def _taken_away(state: EcsState, provider: CapacityProvider, cluster: Cluster) -> bool:
    """Take the provider from its cluster; False while instances of it are there, which are waited for."""
    name = provider.name
    if any(instance.capacity_provider == name for instance in cluster.container_instances.values()):
        delay = state.timings.capacity_provider_change
        state.engine.after(delay, f"{name} deleted", _deleted, state, provider, background=True)
        return False
    cluster.capacity_providers = [each for each in cluster.capacity_providers if each != name]
    cluster.default_capacity_provider_strategy = [
        item for item in cluster.default_capacity_provider_strategy if item["capacityProvider"] != name
    ]
    return True


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
