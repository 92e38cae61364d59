"""The operations on tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.launch_rules import run_task_findings, start_task_findings
from mock_ecs.api.ecs.launches import launch_of
from mock_ecs.api.ecs.pages import check_batch, paged
from mock_ecs.api.ecs.references import cluster_of, described_cluster_of, found_and_missing, missing, resource_id
from mock_ecs.api.ecs.tags import tags_in
from mock_ecs.api.ecs.task_views import view
from mock_ecs.api.faults import judge
from mock_ecs.api.members import present
from mock_ecs.api.operation import operation
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs import clusters, errors
from mock_ecs.ecs.container_instances import find_container_instance
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Task
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.errors import ConflictException, InvalidParameterException
from mock_ecs.ecs.placement.place import Failure
from mock_ecs.ecs.refusals.tasks import (
    CLIENT_TOKEN_REUSED,
    EXECUTE_COMMAND_WITHOUT_ROLE,
    NO_CONTAINER_INSTANCES,
    STARTED_BY_WITH_OTHER_FILTERS,
)
from mock_ecs.ecs.services import find_service
from mock_ecs.ecs.tasks import find_task, has_candidates, launch_tasks, start_tasks


@operation("RunTask")
def run_task(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, run_task_findings(request), errors)
    tags = tags_in(request, InvalidParameterException)
    cluster = cluster_of(ctx, request)
    if (earlier := _earlier(cluster, request)) is not None:
        return {"tasks": [view(task, include=("TAGS",)) for task in earlier], "failures": []}
    launch = _launch(ctx, cluster, request, tags)
    by_provider = bool(launch.capacity_provider_strategy)
    if not by_provider and launch.launch_type in ("EC2", "EXTERNAL") and not has_candidates(cluster, launch):
        raise NO_CONTAINER_INSTANCES()
    tasks, failures = launch_tasks(ctx.ecs, cluster, launch, request.get("count", 1), cause=ctx.request_id)
    if token := request.get("clientToken"):
        clusters.remember_call(ctx.ecs, cluster, token, request, tasks)
    return _launched(tasks, failures)


@operation("StartTask")
def start_task(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, start_task_findings(request), errors)
    tags = tags_in(request, InvalidParameterException)
    cluster = cluster_of(ctx, request)
    launch = _launch(ctx, cluster, {**request, "launchType": "EC2"}, tags)
    instances = [_startable(ctx, cluster, reference) for reference in request["containerInstances"]]
    return _launched(*start_tasks(ctx.ecs, cluster, launch, instances))


@operation("StopTask")
def stop_task(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    task = find_task(cluster, resource_id("task", request["task"], cluster))
    ctx.ecs.lifecycle.stop(task, reason=request.get("reason") or "Task stopped by user", code="UserInitiated")
    return {"task": view(task)}


@operation("DescribeTasks")
def describe_tasks(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = described_cluster_of(ctx, request)
    check_batch("tasks", request["tasks"], maximum=100)
    found, failures = found_and_missing(ctx, cluster, "task", request["tasks"], cluster.tasks)
    include = request.get("include", ())
    return {"tasks": [view(task, include=include) for task in found], "failures": failures}


@operation("ListTasks")
def list_tasks(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, _filters(request), errors)
    cluster = described_cluster_of(ctx, request)
    wanted = {
        "desired_status": request.get("desiredStatus", "RUNNING"),
        "family": request.get("family"),
        "started_by": request.get("startedBy"),
        "launch_type": request.get("launchType"),
    }
    arns = [task.arn for task in _among(cluster, request) if _matches(task, wanted)]
    shown, more = paged(request, arns)
    return {"taskArns": shown, **more}


def _launch(ctx: Context, cluster: Cluster, request: dict[str, Any], tags: dict[str, str]) -> Launch:
    launch = launch_of(ctx, cluster, request)
    has_role = launch.definition.document.get("taskRoleArn") or launch.overrides.document.get("taskRoleArn")
    if launch.enable_execute_command and not has_role:
        judge(ctx, [EXECUTE_COMMAND_WITHOUT_ROLE.at(("enableExecuteCommand",))], errors)
    if request.get("volumeConfigurations"):
        ctx.warn("volumeConfigurations: mock-ecs makes no EBS volumes yet; the tasks run without.")
    return replace(launch, tags=_tags_of(cluster, launch, request) | tags)


def _tags_of(cluster: Cluster, launch: Launch, request: dict[str, Any]) -> dict[str, str]:
    """The tags that tasks get beside those that the request names itself."""
    tags = dict(launch.definition.tags) if request.get("propagateTags") == "TASK_DEFINITION" else {}
    if request.get("enableECSManagedTags"):
        tags["aws:ecs:clusterName"] = cluster.name
    return tags


def _launched(tasks: Iterable[Task], failures: Iterable[Failure]) -> dict[str, Any]:
    return {
        "tasks": [view(task, include=("TAGS",)) for task in tasks],
        "failures": [present(arn=failure.arn, reason=failure.reason, detail=failure.detail) for failure in failures],
    }


def _earlier(cluster: Cluster, request: dict[str, Any]) -> list[Task] | None:
    """The tasks of an earlier call with the same client token: it is answered, not carried out again.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
    """
    token = request.get("clientToken")
    if token not in cluster.idempotency:
        return None
    earlier, tasks = cluster.idempotency[token]
    if earlier != request:
        raise ConflictException(CLIENT_TOKEN_REUSED.words(), [task.arn for task in tasks])
    return tasks


def _startable(ctx: Context, cluster: Cluster, reference: str) -> ContainerInstance | Failure:
    identifier = resource_id("container-instance", reference, cluster)
    instance = cluster.container_instances.get(identifier) or cluster.inactive_instances.get(identifier)
    if instance is None:
        return Failure("MISSING", arn=missing(ctx, f"container-instance/{cluster.name}/{identifier}", reference)["arn"])
    return instance if instance.status == "ACTIVE" else Failure("INACTIVE", arn=instance.arn)


def _filters(request: dict[str, Any]) -> Iterator[Finding]:
    for member in ("containerInstance", "family", "launchType", "serviceName"):
        if "startedBy" in request and member in request:
            yield STARTED_BY_WITH_OTHER_FILTERS.at(("startedBy",), (member,), member=member)


def _among(cluster: Cluster, request: dict[str, Any]) -> Iterable[Task]:
    """The tasks that a ListTasks request looks among: a service's, an instance's, or all."""
    if "serviceName" in request:
        service = find_service(cluster, resource_id("service", request["serviceName"], cluster))
        return [*service.live_tasks(), *service.stopped_tasks.values()]
    if "containerInstance" not in request:
        return cluster.tasks.values()
    identifier = resource_id("container-instance", request["containerInstance"], cluster)
    instance = find_container_instance(cluster, identifier)
    if request.get("desiredStatus") == "STOPPED":
        return [task for task in cluster.tasks.values() if task.container_instance is instance]
    return instance.tasks.values()


def _matches(task: Task, wanted: dict[str, str | None]) -> bool:
    return (
        task.desired_status == wanted["desired_status"]
        and wanted["family"] in (None, task.definition.family)
        and wanted["started_by"] in (None, task.launch.started_by)
        and wanted["launch_type"] in (None, task.launch.launch_type)
    )
