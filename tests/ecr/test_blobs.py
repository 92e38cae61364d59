"""Content on disk: hashed on the way, kept once, freed with its last holder."""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path

import pytest

from mock_ecs.ecr.blobs import BlobStore, Spool

DIGEST = f"sha256:{hashlib.sha256(b'layer').hexdigest()}"


def filled(store: BlobStore, data: bytes = b"layer") -> Spool:
    spool = store.spool()
    spool.begin()
    spool.write(data)
    spool.end()
    return spool


def files(store: BlobStore) -> list[str]:
    return [] if store.directory is None else sorted(path.name for path in Path(store.directory).iterdir())


@pytest.fixture
def store() -> BlobStore:
    return BlobStore()


def test_no_directory_is_made_before_it_is_needed(store: BlobStore) -> None:
    assert store.directory is None
    assert (store.size(DIGEST), store.open(DIGEST)) == (None, None)


def test_what_arrives_is_hashed_on_the_way(store: BlobStore) -> None:
    spool = filled(store)

    assert (spool.size, spool.digest) == (5, DIGEST)
    assert spool.digest_by("sha512") == f"sha512:{hashlib.sha512(b'layer').hexdigest()}"


def test_a_part_can_be_rolled_back(store: BlobStore) -> None:
    spool = filled(store, b"lay")
    spool.begin()
    spool.write(b"wrong")

    spool.roll_back()
    spool.begin()
    spool.write(b"er")
    spool.end()

    assert (spool.size, spool.digest) == (5, DIGEST)
    assert Path(spool.path).read_bytes() == b"layer"


def test_content_is_kept_once(store: BlobStore) -> None:
    for holder in ("a", "b"):
        store.keep(filled(store), DIGEST, holder)

    assert len(files(store)) == 1
    assert store.bytes_kept == 5


def test_the_last_holder_frees_it(store: BlobStore) -> None:
    store.keep(filled(store), DIGEST, "a")
    store.hold(DIGEST, "b")
    store.release(DIGEST, "a")
    between = files(store)

    store.release(DIGEST, "b")

    assert len(between) == 1
    assert (files(store), store.size(DIGEST)) == ([], None)


def test_who_does_not_hold_it_frees_nothing(store: BlobStore) -> None:
    store.keep(filled(store), DIGEST, "a")

    store.release(DIGEST, "b")
    store.release("sha256:00", "a")
    store.hold("sha256:00", "a")

    assert store.size(DIGEST) == 5


def test_what_is_being_read_can_be_read_to_its_end(store: BlobStore) -> None:
    store.keep(filled(store), DIGEST, "a")
    file = store.open(DIGEST)
    assert file is not None

    store.release(DIGEST, "a")

    with file:
        assert file.read() == b"layer"


def test_what_is_written_after_a_discard_is_nowhere(store: BlobStore) -> None:
    spool = store.spool()
    spool.begin()

    spool.discard()
    spool.write(b"layer")
    spool.end()
    spool.discard()

    assert files(store) == []


def test_the_directory_goes_with_the_store(store: BlobStore) -> None:
    other = BlobStore()
    filled(other)
    directory = Path(str(other.directory))

    del other
    gc.collect()

    assert not directory.exists()


def test_a_store_that_was_cleared_begins_anew(store: BlobStore) -> None:
    store.keep(filled(store), DIGEST, "a")
    first = store.directory

    store.clear()
    store.clear()
    store.keep(filled(store), DIGEST, "a")

    assert store.directory not in (None, first)
    assert store.bytes_kept == 5
