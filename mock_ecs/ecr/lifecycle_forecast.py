"""What a lifecycle policy leaves of a repository in so many days, if nothing else happens in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from mock_ecs.ecr.lifecycle_policies import DAY, act, evaluate, next_change
from mock_ecs.ecr.lifecycle_rules import LifecyclePolicy, Rule
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Image, Repository, TagMutability


class Step(NamedTuple):
    """What a rule does with an image, and when (epoch seconds)."""

    at: float
    rule: Rule


@dataclass(slots=True, eq=False)
class Fate:
    """What becomes of an image; ``gone`` when a rule expires it."""

    image: Image
    steps: list[Step] = field(default_factory=list)
    gone: bool = False


def forecast(repository: Repository, policy: LifecyclePolicy, *, first_run: float, until: float) -> list[Fate]:
    """The fates of all images of ``repository`` under ``policy``, in the order of their pushes; nothing is changed.

    The policy runs at ``first_run`` and once a day from then on, not beyond ``until``.
    """
    copy = _copy_of(repository)
    fates = {image.digest: Fate(image) for image in copy.images.values()}
    run: float | None = first_run
    while run is not None and run <= until:
        done = [deed for deed in act(copy, evaluate(policy, copy.images.values(), run), run) if deed.failure is None]
        for deed in done:
            fates[deed.image.digest].steps.append(Step(run, deed.rule))
        run = run + DAY if done else _next_run(copy, policy, run)
    for fate in fates.values():
        fate.gone = fate.image.digest not in copy.images
    return list(fates.values())


def _next_run(repository: Repository, policy: LifecyclePolicy, run: float) -> float | None:
    """The first run after one that did nothing which may do something."""
    change = next_change(policy, repository.images.values(), run)
    return None if change is None else run + ((change - run) // DAY + 1) * DAY


def _copy_of(repository: Repository) -> Repository:
    """A repository of its own, which nobody watches, with the same images."""
    copy = Repository(
        registry_id=repository.registry_id,
        name=repository.name,
        arn=repository.arn,
        uri=repository.uri,
        created_at=repository.created_at,
        tag_mutability=TagMutability(),
        scan_on_push=False,
        encryption=repository.encryption,
        tags={},
    )
    for image in repository.images.values():
        for tag in image.tags or (None,):
            twin, _ = put_image(copy, image.manifest, now=image.pushed_at, tag=tag, strict_layers=False)
        twin.status = image.status
        twin.last_recorded_pull_time = image.last_recorded_pull_time
        twin.last_archived_at = image.last_archived_at
        twin.last_activated_at = image.last_activated_at
    return copy
