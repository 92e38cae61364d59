"""Services and their deployments as they are shown.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_ecs.api.ecs import task_set_views
from mock_ecs.api.ecs.launch_views import capacity_view, network_view, platform_view
from mock_ecs.api.ecs.launches import placement_strategy_view
from mock_ecs.api.ecs.tags import tags_out
from mock_ecs.api.members import known, moment
from mock_ecs.ecs.entities.service import Deployment, Service, ServiceEvent
from mock_ecs.ecs.entities.service_deployment import RevisionCounts, ServiceDeployment
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.traffic_shifts import CANARY, DEFAULT_BAKE, LINEAR, has_traffic

_STEPS = {"linearConfiguration": "LINEAR", "canaryConfiguration": "CANARY"}
"""The members that one deployment strategy has; where there is another, they are dropped."""


def view(service: Service, *, include: Sequence[str] = ()) -> dict[str, Any]:
    """The service as it is shown; its tags only with ``include`` TAGS."""
    settings, launch = service.settings, service.launch
    shown = {
        "serviceArn": service.arn,
        "serviceName": service.name,
        "clusterArn": service.cluster.arn,
        "loadBalancers": settings.get("loadBalancers", []),
        "serviceRegistries": settings.get("serviceRegistries", []),
        "status": service.status,
        **_counts(service),
        **capacity_view(launch),
        **platform_view(launch, _platform_version(service)),
        "taskDefinition": launch.definition.arn or None,
        "deploymentConfiguration": deployment_configuration(
            settings.get("deploymentConfiguration", {}), service.maximum_percent, service.minimum_healthy_percent
        ),
        **(_current(service) if service.controller == "ECS" else _task_sets(service)),
        "roleArn": _role(service),
        "events": [_event(event) for event in service.events],
        "createdAt": moment(service.created_at),
        "placementConstraints": list(launch.placement_constraints),
        "placementStrategy": placement_strategy_view(launch.placement_strategy),
        **network_view(launch),
        "healthCheckGracePeriodSeconds": settings.get("healthCheckGracePeriodSeconds", 0),
        "schedulingStrategy": settings.get("schedulingStrategy", "REPLICA"),
        "deploymentController": settings.get("deploymentController", {"type": "ECS"}),
        "tags": tags_out(service.tags) if "TAGS" in include else None,
        "createdBy": service.created_by,
        "enableECSManagedTags": service.enable_ecs_managed_tags,
        "propagateTags": service.propagate_tags,
        "enableExecuteCommand": service.enable_execute_command,
        "availabilityZoneRebalancing": settings["availabilityZoneRebalancing"],
        "resourceManagementType": "CUSTOMER",
    }
    return known(shown)


def _counts(service: Service) -> dict[str, int]:
    return {
        "desiredCount": service.desired_count,
        "runningCount": service.running_count,
        "pendingCount": service.pending_count,
    }


def _current(service: Service) -> dict[str, Any]:
    """The deployments, the service deployment that goes on, and the revisions that the service has tasks of."""
    ongoing = service.service_deployment
    return {
        "deployments": [_deployment(deployment) for deployment in service.deployments],
        "currentServiceDeployment": ongoing.arn if ongoing else None,
        "currentServiceRevisions": [revision_summary(each, each.revision_counts) for each in service.deployments],
    }


def _task_sets(service: Service) -> dict[str, Any]:
    """The task sets: a service that ECS does not deploy has no deployments."""
    return {"deployments": [], "taskSets": [task_set_views.view(each) for each in service.task_sets]}


def _platform_version(service: Service) -> str | None:
    """As it was given; that of a service that task sets tell what to launch is theirs."""
    if service.controller == "EXTERNAL":
        return service.launch.platform_version
    version: str = service.settings.get("platformVersion", "LATEST")
    return version


def revision_summary(
    deployment: Deployment, counts: RevisionCounts, ongoing: ServiceDeployment | None = None
) -> dict[str, Any]:
    """The revision of a deployment, its tasks, and its part of the traffic where ``ongoing`` shifts that."""
    return {
        **_traffic(deployment, ongoing),
        "arn": deployment.revision.arn,
        "requestedTaskCount": counts.requested,
        "runningTaskCount": counts.running,
        "pendingTaskCount": counts.pending,
    }


def _traffic(deployment: Deployment, ongoing: ServiceDeployment | None) -> dict[str, float]:
    shift = ongoing.shift if ongoing else None
    if ongoing is None or shift is None or not has_traffic(ongoing.target):
        return {}
    test, production = shift.test, shift.production
    if deployment is shift.source:
        test, production = 100.0 - test, 100.0 - production
    elif deployment is not ongoing.target:
        test, production = 0.0, 0.0
    return {"requestedTestTrafficWeight": test, "requestedProductionTrafficWeight": production}


def _event(event: ServiceEvent) -> dict[str, Any]:
    return {"id": event.id, "createdAt": moment(event.created_at), "message": event.message}


def _deployment(deployment: Deployment) -> dict[str, Any]:
    launch = deployment.launch
    shown = {
        "id": deployment.id,
        "status": deployment.status,
        "taskDefinition": launch.definition.arn,
        "desiredCount": deployment.desired_count,
        "pendingCount": deployment.counts.pending,
        "runningCount": deployment.counts.running,
        "failedTasks": deployment.failed_tasks,
        "createdAt": moment(deployment.created_at),
        "updatedAt": moment(deployment.updated_at),
        **capacity_view(launch),
        **platform_view(launch, launch.platform_version),
        **network_view(launch),
        **_rollout(deployment),
        **deployment.configuration,
    }
    return known(shown)


def _rollout(deployment: Deployment) -> dict[str, str]:
    """The state of the rollout, which AWS does not tell of services behind a Classic Load Balancer."""
    if any(balancer.classic for balancer in deployment.launch.load_balancers):
        return {}
    return {"rolloutState": deployment.rollout_state, "rolloutStateReason": deployment.rollout_state_reason}


def _role(service: Service) -> str | None:
    """The role given, or the service-linked one that ECS uses for network interfaces and load balancers."""
    account = service.created_by.split(":")[4]
    partition = service.arn.split(":")[1]
    linked = f"arn:{partition}:iam::{account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
    uses_it = service.launch.network is not None or service.settings.get("loadBalancers")
    role: str | None = service.settings.get("role", linked if uses_it else None)
    return role


def deployment_configuration(given: Document, maximum_percent: int, minimum_healthy_percent: int) -> dict[str, Any]:
    """A deploymentConfiguration with what ECS fills in."""
    if given.get("deploymentCircuitBreaker", {}).get("enable"):
        given = {**given, "deploymentCircuitBreaker": {"resetOnHealthyTask": True, **given["deploymentCircuitBreaker"]}}
    strategy = given.get("strategy", "ROLLING")
    given = {name: value for name, value in given.items() if _STEPS.get(name, strategy) == strategy}
    for name, defaults in (("linearConfiguration", LINEAR), ("canaryConfiguration", CANARY)):
        if _STEPS[name] == strategy:
            given[name] = {**defaults, **given.get(name, {})}
    return {
        "deploymentCircuitBreaker": {"enable": False, "rollback": False},
        "alarms": {"alarmNames": [], "rollback": False, "enable": False},
        "strategy": strategy,
        "bakeTimeInMinutes": 0 if strategy == "ROLLING" else DEFAULT_BAKE,
        **given,
        "maximumPercent": maximum_percent,
        "minimumHealthyPercent": minimum_healthy_percent,
    }
