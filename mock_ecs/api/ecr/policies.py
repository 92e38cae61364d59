"""Answers to the operations on policies of repositories and of the registry."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.policy_rules import registry_policy_findings, repository_policy_findings
from mock_ecs.api.ecr.repositories import identity, repository_of
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import operation
from mock_ecs.ecr import errors
from mock_ecs.ecr.documents import json_object
from mock_ecs.ecr.refusals.policies import REGISTRY_POLICY_INVALID, REPOSITORY_POLICY_INVALID
from mock_ecs.ecr.registry import REGISTRY_POLICY_SCOPE

_NO_JSON = "Write the policy as a JSON object"


@operation("SetRepositoryPolicy")
def set_repository_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """``force`` makes no difference: it lets callers lock themselves out, and here nobody is kept out."""
    document = checked_repository_policy(ctx, request["policyText"])
    repository = repository_of(ctx, request)
    return {**identity(repository), "policyText": repository.set_policy(document)}


@operation("GetRepositoryPolicy")
def get_repository_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    return {**identity(repository), "policyText": repository.policy()}


@operation("DeleteRepositoryPolicy")
def delete_repository_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    return {**identity(repository), "policyText": repository.delete_policy()}


@operation("PutRegistryPolicy")
def put_registry_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """What it allows other accounts is what they replicate to here; nobody else is kept out by it."""
    document = json_object(request["policyText"])
    if document is None:
        raise REGISTRY_POLICY_INVALID(mend=_NO_JSON)
    settings = ctx.ecr.settings
    judge(ctx, registry_policy_findings(document, settings.account_setting(REGISTRY_POLICY_SCOPE)), errors)
    return {"registryId": settings.registry_id, "policyText": settings.set_policy(document)}


@operation("GetRegistryPolicy")
def get_registry_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecr.settings
    return {"registryId": settings.registry_id, "policyText": settings.policy()}


@operation("DeleteRegistryPolicy")
def delete_registry_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecr.settings
    return {"registryId": settings.registry_id, "policyText": settings.delete_policy()}


def checked_repository_policy(ctx: Context, text: str) -> dict[str, Any]:
    """The repository policy in ``text``; InvalidParameterException for what is none."""
    document = json_object(text)
    if document is None:
        raise REPOSITORY_POLICY_INVALID(mend=_NO_JSON)
    judge(ctx, repository_policy_findings(document), errors)
    return document
