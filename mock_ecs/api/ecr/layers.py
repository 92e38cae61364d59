"""Answers to the operations on layers, by which clients push and pull without the registry's HTTP API."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.repositories import repository_of
from mock_ecs.api.operation import operation
from mock_ecs.ecr.downloads import download_url
from mock_ecs.ecr.manifests import DIGEST_PATTERN, is_digest
from mock_ecs.ecr.refusals.layers import PART_LENGTH
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.storage_classes import archived_layers
from mock_ecs.ecr.uploads import PART_SIZE, told

_REQUEST = "Invalid request parameters: "


@operation("BatchCheckLayerAvailability")
def batch_check_layer_availability(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """A layer that is not there is UNAVAILABLE, and no failure: clients upload it then."""
    repository = repository_of(ctx, request)
    archived = archived_layers(repository)
    layers, failures = [], []
    for digest in dict.fromkeys(request["layerDigests"]):
        if is_digest(digest):
            layers.append(_availability_view(ctx, repository, digest, archived))
        else:
            failures.append(_failure_view(digest))
    return {"layers": layers, "failures": failures}


@operation("InitiateLayerUpload")
def initiate_layer_upload(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    upload = ctx.ecr.uploads.begin(repository_of(ctx, request))
    return {"uploadId": upload.id, "partSize": PART_SIZE}


@operation("UploadLayerPart")
def upload_layer_part(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """A part is written under the lock: it has 20 MiB at most, and nobody has to be waited for."""
    repository = repository_of(ctx, request)
    uploads = ctx.ecr.uploads
    upload = uploads.get(repository, request["uploadId"])
    first, last, data = request["partFirstByte"], request["partLastByte"], request["layerPartBlob"]
    if not data or last - first + 1 != len(data):
        raise told(PART_LENGTH(length=len(data), first=first, last=last, expected=last - first + 1), upload)
    uploads.open_part(upload, first)
    upload.spool.write(data)
    uploads.close_part(upload)
    return {
        "registryId": repository.registry_id,
        "repositoryName": repository.name,
        "uploadId": upload.id,
        "lastByteReceived": last,
    }


@operation("CompleteLayerUpload")
def complete_layer_upload(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """One of the digests given has to be that of the layer."""
    repository = repository_of(ctx, request)
    uploads = ctx.ecr.uploads
    upload = uploads.get(repository, request["uploadId"])
    digest = uploads.complete(upload, request["layerDigests"])
    return {
        "registryId": repository.registry_id,
        "repositoryName": repository.name,
        "uploadId": upload.id,
        "layerDigest": digest,
    }


@operation("GetDownloadUrlForLayer")
def get_download_url_for_layer(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    digest = request["layerDigest"]
    return {"downloadUrl": download_url(ctx.ecr, repository_of(ctx, request), digest), "layerDigest": digest}


def _availability_view(ctx: Context, repository: Repository, digest: str, archived: set[str]) -> dict[str, Any]:
    size = ctx.ecr.layers.size(repository, digest)
    if size is None:
        return {"layerDigest": digest, "layerAvailability": "UNAVAILABLE"}
    return {
        "layerDigest": digest,
        "layerAvailability": "ARCHIVED" if digest in archived else "AVAILABLE",
        "layerSize": size,
    }


def _failure_view(digest: str) -> dict[str, str]:
    if not digest:
        reason = f"{_REQUEST}layer digest cannot be null"
        return {"layerDigest": digest, "failureCode": "MissingLayerDigest", "failureReason": reason}
    reason = f"{_REQUEST}layer digest should satisfy the regex '{DIGEST_PATTERN}'"
    return {"layerDigest": digest, "failureCode": "InvalidLayerDigest", "failureReason": reason}
