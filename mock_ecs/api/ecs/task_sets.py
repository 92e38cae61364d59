"""The operations on task sets.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.launches import launch_of
from mock_ecs.api.ecs.neighbour_checks import check_target_groups
from mock_ecs.api.ecs.references import cluster_of, resource_id
from mock_ecs.api.ecs.service_load_balancer_rules import fitting_findings
from mock_ecs.api.ecs.service_rules import warn_of_what_is_only_kept
from mock_ecs.api.ecs.tags import tags_in
from mock_ecs.api.ecs.task_set_rules import deletion_findings, task_set_findings, task_set_update_findings
from mock_ecs.api.ecs.task_set_views import view
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import is_arn
from mock_ecs.ecs import errors, task_sets
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_set import TaskSet
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.refusals import task_sets as refusals
from mock_ecs.ecs.services import active_service
from mock_ecs.ecs.task_sets import find_task_set, task_set_arn

_OF_THE_SERVICE = ("placementConstraints", "placementStrategy", "enableExecuteCommand")
"""What the tasks of a task set have by their service."""


@operation("CreateTaskSet")
def create_task_set(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, task_set_findings(request), errors)
    tags = tags_in(request, InvalidParameterException)
    service = _service_of(ctx, request)
    if (existing := _earlier(service, request)) is not None:
        return {"taskSet": view(existing, include=("TAGS",))}
    of_the_service = {name: service.settings[name] for name in _OF_THE_SERVICE if name in service.settings}
    launch = launch_of(ctx, service.cluster, {**of_the_service, **request})
    judge(ctx, fitting_findings(launch, request), errors)
    check_target_groups(ctx, launch, request.get("loadBalancers", ()))
    warn_of_what_is_only_kept(ctx, request)
    task_set = task_sets.create_task_set(
        ctx.ecs,
        service,
        launch,
        scale=request.get("scale", {}).get("value", 0.0),
        settings=request,
        request=request,
        started_by="CODE_DEPLOY" if service.controller == "CODE_DEPLOY" else None,
        external_id=request.get("externalId"),
        tags=tags,
    )
    return {"taskSet": view(task_set, include=("TAGS",))}


@operation("UpdateTaskSet")
def update_task_set(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, task_set_update_findings(request), errors)
    task_set = _task_set_of(_service_of(ctx, request), request["taskSet"])
    task_sets.scale_task_set(ctx.ecs, task_set, request["scale"].get("value", task_set.scale))
    return {"taskSet": view(task_set)}


@operation("DeleteTaskSet")
def delete_task_set(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    task_set = _task_set_of(_service_of(ctx, request), request["taskSet"])
    force = request.get("force", False)
    judge(ctx, deletion_findings(task_set, force=force), errors)
    task_sets.delete_task_set(ctx.ecs, task_set, force=force)
    return {"taskSet": view(task_set)}


@operation("DescribeTaskSets")
def describe_task_sets(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    service = _service_of(ctx, request)
    there = {task_set.id: task_set for task_set in service.task_sets}
    found, failures = {}, {}
    for reference in request.get("taskSets") or there:
        identifier = _identifier(service, reference)
        if identifier in there:
            found[identifier] = there[identifier]
        else:
            arn = reference if is_arn(reference) else task_set_arn(service, identifier)
            failures[identifier] = {"arn": arn, "reason": "MISSING"}
    include = request.get("include", ())
    return {
        "taskSets": [view(task_set, include=include) for task_set in found.values()],
        "failures": list(failures.values()),
    }


@operation("UpdateServicePrimaryTaskSet")
def update_service_primary_task_set(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    task_set = _task_set_of(_service_of(ctx, request), request["primaryTaskSet"])
    task_sets.make_primary(ctx.ecs, task_set)
    return {"taskSet": view(task_set)}


def _service_of(ctx: Context, request: dict[str, Any]) -> Service:
    """The ACTIVE service whose task sets a request is about."""
    cluster = cluster_of(ctx, request)
    service = active_service(cluster, resource_id("service", request["service"], cluster))
    if service.controller == "ECS":
        raise refusals.NOT_EXTERNAL()
    return service


def _task_set_of(service: Service, reference: str) -> TaskSet:
    return find_task_set(service, _identifier(service, reference))


def _identifier(service: Service, reference: str) -> str:
    """The id in a reference, which may be an ARN; that of another service's task set stays as it is."""
    if not is_arn(reference):
        return reference
    if ":task-set/" not in reference:
        raise refusals.IDENTIFIER()
    return reference.removeprefix(task_set_arn(service, ""))


def _earlier(service: Service, request: dict[str, Any]) -> TaskSet | None:
    """The task set of an earlier call with the same client token: it is answered, and no other is made."""
    token = request.get("clientToken")
    same = (each for each in service.task_sets if token and each.request.get("clientToken") == token)
    task_set = next(same, None)
    if task_set is not None and task_set.request != request:
        raise refusals.TASK_SET_NOT_IDEMPOTENT()
    return task_set
