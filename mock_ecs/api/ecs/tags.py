"""Tags on the resources of ECS.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
"""

from __future__ import annotations

from typing import Any, Protocol

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.references import resource_id
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import Arn, parse_arn
from mock_ecs.aws.tags import fault_of, merged, without
from mock_ecs.ecs.capacity_providers import find_capacity_provider
from mock_ecs.ecs.errors import ClientException, InvalidParameterException, ResourceNotFoundException
from mock_ecs.ecs.refusals import requests
from mock_ecs.ecs.refusals import tags as refusals
from mock_ecs.ecs.task_definitions import find_task_definition

_FAULTS = {
    "key": (refusals.KEY, refusals.TASK_DEFINITION_KEY),
    "characters": (refusals.CHARACTERS, refusals.TASK_DEFINITION_CHARACTERS),
    "reserved": (refusals.RESERVED, refusals.TASK_DEFINITION_RESERVED),
}
"""By fault: what is answered, and what the operations on task definitions answer.

Too many tags in a request, and texts that are too long, do not come here: the model itself bounds them.
"""

_IN_CLUSTERS = ("cluster", "service", "task", "task-set", "container-instance")


class Tagged(Protocol):
    """Anything that can bear tags."""

    tags: dict[str, str]


def tags_in(request: dict[str, Any], error: type[ClientException] | type[InvalidParameterException]) -> dict[str, str]:
    """The tags of a request by key; raises ``error`` for those that AWS does not take."""
    tags = request.get("tags")
    if tags is None:
        return {}
    if not tags and error is ClientException:
        raise refusals.EMPTY()
    found: dict[str, str] = {}
    twice = None
    for tag in tags:
        key = tag.get("key", "")
        twice = key if key in found else twice
        found[key] = tag.get("value", "")
    _check(found, error)
    if twice is not None:
        raise (refusals.TASK_DEFINITION_DUPLICATE if error is ClientException else refusals.DUPLICATE)(key=twice)
    return found


def tags_out(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as the wire has them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


@operation("TagResource")
def tag_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    resource = _resource(ctx, request["resourceArn"])
    tags = merged(resource.tags, tags_in(request, InvalidParameterException))
    if fault_of({key: value for key, value in tags.items() if not key.startswith("aws:")}) == "many":
        raise refusals.MANY()
    resource.tags = tags
    return {}


@operation("UntagResource")
def untag_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    resource = _resource(ctx, request["resourceArn"])
    resource.tags = without(resource.tags, request["tagKeys"])
    return {}


@operation("ListTagsForResource")
def list_tags_for_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    try:
        resource = _resource(ctx, request["resourceArn"])
    except ResourceNotFoundException:
        # The model has no ResourceNotFoundException for this operation.
        raise refusals.LISTED_NOT_FOUND() from None
    return {"tags": tags_out(resource.tags)}


def _check(tags: dict[str, str], error: type[ClientException] | type[InvalidParameterException]) -> None:
    fault = fault_of(tags)
    if fault is None and any(value.lower().startswith("aws:") for value in tags.values()):
        fault = "reserved"
    if fault is not None:
        general, of_task_definitions = _FAULTS[fault]
        raise (of_task_definitions if error is ClientException else general)()


def _resource(ctx: Context, text: str) -> Tagged:
    arn = parse_arn(text)
    if arn is None or arn.service != "ecs" or (arn.account, arn.region) != (ctx.scope.account, ctx.scope.region):
        raise requests.UNEXPECTED_ARN(reference=text)
    found = _find(ctx, arn, text)
    if found is None:
        raise refusals.NOT_FOUND()
    return found


def _find(ctx: Context, arn: Arn, text: str) -> Tagged | None:
    if arn.kind == "task-definition":
        # A family has no tags, only its revisions have.
        return find_task_definition(ctx.ecs, text) if ":" in arn.resource else None
    if arn.kind == "capacity-provider":
        return find_capacity_provider(ctx.ecs, "/".join(arn.path))
    if arn.kind not in _IN_CLUSTERS:
        return None
    cluster = ctx.ecs.cluster(arn.path[0] if arn.path else "")
    if arn.kind == "cluster":
        return cluster
    if arn.kind == "task-set":
        service = cluster.services.get(arn.path[1]) if len(arn.path) > 1 else None
        return next((each for each in service.task_sets if each.arn == text), None) if service else None
    identifier = resource_id(arn.kind, text, cluster)
    kinds: dict[str, Any] = {
        "service": cluster.services,
        "task": cluster.tasks,
        "container-instance": cluster.container_instances,
    }
    found: Tagged | None = kinds.get(arn.kind, {}).get(identifier)
    return found
