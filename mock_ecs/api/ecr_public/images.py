"""Answers to the operations on images in public repositories."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr import images
from mock_ecs.api.ecr.pages import check_not_paged, paged
from mock_ecs.api.ecr.repositories import identity
from mock_ecs.api.ecr_public.layers import repository_in
from mock_ecs.api.ecr_public.regions import public_operation
from mock_ecs.api.ecr_public.repositories import repository_of
from mock_ecs.api.members import moment, present
from mock_ecs.ecr.images import get_image
from mock_ecs.ecr.repositories import Image, Repository


@public_operation("PutImage")
def put_image(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return images.put(ctx, repository_in(ctx, request, "PutImage"), request)


@public_operation("BatchDeleteImage")
def batch_delete_image(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return images.delete(repository_of(ctx, request), request)


@public_operation("DescribeImages")
def describe_images(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    if "imageIds" not in request:
        shown, more = paged(request, list(repository.images.values()))
        return {"imageDetails": [_detail_view(repository, image) for image in shown], **more}
    check_not_paged(request, "imageIds")
    named = dict.fromkeys(get_image(repository, image_id) for image_id in images.ids_in(request))
    return {"imageDetails": [_detail_view(repository, image) for image in named]}


@public_operation("DescribeImageTags")
def describe_image_tags(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """The tags in the order in which they came to the repository, each with its image."""
    repository = repository_of(ctx, request)
    shown, more = paged(request, list(repository.tagged.items()))
    return {"imageTagDetails": [_tag_view(tag, image) for tag, image in shown], **more}


def _detail_view(repository: Repository, image: Image) -> dict[str, Any]:
    return {**identity(repository), **present(imageTags=list(image.tags) or None), **_image_view(image)}


def _tag_view(tag: str, image: Image) -> dict[str, Any]:
    return {"imageTag": tag, "createdAt": moment(image.tags[tag]), "imageDetail": _image_view(image)}


def _image_view(image: Image) -> dict[str, Any]:
    return present(
        imageDigest=image.digest,
        imageSizeInBytes=image.size,
        imagePushedAt=moment(image.pushed_at),
        imageManifestMediaType=image.manifest.media_type,
        artifactMediaType=image.manifest.artifact_media_type,
    )
