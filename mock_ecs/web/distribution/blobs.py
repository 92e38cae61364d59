"""Blobs: had whole or in part, and deleted. Their bytes are sent without the World's lock."""

from __future__ import annotations

import re

from mock_ecs.ecr.layers import Content
from mock_ecs.web.distribution.exchange import Answer, Request
from mock_ecs.web.distribution.manifests import checked_digest
from mock_ecs.web.distribution.permissions import check_permission
from mock_ecs.web.distribution.refusals import OciError, blob_unknown

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def get_blob(request: Request) -> Answer:
    """A blob. ECR sends its clients on to S3; here it is sent at once."""
    digest = checked_digest(request.target)
    with request.entered() as ecr:
        repository = request.repository(ecr)
        check_permission(request, repository, "ecr:GetDownloadUrlForLayer")
        content = ecr.layers.open(repository, digest)
    if content is None:
        raise blob_unknown(digest)
    return content_answer(content, request.header("Range"), {"Docker-Content-Digest": digest})


def delete_blob(request: Request) -> Answer:
    """A blob that no image has; ECR itself deletes none by request, and OCI leaves it open."""
    digest = checked_digest(request.target)
    with request.entered() as ecr:
        repository = request.repository(ecr)
        check_permission(request, repository, "ecr:BatchDeleteImage")
        if digest not in repository.layers:
            raise blob_unknown(digest)
        if digest in repository.layer_users:
            raise OciError(405, "UNSUPPORTED", f"blob {digest} belongs to an image of the repository")
        ecr.layers.drop(repository, digest)
    return Answer(202)


def content_answer(content: Content, wanted: str, headers: dict[str, str]) -> Answer:
    """All of the content, or the one range that ``wanted`` (a header Range) asks for."""
    file, size = content
    headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes", **headers}
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found[0] == "bytes=-":
        return Answer(200, headers, file=file, length=size)
    first, last = _bounds(found[1], found[2], size)
    if first > last:
        file.close()
        return Answer(416, {"Content-Range": f"bytes */{size}"})
    file.seek(first)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Answer(206, headers, file=file, length=last - first + 1, whole=False)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte of a range, the last one first when there are none."""
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) else (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1
