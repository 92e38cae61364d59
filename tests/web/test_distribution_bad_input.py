"""Pushes that go wrong: cut off, too long, two at once, in the middle of a reset. Nothing is half-stored or lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from mock_ecs.app import create_world, create_wsgi
from mock_ecs.config import Config
from mock_ecs.world import World
from tests.web.conftest import START
from tests.web.registry import (
    CONFIG,
    LAYER,
    LAYER_DIGEST,
    OCI_IMAGE,
    RegistryClient,
    digest_of,
    image,
)


class Interrupted(BytesIO):
    """A body during which something happens, after its first ``after`` bytes."""

    def __init__(self, body: bytes, after: int, happens: Callable[[], Any]) -> None:
        super().__init__(body)
        self._left = after
        self._happens: Callable[[], Any] | None = happens

    def read(self, size: int | None = -1) -> bytes:
        if self._left:
            part = super().read(self._left)
            self._left = 0
            return part
        if self._happens is not None:
            happens, self._happens = self._happens, None
            happens()
        return super().read(size)


def send(registry: RegistryClient, method: str, path: str, body: BytesIO, length: int | None) -> int:
    """Ask the application itself with a body of any kind; returns the status of the answer."""
    environ = EnvironBuilder(path=path, method=method, input_stream=body).get_environ()
    environ["HTTP_AUTHORIZATION"] = registry.authorization
    if length is None:
        environ.pop("CONTENT_LENGTH", None)
        environ["wsgi.input_terminated"] = True
    else:
        environ["CONTENT_LENGTH"] = str(length)
    _, status, _ = run_wsgi_app(registry.http.application, environ, buffered=True)
    return int(status.split()[0])


class Gone(BytesIO):
    """The connection breaks after what there is."""

    def read(self, size: int | None = -1) -> bytes:
        part = super().read(size)
        if not part:
            raise ConnectionResetError
        return part


def files(world: World) -> list[Path]:
    """What the World has on disk."""
    directory = world.blobs.directory
    return sorted(Path(directory).iterdir()) if directory else []


def path_of(place: str) -> str:
    return place[place.index("/v2/") :]


@pytest.mark.parametrize("stream", [BytesIO, Gone])
@pytest.mark.parametrize(("method", "query"), [("PATCH", ""), ("PUT", f"?digest={LAYER_DIGEST}")])
def test_a_client_that_goes_away_leaves_the_upload_as_it_was(
    registry: RegistryClient, stream: type[BytesIO], method: str, query: str
) -> None:
    place = path_of(registry.begin())
    registry("PATCH", place, LAYER[:700])

    status = send(registry, method, place + query, stream(LAYER[700:900]), len(LAYER) - 700)

    assert status == 400
    assert registry("GET", place).headers["Range"] == "0-699"
    assert registry("PUT", f"{place}?digest={LAYER_DIGEST}", LAYER[700:]).status_code == 201
    assert registry("GET", f"/v2/app/blobs/{LAYER_DIGEST}").data == LAYER


def test_a_blob_that_is_cut_off_is_not_stored(registry: RegistryClient) -> None:
    status = send(registry, "POST", f"/v2/app/blobs/uploads/?digest={LAYER_DIGEST}", BytesIO(LAYER[:9]), len(LAYER))

    assert status == 400
    assert registry.world.blobs.bytes_kept == 0
    assert registry("HEAD", f"/v2/app/blobs/{LAYER_DIGEST}").status_code == 404


def test_a_manifest_that_is_cut_off_is_not_stored(registry: RegistryClient) -> None:
    status = send(registry, "PUT", "/v2/app/manifests/v1", BytesIO(image()[:-9]), len(image()))

    assert status == 400
    assert registry("HEAD", "/v2/app/manifests/v1").status_code == 404


def test_a_body_without_a_length_is_read_to_its_end(registry: RegistryClient) -> None:
    status = send(registry, "POST", f"/v2/app/blobs/uploads/?digest={LAYER_DIGEST}", BytesIO(LAYER), None)

    assert status == 201


@pytest.mark.parametrize(("method", "query"), [("PATCH", ""), ("PUT", f"?digest={LAYER_DIGEST}")])
def test_a_second_request_to_an_upload_waits_for_its_turn(registry: RegistryClient, method: str, query: str) -> None:
    place = path_of(registry.begin())
    seen: list[int] = []
    body = Interrupted(LAYER, 700, lambda: seen.append(registry("PATCH", place, b"other").status_code))

    status = send(registry, method, place + query, body, len(LAYER))

    assert seen == [416]
    assert status in (201, 202)
    assert registry("PUT", f"{place}?digest={LAYER_DIGEST}").status_code in (201, 404)
    assert registry("GET", f"/v2/app/blobs/{LAYER_DIGEST}").data == LAYER


@pytest.mark.parametrize(("method", "query"), [("PATCH", ""), ("PUT", f"?digest={LAYER_DIGEST}")])
@pytest.mark.parametrize("event", ["reset", "repository goes", "given up"])
@pytest.mark.parametrize("after", [0, 700])
def test_what_is_lost_on_the_way_is_not_found(
    registry: RegistryClient, method: str, query: str, event: str, after: int
) -> None:
    place = path_of(registry.begin())
    happens = {
        "reset": registry.world.reset,
        "repository goes": lambda: registry.world.ecr(registry.scope).delete_repository("app"),
        "given up": lambda: registry("DELETE", place),
    }[event]

    status = send(registry, method, place + query, Interrupted(LAYER, after, happens), len(LAYER))

    assert status == 404
    assert registry.world.faults == []
    assert [path for path in files(registry.world) if path.stat().st_size] == []


def test_an_upload_does_not_expire_while_it_arrives(registry: RegistryClient) -> None:
    place = path_of(registry.begin())
    body = Interrupted(LAYER, 700, lambda: registry.world.advance(3 * 24 * 3600))

    assert send(registry, "PATCH", place, body, len(LAYER)) == 202


def test_two_pushes_of_a_blob_at_once_both_succeed(registry: RegistryClient) -> None:
    data = b"layer" * 200_000
    digest = digest_of(data)
    together = Barrier(4)
    statuses: list[int] = []

    def push() -> None:
        client = RegistryClient(registry.world, registry.http)
        place = client.begin()
        together.wait()
        client("PATCH", place, data)
        together.wait()
        statuses.append(client("PUT", f"{place}?digest={digest}").status_code)

    threads = [Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [201] * 4
    assert registry.world.blobs.bytes_kept == len(data)
    assert registry("GET", f"/v2/app/blobs/{digest}").data == data


@pytest.fixture(scope="module")
def shared() -> RegistryClient:
    world = create_world(Config(clock="manual", start_time=START), neighbours="null", follow_wall=False)
    client = RegistryClient(world, Client(create_wsgi(world)))
    client.create_repository("app")
    return client


class TestProperties:
    @given(data=st.binary(min_size=1, max_size=400), cuts=st.lists(st.integers(0, 400)), last=st.booleans())
    def test_however_a_blob_is_cut_it_is_the_same_blob(
        self, shared: RegistryClient, data: bytes, cuts: list[int], last: bool
    ) -> None:
        places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
        chunks = [data[start:end] for start, end in pairwise(places)]
        upload = shared.begin()

        for chunk in chunks[: -1 if last else None]:
            assert shared("PATCH", upload, chunk).status_code == 202
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        answer = shared("PUT", f"{upload}?digest={digest}", chunks[-1] if last else b"")

        assert answer.status_code == 201
        assert shared("GET", f"/v2/app/blobs/{digest}").data == data

    @given(
        method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"]),
        path=st.lists(
            st.sampled_from(["app", "blobs", "uploads", "manifests", "tags", "list", "referrers", "..", "", "v1"])
            | st.just(LAYER_DIGEST)
            | st.text(max_size=8),
            max_size=7,
        ),
        query=st.text(max_size=12) | st.sampled_from([f"digest={LAYER_DIGEST}", "n=1", "mount=x&from=y"]),
        body=st.binary(max_size=30) | st.sampled_from([CONFIG, image()]),
        content_range=st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=9),
    )
    def test_no_request_is_a_fault_of_ours(
        self, shared: RegistryClient, method: str, path: list[str], query: str, body: bytes, content_range: str
    ) -> None:
        environ = EnvironBuilder(path="/", method=method, data=body).get_environ()
        environ["PATH_INFO"] = f"/v2/{'/'.join(path)}".encode().decode("latin-1")
        environ["QUERY_STRING"] = query.encode().decode("latin-1")
        environ["HTTP_AUTHORIZATION"] = shared.authorization
        environ["HTTP_CONTENT_RANGE"] = environ["HTTP_RANGE"] = content_range
        environ["CONTENT_TYPE"] = OCI_IMAGE

        _, status, _ = run_wsgi_app(shared.http.application, environ, buffered=True)

        assert int(status.split()[0]) < 500
        assert shared.world.faults == []


def test_the_files_go_with_the_world(world: World, registry: RegistryClient) -> None:
    registry.push_blob(b"data")
    (file,) = files(world)

    world.blobs.clear()

    assert not file.parent.exists()
