"""Replication backfills: begun, carried on, stopped and forgotten.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
"""

from __future__ import annotations

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.backfill import Backfill, Replicated
from mock_ecs.ecr.images import ImageId, ids_of
from mock_ecs.ecr.refusals.registry import (
    BACKFILL_DESTINATION,
    BACKFILL_ENDED,
    BACKFILL_IN_PROGRESS,
    BACKFILL_NOT_FOUND,
    BACKFILL_QUOTA,
)
from mock_ecs.ecr.replication import destinations_of, has_destination, replicate_now
from mock_ecs.ecr.repositories import Image
from mock_ecs.ecr.state import EcrState

MAXIMUM_IN_PROGRESS = 10
KEPT = 90 * 24 * 3600.0
"""How long one is shown after its end (seconds)."""

TOO_MANY_FAILURES = "TOO_MANY_FAILED_REPLICATIONS"
IMAGE_GONE = "IMAGE_NOT_FOUND"
"""The failure codes of a backfill of which half failed, and of an image deleted meanwhile; AWS documents none."""

_JUDGED_FROM = 100


def start_backfill(state: EcrState, destination: Scope) -> Backfill:
    """Begin to copy to ``destination`` what the rules would have copied there, had it been pushed now.

    Raises ValidationException for a destination of no rule, ReplicationBackfillInProgressException,
    LimitExceededException.
    """
    if not has_destination(state, destination):
        raise BACKFILL_DESTINATION(region=destination.region, registry_id=destination.account)
    going_on = [each for each in state.backfills.values() if not each.ended]
    for each in going_on:
        if each.destination.region == destination.region:
            raise BACKFILL_IN_PROGRESS(region=destination.region, id=each.id)
    if len(going_on) >= MAXIMUM_IN_PROGRESS:
        raise BACKFILL_QUOTA(maximum=MAXIMUM_IN_PROGRESS)
    backfill = Backfill(state.ids.uuid("backfill"), destination, state.engine.now)
    state.backfills[backfill.id] = backfill
    _after(state, state.timings.backfill_preparation, backfill)
    return backfill


def backfills(state: EcrState) -> list[Backfill]:
    """Those that are kept, in the order of their begin; the others are forgotten."""
    for each in list(state.backfills.values()):
        if each.ended_at is not None and state.engine.now - each.ended_at >= KEPT:
            del state.backfills[each.id]
    return list(state.backfills.values())


def backfill_of(state: EcrState, backfill_id: str) -> Backfill:
    """The one with that id; ReplicationBackfillNotFoundException when none is kept."""
    for each in backfills(state):
        if each.id == backfill_id.lower():
            return each
    raise BACKFILL_NOT_FOUND(id=backfill_id, registry_id=state.registry_id)


def stop_backfill(state: EcrState, backfill_id: str) -> Backfill:
    """End one: at once while it is prepared, else when the image that is on its way has arrived.

    Raises ReplicationBackfillNotFoundException, ReplicationBackfillInvalidStatusException.
    """
    backfill = backfill_of(state, backfill_id)
    if backfill.status not in ("PREPARING", "IN_PROGRESS"):
        raise BACKFILL_ENDED(id=backfill.id, status=backfill.status)
    if backfill.status == "PREPARING":
        state.engine.cancel(backfill.next_step)
        _end(state, backfill, "STOPPED")
    else:
        backfill.status = "STOPPING"
    return backfill


def _after(state: EcrState, seconds: float, backfill: Backfill) -> None:
    # In the foreground: a change in progress, whose end one who settles wants to see.
    backfill.next_step = state.engine.after(seconds, f"backfill {backfill.id}", _go_on, state, backfill)


def _go_on(state: EcrState, backfill: Backfill) -> None:
    """Find out what there is to do, or let the next image arrive."""
    if backfill.images is None:
        backfill.images = _images(state, backfill.destination)
        backfill.status = "IN_PROGRESS"
    else:
        name, image_id = backfill.images[len(backfill.results)]
        backfill.add(_copied(state, name, image_id, backfill.destination))
    done = len(backfill.results)
    if done >= _JUDGED_FROM and 2 * backfill.failed >= done:
        backfill.failure_code = TOO_MANY_FAILURES
        _end(state, backfill, "FAILED")
    elif backfill.status == "STOPPING":
        _end(state, backfill, "STOPPED")
    elif done == len(backfill.images):
        _end(state, backfill, "COMPLETE")
    else:
        _after(state, state.timings.backfill_step, backfill)


def _end(state: EcrState, backfill: Backfill, status: str) -> None:
    backfill.status = status
    backfill.ended_at = state.engine.now
    backfill.next_step = None


def _images(state: EcrState, destination: Scope) -> list[tuple[str, ImageId]]:
    """What the rules copy there: an entry for each tag. Images of lists come along with their lists."""
    found = []
    for repository in state.repositories():
        if destination in destinations_of(state, repository.name):
            images = [each for each in repository.images.values() if each.status == "ACTIVE"]
            alone = [each for each in images if each.tags or not each.lists]
            found += [(repository.name, image_id) for image_id in ids_of(alone)]
    return found


def _copied(state: EcrState, name: str, image_id: ImageId, destination: Scope) -> Replicated:
    repository = state.find_repository(name)
    image = repository.images.get(image_id.digest or "") if repository is not None else None
    if repository is None or image is None:
        return Replicated(name, image_id, IMAGE_GONE)
    code = replicate_now(state, repository, image, image_id.tag, destination)
    return Replicated(name, image_id, code, _sub_image_failures(image, code))


def _sub_image_failures(image: Image, code: str | None) -> tuple[str, ...] | None:
    """What keeps a list from its destination keeps its images from it."""
    if not image.manifest.children:
        return None
    return (code,) if code else ()
