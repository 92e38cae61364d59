"""The operations on service deployments.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.pages import check_batch, paged
from mock_ecs.api.ecs.references import described_cluster_of, resource_id
from mock_ecs.api.ecs.service_deployment_rules import percentages
from mock_ecs.api.ecs.service_views import deployment_configuration, revision_summary
from mock_ecs.api.members import known, moment
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import parse_arn
from mock_ecs.ecs.controllers.view_of import circuit_breaker
from mock_ecs.ecs.deployments import stop_service_deployment as stop
from mock_ecs.ecs.entities.service import Deployment
from mock_ecs.ecs.entities.service_deployment import RevisionCounts, ServiceDeployment
from mock_ecs.ecs.entities.traffic_shift import HookRun
from mock_ecs.ecs.lifecycle_hooks import continue_service_deployment as resume
from mock_ecs.ecs.refusals.requests import UNEXPECTED_ARN
from mock_ecs.ecs.service_deployments import find_service_deployment, seen_service_deployments
from mock_ecs.ecs.services import find_service

T = TypeVar("T")

_LISTED = 20


@operation("ListServiceDeployments")
def list_service_deployments(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = described_cluster_of(ctx, request)
    service = find_service(cluster, resource_id("service", request["service"], cluster))
    statuses, created = request.get("status") or None, request.get("createdAt", {})
    after, before = created.get("after"), created.get("before")
    found = [
        _brief(deployment)
        for deployment in seen_service_deployments(ctx.ecs, service)
        if (statuses is None or deployment.status in statuses)
        and (after is None or deployment.created_at > after)
        and (before is None or deployment.created_at < before)
    ]
    shown, more = paged(request, found, default=_LISTED)
    return {"serviceDeployments": shown, **more}


@operation("DescribeServiceDeployments")
def describe_service_deployments(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    arns = request["serviceDeploymentArns"]
    check_batch("serviceDeploymentArns", arns, maximum=20)
    check_arns("service-deployment", arns)
    found = {arn: find_service_deployment(ctx.ecs, arn) for arn in arns}
    return {"serviceDeployments": [view(each) for each in found.values() if each], "failures": missing(found.items())}


@operation("StopServiceDeployment")
def stop_service_deployment(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    arn = request["serviceDeploymentArn"]
    check_arns("service-deployment", [arn])
    stopped = stop(ctx.ecs, arn, rolls_back=request.get("stopType", "ROLLBACK") == "ROLLBACK")
    return {"serviceDeploymentArn": stopped.arn}


@operation("ContinueServiceDeployment")
def continue_service_deployment(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    arn = request["serviceDeploymentArn"]
    check_arns("service-deployment", [arn])
    rolls_back = request.get("action", "CONTINUE") == "ROLLBACK"
    continued = resume(ctx.ecs, arn, request["hookId"], rolls_back=rolls_back)
    return {"serviceDeploymentArn": continued.arn}


def check_arns(kind: str, references: Iterable[str]) -> None:
    """Raise InvalidParameterException unless each is an ARN such as ``<kind>/<cluster>/<service>/<id>``."""
    for reference in references:
        arn = parse_arn(reference)
        if arn is None or arn.service != "ecs" or arn.kind != kind or len(arn.path) != 3:
            raise UNEXPECTED_ARN(reference=reference)


def missing(found: Iterable[tuple[str, T | None]]) -> list[dict[str, str]]:
    """The failures for those ARNs that nothing was found by."""
    return [{"arn": arn, "reason": "MISSING"} for arn, thing in found if thing is None]


def view(deployment: ServiceDeployment) -> dict[str, Any]:
    """The service deployment as it is shown."""
    minimum, maximum = percentages({"deploymentConfiguration": deployment.configuration})
    shown = {
        **_brief(deployment),
        "stoppedAt": moment(deployment.stopped_at),
        "updatedAt": moment(deployment.updated_at),
        "sourceServiceRevisions": [_revision(deployment, source) for source in deployment.sources],
        "targetServiceRevision": _revision(deployment, deployment.target),
        "deploymentConfiguration": deployment_configuration(deployment.configuration, maximum, minimum),
        "lifecycleStage": deployment.shift.stage if deployment.shift else None,
        "lifecycleHookDetails": [_hook(run) for run in deployment.shift.hooks] if deployment.shift else None,
        "rollback": _rollback(deployment),
        "deploymentCircuitBreaker": _circuit_breaker(deployment),
        "alarms": _alarms(deployment),
    }
    del shown["targetServiceRevisionArn"]
    return known(shown)


def _brief(deployment: ServiceDeployment) -> dict[str, Any]:
    return known(
        {
            "serviceDeploymentArn": deployment.arn,
            "serviceArn": deployment.service.arn,
            "clusterArn": deployment.service.cluster.arn,
            "createdAt": moment(deployment.created_at),
            "startedAt": moment(deployment.started_at),
            "finishedAt": moment(deployment.finished_at),
            "targetServiceRevisionArn": deployment.target.revision.arn,
            "status": deployment.status,
            "statusReason": deployment.status_reason,
        }
    )


def _revision(deployment: ServiceDeployment, each: Deployment) -> dict[str, Any]:
    counts: RevisionCounts = deployment.counts.get(each.id) or each.revision_counts
    return revision_summary(each, counts, deployment)


def _hook(run: HookRun) -> dict[str, Any]:
    return known(
        {
            "hookId": run.id,
            "targetType": run.target_type,
            "targetArn": run.target_arn,
            "status": run.status,
            "expiresAt": moment(run.expires_at),
            "timeoutAction": run.timeout_action,
        }
    )


def _rollback(deployment: ServiceDeployment) -> dict[str, Any] | None:
    rollback = deployment.rollback
    if rollback is None:
        return None
    return {
        "reason": rollback.reason,
        "startedAt": moment(rollback.started_at),
        "serviceRevisionArn": rollback.revision_arn,
    }


def _circuit_breaker(deployment: ServiceDeployment) -> dict[str, Any]:
    breaker = circuit_breaker(deployment.configuration, deployment.desired_count)
    if breaker is None:
        return {"status": "DISABLED", "failureCount": 0, "threshold": 0}
    return {
        "status": _monitor("circuit breaker", deployment),
        "failureCount": deployment.failed_tasks,
        "threshold": breaker.threshold,
    }


def _alarms(deployment: ServiceDeployment) -> dict[str, Any]:
    alarms = deployment.configuration.get("alarms", {})
    watched = alarms.get("enable") and not deployment.alarms_ignored
    return {
        "status": _monitor("alarms", deployment) if watched else "DISABLED",
        "alarmNames": alarms.get("alarmNames", []),
        "triggeredAlarmNames": list(deployment.triggered_alarms),
    }


def _monitor(monitor: str, deployment: ServiceDeployment) -> str:
    if deployment.failed_by == monitor:
        return "TRIGGERED"
    return "MONITORING_COMPLETE" if deployment.ended or deployment.rolling_back else "MONITORING"
