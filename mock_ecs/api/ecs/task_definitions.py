"""The operations on task definitions."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.compatibilities import compatibilities
from mock_ecs.api.ecs.pages import paged
from mock_ecs.api.ecs.required_attributes import required_attributes
from mock_ecs.api.ecs.tags import tags_in, tags_out
from mock_ecs.api.ecs.task_definition_document import completed, containers_of, size_in_units
from mock_ecs.api.ecs.task_definition_rules import check_task_definition
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.ecs import task_definitions
from mock_ecs.ecs.entities.task_definition import TaskDefinition
from mock_ecs.ecs.errors import ClientException
from mock_ecs.ecs.refusals import task_definitions as refusals
from mock_ecs.ecs.task_definitions import find_task_definition


@operation("RegisterTaskDefinition")
def register_task_definition(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    tags = tags_in(request, ClientException)
    check_task_definition(ctx, request)
    document = completed(request)
    definition = task_definitions.register_task_definition(
        ctx.ecs,
        request["family"],
        document=document,
        containers=containers_of(document),
        registered_by=ctx.principal,
        network_mode=document.get("networkMode", "bridge"),
        cpu=size_in_units("cpu", document.get("cpu")),
        memory=size_in_units("memory", document.get("memory")),
        compatibilities=compatibilities(document),
        required_attributes=required_attributes(document),
        operating_system_family=document.get("runtimePlatform", {}).get("operatingSystemFamily", "LINUX"),
        tags=tags,
    )
    return present(taskDefinition=view(definition), tags=tags_out(tags) if tags else None)


@operation("DescribeTaskDefinition")
def describe_task_definition(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    definition = find_task_definition(ctx.ecs, request["taskDefinition"])
    if definition is None:
        raise refusals.NOT_DESCRIBABLE()
    tags = tags_out(definition.tags) if "TAGS" in request.get("include", ()) else None
    return present(taskDefinition=view(definition), tags=tags)


@operation("DeregisterTaskDefinition")
def deregister_task_definition(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return {"taskDefinition": view(task_definitions.deregister_task_definition(ctx.ecs, request["taskDefinition"]))}


@operation("DeleteTaskDefinitions")
def delete_task_definitions(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    references = request["taskDefinitions"]
    if not references:
        raise refusals.NOTHING_TO_DELETE()
    if len(references) > 10:
        raise refusals.TOO_MANY_TO_DELETE()
    deleted, failures = [], []
    for reference in dict.fromkeys(references):
        definition = find_task_definition(ctx.ecs, reference)
        if definition is None:
            arn = reference if reference.startswith("arn:") else ctx.ecs.arn(f"task-definition/{reference}")
            failures.append({"arn": arn, "reason": refusals.REASON_UNKNOWN})
        elif definition.status == "ACTIVE":
            failures.append({"arn": definition.arn, "reason": refusals.REASON_ACTIVE})
        else:
            task_definitions.delete_task_definition(ctx.ecs, definition)
            deleted.append(view(definition))
    return {"taskDefinitions": deleted, "failures": failures}


@operation("ListTaskDefinitions")
def list_task_definitions(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    status = request.get("status", "ACTIVE")
    prefix = request.get("familyPrefix")
    names = sorted(ctx.ecs.families) if prefix is None else [prefix] if prefix in ctx.ecs.families else []
    arns = [
        definition.arn
        for name in names
        for definition in ctx.ecs.families[name].revisions.values()
        if definition.status == status
    ]
    if request.get("sort") == "DESC":
        arns.reverse()
    shown, more = paged(request, arns)
    return {"taskDefinitionArns": shown, **more}


@operation("ListTaskDefinitionFamilies")
def list_task_definition_families(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    status = request.get("status", "ALL")
    prefix = request.get("familyPrefix", "")
    names = [
        name
        for name, family in sorted(ctx.ecs.families.items())
        if name.startswith(prefix)
        and family.revisions
        and (status == "ALL" or (family.latest_active() is not None) == (status == "ACTIVE"))
    ]
    shown, more = paged(request, names)
    return {"families": shown, **more}


def view(definition: TaskDefinition) -> dict[str, Any]:
    """The revision as it is shown; its tags stand beside it, not in it."""
    return {
        "taskDefinitionArn": definition.arn,
        **definition.document,
        **present(
            revision=definition.revision,
            status=definition.status,
            requiresAttributes=[{"name": name} for name in definition.required_attributes],
            compatibilities=list(definition.compatibilities),
            registeredAt=moment(definition.registered_at),
            deregisteredAt=moment(definition.deregistered_at),
            deleteRequestedAt=moment(definition.delete_requested_at),
            registeredBy=definition.registered_by,
        ),
    }
