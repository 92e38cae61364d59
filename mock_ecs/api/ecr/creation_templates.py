"""Answers to the operations on repository creation templates."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.lifecycle_policies import checked_policy
from mock_ecs.api.ecr.pages import paged
from mock_ecs.api.ecr.policies import checked_repository_policy
from mock_ecs.api.ecr.repositories import encryption_of, mutability_view, pairs_of, tag_mutability_of
from mock_ecs.api.faults import judge
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr import errors
from mock_ecs.ecr.refusals.repositories import KEY_FOR_AES256
from mock_ecs.ecr.refusals.templates import PURPOSES_EMPTY, ROLE_MISSING, TAGS_INVALID
from mock_ecs.ecr.repositories import Encryption, TagMutability, checked_tags
from mock_ecs.ecr.templates import Template


@operation("CreateRepositoryCreationTemplate")
def create_repository_creation_template(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    now = ctx.ecr.engine.now
    changes = {"tag_mutability": TagMutability(), "encryption": Encryption(), **_changes(ctx, request)}
    template = Template(request["prefix"], created_at=now, updated_at=now, **changes)
    _check_role(ctx, template)
    ctx.ecr.templates.add(template)
    return _answer(ctx, template)


@operation("UpdateRepositoryCreationTemplate")
def update_repository_creation_template(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """What is not given stays as it is; repositories that are there do, too."""
    setting = ctx.ecr.templates.get(request["prefix"]).tag_mutability.setting
    changes = _changes(ctx, request, setting)
    template = ctx.ecr.templates.update(request["prefix"], now=ctx.ecr.engine.now, **changes)
    _check_role(ctx, template)
    return _answer(ctx, template)


@operation("DeleteRepositoryCreationTemplate")
def delete_repository_creation_template(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return _answer(ctx, ctx.ecr.templates.remove(request["prefix"]))


@operation("DescribeRepositoryCreationTemplates")
def describe_repository_creation_templates(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """Prefixes without a template are passed over: the model has no error for them."""
    shown, more = paged(request, ctx.ecr.templates.named(request.get("prefixes", ())))
    return {
        "registryId": ctx.ecr.registry_id,
        "repositoryCreationTemplates": [_view(template) for template in shown],
        **more,
    }


def _changes(ctx: Context, request: dict[str, Any], mutability: str = "MUTABLE") -> dict[str, Any]:
    """The fields of a template that ``request`` sets; InvalidParameterException for values that cannot be.

    ``mutability`` is what filters belong to that come alone.
    """
    changes: dict[str, Any] = {}
    if "imageTagMutability" in request or "imageTagMutabilityExclusionFilters" in request:
        changes["tag_mutability"] = tag_mutability_of(ctx, {"imageTagMutability": mutability, **request})
    if "encryptionConfiguration" in request:
        changes["encryption"] = _encryption(ctx, request)
    if "appliedFor" in request:
        if not request["appliedFor"]:
            judge(ctx, [PURPOSES_EMPTY.at(("appliedFor",))], errors)
        changes["applied_for"] = tuple(dict.fromkeys(request["appliedFor"]))
    if "resourceTags" in request:
        changes["resource_tags"] = _tags(request["resourceTags"])
    for member, name, check in (
        ("description", "description", None),
        ("customRoleArn", "custom_role_arn", None),
        ("repositoryPolicy", "repository_policy", checked_repository_policy),
        ("lifecyclePolicy", "lifecycle_policy", checked_policy),
    ):
        if member in request:
            if request[member] and check is not None:
                check(ctx, request[member])
            changes[name] = request[member]
    return changes


def _encryption(ctx: Context, request: dict[str, Any]) -> Encryption:
    """An empty key is AWS's own."""
    encryption = encryption_of(ctx, request)
    if encryption.type == "AES256" and encryption.kms_key:
        raise KEY_FOR_AES256()
    return Encryption(encryption.type, encryption.kms_key or None)


def _tags(tags: list[dict[str, str]]) -> tuple[tuple[str, str], ...]:
    """Pairs of them; InvalidParameterException for what cannot be one."""
    try:
        return tuple(checked_tags({}, pairs_of(tags)).items())
    except AwsError as error:
        raise TAGS_INVALID(fault=error) from None


def _check_role(ctx: Context, template: Template) -> None:
    if template.needs_role and not template.custom_role_arn:
        judge(ctx, [ROLE_MISSING.at(("customRoleArn",))], errors)


def _answer(ctx: Context, template: Template) -> dict[str, Any]:
    return {"registryId": ctx.ecr.registry_id, "repositoryCreationTemplate": _view(template)}


def _view(template: Template) -> dict[str, Any]:
    encryption = template.encryption
    return present(
        prefix=template.prefix,
        description=template.description or None,
        encryptionConfiguration=present(encryptionType=encryption.type, kmsKey=encryption.kms_key or None),
        resourceTags=[{"Key": key, "Value": value} for key, value in template.resource_tags] or None,
        **mutability_view(template.tag_mutability),
        repositoryPolicy=template.repository_policy or None,
        lifecyclePolicy=template.lifecycle_policy or None,
        appliedFor=list(template.applied_for),
        customRoleArn=template.custom_role_arn or None,
        createdAt=moment(template.created_at),
        updatedAt=moment(template.updated_at),
    )
