"""Tells Amazon EventBridge of what becomes of images."""

from __future__ import annotations

from mock_ecs.ecr.repositories import Image, Repository
from mock_ecs.ecr.state import EcrState


class ImageEvents:
    """Watches the images of one registry. What comes and goes by replication has an event of its own."""

    def __init__(self, state: EcrState) -> None:
        self._state = state

    def pushed(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Tell of a push."""
        if not replicated:
            self._state.events.pushed(repository, image, tag)

    def deleted(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """Tell of each tag that is gone."""
        self._state.events.deleted(repository, image, (tag,) if tag is not None else tuple(image.tags) or (None,))

    def archived(self, repository: Repository, image: Image) -> None:
        """Tell that an image is in the archive."""
        self._state.events.storage_class_changed(repository, image)

    def restored(self, repository: Repository, image: Image) -> None:
        """Tell that an image is back."""
        self._state.events.storage_class_changed(repository, image)
