"""Layers: what is read of them in any packing, what they take away, and what cannot be read."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.scanning import layers
from mock_ecs.scanning.layers import LayerFiles, UnreadableLayerError, merged, read_layer
from tests.scanning.images import archive, layer

STATUS, FOLDER, RELEASE = "var/lib/dpkg/status", "var/lib/dpkg/status.d", "usr/lib/os-release"


def read(content: bytes) -> LayerFiles:
    return read_layer(io.BytesIO(content))


def linked(path: str, target: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(mode="w", fileobj=buffer) as tar:
        member = tarfile.TarInfo(path)
        member.type, member.linkname = tarfile.SYMTYPE, target
        tar.addfile(member)
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_the_databases_are_read_of_any_packing(packed: object) -> None:
    content = packed(archive({"var/lib/dpkg/": None, STATUS: "Package: a", "bin/sh": b"\x7f" * 5000}))  # type: ignore[operator]

    assert read(content) == LayerFiles({STATUS: b"Package: a"})


@pytest.mark.parametrize("path", [f"./{STATUS}", f"/{STATUS}", STATUS])
def test_a_path_may_be_written_in_several_ways(path: str) -> None:
    assert read(archive({path: "x"})).contents == {STATUS: b"x"}


def test_the_folder_of_images_without_dpkg_is_read_but_for_checksums() -> None:
    found = read(archive({f"{FOLDER}/base": "Package: base", f"{FOLDER}/base.md5sums": "0 x"}))

    assert found.contents == {f"{FOLDER}/base": b"Package: base"}


def image(*contents: dict[str, str | bytes | None]) -> dict[str, bytes]:
    return merged(read(layer(each)) for each in contents)


@pytest.mark.parametrize(
    "upper",
    [
        {"var/lib/dpkg/.wh.status": ""},
        {"var/lib/.wh.dpkg": ""},
        {".wh.var": ""},
        {"var/lib/dpkg/.wh..wh..opq": ""},
        {"var/.wh..wh..opq": ""},
        {".wh..wh..opq": ""},
        {"var/lib": "a file in place of the folder"},
        {STATUS: None},
    ],
)
def test_what_an_upper_layer_hides_is_not_there(upper: dict[str, str | bytes | None]) -> None:
    assert image({STATUS: "x", "bin/sh": "y"}, upper) == {}


@pytest.mark.parametrize(
    "upper",
    [
        {"var/lib/dpkg/.wh.info": ""},
        {"etc/.wh..wh..opq": ""},
        {"var/lib/dpkg/": None},
        {"var/lib/dpkg/.wh.status2": ""},
    ],
)
def test_what_it_does_not_hide_is(upper: dict[str, str | bytes | None]) -> None:
    assert image({STATUS: "x"}, upper) == {STATUS: b"x"}


def test_an_emptied_folder_has_what_the_same_layer_puts_there() -> None:
    assert image({STATUS: "old"}, {STATUS: "new", "var/.wh..wh..opq": ""}) == {STATUS: b"new"}


def test_a_link_hides_what_was_at_its_place() -> None:
    lower = read(archive({"etc/os-release": "ID=old", RELEASE: "ID=debian"}))

    files = merged([lower, read(linked("etc/os-release", "../usr/lib/os-release"))])

    assert files == {RELEASE: b"ID=debian"}


@pytest.mark.parametrize("content", [b"", b"{}", b"no archive" * 100, b"\x00" * 100])
def test_what_is_no_archive_has_nothing(content: bytes) -> None:
    assert read(content) == LayerFiles()


def test_an_archive_may_be_empty() -> None:
    assert read(archive({})) == read(gzip.compress(archive({}))) == LayerFiles()


GOOD = archive({STATUS: "x" * 2000, "bin/sh": b"y" * 9000})


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(GOOD)[:-30],
        gzip.compress(GOOD)[:60] + b"\xff" * 60,
        b"\x1f\x8b" + b"\x00" * 60,
        zstandard.compress(GOOD)[:20] + b"\xff" * 60,
        gzip.compress(b"no archive at all" * 100),
        GOOD[:1500],
        GOOD[:5000],
    ],
    ids=["cut", "overwritten", "no-gzip", "no-zstd", "no-archive", "within-the-database", "within-another-file"],
)
def test_a_broken_layer_is_told(content: bytes) -> None:
    with pytest.raises(UnreadableLayerError):
        read(content)


def test_a_bomb_is_given_up_before_it_costs_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "UNSUSPICIOUS", 4 * 1024**2)
    bomb = gzip.compress(archive({"zeros": bytes(32 * 1024**2)}), 1)

    with pytest.raises(UnreadableLayerError, match="too large"):
        read(bomb)


def test_a_database_is_not_read_into_memory_when_it_is_enormous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "MAXIMUM_FILE", 1000)

    assert read(archive({STATUS: b"x" * 1000})).contents
    with pytest.raises(UnreadableLayerError, match="has 1001 bytes"):
        read(archive({STATUS: b"x" * 1001}))


def test_there_may_be_many_files_but_not_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "MAXIMUM_MEMBERS", 5)

    assert read(archive({f"f{number}": "" for number in range(4)})) == LayerFiles()
    with pytest.raises(UnreadableLayerError, match="more than 5 files"):
        read(archive({f"f{number}": "" for number in range(5)}))


def test_an_enormous_header_is_not_read_into_memory() -> None:
    header = tarfile.TarInfo("long")
    header.type, header.size = tarfile.XHDTYPE, 64 * 1024**2
    content = gzip.compress(header.tobuf() + bytes(header.size), 1)

    with pytest.raises(UnreadableLayerError, match="header is too large"):
        read(content)


def test_a_large_layer_is_read_in_small_memory() -> None:
    content = zstandard.compress(archive({"data": bytes(range(256)) * 64 * 1024, STATUS: "x"}))
    tracemalloc.start()

    found = read(content)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.contents == {STATUS: b"x"}
    assert peak < 4 * 1024**2


@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd"]),
    st.integers(0, 600),
)
def test_any_bytes_are_read_or_told(noise: bytes, start: bytes, place: int) -> None:
    for content in (start + noise, GOOD[:place] + noise + GOOD[place + len(noise) :]):
        with suppress(UnreadableLayerError):
            assert isinstance(read(content), LayerFiles)
