"""Requests of botocore answered by a WSGI application in the same process, without a socket."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.loaders import Loader

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]


def is_for_aws(url: str) -> bool:
    """True for a URL of AWS itself, and so of a client that was given no endpoint."""
    host = urlsplit(url).hostname or ""
    return host.endswith(_suffixes())


def answer(application: WSGIApplication, request: AWSPreparedRequest) -> tuple[AWSResponse, Headers]:
    """What ``application`` answers to ``request``, and its headers as they were sent."""
    status, headers, body = _call(application, _environ(request))
    return AWSResponse(request.url, status, dict(headers), _Stream(body)), headers


class _Stream(BytesIO):
    """A body as botocore reads it: whole, in parts, or as urllib3's ``stream``."""

    def stream(self, amt: int = 65536, **_: Any) -> Iterator[bytes]:
        """The parts of the body that were not read yet."""
        while part := self.read(amt):
            yield part


@lru_cache(maxsize=1)
def _suffixes() -> tuple[str, ...]:
    """The endings of AWS's host names in all partitions, from botocore's data."""
    partitions = Loader().load_data("partitions")["partitions"]
    names = [partition["outputs"] for partition in partitions]
    return tuple(dict.fromkeys(f".{name[key]}" for name in names for key in ("dnsSuffix", "dualStackDnsSuffix")))


def _call(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[int, Headers, bytes]:
    status, headers = "500 Internal Server Error", []
    written: list[bytes] = []

    def start_response(line: str, pairs: Headers, exc_info: object = None) -> Any:
        nonlocal status, headers
        status, headers = line, pairs
        return written.append

    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return int(status.split(" ", 1)[0]), headers, b"".join(written) + body


def _environ(request: AWSPreparedRequest) -> WSGIEnvironment:
    url = urlsplit(request.url)
    body = _bytes(request.body)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(url.path or "/").decode("latin-1"),
        "QUERY_STRING": url.query,
        "RAW_URI": _target(url),
        "REQUEST_URI": _target(url),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": url.hostname or "",
        "SERVER_PORT": str(url.port or {"https": 443}.get(url.scheme, 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": url.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ |= _header_variables(request)
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _header_variables(request: AWSPreparedRequest) -> dict[str, str]:
    variables: dict[str, str] = {}
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        variable = name.upper().replace("-", "_")
        if variable == "TRANSFER_ENCODING":
            continue  # The body is handed over whole.
        key = variable if variable in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{variable}"
        variables[key] = f"{variables[key]},{text}" if key in variables else text
    return variables


def _target(url: SplitResult) -> str:
    path = url.path or "/"
    return f"{path}?{url.query}" if url.query else path


def _bytes(body: Any) -> bytes:
    """All of a request's body: text, bytes, a file, a stream, parts of bytes, or nothing."""
    if body is None:
        return b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    return b"".join(body)
