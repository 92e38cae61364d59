"""Bodies and headers of answers."""

from __future__ import annotations

import json

import pytest

from mock_ecs.aws.errors import AwsError
from mock_ecs.wire.rendering import body_of, error_body, headers_of


class ConflictException(AwsError):
    """An error with members of its own."""


def test_a_body_is_compact_json_in_utf_8() -> None:
    assert body_of({"name": "Zürich", "count": 1, "at": 1767225600.25}) == (
        b'{"name":"Z\xc3\xbcrich","count":1,"at":1767225600.25}'
    )


@pytest.mark.parametrize("value", [b"bytes", "\ud800"], ids=["bytes", "half"])
def test_what_json_cannot_say_is_our_own_fault(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        body_of({"value": value})


def test_the_body_of_an_error_has_its_type_message_and_members() -> None:
    body = error_body(ConflictException("Taken.", resourceIds=["a"]))

    assert json.loads(body) == {"__type": "ConflictException", "message": "Taken.", "resourceIds": ["a"]}


def test_the_headers_tell_type_length_and_request() -> None:
    assert headers_of(b"{}", "0f1e") == [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Content-Length", "2"),
        ("x-amzn-RequestId", "0f1e"),
    ]


def test_each_warning_is_one_header_of_one_line_in_ascii() -> None:
    headers = headers_of(b"{}", "0f1e", ["role\r\nSet-Cookie: x", "Zürich"])

    assert [text for name, text in headers if name == "x-mock-ecs-warning"] == ["role Set-Cookie: x", "Z?rich"]
