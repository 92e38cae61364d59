"""Answers to the operations on resource tags, which only repositories have."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.repositories import pairs_of
from mock_ecs.api.operation import operation


@operation("TagResource")
def tag_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    ctx.ecr.repository_of_arn(request["resourceArn"]).add_tags(pairs_of(request["tags"]))
    return {}


@operation("UntagResource")
def untag_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    ctx.ecr.repository_of_arn(request["resourceArn"]).remove_tags(request["tagKeys"])
    return {}


@operation("ListTagsForResource")
def list_tags_for_resource(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = ctx.ecr.repository_of_arn(request["resourceArn"])
    return {"tags": [{"Key": key, "Value": value} for key, value in repository.tags.items()]}
