"""The servers that are measured: each a process of its own, started from this virtual environment."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

DESCRIBE_CLUSTERS = "AmazonEC2ContainerServiceV20141113.DescribeClusters"
STARTS_WITHIN = 30.0

COMMANDS = {
    # Tasks of RunTask live on, as moto's do; all else is as `mock-ecs serve` has it.
    "mock-ecs": ["-m", "mock_ecs", "serve", "--one-off-seconds", "never", "--log-level", "error", "--port"],
    "moto": ["-c", "from moto.server import main; main()", "--port"],
    "floor": ["-m", "tests.perf.floor"],
}


class System:
    """A running server; as a context manager it is stopped at the end. ``started_in`` seconds it first answered."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = _free_port()
        started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *COMMANDS[name], str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        )
        try:
            self._wait_for_answer(started + STARTS_WITHIN)
        except BaseException:
            self.stop()
            raise
        self.started_in = time.perf_counter() - started

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=5)

    def memory(self) -> float:
        """Resident memory in MiB."""
        status = Path(f"/proc/{self._process.pid}/status")
        if status.exists():
            return int(status.read_text().partition("VmRSS:")[2].split()[0]) / 1024
        listed = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self._process.pid)], text=True)
        return int(listed) / 1024

    def _wait_for_answer(self, deadline: float) -> None:
        request = raw_request(self.port, DESCRIBE_CLUSTERS, {})
        while time.perf_counter() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with code {self._process.returncode} instead of serving")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
                    connection.sendall(request)
                    if connection.recv(16).startswith(b"HTTP/1.1 200"):
                        return
            except OSError:
                time.sleep(0.002)
        raise RuntimeError(f"{self.name} did not answer within {STARTS_WITHIN:g} seconds")


def raw_request(port: int, target: str, body: dict[str, Any], *, region: str = "us-east-1") -> bytes:
    """A request as a client signs it, but for the signature itself, which neither server looks at."""
    payload = json.dumps(body).encode()
    lines = (
        "POST / HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/x-amz-json-1.1",
        f"X-Amz-Target: {target}",
        f"Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/{region}/ecs/aws4_request, "
        "SignedHeaders=host;x-amz-target, Signature=0",
        f"Content-Length: {len(payload)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
