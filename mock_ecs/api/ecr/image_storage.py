"""Answers to the operations on the archive, and on the artifacts that belong to an image."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.images import image_named, named_view
from mock_ecs.api.ecr.pages import paged
from mock_ecs.api.ecr.repositories import identity, repository_of
from mock_ecs.api.faults import judge
from mock_ecs.api.members import present
from mock_ecs.api.operation import operation
from mock_ecs.ecr import errors
from mock_ecs.ecr.images import check_form
from mock_ecs.ecr.referrers import Referrer, referrers_of
from mock_ecs.ecr.storage_classes import ARCHIVE, archive, restore, storage_class_findings

_REFERRERS = 20
"""How many referrers a page has."""


@operation("UpdateImageStorageClass")
def update_image_storage_class(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    image = image_named(repository, request)
    target = request["targetStorageClass"]
    judge(ctx, storage_class_findings(repository, image, target), errors)
    if target == ARCHIVE:
        archive(repository, image, now=ctx.ecr.engine.now)
    else:
        restore(ctx.ecr, repository, image)
    return {**identity(repository), "imageId": named_view(request, image), "imageStatus": image.status}


@operation("ListImageReferrers")
def list_image_referrers(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """A subject that the repository does not have has no referrers, or those that came before it."""
    repository = repository_of(ctx, request)
    subject = request["subjectId"]["imageDigest"]
    check_form(None, subject)
    wanted = request.get("filter", {})
    kinds = wanted.get("artifactTypes")
    found = referrers_of(repository, subject, status=wanted.get("artifactStatus", "ACTIVE"))
    shown, more = paged(request, [each for each in found if not kinds or each.artifact_type in kinds], _REFERRERS)
    return {"referrers": [_referrer_view(each) for each in shown], **more}


def _referrer_view(referrer: Referrer) -> dict[str, Any]:
    return present(
        digest=referrer.digest,
        mediaType=referrer.media_type,
        artifactType=referrer.artifact_type,
        size=referrer.size,
        annotations=referrer.annotations or None,
        artifactStatus=referrer.image.status,
    )
