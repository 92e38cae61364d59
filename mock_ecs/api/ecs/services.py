"""The operations on services."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs import task_set_services
from mock_ecs.api.ecs.capacity_providers import strategy_view
from mock_ecs.api.ecs.launches import launch_of
from mock_ecs.api.ecs.neighbour_checks import check_namespace, check_target_groups
from mock_ecs.api.ecs.pages import check_batch, paged
from mock_ecs.api.ecs.platforms import is_windows
from mock_ecs.api.ecs.references import cluster_of, described_cluster_of, found_and_missing, resource_id
from mock_ecs.api.ecs.service_deployment_rules import controller_of, percentages
from mock_ecs.api.ecs.service_rules import (
    capacity_findings,
    change_findings,
    check_supported,
    creation_findings,
    launched_findings,
    update_findings,
    warn_of_hooks,
    warn_of_what_is_only_kept,
)
from mock_ecs.api.ecs.service_views import view
from mock_ecs.api.ecs.tags import tags_in
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import operation
from mock_ecs.ecs import errors, services
from mock_ecs.ecs.controller_changes import take_over
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.refusals.services import NOT_IDEMPOTENT, OPERATING_SYSTEM_CHANGED, STILL_DRAINING
from mock_ecs.ecs.service_connect import connected, namespace_of, services_in_namespace
from mock_ecs.ecs.services import active_service, find_service
from mock_ecs.ecs.task_sets import create_service_of_task_sets

DEPLOYING = (
    "loadBalancers",
    "networkConfiguration",
    "platformVersion",
    "serviceConnectConfiguration",
    "serviceRegistries",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
"""The members of UpdateService, beside the task definition, whose change starts a new deployment.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
"""

_SHOWN_WITH_DEPLOYMENT = ("volumeConfigurations", "vpcLatticeConfigurations")


@operation("CreateService")
def create_service(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, creation_findings(request), errors)
    tags = tags_in(request, InvalidParameterException)
    request.pop("clientToken", None)
    cluster = cluster_of(ctx, request)
    name = request["serviceName"]
    if (existing := _existing(cluster, name, request)) is not None:
        return {"service": view(existing, include=("TAGS",))}
    launch = _launch_of_new(ctx, cluster, request)
    warn_of_what_is_only_kept(ctx, request)
    warn_of_hooks(ctx, request)
    _check_namespace(ctx, cluster, request)
    minimum, maximum = percentages(request)
    members = {
        "desired_count": request.get("desiredCount", 0),
        "created_by": ctx.principal,
        "request": request,
        "settings": {"availabilityZoneRebalancing": _rebalancing(request, maximum), **request},
        "minimum_healthy_percent": minimum,
        "maximum_percent": maximum,
        "tags": tags,
        **_for_new_tasks(request),
    }
    if controller_of(request) == "ECS":
        shown = _shown_with_deployment(ctx, cluster, request)
        service = services.create_service(ctx.ecs, cluster, name, launch, shown, **members)
    else:
        service = create_service_of_task_sets(ctx.ecs, cluster, name, launch, **members)
    return {"service": view(service, include=("TAGS",))}


@operation("UpdateService")
def update_service(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, update_findings(request), errors)
    cluster = cluster_of(ctx, request)
    service = active_service(cluster, resource_id("service", request["service"], cluster))
    settings = _updated(service, request)
    judge(ctx, change_findings(settings), errors)
    minimum, maximum = percentages(settings)
    members = {
        "settings": settings,
        "minimum_healthy_percent": minimum,
        "maximum_percent": maximum,
        **_for_new_tasks(settings),
    }
    if controller_of(settings) != "ECS":
        task_set_services.update_service(ctx, service, request, members)
        return {"service": view(service, include=("TAGS",))}
    if service.controller != "ECS":
        task_set_services.check_take_over(ctx, service)
    launch = _relaunch(ctx, cluster, service, settings, request)
    judge(ctx, launched_findings(cluster, launch, settings, word="updated"), errors)
    check_target_groups(ctx, launch, request.get("loadBalancers", ()))
    check_supported(settings)
    warn_of_what_is_only_kept(ctx, request)
    warn_of_hooks(ctx, request)
    _check_namespace(ctx, cluster, request)
    if service.controller != "ECS":
        take_over(ctx.ecs, service)
    services.update_service(
        ctx.ecs,
        service,
        launch,
        desired_count=request.get("desiredCount", service.desired_count),
        deploys=_deploys(service, launch, settings, request),
        configuration=_shown_with_deployment(ctx, cluster, settings),
        **members,
    )
    return {"service": view(service, include=("TAGS",))}


@operation("DeleteService")
def delete_service(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    service = find_service(cluster, resource_id("service", request["service"], cluster))
    services.delete_service(ctx.ecs, service, force=request.get("force", False))
    return {"service": view(service)}


@operation("DescribeServices")
def describe_services(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = described_cluster_of(ctx, request)
    check_batch("services", request["services"], maximum=10)
    found, failures = found_and_missing(ctx, cluster, "service", request["services"], cluster.services)
    include = request.get("include", ())
    return {"services": [view(service, include=include) for service in found], "failures": failures}


@operation("ListServices")
def list_services(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    launch_type, scheduling = request.get("launchType"), request.get("schedulingStrategy")
    arns = [
        service.arn
        for service in cluster.services_in("ACTIVE")
        if launch_type in (None, service.launch.launch_type)
        and scheduling in (None, service.settings.get("schedulingStrategy", "REPLICA"))
        and request.get("resourceManagementType", "CUSTOMER") == "CUSTOMER"
    ]
    shown, more = paged(request, arns, default=10)
    return {"serviceArns": shown, **more}


@operation("ListServicesByNamespace")
def list_services_by_namespace(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    arns = [service.arn for service in services_in_namespace(ctx.ecs, request["namespace"])]
    shown, more = paged(request, arns, default=10)
    return {"serviceArns": shown, **more}


def _launch_of_new(ctx: Context, cluster: Cluster, request: dict[str, Any]) -> Launch:
    """What a new service launches, which is nothing yet where task sets will tell."""
    if controller_of(request) == "EXTERNAL":
        check_supported(request)
        return task_set_services.launch_of_nothing(ctx, request)
    judge(ctx, capacity_findings(cluster, request), errors)
    launch = launch_of(ctx, cluster, request)
    judge(ctx, launched_findings(cluster, launch, request, word="created"), errors)
    check_target_groups(ctx, launch, request.get("loadBalancers", ()))
    check_supported(request)
    return launch


def _existing(cluster: Cluster, name: str, request: dict[str, Any]) -> Service | None:
    """The service of that name, for a call that repeats the one that made it; INACTIVE names are free."""
    service = cluster.services.get(name)
    if service is None or service.status == "INACTIVE":
        return None
    if service.status == "DRAINING":
        raise STILL_DRAINING()
    if service.request != request:
        raise NOT_IDEMPOTENT()
    return service


def _updated(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """The service's settings with those of an UpdateService request laid over them."""
    given = {name: value for name, value in request.items() if name not in ("cluster", "service", "forceNewDeployment")}
    if "deploymentConfiguration" in given:
        earlier = service.settings.get("deploymentConfiguration", {})
        given["deploymentConfiguration"] = {**earlier, **given["deploymentConfiguration"]}
    settings = {**service.settings, **given}
    if given.get("capacityProviderStrategy"):
        settings.pop("launchType", None)
    return settings


def _relaunch(
    ctx: Context, cluster: Cluster, service: Service, settings: dict[str, Any], request: dict[str, Any]
) -> Launch:
    """The launch by ``settings``; the revision in use goes on, even when it was deregistered meanwhile."""
    if "taskDefinition" not in request:
        settings = {name: value for name, value in settings.items() if name != "taskDefinition"}
    in_force = service.launch.capacity_provider_strategy
    if in_force and "capacityProviderStrategy" not in request:
        # It may have been the cluster's default, which can have changed since.
        settings = {**settings, "capacityProviderStrategy": strategy_view(in_force)}
    elif not in_force and not request.get("capacityProviderStrategy"):
        settings = {**settings, "launchType": service.launch.launch_type}
    launch = launch_of(ctx, cluster, settings, before=service.launch)
    on_fargate = service.launch.platform_version and launch.platform_version
    if on_fargate and is_windows(launch.definition) != is_windows(service.launch.definition):
        raise OPERATING_SYSTEM_CHANGED()
    return launch


def _deploys(service: Service, launch: Launch, settings: dict[str, Any], request: dict[str, Any]) -> bool:
    """True for a deployment that is forced, for another revision, and for any other change that needs one."""
    if request.get("forceNewDeployment") or launch.definition is not service.launch.definition:
        return True
    return any(settings.get(name) != service.settings.get(name) for name in DEPLOYING if name in request)


def _rebalancing(request: dict[str, Any], maximum_percent: int) -> str:
    """What availabilityZoneRebalancing is when nobody says: ENABLED since 2025-09-05 where a service is eligible."""
    strategies = request.get("placementStrategy", [])
    spread = not strategies or strategies[0].get("field") == "attribute:ecs.availability-zone"
    classic = any(entry.get("loadBalancerName") for entry in request.get("loadBalancers", []))
    eligible = spread and maximum_percent > 100 and not classic and controller_of(request) != "EXTERNAL"
    return "ENABLED" if eligible else "DISABLED"


def _for_new_tasks(settings: dict[str, Any]) -> dict[str, Any]:
    """The fields of a service that its tasks to come are made by, without a new deployment."""
    return {
        "enable_ecs_managed_tags": settings.get("enableECSManagedTags", False),
        "enable_execute_command": settings.get("enableExecuteCommand", False),
        "propagate_tags": settings.get("propagateTags", "NONE"),
    }


def _check_namespace(ctx: Context, cluster: Cluster, request: dict[str, Any]) -> None:
    configuration = request.get("serviceConnectConfiguration", {})
    if configuration.get("enabled"):
        check_namespace(ctx, namespace_of(cluster, configuration))


def _shown_with_deployment(ctx: Context, cluster: Cluster, settings: dict[str, Any]) -> dict[str, Any]:
    shown = {name: settings[name] for name in _SHOWN_WITH_DEPLOYMENT if name in settings}
    if "serviceConnectConfiguration" in settings:
        shown |= connected(ctx.ecs, cluster, settings["serviceConnectConfiguration"])
    return shown
