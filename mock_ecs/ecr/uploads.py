"""Uploads of layers in progress, by whichever door they come in: the layer operations, or the registry at ``/v2/``.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_InitiateLayerUpload.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.blobs import BlobStore, Spool
from mock_ecs.ecr.layers import Layers
from mock_ecs.ecr.refusals.layers import (
    LAYER_DIGEST_MISMATCH,
    LAYER_EXISTS,
    PART_FIRST_BYTE,
    PART_TOO_SMALL,
    PARTS_QUOTA,
    UPLOAD_EMPTY,
    UPLOAD_NOT_FOUND,
)
from mock_ecs.ecr.repositories import Repository
from mock_ecs.sim.engine import Engine, Event
from mock_ecs.sim.ids import Ids

PART_SIZE = 10 * 1024**2
"""How large ECR wants parts to be (bytes)."""

MINIMUM_PART = 5 * 1024**2
"""What every part but the last has at least (bytes)."""

MAXIMUM_PARTS = 4200

EXPIRY = 24 * 3600.0
"""After how many seconds without a part an upload is taken for abandoned; AWS does not tell its own."""


@dataclass(slots=True, eq=False)
class Upload:
    """A layer on its way into a repository. ``parts`` has the sizes of those received, ``size`` their sum.

    ``busy`` says that a part is arriving, which does not count before it is there.
    """

    id: str
    repository: Repository
    spool: Spool
    used_at: float
    size: int = 0
    parts: list[int] = field(default_factory=list)
    busy: bool = False
    timer: Event | None = None


class Uploads:
    """The uploads in progress of one registry.

    A part arrives in three steps: :meth:`open_part` under the World's lock, bytes into ``upload.spool`` without it,
    :meth:`close_part` under it again. What was lost between (a reset, a deleted repository) is not found any more.
    """

    def __init__(self, engine: Engine, ids: Ids, blobs: BlobStore, layers: Layers) -> None:
        self._engine = engine
        self._ids = ids
        self._blobs = blobs
        self._layers = layers
        self._uploads: dict[str, Upload] = {}

    def begin(self, repository: Repository) -> Upload:
        """A new upload to ``repository``, without any part."""
        upload = Upload(self._ids.uuid("layer-upload"), repository, self._blobs.spool(), self._engine.now)
        self._uploads[upload.id] = upload
        self._watch(upload, EXPIRY)
        return upload

    def get(self, repository: Repository, upload_id: str) -> Upload:
        """The upload of this id; UploadNotFoundException when the repository has none."""
        upload = self._uploads.get(upload_id)
        if upload is None or upload.repository is not repository:
            raise UPLOAD_NOT_FOUND(upload_id=upload_id, **_names(repository))
        return upload

    def open_part(self, upload: Upload, first: int | None = None, *, maximum: int | None = MAXIMUM_PARTS) -> None:
        """Let a part begin with byte ``first`` (None: wherever the last one ended).

        Raises InvalidLayerPartException for a part out of order, or while another one arrives, LimitExceededException.
        """
        expected = upload.size
        if first is None:
            first = expected
        if upload.busy or first != expected:
            raise told(PART_FIRST_BYTE(first=first, expected=expected), upload)
        if maximum is not None and len(upload.parts) >= maximum:
            raise PARTS_QUOTA(upload_id=upload.id, maximum=maximum, **_names(upload.repository))
        upload.busy = True
        upload.spool.begin()

    def close_part(self, upload: Upload, *, keep: bool = True) -> None:
        """The part has arrived, or did not (``keep`` False) and is as if it had never begun.

        Raises UploadNotFoundException when the upload was lost meanwhile.
        """
        upload.busy = False
        self.get(upload.repository, upload.id)
        upload.used_at = self._engine.now
        if not keep:
            upload.spool.roll_back()
            return
        upload.spool.end()
        received = upload.spool.size - upload.size
        if received:
            upload.parts.append(received)
            upload.size += received

    def take_back(self, upload: Upload) -> None:
        """Let the part that was closed last not have come, so that it can be sent again."""
        before = upload.size
        upload.spool.roll_back()
        upload.size = upload.spool.size
        if upload.size != before:
            upload.parts.pop()

    def complete(
        self, upload: Upload, digests: Sequence[str], *, minimum_part: int = MINIMUM_PART, calculated: str | None = None
    ) -> str:
        """Let the repository have what was uploaded, under the one of ``digests`` that is its own; returns that.

        ``calculated`` is its digest where that is not SHA-256. Raises EmptyUploadException,
        LayerPartTooSmallException, InvalidLayerException (the upload stays as it is after these),
        LayerAlreadyExistsException (the upload is over).
        """
        repository = upload.repository
        if not upload.size:
            raise UPLOAD_EMPTY(upload_id=upload.id, **_names(repository))
        if any(size < minimum_part for size in upload.parts[:-1]):
            raise PART_TOO_SMALL()
        digest = calculated or upload.spool.digest
        if digest not in digests:
            raise LAYER_DIGEST_MISMATCH()
        self._forget(upload)
        if digest in repository.layers and self._blobs.size(digest) is not None:
            upload.spool.discard()
            raise LAYER_EXISTS(digest=digest, **_names(repository))
        size = upload.spool.size
        self._blobs.keep(upload.spool, digest, repository)
        self._layers.add(repository, digest, size)
        return digest

    def cancel(self, upload: Upload) -> None:
        """Give an upload up, and free its space."""
        self._forget(upload)
        upload.spool.discard()

    def cancel_all(self, repository: Repository) -> None:
        """Give up all uploads to a repository, which goes."""
        for upload in [upload for upload in self._uploads.values() if upload.repository is repository]:
            self.cancel(upload)

    def _forget(self, upload: Upload) -> None:
        self._uploads.pop(upload.id, None)
        self._engine.cancel(upload.timer)

    def _watch(self, upload: Upload, delay: float) -> None:
        label = f"upload {upload.id} expires"
        upload.timer = self._engine.after(delay, label, self._expire, upload, background=True)

    def _expire(self, upload: Upload) -> None:
        left = upload.used_at + EXPIRY - self._engine.now
        if upload.busy or left > 0:
            self._watch(upload, left if left > 0 else EXPIRY)
        else:
            self.cancel(upload)


def told(error: AwsError, upload: Upload) -> AwsError:
    """``error`` with what an InvalidLayerPartException tells of the upload beside its message."""
    error.members["registryId"] = upload.repository.registry_id
    error.members["repositoryName"] = upload.repository.name
    error.members["uploadId"] = upload.id
    if upload.size:
        error.members["lastValidByteReceived"] = upload.size - 1
    return error


def _names(repository: Repository) -> dict[str, str]:
    return {"name": repository.name, "registry_id": repository.registry_id}
