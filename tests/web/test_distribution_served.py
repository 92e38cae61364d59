"""The registry over sockets: bodies in chunks of HTTP's own, clients that ask before they send, large layers."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import boto3
import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.config import Config
from mock_ecs.ecr.tokens import new_token
from mock_ecs.server import Server, open_server
from tests.web.registry import CONFIG, LAYER, LAYER_DIGEST, digest_of, image

MIB = 1024**2
LAYERS = 128
SERVE = """
import signal
from mock_ecs.config import Config
from mock_ecs.server import open_server
server = open_server(Config(port=0, start_time=1767225600.0, clock="manual"))
signal.signal(signal.SIGTERM, lambda *_: server.ask_to_stop())
print(server.port, flush=True)
server.run()
"""


def authorization(now: float = 1767225600.0) -> dict[str, str]:
    return {"Authorization": f"Basic {new_token(Scope(), now).authorization}"}


@pytest.fixture
def server() -> Iterator[Server]:
    with open_server(Config(port=0, clock="manual", start_time=1767225600.0)) as running:
        with running.world.entered():
            running.world.ecr(Scope()).create_repository("app")
        yield running


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    yield connection
    connection.close()


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: object = None, **more: object
) -> tuple[int, str, bytes]:
    """Status, Location and body of the answer."""
    connection.request(method, path, body, authorization(), **more)  # type: ignore[arg-type]
    answer = connection.getresponse()
    return answer.status, answer.getheader("Location", "").partition("/v2")[2], answer.read()


def test_a_body_may_come_in_chunks_of_http(connection: http.client.HTTPConnection) -> None:
    _, place, _ = ask(connection, "POST", "/v2/app/blobs/uploads/")

    patched, _, _ = ask(connection, "PATCH", f"/v2{place}", iter([LAYER[:7], LAYER[7:]]), encode_chunked=True)
    status, blob, _ = ask(connection, "PUT", f"/v2{place}?digest={LAYER_DIGEST}")

    assert (patched, status) == (202, 201)
    assert ask(connection, "GET", f"/v2{blob}")[2] == LAYER


def test_a_client_may_ask_before_it_sends(server: Server, connection: http.client.HTTPConnection) -> None:
    head = (
        f"POST /v2/app/blobs/uploads/?digest={LAYER_DIGEST} HTTP/1.1\r\nHost: mock\r\nExpect: 100-continue\r\n"
        f"Authorization: {authorization()['Authorization']}\r\nContent-Length: {len(LAYER)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(head.encode())
        first = client.recv(100)
        client.sendall(LAYER)
        second = client.recv(100)

    assert first.startswith(b"HTTP/1.1 100 Continue")
    assert second.startswith(b"HTTP/1.1 201 Created")


def test_a_client_that_goes_away_stores_nothing(server: Server, connection: http.client.HTTPConnection) -> None:
    _, place, _ = ask(connection, "POST", "/v2/app/blobs/uploads/")
    head = (
        f"PATCH /v2{place} HTTP/1.1\r\nHost: mock\r\nAuthorization: {authorization()['Authorization']}\r\n"
        "Content-Length: 1000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(head.encode() + LAYER[:500])

    connection.request("GET", f"/v2{place}", headers=authorization())

    assert connection.getresponse().getheader("Range") == "0-0"


def test_the_addresses_that_ecr_gives_are_those_of_the_registry(server: Server) -> None:
    ecr = boto3.client("ecr", endpoint_url=server.url, region_name="us-east-1")
    (repository,) = ecr.describe_repositories()["repositories"]
    (token,) = ecr.get_authorization_token()["authorizationData"]

    host = repository["repositoryUri"].removesuffix("/app")
    registry = http.client.HTTPConnection(host, timeout=10)
    registry.request("GET", "/v2/", headers={"Authorization": f"Basic {token['authorizationToken']}"})

    assert token["proxyEndpoint"] == f"http://{host}"
    assert registry.getresponse().status == 200
    registry.close()


def test_a_layer_is_downloaded_from_the_url_of_the_api(server: Server, connection: http.client.HTTPConnection) -> None:
    for blob in (LAYER, CONFIG):
        ask(connection, "POST", f"/v2/app/blobs/uploads/?digest={digest_of(blob)}", blob)
    ask(connection, "PUT", "/v2/app/manifests/v1", image())
    ecr = boto3.client("ecr", endpoint_url=server.url, region_name="us-east-1")

    answer = ecr.get_download_url_for_layer(repositoryName="app", layerDigest=LAYER_DIGEST)

    assert answer["layerDigest"] == LAYER_DIGEST
    with urlopen(answer["downloadUrl"], timeout=10) as download:
        assert download.read() == LAYER


def high_water(pid: int) -> int:
    """The most memory that a process has had (bytes)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the memory of another process is read from /proc")
def test_a_large_layer_takes_little_memory() -> None:
    chunk = bytes(MIB)
    whole = hashlib.sha256()
    for _ in range(LAYERS):
        whole.update(chunk)
    digest = f"sha256:{whole.hexdigest()}"
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()), timeout=60)
        try:
            target = "AmazonEC2ContainerRegistry_V20150921.CreateRepository"
            body = json.dumps({"repositoryName": "app"})
            connection.request("POST", "/", body, {"X-Amz-Target": target})
            connection.getresponse().read()
            ask(connection, "GET", "/v2/")
            before = high_water(server.pid)

            _, place, _ = ask(connection, "POST", "/v2/app/blobs/uploads/")
            patched, _, _ = ask(connection, "PATCH", f"/v2{place}", (chunk for _ in range(LAYERS)), encode_chunked=True)
            status, blob, _ = ask(connection, "PUT", f"/v2{place}?digest={digest}")
            connection.request("GET", f"/v2{blob}", headers=authorization())
            answer, back = connection.getresponse(), hashlib.sha256()
            while part := answer.read(MIB):
                back.update(part)

            assert (patched, status, back.hexdigest()) == (202, 201, whole.hexdigest())
            assert high_water(server.pid) - before < 64 * MIB
        finally:
            connection.close()
            server.terminate()
