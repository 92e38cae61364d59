"""Lifecycle policies as data: policy, images, days → what is left. The files are in ``lifecycle/``.

A file is a list of cases:

``id``       what is shown, in words with hyphens
``section``  of the reference on AWS's behaviour, or of AWS's guide, that says so
``rules``    those of the policy, as ECR takes them
``images``   objects with ``name`` and ``tags``, and, in days before the policy is put: ``pushed``; and where it was so
             ``retagged`` (got one more tag), ``pulled``, ``archived``, ``activating`` (left the archive for some
             minutes), ``activated`` (was back from it), ``rearchived``. ``children`` makes a manifest list of the
             images of these names, and ``subject`` is the name of the image that it refers to
``days``     how many pass; 0 is one evaluation at the very moment
``decided``  where it is of interest: by which rule (its priority) each image goes in the first evaluation
``left``     which images are there at the end, outside the archive; ``archived`` which are in it
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from mock_ecs.ecr.images import archive_image
from mock_ecs.ecr.lifecycle_policies import DAY
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.state import EcrState
from tests.ecr.examples import START, image_manifest, list_manifest, new_state

FOLDER = Path(__file__).parent / "lifecycle"
NOW = START + 4000 * DAY
"""When the policy is put."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case; ``decided`` is None where it does not say."""

    key: str
    section: str
    rules: list[dict[str, Any]]
    images: list[dict[str, Any]]
    days: int
    left: list[str]
    archived: list[str] = field(default_factory=list)
    decided: dict[str, int] | None = None

    @property
    def text(self) -> str:
        """The policy as ECR is given it."""
        return json.dumps({"rules": self.rules})


def lifecycle_cases() -> list[Case]:
    """All cases, file by file."""
    return list(_cases())


def _cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            yield Case(key=f"{path.stem}/{entry.pop('id')}", **entry)


class Shelf:
    """The images of a case in a repository, at the moment when the policy is put."""

    def __init__(self, case: Case) -> None:
        self.state: EcrState = new_state()
        self.repository: Repository = self.state.create_repository("app")
        self.images: dict[str, Image] = {}
        for _, what, entry in sorted(_happenings(case), key=lambda one: -one[0]):
            self.state.engine.run_until(NOW - entry[what] * DAY)
            self._let_happen(what, entry)
        self.state.engine.run_until(NOW)

    def names(self, *statuses: str) -> list[str]:
        """The names of the images there are with one of these statuses, in alphabetical order."""
        there = self.repository.images.values()
        return sorted(name for name, image in self.images.items() if image in there and image.status in statuses)

    def name_of(self, image: Image) -> str:
        """What the case calls the image of this digest."""
        return next(name for name, one in self.images.items() if one.digest == image.digest)

    def _let_happen(self, what: str, entry: dict[str, Any]) -> None:
        name, now = entry["name"], self.state.engine.now
        if what == "pushed":
            self.images[name] = self._pushed(entry)
            return
        image = self.images[name]
        if what == "retagged":
            put_image(self.repository, image.manifest, now=now, tag=f"again-{name}", strict_layers=False)
        elif what == "pulled":
            image.last_recorded_pull_time = now
        elif what == "activating":
            image.status = "ACTIVATING"
        elif what == "activated":
            image.status, image.last_activated_at = "ACTIVE", now
        else:
            assert archive_image(self.repository, image, now=now) == [image]

    def _pushed(self, entry: dict[str, Any]) -> Image:
        manifest = read_manifest(self._text(entry))
        for tag in entry["tags"] or [None]:
            image, _ = put_image(self.repository, manifest, now=self.state.engine.now, tag=tag, strict_layers=False)
        return image

    def _text(self, entry: dict[str, Any]) -> str:
        named = {"annotations": {"name": entry["name"]}}
        if "children" in entry:
            return list_manifest(*(self.images[child].digest for child in entry["children"]), **named)
        if "subject" in entry:
            subject = self.images.get(entry["subject"])
            digest = subject.digest if subject else f"sha256:{sha256(b'elsewhere').hexdigest()}"
            named["subject"] = {"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 1, "digest": digest}  # type: ignore[dict-item]
        return image_manifest(**named)


def _happenings(case: Case) -> Iterator[tuple[float, str, dict[str, Any]]]:
    for entry in case.images:
        for what in ("pushed", "retagged", "pulled", "archived", "activating", "activated", "rearchived"):
            if what in entry:
                yield entry[what], what, entry
