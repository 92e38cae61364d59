"""Answers to the operations on public repositories and their policies."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.pages import check_not_paged, paged
from mock_ecs.api.ecr.policies import checked_repository_policy
from mock_ecs.api.ecr.repositories import identity
from mock_ecs.api.ecr_public.catalog import catalog_data_of, catalog_view
from mock_ecs.api.ecr_public.regions import public_operation
from mock_ecs.api.ecr_public.tags import pairs_of
from mock_ecs.api.members import moment
from mock_ecs.ecr.public import PublicRepository
from mock_ecs.ecr.public_refusals import OTHER_REGISTRY
from mock_ecs.ecr.repositories import Repository


@public_operation("CreateRepository")
def create_repository(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = ctx.ecr_public.create_repository(
        request["repositoryName"],
        catalog_data=catalog_data_of(request.get("catalogData", {})),
        tags=pairs_of(request.get("tags", ())),
    )
    return {"repository": _view(repository), "catalogData": catalog_view(ctx, repository)}


@public_operation("DescribeRepositories")
def describe_repositories(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    names = request.get("repositoryNames")
    if names is not None:
        check_not_paged(request, "repositoryNames")
        found = [ctx.ecr_public.repository(name, request.get("registryId")) for name in dict.fromkeys(names)]
        return {"repositories": [_view(repository) for repository in found]}
    _check_own_registry(ctx, request)
    shown, more = paged(request, ctx.ecr_public.repositories())
    return {"repositories": [_view(repository) for repository in shown], **more}


@public_operation("DeleteRepository")
def delete_repository(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = ctx.ecr_public.delete_repository(
        request["repositoryName"], request.get("registryId"), force=request.get("force", False)
    )
    return {"repository": _view(repository)}


@public_operation("SetRepositoryPolicy")
def set_repository_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """``force`` makes no difference: it lets callers lock themselves out, and here nobody is kept out."""
    document = checked_repository_policy(ctx, request["policyText"])
    repository = repository_of(ctx, request)
    return {**identity(repository), "policyText": repository.set_policy(document)}


@public_operation("GetRepositoryPolicy")
def get_repository_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    return {**identity(repository), "policyText": repository.policy()}


@public_operation("DeleteRepositoryPolicy")
def delete_repository_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    return {**identity(repository), "policyText": repository.delete_policy()}


def repository_of(ctx: Context, request: dict[str, Any]) -> PublicRepository:
    """The repository of the caller that ``request`` names; RepositoryNotFoundException when there is none."""
    return ctx.ecr_public.repository(request["repositoryName"], request.get("registryId"))


def _view(repository: Repository) -> dict[str, Any]:
    return {
        "repositoryArn": repository.arn,
        **identity(repository),
        "repositoryUri": repository.uri,
        "createdAt": moment(repository.created_at),
    }


def _check_own_registry(ctx: Context, request: dict[str, Any]) -> None:
    registry_id = request.get("registryId", ctx.ecr_public.registry_id)
    if registry_id != ctx.ecr_public.registry_id:
        resource = f"arn:aws:ecr-public::{registry_id}:repository/*"
        raise OTHER_REGISTRY(principal=ctx.principal, action="DescribeRepositories", resource=resource)
