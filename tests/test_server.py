"""The HTTP server: its port, its connections, its ticking, its end."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest

from mock_ecs.app import create_world
from mock_ecs.config import Config
from mock_ecs.server import LARGEST_BODY, Server, ServerError, Ticker, listen, open_server
from mock_ecs.world import World

LIST_CLUSTERS = {
    "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListClusters",
    "Content-Type": "application/x-amz-json-1.1",
}


def new_world(clock: str = "instant") -> World:
    return create_world(Config(clock=clock), neighbours="null")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(new_world()) as running:
        yield running


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    yield connection
    connection.close()


def comes_true(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """True as soon as ``condition`` is, False when it is not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        Event().wait(0.01)
    return False


def test_a_client_that_speaks_tls_is_told_at_once_that_this_is_plain_http(server: Server) -> None:
    greeting = bytes.fromhex("16030100f8010000f40303") + bytes(242)
    with socket.create_connection(("127.0.0.1", server.port), timeout=2) as client:
        client.sendall(greeting)
        answer = b"".join(iter(lambda: client.recv(4096), b""))

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(b"plain HTTP here, not TLS.\n")


def test_a_request_is_answered_with_our_name(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", b"{}", LIST_CLUSTERS)
    answer = connection.getresponse()

    assert (answer.status, json.load(answer)) == (200, {"clusterArns": []})
    assert answer.getheader("Server") == "mock-ecs"


def test_a_connection_serves_many_requests(connection: http.client.HTTPConnection) -> None:
    connection.connect()
    first = connection.sock

    for _ in range(20):
        connection.request("POST", "/", b"{}", LIST_CLUSTERS)
        assert connection.getresponse().read() == b'{"clusterArns":[]}'

    assert connection.sock is first


def test_a_body_in_chunks_is_read_whole(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/", iter([b'{"max', b'Results": 1}']), LIST_CLUSTERS, encode_chunked=True)

    assert connection.getresponse().status == 200


def test_layers_of_ten_gigabytes_are_let_in() -> None:
    assert LARGEST_BODY > 10 * 1024**3


def test_requests_are_served_side_by_side(server: Server) -> None:
    answers: list[int] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("POST", "/", b"{}", LIST_CLUSTERS)
        answers.append(connection.getresponse().status)
        connection.close()

    threads = [Thread(target=ask) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert answers == [200] * 30


def test_port_0_takes_a_free_port(server: Server) -> None:
    assert server.port > 0
    assert server.url == f"http://127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("0.0.0.0", "127.0.0.1")],
)
def test_the_url_can_be_used_on_this_machine(host: str, expected: str) -> None:
    with Server(new_world(), host) as server:
        assert urlsplit(server.url).hostname == expected
        socket.create_connection((expected, server.port), timeout=5).close()


def test_a_server_is_up_before_it_is_asked_to_start() -> None:
    server = Server(new_world())

    socket.create_connection(("127.0.0.1", server.port), timeout=5).close()

    server.stop()
    assert free(server.port)


def test_stopping_frees_the_port_even_while_connections_are_open() -> None:
    server = Server(new_world()).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("POST", "/", b"{}", LIST_CLUSTERS)
    connection.getresponse().read()

    began = time.monotonic()
    server.stop()
    server.stop()

    assert time.monotonic() - began < 1.0
    assert free(server.port)
    connection.close()


def test_stopping_does_not_wait_for_a_request_that_hangs() -> None:
    world = new_world()
    server = Server(world).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)

    with world.lock:
        connection.request("POST", "/", b"{}", LIST_CLUSTERS)
        began = time.monotonic()
        server.stop()
        took = time.monotonic() - began

    assert took < 1.0
    connection.close()


def free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


# Where it cannot listen


def test_a_port_that_is_taken_is_named(server: Server) -> None:
    with pytest.raises(ServerError, match=f"^cannot listen on 127.0.0.1 port {server.port}: address already in use$"):
        listen("127.0.0.1", server.port)


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("no-such-host.invalid", "no such host"),
        ("a..b", "that is no host name"),
        ("x" * 70, "that is no host name"),
        ("192.0.2.1", "cannot assign requested address"),
        ("fe80::1::2", "no such host"),
    ],
    ids=["unknown", "empty label", "long label", "of another machine", "no address"],
)
def test_a_host_that_is_not_ours_is_named(host: str, reason: str) -> None:
    with pytest.raises(ServerError) as refusal:
        listen(host, 0)

    assert str(refusal.value) == f"cannot listen on {host} port 0: {reason}"


# The World of a new server


def test_a_new_server_tells_its_world_the_port_it_has() -> None:
    server = open_server(Config(port=0, clock="instant"))

    assert server.world.config.port == server.port
    assert server.world.config.address == f"localhost:{server.port}"
    server.stop()


def test_a_public_host_is_kept_as_it_is() -> None:
    server = open_server(Config(port=0, public_host="registry.test"))

    assert server.world.config.address == "registry.test"
    server.stop()


# Ticking


def test_in_real_mode_what_comes_due_happens_without_requests() -> None:
    world = new_world("real")
    happened = Event()
    with Server(world), world.lock:
        world.engine.after(0.05, "event", happened.set)

    with Server(world):
        assert happened.wait(5)


@pytest.mark.parametrize("clock", ["instant", "manual"])
def test_in_the_other_modes_nothing_happens_by_itself(clock: str) -> None:
    world = new_world(clock)
    happened = Event()
    ticker = Ticker(world)
    ticker.start()
    with world.lock:
        world.engine.after(0.0, "event", happened.set)

    assert not happened.wait(0.6)
    ticker.stop()


def test_a_fault_while_ticking_is_kept_and_does_not_end_the_ticking() -> None:
    world = new_world("real")
    happened = Event()

    with Server(world):
        with world.lock:
            world.engine.after(0.0, "fails", [].pop)
            world.engine.after(0.01, "goes on", happened.set)
        assert happened.wait(5)

    assert [(fault.operation, type(fault.exception)) for fault in world.faults] == [("clock", IndexError)]


def test_a_clock_that_is_set_to_real_later_ticks_too() -> None:
    world = new_world("manual")
    happened = Event()

    with Server(world):
        with world.lock:
            world.engine.after(0.05, "event", happened.set)
        world.set_mode("real")

        assert happened.wait(5)


def test_a_client_that_reads_nothing_keeps_nobody_else_waiting(
    server: Server, connection: http.client.HTTPConnection
) -> None:
    lines = [*(f"{name}: {text}" for name, text in LIST_CLUSTERS.items()), "Host: localhost", "Content-Length: 2"]
    request = "\r\n".join(["POST / HTTP/1.1", *lines, "", "{}"]).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as greedy:
        greedy.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            greedy.sendall(request * 40_000)

        connection.request("POST", "/", b"{}", LIST_CLUSTERS)

        assert connection.getresponse().status == 200


def test_who_begins_with_tls_is_answered_at_once(server: Server) -> None:
    context = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="localhost")
