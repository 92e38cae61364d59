"""Manifests: pulled, pushed and deleted, by digest or by tag."""

from __future__ import annotations

import re

from mock_ecs.ecr.blobs import ALGORITHMS
from mock_ecs.ecr.errors import ImageAlreadyExistsException
from mock_ecs.ecr.images import Failure, ImageId, delete_image, pull_image
from mock_ecs.ecr.manifests import Manifest, digest_of, read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.refusals.images import MANIFEST_INVALID, TAG_IMMUTABLE
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.upstream_images import pull_through
from mock_ecs.web.distribution.exchange import Answer, BodyCutError, Request
from mock_ecs.web.distribution.permissions import check_permission
from mock_ecs.web.distribution.refusals import OciError, digest_invalid, of_failure

LARGEST = 4_194_304
"""How large a manifest may be (bytes)."""

_DIGEST = re.compile(r"([a-z0-9]+):([a-f0-9]+)")
_TAG = re.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")


def checked_digest(text: str) -> str:
    """``text``, when it is a digest by an algorithm that content can be named by; OciError (400) else."""
    found = _DIGEST.fullmatch(text)
    if found is None or ALGORITHMS.get(found[1]) != len(found[2]):
        raise digest_invalid(text)
    return text


def get_manifest(request: Request) -> Answer:
    """A manifest in one of the media types that the client takes; only GET counts as a pull."""
    image_id = _image_id(request.target)
    with request.entered() as ecr:
        refused = pull_through(ecr, request.name, [image_id], account=request.caller.account)
        if refused:
            raise of_failure(refused[image_id])
        repository = request.repository(ecr)
        check_permission(request, repository, "ecr:BatchGetImage")
        pulled = pull_image(
            repository,
            image_id,
            now=ecr.engine.now,
            accepted=_accepted(request.header("Accept")),
            record=request.method == "GET",
        )
    if isinstance(pulled, Failure):
        raise of_failure(pulled)
    own = pulled.image.manifest
    digest = own.digest if pulled.manifest == own.text else digest_of(pulled.manifest)
    return Answer(200, {"Content-Type": pulled.media_type, "Docker-Content-Digest": digest}, pulled.manifest.encode())


def put_manifest(request: Request) -> Answer:
    """A manifest whose layers and children are there; pushed again it is no error, unless its tag is immutable."""
    image_id = _image_id(request.target)
    tags = [_checked_tag(tag) for tag in request.queries("tag")] if image_id.digest else [str(image_id.tag)]
    text = _text(request)
    algorithm = (image_id.digest or "sha256:").partition(":")[0]
    manifest = read_manifest(
        text, request.header("Content-Type").partition(";")[0].strip() or None, algorithm=algorithm
    )
    with request.entered() as ecr:
        repository = request.repository_to_push(ecr)
        check_permission(request, repository, "ecr:PutImage")
        wanted: list[str | None] = [*tags] or [None]
        for tag in wanted:
            _put(ecr, repository, manifest, tag, image_id.digest)
    headers = {
        "Location": request.url(f"/v2/{request.name}/manifests/{manifest.digest}"),
        "Docker-Content-Digest": manifest.digest,
    }
    if manifest.subject is not None:
        headers["OCI-Subject"] = manifest.subject
    if image_id.digest and tags:
        headers["OCI-Tag"] = ", ".join(tags)
    return Answer(201, headers)


def delete_manifest(request: Request) -> Answer:
    """By digest an image with all its tags; by tag that alone, but the last tag takes the image along."""
    image_id = _image_id(request.target)
    with request.entered() as ecr:
        repository = request.repository(ecr)
        check_permission(request, repository, "ecr:BatchDeleteImage")
        result = delete_image(repository, image_id)
    if isinstance(result, Failure):
        raise of_failure(result)
    return Answer(202)


def _put(ecr: EcrState, repository: Repository, manifest: Manifest, tag: str | None, digest: str | None) -> None:
    try:
        put_image(repository, manifest, now=ecr.engine.now, tag=tag, digest=digest)
    except ImageAlreadyExistsException:
        if tag is not None and repository.tag_mutability.protects(tag):
            raise TAG_IMMUTABLE(tag=tag, name=repository.name) from None


def _text(request: Request) -> str:
    """The body as the text it is; what is no UTF-8 is no JSON."""
    if (request.content_length or 0) > LARGEST:
        raise _too_large()
    read = request.reader()
    body = bytearray()
    try:
        while part := read(LARGEST):
            body += part
            if len(body) > LARGEST:
                raise _too_large()
        return body.decode()
    except BodyCutError:
        raise OciError(400, "MANIFEST_INVALID", "the manifest has fewer bytes than its Content-Length says") from None
    except UnicodeDecodeError:
        raise MANIFEST_INVALID() from None


def _too_large() -> OciError:
    return OciError(413, "MANIFEST_INVALID", f"the manifest has more than {LARGEST} bytes")


def _image_id(reference: str) -> ImageId:
    if ":" in reference:
        return ImageId(digest=checked_digest(reference))
    return ImageId(tag=_checked_tag(reference))


def _checked_tag(tag: str) -> str:
    if not _TAG.fullmatch(tag):
        raise OciError(400, "TAG_INVALID", f"{tag[:200]!r} is no tag")
    return tag


def _accepted(header: str) -> list[str]:
    """The media types that the client takes; none of them stands for all."""
    types = [part.partition(";")[0].strip() for part in header.split(",")]
    return [] if "*/*" in types or "application/*" in types else [name for name in types if name]
