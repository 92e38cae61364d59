"""How fast a layer goes through the registry, beside the same bytes through a callable that only hashes them.

``python -m tests.perf.registry`` pushes and pulls 500 MiB, and lists and describes images; it prints the figures.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, NamedTuple

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.manifests import read_manifest
from mock_ecs.ecr.pushes import put_image
from mock_ecs.ecr.tokens import new_token
from mock_ecs.testing import mock_ecs
from tests.api.raw import Raw
from tests.ecr.examples import image_manifest

MIB = 1024**2
START = 1767225600.0
BARE = """
import hashlib, tempfile, waitress
kept = tempfile.TemporaryFile()
def bare(environ, start_response):
    length, found = str(kept.seek(0, 2)), hashlib.sha256()
    if environ["REQUEST_METHOD"] == "GET":
        kept.seek(0)
        start_response("200 OK", [("Content-Length", length)])
        return iter(lambda: kept.read(1 << 20), b"")
    kept.truncate(0)
    kept.seek(0)
    while part := environ["wsgi.input"].read(1 << 20):
        found.update(part)
        kept.write(part)
    start_response("201 Created", [("Content-Length", "0")])
    return []
server = waitress.create_server(bare, host="127.0.0.1", port=0, max_request_body_size=1 << 40)
print(server.effective_port, flush=True)
server.run()
"""
OURS = f"""
import signal
from mock_ecs.aws.scope import Scope
from mock_ecs.config import Config
from mock_ecs.server import open_server
server = open_server(Config(port=0, clock="manual", start_time={START}))
signal.signal(signal.SIGTERM, lambda *_: server.ask_to_stop())
server.world.ecr(Scope()).create_repository("app")
print(server.port, flush=True)
server.run()
"""


class Speed(NamedTuple):
    """How many MiB a second a layer was pushed and pulled at."""

    push: float
    pull: float


@contextmanager
def served(source: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to a server in a process of its own."""
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(process.stdout.readline()), timeout=300)
        try:
            yield connection
        finally:
            connection.close()
            process.terminate()


def speed(source: str, mebibytes: int) -> Speed:
    """Push a layer of that size, and pull it; the better of two rounds each."""
    chunk, whole = os.urandom(MIB), hashlib.sha256()
    for _ in range(mebibytes):
        whole.update(chunk)
    digest = f"sha256:{whole.hexdigest()}"
    headers = {"Authorization": f"Basic {new_token(Scope(), START).authorization}"}
    with served(source) as connection:
        push, pull = [], []
        for _ in range(2):
            began = perf_counter()
            body = (chunk for _ in range(mebibytes))
            length = {"Content-Length": str(mebibytes * MIB)}
            connection.request("POST", f"/v2/app/blobs/uploads/?digest={digest}", body, headers | length)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 201, answer.status
            push.append(mebibytes / (perf_counter() - began))
            began = perf_counter()
            connection.request("GET", f"/v2/app/blobs/{digest}", headers=headers)
            answer, read = connection.getresponse(), 0
            while part := answer.read(MIB):
                read += len(part)
            assert read == mebibytes * MIB
            pull.append(mebibytes / (perf_counter() - began))
    return Speed(max(push), max(pull))


def milliseconds_to_describe(images: int) -> tuple[float, float]:
    """How long DescribeImages of ``images`` takes, in process: the answer alone, and with boto3 that reads it."""
    with mock_ecs(neighbours="null", references="off", clock="manual") as mock:
        ecr, raw = mock.client("ecr"), Raw(mock, "ecr")
        ecr.create_repository(repositoryName="app")
        fill(mock.world.ecr(Scope()).repository("app"), images)
        wanted = {"repositoryName": "app", "maxResults": 1000}
        calls = [lambda: raw("DescribeImages", **wanted), lambda: ecr.describe_images(**wanted)]
        alone, read = ([timed(call) for _ in range(5)] for call in calls)
    return min(alone), min(read)


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds of a call."""
    began = perf_counter()
    call()
    return (perf_counter() - began) * 1000


def milliseconds_to_list(images: int) -> float:
    """How long ListImages takes for all pages of ``images``, in process; the best of five."""
    with mock_ecs(neighbours="null", references="off", clock="manual") as mock:
        ecr = mock.client("ecr")
        ecr.create_repository(repositoryName="app")
        fill(mock.world.ecr(Scope()).repository("app"), images)
        pages = ecr.get_paginator("list_images")
        took = []
        for _ in range(5):
            began = perf_counter()
            listed = [*pages.paginate(repositoryName="app", PaginationConfig={"PageSize": 1000})]
            took.append(perf_counter() - began)
            assert sum(len(page["imageIds"]) for page in listed) == images
    return min(took) * 1000


def fill(repository: Any, images: int) -> None:
    """Put ``images`` into a repository, each with a tag."""
    for number in range(images):
        manifest = read_manifest(image_manifest(annotations={"number": str(number)}))
        put_image(repository, manifest, now=START, tag=f"v{number}", strict_layers=False)


def main() -> None:
    bare, ours = speed(BARE, 500), speed(OURS, 500)
    print(f"push of 500 MiB: {ours.push:.0f} MiB/s, {ours.push / bare.push:.0%} of {bare.push:.0f} MiB/s")
    print(f"pull of 500 MiB: {ours.pull:.0f} MiB/s, {ours.pull / bare.pull:.0%} of {bare.pull:.0f} MiB/s")
    alone, read = milliseconds_to_describe(1000)
    print(f"DescribeImages of 1,000 images: {alone:.1f} ms; {read:.1f} ms with boto3 that reads it")
    few, many = milliseconds_to_list(1000), milliseconds_to_list(10_000)
    print(f"ListImages of 1,000 images: {few:.1f} ms; of 10,000: {many:.1f} ms, {many / few:.1f} times as much")


if __name__ == "__main__":
    main()
