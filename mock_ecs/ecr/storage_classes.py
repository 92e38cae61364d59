"""The archive: images go there at once, and come back after a while.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive_restore_image.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.aws.refusals import Finding
from mock_ecs.ecr.images import Failure, archive_image
from mock_ecs.ecr.refusals.images import CHILD_ALONE, STORAGE_CLASS_SAME, STORAGE_CLASS_UNSUPPORTED
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.state import EcrState

ARCHIVE, STANDARD = "ARCHIVE", "STANDARD"


def storage_class_findings(repository: Repository, image: Image, target: str) -> Iterator[Finding]:
    """Why the image might not go to the storage class ``target``."""
    place = ("targetStorageClass",)
    if image.status == "ACTIVATING" and target == ARCHIVE:
        yield STORAGE_CLASS_UNSUPPORTED.at(place, digest=image.digest)
    elif target == image.storage_class or image.status == "ACTIVATING":
        yield STORAGE_CLASS_SAME.at(place, digest=image.digest, status=image.status)
    elif target == ARCHIVE and any(repository.images[digest].status == "ACTIVE" for digest in image.lists):
        yield CHILD_ALONE.at(("imageId",), parents=", ".join(image.lists))


def archive(repository: Repository, image: Image, *, now: float) -> None:
    """Let the image go to the archive, with what goes along: the images that only it lists, and its referrers."""
    if image.status != "ACTIVE":
        return
    moved = archive_image(repository, image, now=now)
    if isinstance(moved, Failure):
        # One of a list that stays: whether ECR refuses that is not known.
        image.status, image.last_archived_at = "ARCHIVED", now
        for watcher in repository.watchers:
            watcher.archived(repository, image)
        moved = [image]
    for each in moved:
        for referrer in list(repository.referrers.get(each.digest, {}).values()):
            archive(repository, referrer, now=now)


def restore(state: EcrState, repository: Repository, image: Image) -> None:
    """Begin to bring the image back, with what went along with it; it can be pulled a while later."""
    if image.status != "ARCHIVED":
        return
    image.status = "ACTIVATING"
    # It is a change in progress: who settles, or polls with a waiter, wants to see its end.
    state.engine.after(state.timings.restore, f"image {image.digest} restored", _finish, state, repository, image)
    for other in _companions(repository, image):
        restore(state, repository, other)


def archived_layers(repository: Repository) -> set[str]:
    """The digests of the layers that only images in the archive have; what comes back is there until it is back."""
    away = [image for image in repository.images.values() if image.status != "ACTIVE"]
    if not away:
        return set()
    here = (image for image in repository.images.values() if image.status == "ACTIVE")
    return {blob.digest for image in away for blob in image.manifest.blobs} - {
        blob.digest for image in here for blob in image.manifest.blobs
    }


def _finish(state: EcrState, repository: Repository, image: Image) -> None:
    if image.status != "ACTIVATING" or not state.holds(repository, image):
        return
    image.status = "ACTIVE"
    image.last_activated_at = state.engine.now
    for watcher in repository.watchers:
        watcher.restored(repository, image)


def _companions(repository: Repository, image: Image) -> list[Image]:
    children = [repository.images[digest] for digest in image.manifest.children]
    return [*children, *repository.referrers.get(image.digest, {}).values()]
