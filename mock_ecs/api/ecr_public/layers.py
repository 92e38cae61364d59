"""Answers to the operations on layers, by which clients push to public repositories."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr import layers
from mock_ecs.api.ecr_public.regions import public_operation
from mock_ecs.ecr.permissions import denial
from mock_ecs.ecr.public import MAXIMUM_PARTS, PublicRegistry, PublicRepository
from mock_ecs.ecr.public_refusals import OTHER_REGISTRY


@public_operation("BatchCheckLayerAvailability")
def batch_check_layer_availability(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_in(ctx, request, "BatchCheckLayerAvailability")
    return layers.availability(_registry_of(ctx, request).layers, repository, request)


@public_operation("InitiateLayerUpload")
def initiate_layer_upload(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_in(ctx, request, "InitiateLayerUpload")
    return layers.initiate(_registry_of(ctx, request).uploads, repository)


@public_operation("UploadLayerPart")
def upload_layer_part(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_in(ctx, request, "UploadLayerPart")
    return layers.take_part(_registry_of(ctx, request).uploads, repository, request, maximum=MAXIMUM_PARTS)


@public_operation("CompleteLayerUpload")
def complete_layer_upload(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_in(ctx, request, "CompleteLayerUpload")
    return layers.complete(_registry_of(ctx, request).uploads, repository, request)


def repository_in(ctx: Context, request: dict[str, Any], action: str) -> PublicRepository:
    """The repository that ``request`` names, whose registry can be another account's, named by its id or alias.

    Raises RegistryNotFoundException, RepositoryNotFoundException, AccessDeniedException.
    """
    registry = _registry_of(ctx, request)
    repository = registry.repository(request["repositoryName"])
    if registry is not ctx.ecr_public and denial(repository, ctx.scope, f"ecr-public:{action}") is not None:
        raise OTHER_REGISTRY(principal=ctx.principal, action=action, resource=repository.arn)
    return repository


def _registry_of(ctx: Context, request: dict[str, Any]) -> PublicRegistry:
    own = ctx.ecr_public
    return ctx.public_registries.named(request.get("registryId", own.registry_id))
