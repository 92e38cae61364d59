"""The control API as a client."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from mock_ecs import __version__
from mock_ecs.config import Config
from mock_ecs.control import ControlError, ask
from mock_ecs.server import Server, open_server


@pytest.fixture
def server() -> Iterator[Server]:
    with open_server(Config(port=0, clock="instant")) as running:
        yield running


@pytest.fixture
def other() -> Iterator[str]:
    """The URL of a server that is no mock-ecs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404, "no such thing")

        def log_message(self, format: str, *args: object) -> None:
            pass

    strange = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=strange.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{strange.server_port}"
    strange.shutdown()
    strange.server_close()


def test_a_running_server_answers(server: Server) -> None:
    assert ask(server.url, "health") == {"status": "ok", "version": __version__, "clock": "instant"}


def test_a_slash_at_the_end_of_the_endpoint_makes_no_difference(server: Server) -> None:
    assert ask(f"{server.url}/", "health")["status"] == "ok"


def test_what_the_server_refuses_is_told_in_its_words(server: Server) -> None:
    with pytest.raises(ControlError, match=r"^no choice of a container instance is known for arn:aws:ecs:x/y$"):
        ask(server.url, "why", "arn:aws:ecs:x/y")


def test_where_nothing_listens_there_is_no_server() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(ControlError, match=rf"^there is no mock-ecs at http://127\.0\.0\.1:{port}: "):
        ask(f"http://127.0.0.1:{port}", "health")


def test_another_server_is_told_from_a_mock(other: str) -> None:
    with pytest.raises(ControlError, match=r"^it answers 404, as no mock-ecs does$"):
        ask(other, "health")


def test_what_is_no_url_is_told() -> None:
    with pytest.raises(ControlError, match=r"^there is no mock-ecs at nowhere: "):
        ask("nowhere", "health")
