"""Answers in AWS JSON 1.1: bodies, error bodies and headers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from mock_ecs.aws.errors import AwsError

CONTENT_TYPE = "application/x-amz-json-1.1"
STATUS_LINES = {200: "200 OK", 400: "400 Bad Request", 500: "500 Internal Server Error"}


def body_of(response: dict[str, Any]) -> bytes:
    """The body of a response; timestamps in it are numbers already (epoch seconds)."""
    return orjson.dumps(response)


def error_body(error: AwsError) -> bytes:
    """The body of an error: ``__type``, ``message`` and what its shape adds."""
    return body_of({"__type": error.code, "message": error.message, **error.members})


def headers_of(body: bytes, request_id: str, warnings: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The headers of an answer; ``warnings`` go into ``x-mock-ecs-warning``."""
    headers = [
        ("Content-Type", CONTENT_TYPE),
        ("Content-Length", str(len(body))),
        ("x-amzn-RequestId", request_id),
    ]
    headers.extend(("x-mock-ecs-warning", _one_line(text)) for text in warnings)
    return headers


def _one_line(text: str) -> str:
    return " ".join(text.split()).encode("ascii", "replace").decode()
