"""Answers to the operations on images."""

from __future__ import annotations

import re
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.pages import check_not_paged, paged_from
from mock_ecs.api.ecr.repositories import repository_of
from mock_ecs.api.ecr.scan_findings import scan_members
from mock_ecs.api.faults import judge
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.ecr import errors
from mock_ecs.ecr.images import Failure, ImageId, delete_images, get_image, ids_from, images_from, matches, pull_image
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image as put_in_repository
from mock_ecs.ecr.refusals.images import LAYERS_NOT_FOUND, TAG_NOT_OF_OCI
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.upstream_images import pull_through

_OCI_TAG = re.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")


@operation("PutImage")
def put_image(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """A manifest with layers that were never uploaded is taken, unless references are strict."""
    return put(ctx, repository_of(ctx, request), request)


def put(ctx: Context, repository: Repository, request: dict[str, Any]) -> dict[str, Any]:
    """The image, stored in ``repository``."""
    manifest = read_manifest(request["imageManifest"], request.get("imageManifestMediaType"))
    tag = request.get("imageTag")
    image, missing = put_in_repository(
        repository,
        manifest,
        now=ctx.ecr.engine.now,
        tag=tag,
        digest=request.get("imageDigest"),
        strict_layers=ctx.references == "strict",
    )
    if missing and ctx.references == "warn":
        fault = LAYERS_NOT_FOUND.words(
            digests=", ".join(missing), name=repository.name, registry_id=repository.registry_id
        )
        ctx.warn(f"{fault}; the image was stored without them.")
    if tag is not None and not _OCI_TAG.fullmatch(tag):
        judge(ctx, [TAG_NOT_OF_OCI.at(("imageTag",))], errors)
    return {"image": _image_view(repository, ImageId(image.digest, tag), manifest.text, manifest.media_type)}


@operation("BatchGetImage")
def batch_get_image(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """A translated image keeps the digest of the one that was pushed, so that it can be asked for again.

    Where a pull through cache rule covers the repository, it is asked for what is not there, and made if need be.
    """
    image_ids = dict.fromkeys(ids_in(request))
    refused = pull_through(ctx.ecr, request["repositoryName"], image_ids) if _is_own(ctx, request) else {}
    if len(refused) == len(image_ids):
        return {"images": [], "failures": [_failure_view(image_id, why) for image_id, why in refused.items()]}
    repository = repository_of(ctx, request)
    accepted = request.get("acceptedMediaTypes", ())
    record = not ctx.ecr.pull_time_exclusions.covers(ctx.principal)
    images, failures = [], []
    for image_id in image_ids:
        pulled = refused.get(image_id) or pull_image(
            repository, image_id, now=ctx.ecr.engine.now, accepted=accepted, record=record
        )
        if isinstance(pulled, Failure):
            failures.append(_failure_view(image_id, pulled))
            continue
        full_id = ImageId(pulled.image.digest, image_id.tag)
        images.append(_image_view(repository, full_id, pulled.manifest, pulled.media_type))
    return {"images": images, "failures": failures}


@operation("DescribeImages")
def describe_images(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """Images that are named are shown whatever their status, unless the filter asks for one."""
    repository = repository_of(ctx, request)
    wanted = request.get("filter", {})
    tag_status = wanted.get("tagStatus", "ANY")
    if "imageIds" not in request:
        status = wanted.get("imageStatus", "ACTIVE")
        shown, more = paged_from(
            request, lambda start: images_from(repository, start, tag_status=tag_status, status=status)
        )
        return {"imageDetails": [_detail_view(ctx, repository, image) for image in shown], **more}
    check_not_paged(request, "imageIds")
    named = dict.fromkeys(get_image(repository, image_id) for image_id in ids_in(request))
    status = wanted.get("imageStatus", "ANY")
    found = [image for image in named if matches(image, tag_status=tag_status, status=status)]
    return {"imageDetails": [_detail_view(ctx, repository, image) for image in found]}


@operation("ListImages")
def list_images(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    wanted = request.get("filter", {})
    filters = {"tag_status": wanted.get("tagStatus", "ANY"), "status": wanted.get("imageStatus", "ACTIVE")}
    shown, more = paged_from(request, lambda start: ids_from(repository, start, **filters))
    return {"imageIds": [id_view(image_id) for image_id in shown], **more}


@operation("BatchDeleteImage")
def batch_delete_image(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return delete(repository_of(ctx, request), request)


def delete(repository: Repository, request: dict[str, Any]) -> dict[str, Any]:
    """The images that are gone from ``repository``, and those that could not be deleted."""
    gone, failures = delete_images(repository, ids_in(request))
    return {
        "imageIds": [id_view(image_id) for image_id in gone],
        "failures": [_failure_view(image_id, failure) for image_id, failure in failures],
    }


def _is_own(ctx: Context, request: dict[str, Any]) -> bool:
    return bool(request.get("registryId", ctx.ecr.registry_id) == ctx.ecr.registry_id)


def ids_in(request: dict[str, Any]) -> list[ImageId]:
    """The images that ``request`` names."""
    return [id_of(item) for item in request["imageIds"]]


def id_of(item: dict[str, str]) -> ImageId:
    """The id that a request has."""
    return ImageId(item.get("imageDigest"), item.get("imageTag"))


def image_named(repository: Repository, request: dict[str, Any]) -> Image:
    """The image that ``imageId`` of a request names; InvalidParameterException, ImageNotFoundException."""
    return get_image(repository, id_of(request["imageId"]), member="imageId")


def named_view(request: dict[str, Any], image: Image) -> dict[str, str]:
    """The id of an image that a request named: its digest, and its tag where the request had one."""
    return {**request["imageId"], "imageDigest": image.digest}


def id_view(image_id: ImageId) -> dict[str, str]:
    """The id as the wire has it."""
    return present(imageDigest=image_id.digest, imageTag=image_id.tag)


def _failure_view(image_id: ImageId, failure: Failure) -> dict[str, Any]:
    return {"imageId": id_view(image_id), "failureCode": failure.code, "failureReason": failure.reason}


def _image_view(repository: Repository, image_id: ImageId, manifest: str, media_type: str) -> dict[str, Any]:
    return {
        "registryId": repository.registry_id,
        "repositoryName": repository.name,
        "imageId": id_view(image_id),
        "imageManifest": manifest,
        "imageManifestMediaType": media_type,
    }


def _detail_view(ctx: Context, repository: Repository, image: Image) -> dict[str, Any]:
    manifest = image.manifest
    return present(
        registryId=repository.registry_id,
        repositoryName=repository.name,
        imageDigest=image.digest,
        imageTags=list(image.tags) or None,
        imageSizeInBytes=image.size,
        imagePushedAt=moment(image.pushed_at),
        **scan_members(ctx, image),
        imageManifestMediaType=manifest.media_type,
        artifactMediaType=manifest.artifact_media_type,
        lastRecordedPullTime=moment(image.last_recorded_pull_time),
        subjectManifestDigest=manifest.subject,
        imageStatus=image.status,
        lastArchivedAt=moment(image.last_archived_at),
        lastActivatedAt=moment(image.last_activated_at),
    )
