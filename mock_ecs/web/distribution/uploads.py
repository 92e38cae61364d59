"""Uploads of blobs: whole or in chunks, mounted from another repository, looked at and given up.

A chunk is taken in three steps: the upload is found under the World's lock, bytes go to disk without it, and what has
arrived counts under the lock again. See :class:`mock_ecs.ecr.uploads.Uploads`.
"""

from __future__ import annotations

import re

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.blobs import copied
from mock_ecs.ecr.errors import LayerAlreadyExistsException
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.uploads import Upload
from mock_ecs.web.distribution.exchange import Answer, AnyRegistry, BodyCutError, Request
from mock_ecs.web.distribution.manifests import checked_digest
from mock_ecs.web.distribution.permissions import check_permission
from mock_ecs.web.distribution.refusals import OciError, digest_invalid

_CONTENT_RANGE = re.compile(r"(?:bytes )?([0-9]{1,18})-([0-9]{1,18})(?:/(?:\*|[0-9]+))?")
_UPLOAD_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def begin_upload(request: Request) -> Answer:
    """A session to upload to; or the blob at once, when it can be mounted or is sent along."""
    mounted, digest = request.query("mount"), request.query("digest")
    if digest is not None:
        checked_digest(digest)
    with request.entered() as ecr:
        repository = request.repository_to_push(ecr)
        check_permission(request, repository, "ecr:InitiateLayerUpload")
        if mounted is not None and _mounted(request, ecr, checked_digest(mounted)):
            return _created(request, mounted)
        upload = ecr.uploads.begin(repository)
    if digest is None:
        return Answer(202, {"Location": _location(request, upload.id), "Range": "0-0"})
    try:
        _receive(request, upload.id, digest)
    except (OciError, AwsError):
        with request.entered() as ecr:
            ecr.uploads.cancel(upload)
        raise
    return _created(request, digest)


def append(request: Request) -> Answer:
    """The next chunk, or all of a blob."""
    upload = _receive(request, request.target)
    return Answer(202, {"Location": _location(request, upload.id), "Range": _range(upload)})


def complete(request: Request) -> Answer:
    """The last chunk, if there is one, and the digest of all of them."""
    digest = request.query("digest")
    if digest is None:
        raise digest_invalid("")
    _receive(request, request.target, checked_digest(digest))
    return _created(request, digest)


def status(request: Request) -> Answer:
    """How far an upload has come."""
    upload = _look(request)
    return Answer(204, {"Location": _location(request, upload.id), "Range": _range(upload)})


def cancel(request: Request) -> Answer:
    """Give an upload up."""
    with request.entered() as ecr:
        ecr.uploads.cancel(_upload(request, ecr, request.target))
    return Answer(204)


def _mounted(request: Request, ecr: AnyRegistry, digest: str) -> bool:
    """True when the blob was mounted: where the registry allows it, from a repository that the caller may read."""
    name = request.query("from")
    if not name or not isinstance(ecr, EcrState):
        return False
    source = ecr.find_repository(name)
    if source is None or ecr.settings.account_setting("BLOB_MOUNTING") != "ENABLED":
        return False
    check_permission(request, source, "ecr:GetDownloadUrlForLayer")
    return ecr.layers.mount(request.repository(ecr), source, digest)


def _receive(request: Request, upload_id: str, digest: str | None = None) -> Upload:
    """Take the body in as the next part of the upload, and with a ``digest`` let that be the last one.

    Nothing of the body counts if it does not come whole, or if the upload cannot be completed with it.
    """
    first, length = _announced(request)
    with request.entered() as ecr:
        upload = _upload(request, ecr, upload_id)
        check_permission(request, upload.repository, "ecr:UploadLayerPart")
        ecr.uploads.open_part(upload, first, maximum=None)
    whole, calculated = False, None
    try:
        received = copied(request.reader(), upload.spool)
        whole = length in (None, received)
        if whole and digest is not None:
            calculated = upload.spool.digest_by(digest.partition(":")[0])
    except BodyCutError:
        pass
    finally:
        upload.spool.end()
        with request.entered() as ecr:
            found = _upload(request, ecr, upload_id)
            ecr.uploads.close_part(found, keep=whole)
            if whole and digest is not None:
                _complete(ecr, found, digest, calculated)
    if not whole:
        raise OciError(400, "SIZE_INVALID", "the body has another number of bytes than its headers say")
    return upload


def _complete(ecr: AnyRegistry, upload: Upload, digest: str, calculated: str | None) -> None:
    try:
        ecr.uploads.complete(upload, [digest], minimum_part=0, calculated=calculated)
    except LayerAlreadyExistsException:
        pass  # Somebody else was faster: the blob is there, as it should be.
    except AwsError:
        ecr.uploads.take_back(upload)
        raise


def _announced(request: Request) -> tuple[int | None, int | None]:
    """The first byte and the length that the header Content-Range speaks of, None for each where there is none."""
    text = request.header("Content-Range")
    if not text:
        return None, None
    found = _CONTENT_RANGE.fullmatch(text.strip())
    if found is None:
        raise OciError(400, "BLOB_UPLOAD_INVALID", f"{text[:200]!r} is no Content-Range")
    first, last = int(found[1]), int(found[2])
    return first, last - first + 1


def _look(request: Request) -> Upload:
    with request.entered() as ecr:
        return _upload(request, ecr, request.target)


def _upload(request: Request, ecr: AnyRegistry, upload_id: str) -> Upload:
    if not _UPLOAD_ID.fullmatch(upload_id):
        raise OciError(404, "BLOB_UPLOAD_UNKNOWN", f"{upload_id[:200]!r} is no upload")
    return ecr.uploads.get(request.repository(ecr), upload_id)


def _created(request: Request, digest: str) -> Answer:
    location = request.url(f"/v2/{request.name}/blobs/{digest}")
    return Answer(201, {"Location": location, "Docker-Content-Digest": digest})


def _location(request: Request, upload_id: str) -> str:
    return request.url(f"/v2/{request.name}/blobs/uploads/{upload_id}")


def _range(upload: Upload) -> str:
    return f"0-{max(upload.size - 1, 0)}"
