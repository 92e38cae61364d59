"""The layers of a repository: whether they are there, mounted from another one, had, and dropped.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html
"""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from mock_ecs.ecr.blobs import BlobStore
from mock_ecs.ecr.refusals.layers import LAYER_INACCESSIBLE, LAYER_NOT_FOUND
from mock_ecs.ecr.repositories import Repository
from mock_ecs.sim.engine import Engine

SWEEP = 24 * 3600.0
"""How often layers that no image names are looked for (seconds); those found twice go. AWS does not tell its own."""


class Content(NamedTuple):
    """The bytes of a layer, open for reading, and how many they are."""

    file: BinaryIO
    size: int


class Layers:
    """What the repositories of one registry have of the content in ``blobs``."""

    def __init__(self, engine: Engine, blobs: BlobStore) -> None:
        self._engine = engine
        self._blobs = blobs
        self._idle: dict[Repository, set[str]] = {}

    def size(self, repository: Repository, digest: str) -> int | None:
        """How large the layer is; None when the repository does not have it."""
        return repository.layers.get(digest)

    def open(self, repository: Repository, digest: str) -> Content | None:
        """The content of a layer of the repository; None when it is not there."""
        size = self._blobs.size(digest)
        if digest not in repository.layers or size is None:
            return None
        file = self._blobs.open(digest)
        return None if file is None else Content(file, size)

    def check_download(self, repository: Repository, digest: str) -> None:
        """See whether a layer can be had: only what an image names can.

        Raises LayersNotFoundException, LayerInaccessibleException.
        """
        names = {"digest": digest, "name": repository.name, "registry_id": repository.registry_id}
        if digest not in repository.layers:
            raise LAYER_NOT_FOUND(**names)
        if digest not in repository.layer_users:
            raise LAYER_INACCESSIBLE(**names)

    def mount(self, repository: Repository, source: Repository, digest: str) -> bool:
        """Let ``repository`` have a layer that ``source`` has; False when ECR would want it uploaded.

        Only what an image of ``source`` names can be mounted, and only between repositories encrypted alike.
        https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html
        """
        size = self._blobs.size(digest)
        if size is None or digest not in source.layers or digest not in source.layer_users:
            return False
        if repository.encryption != source.encryption:
            return False
        self.add(repository, digest, size)
        return True

    def add(self, repository: Repository, digest: str, size: int) -> None:
        """Let ``repository`` have a layer whose content is here."""
        self._blobs.hold(digest, repository)
        repository.add_layer(digest, size)
        if repository not in self._idle:
            self._idle[repository] = set()
            self._watch(repository)

    def add_content(self, repository: Repository, content: bytes) -> str:
        """Let ``repository`` have a layer that ECR makes by itself; returns its digest."""
        spool = self._blobs.spool()
        spool.begin()
        spool.write(content)
        digest = spool.digest
        self._blobs.keep(spool, digest, repository)
        self.add(repository, digest, len(content))
        return digest

    def drop(self, repository: Repository, digest: str) -> None:
        """Let go of a layer; its content goes when no repository has it any more."""
        del repository.layers[digest]
        self._blobs.release(digest, repository)

    def drop_all(self, repository: Repository) -> None:
        """The repository goes: let go of all its layers."""
        self._idle.pop(repository, None)
        for digest in list(repository.layers):
            self.drop(repository, digest)

    def _watch(self, repository: Repository) -> None:
        label = f"layers of {repository.name} that no image has"
        self._engine.after(SWEEP, label, self._sweep, repository, background=True)

    def _sweep(self, repository: Repository) -> None:
        before = self._idle.pop(repository, None)
        if before is None:
            return
        idle = {digest for digest in repository.layers if digest not in repository.layer_users}
        for digest in [digest for digest in repository.layers if digest in idle and digest in before]:
            self.drop(repository, digest)
        if repository.layers:
            self._idle[repository] = idle
            self._watch(repository)
