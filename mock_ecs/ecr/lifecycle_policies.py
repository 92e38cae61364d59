"""Which images a lifecycle policy acts on, and the acting.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mock_ecs.ecr.images import Failure, ImageId, archive_image, delete_image
from mock_ecs.ecr.lifecycle_rules import LifecyclePolicy, Rule
from mock_ecs.ecr.repositories import Image, Repository

DAY = 86_400.0


class Decision(NamedTuple):
    """An image, and the rule by which it goes."""

    image: Image
    rule: Rule


class Deed(NamedTuple):
    """What was done with an image by a rule, or why it could not be."""

    image: Image
    rule: Rule
    failure: Failure | None = None


def evaluate(policy: LifecyclePolicy, images: Iterable[Image], now: float) -> list[Decision]:
    """What ``policy`` decides on ``images`` at ``now``, the oldest image first; nothing is done yet.

    Each rule looks at all images of its storage class, also at those that go by rules before it; but an image whose
    tags a rule selects is out of reach of all rules after that one, even where the rule keeps it.
    """
    images = list(images)
    there = sorted(_targets(images), key=begin_of)
    claimed: dict[str, None] = {}
    decided: dict[str, Rule] = {}
    for rule in policy.rules:
        selected = [image for image in there if _is_for(rule, image)]
        for image in _due(rule, selected, now):
            if image.digest not in claimed:
                decided[image.digest] = rule
        claimed.update(dict.fromkeys(image.digest for image in selected))
    return [Decision(image, decided[image.digest]) for image in there if image.digest in decided]


def begin_of(image: Image) -> float:
    """When the age of an image begins: with its push, or with its return from the archive."""
    return image.pushed_at if image.last_activated_at is None else image.last_activated_at


def next_change(policy: LifecyclePolicy, images: Iterable[Image], now: float) -> float | None:
    """The moment from ``now`` on after which a rule finds an image too old that is not so yet, if there is one."""
    there = _targets(list(images))
    moments = (
        _since(rule, image) + rule.count_number * DAY
        for rule in policy.rules
        if rule.count_type != "imageCountMoreThan"
        for image in there
        if _is_for(rule, image)
    )
    return min((moment for moment in moments if moment >= now), default=None)


def act(repository: Repository, decisions: Sequence[Decision], now: float) -> list[Deed]:
    """Do what was decided, and do the same to what refers to those images; returns what was done, and what was not.

    An image that a manifest list names stays as long as the list does. This is the one place where policies act:
    who wants to tell of it finds all deeds here.
    """
    followers: dict[str, list[Image]] = {}
    for image in repository.images.values():
        if image.manifest.subject is not None:
            followers.setdefault(image.manifest.subject, []).append(image)
    deeds: list[Deed] = []
    for image, rule in decisions:
        # A manifest list may have taken it to the archive meanwhile.
        if image.storage_class == rule.storage_class:
            deeds.extend(_do(repository, image, rule, now, followers))
    return deeds


def _targets(images: list[Image]) -> list[Image]:
    """The images that rules may act on: not those that follow a subject, nor those on their way from the archive."""
    present = {image.digest for image in images}
    return [image for image in images if image.status != "ACTIVATING" and image.manifest.subject not in present]


def _is_for(rule: Rule, image: Image) -> bool:
    return image.storage_class == rule.storage_class and rule.selects(image.tags)


def _due(rule: Rule, selected: list[Image], now: float) -> list[Image]:
    """Of the images that a rule selects, the oldest first, those that it would act on."""
    if rule.count_type == "imageCountMoreThan":
        return selected[: max(len(selected) - rule.count_number, 0)]
    return [image for image in selected if _since(rule, image) + rule.count_number * DAY < now]


def _since(rule: Rule, image: Image) -> float:
    """The moment from which a rule counts the days of an image."""
    if rule.count_type == "sinceImagePulled":
        pulled = image.last_recorded_pull_time
        return max(image.pushed_at if pulled is None else pulled, begin_of(image))
    if rule.count_type == "sinceImageTransitioned":
        return begin_of(image) if image.last_archived_at is None else image.last_archived_at
    return begin_of(image)


def _do(
    repository: Repository, image: Image, rule: Rule, now: float, followers: dict[str, list[Image]]
) -> Iterator[Deed]:
    if rule.action == "EXPIRE":
        gone = delete_image(repository, ImageId(image.digest))
        failure = gone if isinstance(gone, Failure) else None
        done = [image]
    else:
        moved = archive_image(repository, image, now=now)
        failure = moved if isinstance(moved, Failure) else None
        done = moved if isinstance(moved, list) else [image]
    for one in done:
        yield Deed(one, rule, failure)
        for follower in followers.get(one.digest, ()) if failure is None else ():
            if rule.action == "EXPIRE" or follower.status == "ACTIVE":
                yield from _do(repository, follower, rule, now, followers)
