"""Capacity provider strategies in requests.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_ecs.aws.arn import is_arn
from mock_ecs.ecs.capacity_providers import FARGATE_PROVIDERS
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem
from mock_ecs.ecs.errors import InvalidParameterException, ResourceInUseException

MAXIMUM = 20


def check_providers(names: Sequence[str]) -> None:
    """Raise InvalidParameterException for a provider that does not exist, and for more than 20."""
    if len(names) > MAXIMUM:
        raise InvalidParameterException(f"capacityProviders can have at most {MAXIMUM} items.")
    for name in names:
        if _name(name) not in FARGATE_PROVIDERS:
            raise InvalidParameterException(
                f"The specified capacity provider '{name}' was not found. Specify a valid name or ARN and try again."
            )


def check_strategy(strategy: Sequence[dict[str, Any]], providers: Sequence[str]) -> None:
    """Raise InvalidParameterException for a cluster's default strategy that AWS refuses."""
    _check_associated(strategy, providers)
    if sum(1 for item in strategy if item.get("base")) > 1:
        raise InvalidParameterException(
            "The specified capacity provider strategy contains multiple capacity providers with a base value "
            "defined. Only one capacity provider per strategy can have a base value defined."
        )


def strategy_of(
    cluster: Cluster, request: dict[str, Any], launch_type: str | None
) -> tuple[CapacityProviderStrategyItem, ...]:
    """The strategy by which tasks are launched: the request's, or the cluster's where no launch type is given.

    Raises InvalidParameterException for one that launches nothing, or that names two bases.
    """
    explicit = request.get("capacityProviderStrategy")
    if explicit:
        check_providers([item["capacityProvider"] for item in explicit])
        _check_associated(explicit, cluster.capacity_providers)
        if sum(1 for item in explicit if item.get("base")) > 1:
            raise InvalidParameterException(
                "There are multiple capacity providers in the specified capacity provider strategy with a base "
                "value greater than zero. Only one capacity provider can have a base value greater than zero. "
                "Specify a valid capacity provider strategy and try again."
            )
        if not any(item.get("weight", 1 if len(explicit) == 1 else 0) for item in explicit):
            raise InvalidParameterException(
                "There are no capacity providers in the capacity provider strategy with a weight value greater than "
                "zero. Specify a weight value greater than zero for at least one capacity provider and try again."
            )
        return _items(explicit)
    if launch_type is not None or not cluster.default_capacity_provider_strategy:
        return ()
    default = _items(cluster.default_capacity_provider_strategy)
    if not any(item.weight for item in default):
        raise InvalidParameterException(
            "There are no capacity providers with a weight value greater than zero defined in the default capacity "
            "provider strategy. At least one capacity provider must have a weight value greater than zero specified. "
            "Update the cluster's default capacity provider strategy or specify a valid capacity provider strategy "
            "and try again."
        )
    return default


def strategy_view(strategy: Sequence[CapacityProviderStrategyItem]) -> list[dict[str, Any]]:
    """A strategy as it is shown."""
    return [{"capacityProvider": item.provider, "weight": item.weight, "base": item.base} for item in strategy]


def check_in_use(cluster: Cluster, providers: Sequence[str]) -> None:
    """Raise ResourceInUseException when ``providers`` lack one that a service or a task of the cluster uses."""
    services = [*cluster.services_in("ACTIVE"), *cluster.services_in("DRAINING")]
    used = {item.provider for service in services for item in service.launch.capacity_provider_strategy}
    used |= {task.capacity_provider or "" for task in cluster.tasks.values() if task.last_status != "STOPPED"}
    kept = [_name(name) for name in providers]
    if any(_name(name) in used and _name(name) not in kept for name in cluster.capacity_providers):
        raise ResourceInUseException("The specified capacity provider is in use and cannot be removed.")


def _check_associated(strategy: Sequence[dict[str, Any]], providers: Sequence[str]) -> None:
    associated = [_name(name) for name in providers]
    if any(_name(item["capacityProvider"]) not in associated for item in strategy):
        raise InvalidParameterException(
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated "
            "with the cluster. Associate the capacity provider with the cluster or specify a valid capacity "
            "provider and try again."
        )


def _items(strategy: Sequence[dict[str, Any]]) -> tuple[CapacityProviderStrategyItem, ...]:
    weight = 1 if len(strategy) == 1 else 0
    return tuple(
        CapacityProviderStrategyItem(_name(item["capacityProvider"]), item.get("weight", weight), item.get("base", 0))
        for item in strategy
    )


def _name(reference: str) -> str:
    return reference.rpartition("/")[2] if is_arn(reference) else reference
