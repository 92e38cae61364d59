"""How an image comes into a repository: by PutImage, and by a push through the registry's HTTP API.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
"""

from __future__ import annotations

from mock_ecs.ecr.images import check_form
from mock_ecs.ecr.manifests import Manifest
from mock_ecs.ecr.refusals.images import (
    DIGEST_MISMATCH,
    IMAGE_EXISTS,
    IMAGE_QUOTA,
    LAYERS_NOT_FOUND,
    REFERENCED_IMAGES_NOT_FOUND,
    TAG_IMMUTABLE,
    TAG_QUOTA,
)
from mock_ecs.ecr.repositories import MAXIMUM_TAGS, Image, Repository

MAXIMUM_IMAGES = 100_000


def put_image(
    repository: Repository,
    manifest: Manifest,
    *,
    now: float,
    tag: str | None = None,
    digest: str | None = None,
    strict_layers: bool = True,
    replicated: bool = False,
) -> tuple[Image, list[str]]:
    """Store an image, or give one that is there another tag; returns it with the layers it lacks.

    The watchers of the repository hear of it; ``replicated`` tells them that it comes from another registry.
    Lacking layers are LayersNotFoundException when ``strict_layers`` is set. Raises InvalidParameterException,
    ImageDigestDoesNotMatchException, ReferencedImagesNotFoundException, ImageAlreadyExistsException,
    ImageTagAlreadyExistsException, LimitExceededException.
    """
    _check_id(manifest, tag, digest)
    image = repository.images.get(manifest.digest)
    missing: list[str] = []
    if image is None:
        missing = _missing_layers(repository, manifest)
        if missing and strict_layers:
            raise LAYERS_NOT_FOUND(digests=", ".join(missing), **_names(repository))
        _check_children(repository, manifest)
    elif tag is None or tag in image.tags:
        raise IMAGE_EXISTS(digest=image.digest, tag=tag or "null", **_names(repository))
    _check_tag(repository, image, tag)
    if image is None:
        image = _store(repository, manifest, now)
    if tag is not None:
        _move_tag(repository, tag, image, now)
    for watcher in repository.watchers:
        watcher.pushed(repository, image, tag, replicated=replicated)
    return image, missing


def _check_id(manifest: Manifest, tag: str | None, digest: str | None) -> None:
    check_form(tag, digest)
    if digest is not None and digest != manifest.digest:
        raise DIGEST_MISMATCH(given=digest, calculated=manifest.digest)


def _missing_layers(repository: Repository, manifest: Manifest) -> list[str]:
    digests = dict.fromkeys(blob.digest for blob in manifest.blobs if not blob.foreign)
    return [digest for digest in digests if digest not in repository.layers]


def _check_children(repository: Repository, manifest: Manifest) -> None:
    absent = [digest for digest in manifest.children if digest not in repository.images]
    if absent:
        raise REFERENCED_IMAGES_NOT_FOUND(digests=", ".join(absent), **_names(repository))


def _check_tag(repository: Repository, image: Image | None, tag: str | None) -> None:
    if tag is not None and tag in repository.tagged and repository.tag_mutability.protects(tag):
        raise TAG_IMMUTABLE(tag=tag, name=repository.name)
    if tag is not None and image is not None and len(image.tags) >= MAXIMUM_TAGS:
        raise TAG_QUOTA(tag=tag, maximum=MAXIMUM_TAGS, **_names(repository))
    if image is None and len(repository.images) >= MAXIMUM_IMAGES:
        raise IMAGE_QUOTA(maximum=MAXIMUM_IMAGES, **_names(repository))


def _names(repository: Repository) -> dict[str, str]:
    return {"name": repository.name, "registry_id": repository.registry_id}


def _store(repository: Repository, manifest: Manifest, now: float) -> Image:
    children = [repository.images[digest] for digest in manifest.children]
    if children:
        size = max(child.size for child in children)
    else:
        uploaded = repository.layers
        size = sum(uploaded.get(blob.digest, 0) if blob.size is None else blob.size for blob in manifest.blobs)
    image = repository.images[manifest.digest] = Image(manifest, pushed_at=now, size=size)
    for child in children:
        child.lists[image.digest] = None
    for digest in dict.fromkeys(blob.digest for blob in manifest.blobs):
        repository.layer_users[digest] = repository.layer_users.get(digest, 0) + 1
    if manifest.subject is not None:
        repository.referrers.setdefault(manifest.subject, {})[image.digest] = image
    return image


def _move_tag(repository: Repository, tag: str, image: Image, now: float) -> None:
    former = repository.tagged.get(tag)
    if former is not None:
        del former.tags[tag]
    repository.tagged[tag] = image
    image.tags[tag] = now
