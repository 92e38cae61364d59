"""The content of layers and configs, on disk: once for each digest, for as long as any repository has it.

The files lie in a directory of their own, which goes with the process; their names are numbers, so that no text of a
caller ever becomes a path. Whoever holds the World's lock may call :class:`BlobStore`; a :class:`Spool` belongs to
the one request that fills it, and so is written without the lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import weakref
from collections.abc import Callable
from tempfile import mkdtemp
from typing import BinaryIO

ALGORITHMS = {"sha256": 64, "sha512": 128}
"""The algorithms of digests that content can be named by, with their numbers of hexadecimal digits."""

_CHUNK = 1024 * 1024


class Spool:
    """Bytes that arrive: written to disk and hashed on the way. ``size`` is how many there are."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.size = 0
        self._hash = hashlib.sha256()
        self._undo = (0, self._hash.copy())
        self._file: BinaryIO | None = None

    @property
    def digest(self) -> str:
        """``sha256:`` and the hash of what has arrived."""
        return f"sha256:{self._hash.hexdigest()}"

    def begin(self) -> None:
        """A part begins here: :meth:`roll_back` leads back to this point, :meth:`end` ends it.

        The file is opened here, under the lock: what is discarded from now on is written into nothing.
        """
        self._undo = (self.size, self._hash.copy())
        self._file = open(self.path, "ab", buffering=0)  # noqa: SIM115 - kept open until the part ends

    def write(self, data: bytes) -> None:
        """Take more bytes in."""
        assert self._file is not None, "no part has begun"
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) or 0 :]
        self._hash.update(data)
        self.size += len(data)

    def end(self) -> None:
        """The part is there: no file stays open between two requests."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def roll_back(self) -> None:
        """Forget what came since :meth:`begin`."""
        self.end()
        if self.size != self._undo[0]:
            os.truncate(self.path, self._undo[0])
        self.size, self._hash = self._undo[0], self._undo[1].copy()

    def digest_by(self, algorithm: str) -> str:
        """The digest by another algorithm of :data:`ALGORITHMS`, for which all is read again."""
        if algorithm == "sha256":
            return self.digest
        return (
            digest_of_file(self.path, algorithm) if self.size else f"{algorithm}:{hashlib.new(algorithm).hexdigest()}"
        )

    def discard(self) -> None:
        """Give the space free. Who still writes goes on to write into nothing."""
        if os.path.exists(self.path):
            os.unlink(self.path)


class BlobStore:
    """All content of one World, by digest. It is empty, and makes no directory, until something arrives.

    A holder is a repository that has the content; the last one to let go frees the space. ``directory`` is where the
    files lie, None while there are none.
    """

    def __init__(self) -> None:
        self.directory: str | None = None
        self._remove: weakref.finalize[[str], BlobStore] | None = None
        self._number = 0
        self._paths: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._holders: dict[str, dict[object, None]] = {}

    def spool(self) -> Spool:
        """A place for bytes that are about to arrive."""
        self._number += 1
        return Spool(os.path.join(self._root(), str(self._number)))

    def keep(self, spool: Spool, digest: str, holder: object) -> None:
        """Take in what has arrived as the content of ``digest``, which ``holder`` has; nothing is copied."""
        spool.end()
        if digest in self._paths:
            spool.discard()
        else:
            self._paths[digest] = spool.path
            self._sizes[digest] = spool.size
            self._holders[digest] = {}
        self._holders[digest][holder] = None

    def hold(self, digest: str, holder: object) -> None:
        """Let ``holder`` have content too that is here; any other digest is ignored."""
        if digest in self._holders:
            self._holders[digest][holder] = None

    def release(self, digest: str, holder: object) -> None:
        """``holder`` has the content no more."""
        holders = self._holders.get(digest)
        if holders is None or holder not in holders:
            return
        del holders[holder]
        if not holders:
            os.unlink(self._paths.pop(digest))
            del self._sizes[digest], self._holders[digest]

    def size(self, digest: str) -> int | None:
        """How many bytes the content of ``digest`` has; None where it is not here."""
        return self._sizes.get(digest)

    def open(self, digest: str) -> BinaryIO | None:
        """The content of ``digest``, to be read without the lock; it can be read to its end even if it is freed."""
        path = self._paths.get(digest)
        return None if path is None else open(path, "rb")

    @property
    def bytes_kept(self) -> int:
        """How much disk the content takes that repositories have."""
        return sum(self._sizes.values())

    def clear(self) -> None:
        """Forget everything, and free the space."""
        self._paths.clear()
        self._sizes.clear()
        self._holders.clear()
        if self._remove is not None:
            self._remove()
        self.directory = self._remove = None

    def _root(self) -> str:
        if self.directory is None:
            self.directory = mkdtemp(prefix="mock-ecs-")
            self._remove = weakref.finalize(self, shutil.rmtree, self.directory, ignore_errors=True)
        return self.directory


def digest_of_file(path: str, algorithm: str) -> str:
    """The digest of a file, which is read in parts."""
    calculated = hashlib.new(algorithm)
    with open(path, "rb") as file:
        while part := file.read(_CHUNK):
            calculated.update(part)
    return f"{algorithm}:{calculated.hexdigest()}"


def copied(read: Callable[[int], bytes], spool: Spool) -> int:
    """Write all that ``read(size)`` gives into ``spool``; returns how many bytes that were."""
    before = spool.size
    while part := read(_CHUNK):
        spool.write(part)
    return spool.size - before
