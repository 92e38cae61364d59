"""Tools that push and pull images: a Docker engine and skopeo, and what tests do where they are missing.

With ``REGISTRY_CLIENTS=required`` (CI) a missing tool fails the tests; elsewhere they are skipped, with the reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import NoReturn

import pytest

WITHIN = 120
"""Seconds in which a push or pull has to end."""


def lacking(tool: str) -> NoReturn:
    """Fail, or skip, a test that needs ``tool``."""
    reason = f"{tool} is missing (Debian: apt-get install skopeo docker.io busybox-static)"
    if os.environ.get("REGISTRY_CLIENTS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def run(*arguments: str | Path, text: str | None = None) -> str:
    """What the program printed; it must end well."""
    ended = subprocess.run(
        [*map(str, arguments)], input=text, capture_output=True, text=True, timeout=WITHIN, check=False
    )
    assert ended.returncode == 0, f"{' '.join(map(str, arguments))}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


@contextmanager
def docker_engine(folder: Path) -> Iterator[str]:
    """The address of a Docker engine of our own, which needs no network and keeps all it has in ``folder``."""
    if shutil.which("docker") is None or shutil.which("dockerd") is None:
        lacking("docker")
    host = f"unix://{folder}/docker.sock"
    options = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--storage-driver=vfs"]
    places = [f"--host={host}", f"--data-root={folder}/data", f"--exec-root={folder}/exec", f"--pidfile={folder}/pid"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(["dockerd", *options, *places], stdout=log, stderr=log) as it,
    ):
        try:
            if not _answers(host, it):
                lacking(f"a Docker engine that starts ({(folder / 'log').read_text()[-500:]})")
            yield host
        finally:
            it.terminate()


def _answers(host: str, engine: subprocess.Popen[bytes]) -> bool:
    until = monotonic() + 30
    while monotonic() < until and engine.poll() is None:
        asked = subprocess.run(["docker", "-H", host, "info"], capture_output=True, timeout=WITHIN, check=False)
        if asked.returncode == 0:
            return True
        sleep(0.2)
    return False
