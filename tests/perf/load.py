"""The load generator: a process of its own that sends one prepared request again and again over raw sockets.

It reads one JSON order per line from standard input and answers each with one line of JSON, so that it shares
no interpreter lock with a server or with the bench.
"""

from __future__ import annotations

import base64
import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any


class Connection:
    """One client: sends ``request``, reads the whole answer, and connects anew when the server hangs up."""

    def __init__(self, port: int, request: bytes) -> None:
        self._address = "127.0.0.1", port
        self._request = request
        self.socket = self._connect()
        self._head = b""
        self._missing = -1
        self.sent_at = 0.0

    def send(self) -> None:
        """Send the request once."""
        self._head = b""
        self._missing = -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(self._request)

    def receive(self) -> bool:
        """Read what has come; True when the answer is complete. Raises ConnectionError for a wrong answer."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise ConnectionError("the server hung up before the answer was complete")
        if self._missing < 0:
            self._begin(chunk)
        else:
            self._missing -= len(chunk)
        if self._missing != 0:
            return False
        if b"connection: close" in self._head:
            self.socket.close()
            self.socket = self._connect()
        return True

    def _begin(self, chunk: bytes) -> None:
        """Read the head of an answer; what is missing of the body is counted from then on."""
        head, end, body = (self._head + chunk).partition(b"\r\n\r\n")
        if end and b" 200 " not in head[:16]:
            raise ConnectionError(f"{head.splitlines()[0].decode()}: {body[:300].decode(errors='replace')}")
        self._head = head.lower()
        if end:
            self._missing = int(self._head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]) - len(body)

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(self._address, timeout=30)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected


def run(port: int, request: bytes, *, connections: int, count: int, seconds: float) -> list[float]:
    """Send until ``count`` answers came or ``seconds`` passed; returns [duration, latency, latency, ...]."""
    clients = [Connection(port, request) for _ in range(connections)]
    latencies = []
    started = time.perf_counter()
    deadline = started + seconds
    waiting = _one(clients[0]) if connections == 1 else _any(clients)
    sent = 0
    for client in clients[:count]:
        client.send()
        sent += 1
    for client in waiting:
        now = time.perf_counter()
        latencies.append(now - client.sent_at)
        if sent < count and now < deadline:
            client.send()
            sent += 1
        elif len(latencies) == sent:
            break
    duration = time.perf_counter() - started
    for client in clients:
        client.socket.close()
    return [duration, *latencies]


def _one(client: Connection) -> Iterator[Connection]:
    while True:
        while not client.receive():
            pass
        yield client


def _any(clients: list[Connection]) -> Iterator[Connection]:
    """The client whose answer is complete, again and again."""
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
        while True:
            ready = selector.select(timeout=30)
            if not ready:
                raise ConnectionError("no answer for 30 seconds")
            for key, _ in ready:
                client = key.data
                if not client.receive():
                    continue
                if client.socket is not key.fileobj:
                    selector.unregister(key.fileobj)
                    selector.register(client.socket, selectors.EVENT_READ, client)
                yield client


def main() -> None:
    """Carry out orders until standard input ends."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        request = base64.b64decode(order.pop("request"))
        try:
            answer: dict[str, Any] = {"times": run(order.pop("port"), request, **order)}
        except (OSError, ValueError) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
