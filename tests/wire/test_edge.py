"""The AWS JSON edge, asked as a WSGI server asks."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

import pytest

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.wire.edge import AwsJsonEdge
from mock_ecs.wire.service import Service
from tests.wire.models import SmallModel

SIGNED = "AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/small/aws4_request, SignedHeaders=host"


class TakenException(AwsError):
    """What the small service answers for a name that is taken."""


class BrokenRule(AwsError):
    """What the small service refuses broken constraints by."""


class Answer:
    """An answer of the edge."""

    def __init__(self, application: Any, environ: dict[str, Any]) -> None:
        parts = application(environ, self._start)
        self.body = b"".join(parts)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        self.status = status
        self.headers = headers
        return lambda data: None

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class Bench:
    """An edge with one service, and a note of everything that it calls."""

    def __init__(self) -> None:
        self.performed: list[tuple[Scope, str, dict[str, Any]]] = []
        self.faults: list[tuple[str, BaseException]] = []
        self.warnings: Sequence[str] = ()
        self.handler: Callable[[Any, dict[str, Any]], dict[str, Any]] = lambda context, request: {
            "name": request["name"]
        }
        service = Service(
            SmallModel(),  # type: ignore[arg-type]
            {"Make": lambda context, request: self.handler(context, request)},
            lambda operation, fault: BrokenRule(fault.kind),
        )
        self.edge = AwsJsonEdge(
            {"Small_2026": service},
            perform=self._perform,
            new_request_id=lambda: "request-1",
            on_fault=lambda operation, fault: self.faults.append((operation, fault)),
            fallback=self._fallback,
        )

    def _perform(
        self, handler: Any, scope: Scope, request_id: str, request: dict[str, Any]
    ) -> tuple[dict[str, Any], Sequence[str]]:
        self.performed.append((scope, request_id, request))
        return handler(None, request), self.warnings

    def _fallback(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("404 Not Found", [])
        return [b"behind"]

    def ask(self, body: bytes | dict[str, Any], *, target: str = "Small_2026.Make", **environ: Any) -> Answer:
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        return Answer(
            self.edge,
            {
                "REQUEST_METHOD": "POST",
                "HTTP_X_AMZ_TARGET": target,
                "CONTENT_LENGTH": str(len(data)),
                "wsgi.input": BytesIO(data),
                **environ,
            },
        )


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_request_reaches_its_handler_and_the_answer_comes_back(bench: Bench) -> None:
    answer = bench.ask({"name": "demo", "unknown": 1}, HTTP_AUTHORIZATION=SIGNED)

    assert bench.performed == [(("111122223333", "eu-west-1"), "request-1", {"name": "demo"})]
    assert (answer.status, answer.document) == ("200 OK", {"name": "demo"})
    assert dict(answer.headers) == {
        "Content-Type": "application/x-amz-json-1.1",
        "Content-Length": "15",
        "x-amzn-RequestId": "request-1",
    }


def test_an_error_of_the_service_is_answered_as_aws_does(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(context: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise TakenException("The name is taken.", names=["demo"])

    bench.handler = refuse
    with caplog.at_level(logging.INFO):
        answer = bench.ask({"name": "demo"})

    assert answer.status == "400 Bad Request"
    assert answer.document == {"__type": "TakenException", "message": "The name is taken.", "names": ["demo"]}
    assert ("x-amzn-RequestId", "request-1") in answer.headers
    assert caplog.messages == ["small.Make 400 TakenException: The name is taken."]
    assert bench.faults == []


def test_a_fault_of_our_own_is_a_server_exception_and_is_told(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    fault = KeyError("oops")

    def fail(context: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise fault

    bench.handler = fail
    answer = bench.ask({"name": "demo"})

    assert answer.status == "500 Internal Server Error"
    assert answer.document["__type"] == "ServerException"
    assert bench.faults == [("small.Make", fault)]
    assert "KeyError: 'oops'" in caplog.text


def test_an_answer_that_is_no_json_is_a_fault_of_our_own(bench: Bench) -> None:
    bench.handler = lambda context, request: {"name": b"bytes"}

    answer = bench.ask({"name": "demo"})

    assert answer.status == "500 Internal Server Error"
    assert [operation for operation, _ in bench.faults] == ["small.Make"]


def test_warnings_come_in_the_header_and_in_the_log(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.warnings = ["no such role", "no such subnet"]

    answer = bench.ask({"name": "demo"})

    assert [text for name, text in answer.headers if name == "x-mock-ecs-warning"] == ["no such role", "no such subnet"]
    assert caplog.messages == ["small.Make: no such role", "small.Make: no such subnet"]


@pytest.mark.parametrize(
    ("target", "method"),
    [
        ("", "POST"),
        ("Other_2026.Make", "POST"),
        ("Small_2026", "POST"),
        ("Small_2026.Make", "GET"),
        ("small_2026.Make", "POST"),
    ],
    ids=["no target", "other service", "no operation", "GET", "other case"],
)
def test_what_is_not_ours_goes_on_to_the_application_behind(bench: Bench, target: str, method: str) -> None:
    answer = bench.ask({"name": "demo"}, target=target, REQUEST_METHOD=method)

    assert (answer.status, answer.body) == ("404 Not Found", b"behind")
    assert bench.performed == []


@pytest.mark.parametrize("operation", ["Break", "Fly", ""], ids=["without a handler", "unknown", "empty"])
def test_an_operation_that_is_not_there_is_named_in_the_error(bench: Bench, operation: str) -> None:
    answer = bench.ask(b"not even JSON", target=f"Small_2026.{operation}")

    assert answer.status == "400 Bad Request"
    assert answer.document["__type"] == "UnknownOperationException"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{'name': 'demo'}",
        b'{"name": NaN}',
        b'{"weight": Infinity}',
        b'{"weight": 1e999}',
        b'{"name": "demo"} more',
        b"\xff\xfe\xfa",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": "de", "settings": {"\\udc00": 1}}',
        b"[" * 100_000,
        b'{"details":' * 100_000,
        b'{"count": ' + b"9" * 5000 + b"}",
    ],
    ids=[
        "empty",
        "cut off",
        "list",
        "null",
        "text",
        "single quotes",
        "NaN",
        "Infinity",
        "too large",
        "two documents",
        "binary",
        "not UTF-8",
        "half a character",
        "half a character as key",
        "deep list",
        "deep object",
        "endless number",
    ],
)
def test_a_body_that_is_no_json_object_is_a_serialization_error(bench: Bench, body: bytes) -> None:
    answer = bench.ask(body)

    assert answer.status == "400 Bad Request"
    assert answer.document["__type"] == "SerializationException"
    assert bench.performed == []
    assert bench.faults == []


def test_any_character_comes_back_as_it_was_sent(bench: Bench) -> None:
    bench.handler = lambda context, request: {"name": request["note"]}
    text = 'Zürich "\\ \u2028 \x00 🚢'

    answers = [bench.ask({"name": "demo", "note": text})]
    answers.append(bench.ask(json.dumps({"name": "demo", "note": text}, ensure_ascii=False).encode()))

    assert [answer.document["name"] for answer in answers] == [text, text]


def test_broken_constraints_are_refused_by_the_error_of_the_service(bench: Bench) -> None:
    answer = bench.ask({"name": "demo", "count": 11})

    assert answer.document == {"__type": "BrokenRule", "message": "max_value"}
    assert bench.performed == []


def test_a_body_of_unknown_length_is_read_to_its_end(bench: Bench) -> None:
    environ = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}

    answer = bench.ask({"name": "demo"}, **environ)

    assert answer.status == "200 OK"


def test_no_more_than_the_body_is_read_from_the_connection(bench: Bench) -> None:
    stream = BytesIO(b'{"name":"demo"}POST / HTTP/1.1')

    answer = bench.ask(b"", CONTENT_LENGTH="15", **{"wsgi.input": stream})

    assert answer.status == "200 OK"
    assert stream.read() == b"POST / HTTP/1.1"
