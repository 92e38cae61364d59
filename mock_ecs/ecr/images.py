"""Images in a repository: found, pulled, listed and deleted.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/images.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from mock_ecs.ecr.manifests import DIGEST_PATTERN, is_digest, translated
from mock_ecs.ecr.refusals.images import DIGEST_INVALID, ID_EMPTY, IMAGE_NOT_FOUND, TAG_INVALID
from mock_ecs.ecr.repositories import MAXIMUM_TAGS, Image, Repository

TAG_PATTERN = "[a-zA-Z0-9-_.]+"
PULL_TIME_RESOLUTION = 24 * 3600.0
"""A pull is recorded when the last record is at least this old (seconds)."""

_TAG = re.compile(r"[a-zA-Z0-9\-_.]+")


class ImageId(NamedTuple):
    """What a caller names an image by: digest, tag, or both."""

    digest: str | None = None
    tag: str | None = None


class Failure(NamedTuple):
    """Why a batch operation could not have one of its images."""

    code: str
    reason: str


_REQUEST = "Invalid request parameters: "
MISSING_DIGEST_AND_TAG = Failure("MissingDigestAndTag", f"{_REQUEST}both tag and digest cannot be null")
INVALID_DIGEST = Failure("InvalidImageDigest", f"{_REQUEST}image digest should satisfy the regex '{DIGEST_PATTERN}'")
INVALID_TAG = Failure("InvalidImageTag", f"{_REQUEST}image tag should satisfy the regex '{TAG_PATTERN}'")
MISMATCH = Failure("ImageTagDoesNotMatchDigest", f"{_REQUEST}image tag does not match digest")
NOT_FOUND = Failure("ImageNotFound", "Requested image not found")
INACCESSIBLE = Failure("ImageInaccessible", "Requested image is archived; restore it before it is pulled")


class Pulled(NamedTuple):
    """An image as it was pulled: the manifest may be a translation of the one pushed."""

    image: Image
    manifest: str
    media_type: str


def find_image(repository: Repository, image_id: ImageId) -> Image | Failure:
    """The image that ``image_id`` names, or why there is none."""
    digest, tag = image_id
    if digest is None and tag is None:
        return MISSING_DIGEST_AND_TAG
    if digest is not None and not is_digest(digest):
        return INVALID_DIGEST
    if tag is None:
        return repository.images.get(digest or "", NOT_FOUND)
    if not _TAG.fullmatch(tag):
        return INVALID_TAG
    image = repository.tagged.get(tag)
    if image is not None and digest is not None and image.digest != digest:
        return MISMATCH
    return image or NOT_FOUND


def get_image(repository: Repository, image_id: ImageId, *, member: str = "imageIds") -> Image:
    """The image that ``image_id`` names; InvalidParameterException, ImageNotFoundException when there is none.

    ``member`` is what the request calls the id.
    """
    if image_id == ImageId():
        raise ID_EMPTY(member=member)
    check_form(image_id.tag, image_id.digest)
    found = find_image(repository, image_id)
    if isinstance(found, Failure):
        raise IMAGE_NOT_FOUND(
            digest=image_id.digest or "null",
            tag=image_id.tag or "null",
            name=repository.name,
            registry_id=repository.registry_id,
        )
    return found


def pull_image(
    repository: Repository, image_id: ImageId, *, now: float, accepted: Sequence[str] = (), record: bool = True
) -> Pulled | Failure:
    """The image in one of the media types ``accepted`` (all when empty); or why not. ``record`` notes the pull.

    An image in the archive cannot be pulled. Only an image asked for by tag alone is translated: a digest speaks of
    the bytes that were pushed.
    """
    image = find_image(repository, image_id)
    if isinstance(image, Failure):
        return image
    if image.status != "ACTIVE":
        return INACCESSIBLE
    own_type = image.manifest.media_type
    if image_id.digest is not None and accepted and own_type not in accepted:
        return NOT_FOUND
    shown = translated(image.manifest, accepted)
    if shown is None:
        return NOT_FOUND
    if record:
        record_pull(image, now)
    return Pulled(image, *shown)


def record_pull(image: Image, now: float) -> None:
    """Note that the image was pulled, unless that was noted lately."""
    last = image.last_recorded_pull_time
    if last is None or now - last >= PULL_TIME_RESOLUTION:
        image.last_recorded_pull_time = now


def images_from(
    repository: Repository, start: int, *, tag_status: str = "ANY", status: str = "ACTIVE"
) -> Iterator[tuple[int, Image]]:
    """The images that are TAGGED or UNTAGGED, and of a status (ANY takes all), each with its position in the
    repository, from ``start`` on.
    """
    rest = islice(repository.images.values(), start, None)
    return (each for each in enumerate(rest, start) if matches(each[1], tag_status=tag_status, status=status))


def ids_from(repository: Repository, start: int, **wanted: str) -> Iterator[tuple[int, ImageId]]:
    """The ids of those images from a position on, which counts all tags that an image could have."""
    first, tag = divmod(start, MAXIMUM_TAGS)
    for position, image in images_from(repository, first, **wanted):
        for number, image_id in enumerate(ids_of([image])):
            if position > first or number >= tag:
                yield position * MAXIMUM_TAGS + number, image_id


def matches(image: Image, *, tag_status: str, status: str) -> bool:
    """True when the image is TAGGED or UNTAGGED, and of the status asked for; ANY takes all."""
    if tag_status != "ANY" and bool(image.tags) != (tag_status == "TAGGED"):
        return False
    return status in ("ANY", image.status)


def ids_of(images: Iterable[Image]) -> Iterator[ImageId]:
    """One id for each tag of each image; an untagged image has one of its digest alone."""
    for image in images:
        yield from (ImageId(image.digest, tag) for tag in image.tags or (None,))


def delete_images(
    repository: Repository, image_ids: Iterable[ImageId]
) -> tuple[list[ImageId], list[tuple[ImageId, Failure]]]:
    """Delete one after the other; returns what is gone, and what could not be deleted.

    An image that went by an earlier id of the same call is no failure when a later one names it too.
    """
    gone: list[ImageId] = []
    failures = []
    for image_id in dict.fromkeys(image_ids):
        result = delete_image(repository, image_id)
        if not isinstance(result, Failure):
            gone.extend(result)
        elif result is not NOT_FOUND or not any(_names(image_id, other) for other in gone):
            failures.append((image_id, result))
    return gone, failures


def delete_image(repository: Repository, image_id: ImageId, *, replicated: bool = False) -> list[ImageId] | Failure:
    """Take a tag away, or an image with all its tags; returns what is gone, or why nothing is.

    A tag alone takes the image along when it is its last one. The watchers of the repository hear of it;
    ``replicated`` tells them that it is gone because it is gone in another registry.
    """
    image = find_image(repository, image_id)
    if isinstance(image, Failure):
        return image
    if image_id.digest is None and image_id.tag is not None and len(image.tags) > 1:
        remove_tag(repository, image_id.tag, replicated=replicated)
        return [ImageId(image.digest, image_id.tag)]
    if image.lists:
        return _referenced(image.lists)
    gone = list(ids_of([image]))
    _remove(repository, image)
    for watcher in repository.watchers:
        watcher.deleted(repository, image, None, replicated=replicated)
    return gone


def archive_image(repository: Repository, image: Image, *, now: float) -> list[Image] | Failure:
    """Move an image to the archive, from where it cannot be pulled; returns what went there, or why nothing did.

    A manifest list takes along the images that no other list outside the archive names.
    """
    parents = [digest for digest in image.lists if repository.images[digest].status != "ARCHIVED"]
    if parents:
        return _referenced(parents)
    image.status = "ARCHIVED"
    image.last_archived_at = now
    for watcher in repository.watchers:
        watcher.archived(repository, image)
    moved = [image]
    for digest in image.manifest.children:
        child = repository.images[digest]
        went = archive_image(repository, child, now=now) if child.status == "ACTIVE" else []
        moved.extend(went if isinstance(went, list) else ())
    return moved


def remove_tag(repository: Repository, tag: str, *, replicated: bool = False) -> Image | Failure:
    """Take a tag away, be it an image's last one; returns the image, or why there is none.

    The watchers of the repository hear of it, as of :func:`delete_image`.
    """
    image = find_image(repository, ImageId(tag=tag))
    if isinstance(image, Image):
        del image.tags[tag], repository.tagged[tag]
        for watcher in repository.watchers:
            watcher.deleted(repository, image, tag, replicated=replicated)
    return image


def check_form(tag: str | None, digest: str | None) -> None:
    """InvalidParameterException when a tag or digest that was given is not written as one."""
    if tag is not None and not _TAG.fullmatch(tag):
        raise TAG_INVALID(pattern=TAG_PATTERN)
    if digest is not None and not is_digest(digest):
        raise DIGEST_INVALID(pattern=DIGEST_PATTERN)


def _referenced(parents: Iterable[str]) -> Failure:
    reason = f"Requested image referenced by manifest list: [{', '.join(parents)}]"
    return Failure("ImageReferencedByManifestList", reason)


def _names(image_id: ImageId, other: ImageId) -> bool:
    return image_id.digest in (None, other.digest) and image_id.tag in (None, other.tag)


def _remove(repository: Repository, image: Image) -> None:
    for digest in image.manifest.children:
        del repository.images[digest].lists[image.digest]
    for tag in image.tags:
        del repository.tagged[tag]
    for blob in dict.fromkeys(blob.digest for blob in image.manifest.blobs):
        repository.layer_users[blob] -= 1
        if not repository.layer_users[blob]:
            del repository.layer_users[blob]
    if subject := image.manifest.subject:
        del repository.referrers[subject][image.digest]
        if not repository.referrers[subject]:
            del repository.referrers[subject]
    del repository.images[image.digest]
