"""Uploads in progress: their parts, their end, and what becomes of those that nobody goes on with."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecr.errors import (
    InvalidLayerPartException,
    LayerPartTooSmallException,
    LimitExceededException,
    UploadNotFoundException,
)
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.ecr.uploads import EXPIRY, MAXIMUM_PARTS, MINIMUM_PART, Upload
from tests.ecr.examples import new_state

MIB = 1024**2


@pytest.fixture
def state() -> EcrState:
    return new_state()


@pytest.fixture
def app(state: EcrState) -> Repository:
    return state.create_repository("app")


def send(state: EcrState, upload: Upload, data: bytes, first: int | None = None) -> None:
    state.uploads.open_part(upload, first)
    upload.spool.write(data)
    state.uploads.close_part(upload)


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def pulled(state: EcrState, app: Repository, digest: str) -> bytes:
    content = state.layers.open(app, digest)
    assert content is not None
    with content.file as file:
        return file.read()


@settings(max_examples=10)
@given(sizes=st.lists(st.sampled_from([MINIMUM_PART, MINIMUM_PART + 1, 6 * MIB]), max_size=2), last=st.integers(1, 9))
def test_parts_of_any_size_that_the_rules_allow_give_the_same_layer(sizes: list[int], last: int) -> None:
    state = new_state()
    app = state.create_repository("app")
    data = bytes(range(251)) * ((sum(sizes) + last) // 251 + 1)
    data = data[: sum(sizes) + last]
    upload, start = state.uploads.begin(app), 0

    for size in (*sizes, last):
        send(state, upload, data[start : start + size], start)
        start += size
    digest = state.uploads.complete(upload, [digest_of(data)])

    assert digest == digest_of(data)
    assert pulled(state, app, digest) == data
    assert state.layers.size(app, digest) == len(data)


@given(order=st.permutations(["a", "b", "c"] * 3))
def test_uploads_do_not_mix(order: list[str]) -> None:
    state = new_state()
    app = state.create_repository("app")
    uploads = {letter: state.uploads.begin(app) for letter in "abc"}

    for letter in order:
        send(state, uploads[letter], letter.encode() * 10)
    digests = {
        letter: state.uploads.complete(upload, [digest_of(letter.encode() * 30)], minimum_part=0)
        for letter, upload in uploads.items()
    }

    assert {letter: pulled(state, app, digest) for letter, digest in digests.items()} == {
        letter: letter.encode() * 30 for letter in "abc"
    }


@pytest.mark.parametrize(("size", "refused"), [(MINIMUM_PART, False), (MINIMUM_PART - 1, True)])
def test_all_parts_but_the_last_have_five_mebibytes(state: EcrState, app: Repository, size: int, refused: bool) -> None:
    upload = state.uploads.begin(app)
    send(state, upload, bytes(size))
    send(state, upload, b"x")
    digests = [digest_of(bytes(size) + b"x")]

    if refused:
        with pytest.raises(LayerPartTooSmallException):
            state.uploads.complete(upload, digests)
    else:
        assert state.uploads.complete(upload, digests) == digests[0]


def test_a_part_out_of_order_tells_where_to_go_on(state: EcrState, app: Repository) -> None:
    upload = state.uploads.begin(app)
    send(state, upload, b"abc")

    with pytest.raises(InvalidLayerPartException, match="First byte of the layer part is 4 instead of 3") as caught:
        state.uploads.open_part(upload, 4)

    assert caught.value.members == {
        "registryId": "123456789012",
        "repositoryName": "app",
        "uploadId": upload.id,
        "lastValidByteReceived": 2,
    }


def test_there_is_an_end_to_the_number_of_parts(state: EcrState, app: Repository) -> None:
    upload = state.uploads.begin(app)
    upload.parts = [1] * (MAXIMUM_PARTS - 1)
    send(state, upload, b"x")

    with pytest.raises(LimitExceededException, match="maximum allowed number of parts which is '4200'"):
        state.uploads.open_part(upload)


def test_an_upload_that_is_abandoned_frees_its_space(state: EcrState, app: Repository) -> None:
    upload = state.uploads.begin(app)
    send(state, upload, b"abc")
    state.engine.run_until(state.engine.now + EXPIRY - 1)
    found = state.uploads.get(app, upload.id)

    state.engine.run_until(state.engine.now + 1)

    assert found is upload
    with pytest.raises(UploadNotFoundException):
        state.uploads.get(app, upload.id)
    assert not Path(upload.spool.path).exists()


def test_an_upload_that_ended_leaves_nothing_to_expire(state: EcrState, app: Repository) -> None:
    upload = state.uploads.begin(app)

    state.uploads.cancel(upload)

    assert list(state.engine.pending()) == []


def test_settling_does_not_wait_for_uploads_or_layers(state: EcrState, app: Repository) -> None:
    upload = state.uploads.begin(app)
    send(state, upload, b"abc")
    state.uploads.complete(upload, [digest_of(b"abc")])
    state.uploads.begin(app)

    assert state.engine.settle() == 0


def test_a_deleted_repository_takes_its_uploads_and_layers_along(state: EcrState, app: Repository) -> None:
    upload = state.uploads.begin(app)
    send(state, upload, b"abc")
    state.uploads.complete(upload, [digest_of(b"abc")])
    other = state.uploads.begin(app)

    state.delete_repository("app")

    with pytest.raises(UploadNotFoundException):
        state.uploads.get(app, other.id)
    assert state.layers.open(app, digest_of(b"abc")) is None
