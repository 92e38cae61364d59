"""What services, their deployments and task sets show of what they launch.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.api.ecs.capacity_providers import strategy_view
from mock_ecs.api.ecs.task_views import platform_family
from mock_ecs.ecs.entities.launch import Launch


def capacity_view(launch: Launch) -> dict[str, Any]:
    """The launch type or the strategy: never both."""
    if launch.capacity_provider_strategy:
        return {"capacityProviderStrategy": strategy_view(launch.capacity_provider_strategy)}
    return {"launchType": launch.launch_type}


def network_view(launch: Launch) -> dict[str, Any]:
    """The network configuration, where there is one."""
    return {} if launch.network is None else {"networkConfiguration": launch.network.document}


def platform_view(launch: Launch, version: str | None) -> dict[str, Any]:
    """The platform version and family; nothing where there is no Fargate."""
    if launch.platform_version is None:
        return {}
    return {
        "platformVersion": version,
        "platformFamily": platform_family(launch.definition.operating_system_family),
    }
