"""Answers to the operations on resource tags, which only public repositories have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr_public.regions import public_operation


@public_operation("TagResource")
def tag_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    ctx.ecr_public.repository_of_arn(request["resourceArn"]).add_tags(pairs_of(request["tags"]))
    return {}


@public_operation("UntagResource")
def untag_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    ctx.ecr_public.repository_of_arn(request["resourceArn"]).remove_tags(request["tagKeys"])
    return {}


@public_operation("ListTagsForResource")
def list_tags_for_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = ctx.ecr_public.repository_of_arn(request["resourceArn"])
    return {"tags": [{"Key": key, "Value": value} for key, value in repository.tags.items()]}


def pairs_of(tags: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    """Resource tags as the wire has them, as pairs. Neither half is required: a value that lacks is empty."""
    return [(tag.get("Key", ""), tag.get("Value", "")) for tag in tags]
