"""Answers to the operations on managed signing."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.images import image_named, named_view
from mock_ecs.api.ecr.repositories import identity, repository_of
from mock_ecs.api.members import present
from mock_ecs.api.operation import operation


@operation("PutSigningConfiguration")
def put_signing_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    ctx.ecr.settings.set_signing(request["signingConfiguration"])
    return {"signingConfiguration": request["signingConfiguration"]}


@operation("GetSigningConfiguration")
def get_signing_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecr.settings
    return {"registryId": settings.registry_id, "signingConfiguration": settings.signing_configuration()}


@operation("DeleteSigningConfiguration")
def delete_signing_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecr.settings
    return {"registryId": settings.registry_id, "signingConfiguration": settings.delete_signing()}


@operation("DescribeImageSigningStatus")
def describe_image_signing_status(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    image = image_named(repository, request)
    statuses = [
        present(signingProfileArn=profile, status=progress.status, failureCode=progress.failure_code)
        for profile, progress in image.signings.items()
    ]
    return {**identity(repository), "imageId": named_view(request, image), "signingStatuses": statuses}
