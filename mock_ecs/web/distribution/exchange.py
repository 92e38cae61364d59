"""A request to the registry, and the answer to it, apart from WSGI's way to say them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import parse_qs

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.state import EcrState
from mock_ecs.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_CHUNK = 1024 * 1024
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")


class BodyCutError(Exception):
    """The client went away before it had sent all of its body."""


@dataclass(slots=True)
class Request:
    """A request for the repository called ``name``; ``caller`` is the account and region of its token.

    ``registry`` is the one it is for: the caller's, unless its host name has that of another account.
    """

    environ: WSGIEnvironment
    world: World
    caller: Scope
    registry: Scope
    name: str = ""
    target: str = ""

    @contextmanager
    def entered(self) -> Iterator[EcrState]:
        """The registry, under the World's lock."""
        with self.world.entered():
            yield self.world.ecr(self.registry)

    def repository(self, ecr: EcrState) -> Repository:
        """The repository that the path names; RepositoryNotFoundException."""
        return ecr.repository(self.name)

    def repository_to_push(self, ecr: EcrState) -> Repository:
        """The same for a push; RepositoryNotFoundException."""
        return ecr.repository_to_push(self.name)

    @property
    def method(self) -> str:
        """The HTTP method."""
        return str(self.environ["REQUEST_METHOD"])

    def header(self, name: str) -> str:
        """A header's value; empty where it was not sent."""
        variable = name.upper().replace("-", "_")
        key = variable if variable in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{variable}"
        return str(self.environ.get(key, ""))

    def query(self, name: str) -> str | None:
        """The first value of a parameter; None where it was not given."""
        values = self.queries(name)
        return values[0] if values else None

    def queries(self, name: str) -> list[str]:
        """All values of a parameter."""
        text = str(self.environ.get("QUERY_STRING", ""))
        return parse_qs(text, keep_blank_values=True, errors="replace").get(name, [])

    @property
    def content_length(self) -> int | None:
        """How long the body is; None where it is sent in chunks of HTTP's own."""
        text = self.header("Content-Length")
        return int(text) if text.isascii() and text.isdigit() else None

    def reader(self) -> Callable[[int], bytes]:
        """What gives the body part by part; it raises BodyCutError at an end that comes too early."""
        stream: BinaryIO = self.environ["wsgi.input"]
        left = self.content_length
        if left is None:
            return stream.read if self.environ.get("wsgi.input_terminated") else lambda size: b""

        def read(size: int) -> bytes:
            nonlocal left
            assert left is not None
            if not left:
                return b""
            try:
                part = stream.read(min(size, left))
            except OSError:
                part = b""
            if not part:
                raise BodyCutError
            left -= len(part)
            return part

        return read

    def url(self, path: str) -> str:
        """``path`` at the address by which the client came."""
        return f"{base_url(self.environ)}{path}"


def base_url(environ: WSGIEnvironment) -> str:
    """Scheme and host by which the client came; empty where it did not say."""
    host = environ.get("HTTP_HOST", "")
    return f"{environ.get('wsgi.url_scheme', 'http')}://{host}" if _HOST.fullmatch(host) else ""


@dataclass(slots=True)
class Answer:
    """An answer: ``body`` as bytes, or a ``file`` of which ``length`` bytes are sent from where it stands."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    file: BinaryIO | None = None
    length: int = 0
    whole: bool = True

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer as WSGI has it; the body is left out where the method wants only its headers."""
        headers = {"Docker-Distribution-Api-Version": "registry/2.0", **self.headers}
        if self.status != HTTPStatus.NO_CONTENT:
            headers.setdefault("Content-Length", str(len(self.body) if self.file is None else self.length))
        status = HTTPStatus(self.status)
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        if environ["REQUEST_METHOD"] == "HEAD":
            if self.file is not None:
                self.file.close()
            return []
        if self.file is None:
            return [self.body] if self.body else []
        wrapper = environ.get("wsgi.file_wrapper")
        if wrapper is not None and self.whole:
            return wrapper(self.file, _CHUNK)  # type: ignore[no-any-return]
        return _Part(self.file, self.length)


class _Part:
    """Some bytes of a file, in chunks; the file is closed in the end, or when nobody wants more."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (part := self._file.read(min(_CHUNK, self._left))):
            self._left -= len(part)
            yield part
        self.close()

    def close(self) -> None:
        self._file.close()


def json_answer(document: Any, *, media_type: str = "application/json", **headers: str) -> Answer:
    """An answer 200 with a JSON document."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return Answer(200, {"Content-Type": media_type, **headers}, body)
