"""A World served over HTTP by waitress: in the foreground for the command, in a thread for tests.

Waitress because it keeps connections open, runs in the process that holds the World, and takes layers of many
gigabytes: https://docs.pylonsproject.org/projects/waitress/
"""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from threading import Event, Thread
from types import FrameType, TracebackType
from typing import Any

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

from mock_ecs.app import create_world, create_wsgi, services
from mock_ecs.config import Config, ConfigError
from mock_ecs.world import World

log = logging.getLogger("mock_ecs.server")

LARGEST_BODY = 64 * 1024**3
"""More than any image layer has."""

GRACE = 0.3
"""Seconds that requests in progress are given when the server stops."""

RECEIVED = 32 * 1024
"""Bytes read from a connection at a time: with waitress's own 8 KiB, large layers come in at half the speed."""

UNREAD = 1024**2
"""Bytes that wait for a client to read them, above which its next request goes to a thread."""

THREADS = 8
"""How many requests that are not AWS JSON of ours are answered at a time."""

TICK = 0.25
"""The longest pause, in seconds, between two looks at what has come due."""

TLS_GREETING = b"\x16"
"""The first byte of a TLS connection; no HTTP request begins so."""

NOT_TLS = b"mock-ecs speaks plain HTTP here, not TLS.\n"


class ServerError(Exception):
    """The server cannot listen where it was told to; the message is one line."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host`` and ``port`` (0 takes a free one); raises ServerError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        address = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
        return socket.create_server((str(address[0]), port), family=family, backlog=1024)
    except socket.gaierror:
        reason = "no such host"
    except UnicodeError:
        reason = "that is no host name"
    except PermissionError:
        reason = "not permitted; the ports below 1024 belong to the system"
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0].lower()
    raise ServerError(f"cannot listen on {host} port {port}: {reason}")


class Server:
    """Serves ``world``; a request is answered from the moment :meth:`start` or :meth:`run` is called.

    The port is taken at once, so that clients that come early wait instead of failing.
    """

    def __init__(
        self, world: World, host: str = "127.0.0.1", port: int = 0, *, listener: socket.socket | None = None
    ) -> None:
        self.world = world
        self.host = host
        self._socket = listener or listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._stopping = False
        self._thread: Thread | None = None
        self._ticker = Ticker(world)
        self._map: dict[int, object] = {}
        self._dispatcher = _Dispatcher({service.model.target_prefix for service in services().values()}, world.lock)
        self._dispatcher.set_thread_count(THREADS)
        self._waitress: Any = create_server(
            create_wsgi(world),
            map=self._map,
            _dispatcher=self._dispatcher,
            sockets=[self._socket],
            threads=THREADS,
            connection_limit=1000,
            max_request_body_size=LARGEST_BODY,
            recv_bytes=RECEIVED,
            asyncore_use_poll=True,
            ident="mock-ecs",
        )
        self._waitress.channel_class = _Channel

    @property
    def url(self) -> str:
        """Where clients on this machine reach it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def run(self) -> None:
        """Serve in this thread until :meth:`ask_to_stop` is called."""
        self._ticker.start()
        try:
            while not self._stopping:
                wasyncore.loop(timeout=1.0, use_poll=True, map=self._map, count=1)
                self._dispatcher.answer_at_once()
        finally:
            self._ticker.stop()
            self._dispatcher.shutdown(timeout=GRACE)
            wasyncore.close_all(self._map)

    def ask_to_stop(self) -> None:
        """Let :meth:`run` return soon; may be called from any thread and from a signal handler."""
        self._stopping = True
        self._waitress.pull_trigger()

    def start(self) -> Server:
        """Serve in a thread of its own."""
        self._thread = Thread(target=self.run, name="mock-ecs-server", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port; requests in progress are given :data:`GRACE` seconds."""
        if self._thread is None:
            wasyncore.close_all(self._map)
            return
        if self._thread.is_alive():
            self.ask_to_stop()
            self._thread.join()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that tells a client which speaks TLS at once that this is plain HTTP.

    docker and skopeo try TLS first, and would wait ten seconds for an answer to their greeting.
    """

    def received(self, data: bytes) -> bool:
        if data[:1] == TLS_GREETING and self.request is None and not self.requests:
            head = f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(NOT_TLS)}\r\nConnection: close\r\n\r\n"
            self.send(head.encode() + NOT_TLS)
            self.handle_close()
            return False
        return bool(super().received(data))


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Answers requests for our own services (by target prefix) on the thread that reads them, and all others on
    threads of their own.

    Ours take well under a millisecond and hold the World's lock anyway: handing them to a thread and back costs
    a third to half of the requests that can be answered in a second.
    """

    def __init__(self, prefixes: Container[str], lock: AbstractContextManager[bool]) -> None:
        super().__init__()
        self._prefixes = prefixes
        self._lock: Any = lock
        self._at_once: list[HTTPChannel] = []

    def add_task(self, task: HTTPChannel) -> None:
        target = task.requests[0].headers.get("X_AMZ_TARGET", "")
        if target.rpartition(".")[0] in self._prefixes:
            self._at_once.append(task)
        else:
            super().add_task(task)

    def answer_at_once(self) -> None:
        """Answer what was read; a connection with more requests waiting comes back by :meth:`add_task`.

        Where this thread would have to wait, for the World or for a client that does not read, another does:
        nobody else reads, or hears that the server shall stop.
        """
        while self._at_once:
            waiting, self._at_once = self._at_once, []
            for channel in waiting:
                if channel.total_outbufs_len > UNREAD or not self._lock.acquire(blocking=False):
                    super().add_task(channel)
                    continue
                try:
                    channel.service()
                finally:
                    self._lock.release()


class Ticker:
    """Runs what comes due in real mode while no request looks: else nothing would happen until somebody asks."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stop = Event()
        self._thread = Thread(target=self._run, name="mock-ecs-ticker", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def stop(self) -> None:
        """Tick no more; a tick in progress is given a moment."""
        self._stop.set()
        self._thread.join(0.1)

    def _run(self) -> None:
        while not self._stop.wait(self._pause()):
            self._tick()

    def _pause(self) -> float:
        due = self._due_in()
        return TICK if due is None else min(max(due, 0.002), TICK)

    def _tick(self) -> None:
        if self._due_in() != 0.0:
            return
        try:
            with self._world.entered():
                pass
        except Exception as fault:
            log.exception("a fault of mock-ecs itself, at an event that came due")
            self._world.report_fault("clock", fault)
            self._stop.wait(TICK)

    def _due_in(self) -> float | None:
        with self._world.lock:
            return self._world.mode.due_in()


def open_server(config: Config) -> Server:
    """A server of a new World by ``config``, whose addresses name the port that was really taken.

    Raises ServerError when the host or the port cannot be had, ConfigError when the scenario cannot be used.
    """
    listener = listen(config.host, config.port)
    config = replace(config, port=listener.getsockname()[1])
    try:
        world = create_world(config)
    except ConfigError:
        listener.close()
        raise
    return Server(world, config.host, listener=listener)


def serve_forever(config: Config, announce: Callable[[Server], None]) -> None:
    """Serve until SIGINT or SIGTERM comes; ``announce`` is told of the server when it is ready.

    Raises ServerError when the host or the port cannot be had, ConfigError when the scenario cannot be used.
    """
    server = open_server(config)
    with _stopped_by_signals(server):
        announce(server)
        server.run()


@contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        server.ask_to_stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
