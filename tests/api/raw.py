"""Requests as they go over the wire, without a client's own checks; every answer is held against the model."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from typing import Any

from mock_ecs.app import create_wsgi, services
from mock_ecs.testing import MockEcs
from mock_ecs.wire.validation import Compiler

COMMON_ERRORS = ("AccessDeniedException", "SerializationException", "UnknownOperationException")
"""What any operation of AWS may answer, even where its model does not say so."""


class Refused(Exception):
    """An error answered by the server."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer['__type']}: {answer['message']}")
        self.status = status
        self.code: str = answer["__type"]
        self.message: str = answer["message"]
        self.members = {name: value for name, value in answer.items() if name not in ("__type", "message")}


class Raw:
    """Calls a service of ``mock`` by the wire names of its operations; ``warnings`` are those of the last call."""

    def __init__(
        self, mock: MockEcs, service: str = "ecs", *, account: str = "123456789012", region: str = "us-east-1"
    ) -> None:
        self.service = services()[service]
        self.warnings: list[str] = []
        self.seen: dict[str, set[str]] = {}
        self._application = create_wsgi(mock.world)
        self._authorization = (
            f"AWS4-HMAC-SHA256 Credential={account}/20260101/{region}/{service}/aws4_request, Signature=0"
        )

    def __call__(self, operation: str, **members: Any) -> dict[str, Any]:
        """The response; raises Refused for an error."""
        status, answer = self.send(operation, json.dumps(members).encode())
        if status != 200:
            raise Refused(status, answer)
        return answer

    def refusal(self, operation: str, **members: Any) -> tuple[str, str]:
        """Code and message of the error that answers the call."""
        try:
            answer = self(operation, **members)
        except Refused as refused:
            return refused.code, refused.message
        raise AssertionError(f"{operation} was not refused: {answer}")

    def send(self, operation: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to any body at all."""
        status, headers, content = self._post(operation, body)
        self.warnings = [value for name, value in headers if name == "x-mock-ecs-warning"]
        answer: dict[str, Any] = json.loads(content)
        self.seen.setdefault(operation, set()).add("" if status == 200 else answer["__type"])
        if status == 200:
            check_response(self.service.name, operation, answer)
        else:
            check_error(self.service.name, operation, answer)
        return status, answer

    def _post(self, operation: str, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        started: list[Any] = []
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "HTTP_X_AMZ_TARGET": f"{self.service.model.target_prefix}.{operation}",
            "HTTP_AUTHORIZATION": self._authorization,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        parts = self._application(environ, lambda line, headers, *_: started.extend((line, headers)))  # type: ignore[arg-type]
        return int(started[0][:3]), started[1], b"".join(parts)


def check_response(service: str, operation: str, answer: dict[str, Any]) -> None:
    """Fail unless ``answer`` is what the operation's output shape describes: nothing unknown, ill-typed or null.

    A list may be empty: its least length binds requests, and AWS itself answers with shorter ones.
    """
    model = services()[service].model
    faults: list[Any] = []
    known = _compiler(service).check(model.output_shape(operation))(answer, faults)
    assert known == answer, f"{service}.{operation} answers with members that its model lacks, or with nulls"
    faults = [fault for fault in faults if fault.kind != "min_length"]
    assert not faults, f"{service}.{operation} breaks its model: {faults}"


def check_error(service: str, operation: str, answer: dict[str, Any]) -> None:
    """Fail unless the model of the operation has the error, and the error has the members."""
    model = services()[service].model
    code, members = answer["__type"], [name for name in answer if name not in ("__type", "message")]
    modelled = [error["shape"] for error in model.operations.get(operation, {}).get("errors", ())]
    assert code in (*modelled, *COMMON_ERRORS), f"the model of {service}.{operation} has no {code}"
    strangers = [name for name in members if name not in model.shapes[code]["members"]]
    assert strangers == [], f"{code} has no members {strangers}"


@cache
def _compiler(service: str) -> Compiler:
    return Compiler(services()[service].model)
