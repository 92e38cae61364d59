"""Layers of images, read as they are streamed: the few files that are wanted, and what a layer takes away.

https://github.com/opencontainers/image-spec/blob/main/layer.md
"""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from mock_ecs.scanning.packages import DPKG_FOLDER, FILES

MAXIMUM_BYTES = 8 * 1024**3
"""How much of a layer is unpacked at most."""
MAXIMUM_RATIO = 200
UNSUSPICIOUS = 128 * 1024**2
"""Beyond so many bytes, a layer that is more than MAXIMUM_RATIO times as large as it came is a bomb."""
MAXIMUM_MEMBERS = 500_000
MAXIMUM_FILE = 64 * 1024**2
"""How large the wanted files of a layer may be together."""

_BUFFER = 256 * 1024
_MAXIMUM_HEADER = 1024**2
_WHITEOUT, _OPAQUE = ".wh.", ".wh..wh..opq"
_FOLDERS = frozenset(
    path.rsplit("/", depth)[0] for path in (*FILES, f"{DPKG_FOLDER}/x") for depth in range(1, path.count("/") + 1)
)
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_TAR_HEADER, _TAR_CHECKSUM = 512, slice(148, 156)


class UnreadableLayerError(Exception):
    """A layer that is broken, or too large to be unpacked; the message says which."""


@dataclass(slots=True)
class LayerFiles:
    """What a layer does to the wanted files: which it has (by path), takes away, and which folders it empties."""

    contents: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)


def read_layer(file: BinaryIO) -> LayerFiles:
    """What is wanted of a layer in ``file``: a tar archive, packed by gzip, zstd or not at all.

    What is no archive at all has nothing of it. Raises UnreadableLayerError; takes a few MiB of memory.
    """
    try:
        start = file.read(_TAR_HEADER)
        file.seek(0)
        if not start.startswith((_GZIP, _ZSTD)) and not _is_tar(start):
            return LayerFiles()
        stream = _Bounded(_unpacked(file, start), file)
        return _read(stream)
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError, OverflowError) as error:
        raise UnreadableLayerError(f"the layer is broken: {error}") from None


def merged(layers: Iterable[LayerFiles]) -> dict[str, bytes]:
    """The wanted files of an image, from its layers, the lowest first."""
    files: dict[str, bytes] = {}
    for layer in layers:
        gone = [path for path in files if path in layer.removed or _within(path, layer.removed | layer.emptied)]
        for path in gone:
            del files[path]
        files |= layer.contents
    return files


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Bounded:
    """Gives what ``stream`` gives as long as it is no more than makes sense for what was read of ``packed``."""

    def __init__(self, stream: _Readable, packed: BinaryIO) -> None:
        self._stream = stream
        self._packed = packed
        self.given = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.given += len(data)
        suspicious = self.given > UNSUSPICIOUS and self.given > MAXIMUM_RATIO * self._packed.tell()
        if suspicious or self.given > MAXIMUM_BYTES:
            raise UnreadableLayerError(f"the layer is too large: more than {self.given} bytes when unpacked")
        return data


class _Zstd:
    """What is packed by zstd; a fault in it is an OSError, as it is with gzip."""

    def __init__(self, file: BinaryIO) -> None:
        import zstandard

        self._fault = zstandard.ZstdError
        self._stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)

    def read(self, size: int, /) -> bytes:
        try:
            return self._stream.read(size)
        except self._fault as error:
            raise OSError(str(error)) from None


class _Header(tarfile.TarInfo):
    """Headers are read into memory, so they have to be small."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if not self.isreg() and not self.issparse() and self.type not in _PLAIN and self.size > _MAXIMUM_HEADER:
            raise tarfile.ReadError("a header is too large")
        member: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return member


_PLAIN = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE)


def _is_tar(start: bytes) -> bool:
    """True when ``start`` has the checksum of a header; an archive may have no files, and so be all zeros."""
    if len(start) < _TAR_HEADER:
        return False
    if not any(start):
        return True
    try:
        return int(start[_TAR_CHECKSUM].strip(b" \0"), 8) in tarfile.calc_chksums(start)  # type: ignore[attr-defined]
    except ValueError:
        return False


def _unpacked(file: BinaryIO, start: bytes) -> _Readable:
    if start.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    if start.startswith(_ZSTD):
        return _Zstd(file)
    return file


def _read(stream: _Bounded) -> LayerFiles:
    layer = LayerFiles()
    room = MAXIMUM_FILE
    fileobj: Any = stream  # It has all that tarfile uses.
    with tarfile.open(mode="r|", fileobj=fileobj, bufsize=_BUFFER, tarinfo=_Header) as archive:
        for _ in range(MAXIMUM_MEMBERS):
            member = archive.next()
            if member is None:
                break
            archive.members.clear()  # type: ignore[attr-defined]  # It would keep all of them.
            room -= _note(layer, archive, member, room)
        else:
            raise UnreadableLayerError(f"the layer is too large: more than {MAXIMUM_MEMBERS} files")
        if stream.given < archive.offset:
            raise UnreadableLayerError("the layer is broken: it ends within a file")
    return layer


def _note(layer: LayerFiles, archive: tarfile.TarFile, member: tarfile.TarInfo, room: int) -> int:
    """Note what a member means for the wanted files; returns how many bytes of it were kept."""
    path = member.name.strip("/").removeprefix("./")
    folder, _, name = path.rpartition("/")
    if name == _OPAQUE:
        layer.emptied |= {folder} & {"", *_FOLDERS}
    elif name.startswith(_WHITEOUT):
        hidden = f"{folder}/{name[len(_WHITEOUT) :]}".lstrip("/")
        if hidden in FILES or hidden in _FOLDERS or folder == DPKG_FOLDER:
            layer.removed.add(hidden)
    elif path in FILES or folder == DPKG_FOLDER:
        return _keep(layer, archive, member, path, room)
    elif path in _FOLDERS and not member.isdir():
        layer.removed.add(path)
    return 0


def _keep(layer: LayerFiles, archive: tarfile.TarFile, member: tarfile.TarInfo, path: str, room: int) -> int:
    if member.size > room:
        raise UnreadableLayerError(f"the layer is too large: {path} has {member.size} bytes")
    file = archive.extractfile(member) if member.isreg() else None
    if file is None:
        layer.removed.add(path)
        return 0
    if not path.endswith((".md5sums", ".preinst", ".postinst", ".prerm", ".postrm")):
        layer.contents[path] = file.read()
    return member.size


def _within(path: str, folders: set[str]) -> bool:
    parts = path.split("/")
    return "" in folders or any("/".join(parts[:depth]) in folders for depth in range(1, len(parts)))
