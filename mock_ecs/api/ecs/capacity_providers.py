"""Capacity providers and strategies as requests name them.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.faults import judge
from mock_ecs.aws.arn import is_arn, parse_arn
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs import errors
from mock_ecs.ecs.capacity_providers import FARGATE_PROVIDERS, find_capacity_provider
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem
from mock_ecs.ecs.refusals import capacity_providers as refusals
from mock_ecs.ecs.refusals import requests

MAXIMUM = 20


def provider_name(ctx: Context, reference: str) -> str:
    """The name that the name or the ARN of a capacity provider holds.

    An ARN of something else stays as it is: no provider has such a name.
    """
    arn = parse_arn(reference) if is_arn(reference) else None
    here = (ctx.scope.partition, "ecs", ctx.scope.region, ctx.scope.account)
    if arn is None or arn[:4] != here or arn.kind != "capacity-provider":
        return reference
    return "/".join(arn.path)


def provider_names(ctx: Context, references: Sequence[str], *, cluster: str) -> list[str]:
    """The names of the providers that ``cluster`` is to have.

    Raises InvalidParameterException for one that does not exist, and for more than 20.
    """
    if len(references) > MAXIMUM:
        raise requests.BATCH_TOO_LONG(name="capacityProviders", maximum=MAXIMUM)
    names = [_known(ctx, reference) for reference in references]
    for name, reference in zip(names, references, strict=True):
        found = find_capacity_provider(ctx.ecs, name)
        if found is not None and found.managed is not None and found.managed.cluster != cluster:
            raise refusals.UNKNOWN(name=reference)
    judge(ctx, _managed(ctx, names), errors)
    judge(ctx, _elsewhere(ctx, names, cluster), errors)
    return names


def default_strategy(ctx: Context, strategy: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A cluster's default strategy, with the names of its providers; raises InvalidParameterException for 21 items."""
    if len(strategy) > MAXIMUM:
        raise requests.BATCH_TOO_LONG(name="defaultCapacityProviderStrategy", maximum=MAXIMUM)
    return [{**item, "capacityProvider": provider_name(ctx, item["capacityProvider"])} for item in strategy]


def check_default_strategy(ctx: Context, strategy: Sequence[dict[str, Any]], providers: Sequence[str]) -> None:
    """Raise InvalidParameterException for a cluster's default strategy that AWS refuses."""
    names = [item["capacityProvider"] for item in strategy]
    _check_associated(names, providers)
    _check_same_kind(ctx, names)
    if sum(1 for item in strategy if item.get("base")) > 1:
        raise refusals.TWO_DEFAULT_BASES()


def strategy_of(
    ctx: Context, cluster: Cluster, request: dict[str, Any], launch_type: str | None
) -> tuple[CapacityProviderStrategyItem, ...]:
    """The strategy by which tasks are launched: the request's, or the cluster's where no launch type is given.

    Raises InvalidParameterException for one that launches nothing, or that names two bases.
    """
    explicit = request.get("capacityProviderStrategy")
    if explicit:
        strategy = _explicit_strategy(ctx, cluster, explicit)
    elif launch_type is None and cluster.default_capacity_provider_strategy:
        strategy = _items(ctx, cluster.default_capacity_provider_strategy)
        if not any(item.weight for item in strategy):
            raise refusals.NO_DEFAULT_WEIGHT()
    else:
        return ()
    return strategy


def launch_type_of(ctx: Context, strategy: Sequence[CapacityProviderStrategyItem]) -> str:
    """The launch type of tasks by ``strategy``, whose providers are all of one kind."""
    return _launch_type(ctx, strategy[0].provider)


def strategy_view(strategy: Sequence[CapacityProviderStrategyItem]) -> list[dict[str, Any]]:
    """A strategy as it is shown."""
    return [{"capacityProvider": item.provider, "weight": item.weight, "base": item.base} for item in strategy]


def check_in_use(cluster: Cluster, providers: Sequence[str]) -> None:
    """Raise ResourceInUseException when ``providers`` lack one that a service or a task of the cluster uses."""
    services = [*cluster.services_in("ACTIVE"), *cluster.services_in("DRAINING")]
    launches = [deployment.launch for service in services for deployment in service.deployments]
    used = {item.provider for launch in launches for item in launch.capacity_provider_strategy}
    used |= {task.capacity_provider or "" for task in cluster.tasks.values() if task.last_status != "STOPPED"}
    if any(name in used and name not in providers for name in cluster.capacity_providers):
        raise refusals.IN_USE()


def _explicit_strategy(
    ctx: Context, cluster: Cluster, strategy: Sequence[dict[str, Any]]
) -> tuple[CapacityProviderStrategyItem, ...]:
    if len(strategy) > MAXIMUM:
        raise requests.BATCH_TOO_LONG(name="capacityProviderStrategy", maximum=MAXIMUM)
    names = [_known(ctx, item["capacityProvider"]) for item in strategy]
    _check_associated(names, cluster.capacity_providers)
    _check_same_kind(ctx, names)
    items = _items(ctx, strategy)
    if sum(1 for item in items if item.base) > 1:
        raise refusals.TWO_BASES()
    if not any(item.weight for item in items):
        raise refusals.NO_WEIGHT()
    return items


def _known(ctx: Context, reference: str) -> str:
    name = provider_name(ctx, reference)
    if name not in FARGATE_PROVIDERS and find_capacity_provider(ctx.ecs, name) is None:
        raise refusals.UNKNOWN(name=reference)
    return name


def _managed(ctx: Context, names: Iterable[str]) -> Iterator[Finding]:
    """The providers of Managed Instances, which belong to their cluster without being named."""
    for index, name in enumerate(names):
        if _launch_type(ctx, name) == "MANAGED_INSTANCES":
            yield refusals.MANAGED_ASSOCIATION.at(("capacityProviders", index))


def _elsewhere(ctx: Context, names: Iterable[str], cluster: str) -> Iterator[Finding]:
    """The providers with managed scaling that another cluster has."""
    found = (find_capacity_provider(ctx.ecs, name) for name in names)
    scaling = [provider.name for provider in found if provider and provider.group and provider.scales]
    for other in ctx.ecs.clusters.values() if scaling else ():
        for name in scaling:
            if other.name != cluster and other.status != "INACTIVE" and name in other.capacity_providers:
                yield refusals.IN_ANOTHER_CLUSTER.at(("capacityProviders",), name=name, cluster=other.name)


def _check_associated(names: Iterable[str], providers: Sequence[str]) -> None:
    if any(name not in providers for name in names):
        raise refusals.NOT_ASSOCIATED()


def _check_same_kind(ctx: Context, names: Iterable[str]) -> None:
    kinds = {_launch_type(ctx, name) for name in names}
    if len(kinds) > 1:
        raise refusals.MIXED_WITH_MANAGED() if "MANAGED_INSTANCES" in kinds else refusals.MIXED()


def _launch_type(ctx: Context, name: str) -> str:
    if name in FARGATE_PROVIDERS:
        return "FARGATE"
    found = find_capacity_provider(ctx.ecs, name)
    return "EC2" if found is None or found.managed is None else "MANAGED_INSTANCES"


def _items(ctx: Context, strategy: Sequence[dict[str, Any]]) -> tuple[CapacityProviderStrategyItem, ...]:
    weight = 1 if len(strategy) == 1 else 0
    return tuple(
        CapacityProviderStrategyItem(
            provider_name(ctx, item["capacityProvider"]), item.get("weight", weight), item.get("base", 0)
        )
        for item in strategy
    )
