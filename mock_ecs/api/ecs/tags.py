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
from mock_ecs.ecs.errors import ClientException, InvalidParameterException, ResourceNotFoundException
from mock_ecs.ecs.task_definitions import find_task_definition

_FAULTS = {
    "many": "Too many tags. The maximum number of tags per resource is 50.",
    "key": "Tag keys must have between 1 and 128 characters.",
    "value": "Tag values must have at most 256 characters.",
    "characters": "Some tags contain invalid characters. "
    "Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @.",
    "reserved": "Tag keys and values must not start with aws:, which is reserved for AWS use.",
}


_IN_CLUSTERS = ("cluster", "service", "task", "container-instance")


class Tagged(Protocol):
    """Anything that can bear tags."""

    tags: dict[str, str]


def tags_in(request: dict[str, Any], error: type[ClientException] | type[InvalidParameterException]) -> dict[str, str]:
    """The tags of a request by key; raises ``error`` for those that AWS does not take."""
    tags = request.get("tags")
    if tags is None:
        return {}
    if not tags and error is ClientException:
        raise ClientException("Tags can not be empty.")
    found = {tag.get("key", ""): tag.get("value", "") for tag in tags}
    _check(found, error)
    return found


def tags_out(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as the wire has them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


@operation("TagResource")
def tag_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    resource = _resource(ctx, request["resourceArn"])
    tags = merged(resource.tags, tags_in(request, InvalidParameterException))
    if fault_of({key: value for key, value in tags.items() if not key.startswith("aws:")}) == "many":
        raise InvalidParameterException(_FAULTS["many"])
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
        raise InvalidParameterException("The specified resource could not be found.") from None
    return {"tags": tags_out(resource.tags)}


def _check(tags: dict[str, str], error: type[ClientException] | type[InvalidParameterException]) -> None:
    fault = fault_of(tags)
    if fault is None and any(value.lower().startswith("aws:") for value in tags.values()):
        fault = "reserved"
    if fault is not None:
        raise error(_FAULTS[fault])


def _resource(ctx: Context, text: str) -> Tagged:
    arn = parse_arn(text)
    if arn is None or arn.service != "ecs" or (arn.account, arn.region) != (ctx.scope.account, ctx.scope.region):
        raise InvalidParameterException(f"Invalid identifier: Unexpected ARN format {text}")
    found = _find(ctx, arn, text)
    if found is None:
        raise ResourceNotFoundException
    return found


def _find(ctx: Context, arn: Arn, text: str) -> Tagged | None:
    if arn.kind == "task-definition":
        # A family has no tags, only its revisions have.
        return find_task_definition(ctx.ecs, text) if ":" in arn.resource else None
    if arn.kind not in _IN_CLUSTERS:
        return None
    cluster = ctx.ecs.cluster(arn.path[0] if arn.path else "")
    if arn.kind == "cluster":
        return cluster
    identifier = resource_id(arn.kind, text, cluster)
    kinds: dict[str, Any] = {
        "service": cluster.services,
        "task": cluster.tasks,
        "container-instance": cluster.container_instances,
    }
    found: Tagged | None = kinds.get(arn.kind, {}).get(identifier)
    return found
