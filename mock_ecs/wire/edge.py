"""The AWS JSON 1.1 protocol as a WSGI callable: target, JSON, shape, handler, body.

It stands in front of Flask, since Flask's routing costs many times what the edge itself does. What is not
one of its services (``/v2/``, the control API, other AWS services) goes on to the application behind it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from mock_ecs.aws.errors import AwsError, SerializationException, ServerException
from mock_ecs.aws.scope import Scope
from mock_ecs.wire.credentials import scope_of
from mock_ecs.wire.rendering import STATUS_LINES, body_of, error_body, headers_of
from mock_ecs.wire.service import Handler, Service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("mock_ecs.requests")

Perform = Callable[[Handler, Scope, str, dict[str, Any]], tuple[dict[str, Any], Sequence[str]]]
"""Runs a handler for a scope under a request id; returns its response and the warnings it gave."""


class AwsJsonEdge:
    """Answers the requests of ``services`` (by target prefix); hands all others to ``fallback``.

    ``perform`` runs handlers, ``new_request_id`` makes ids, ``on_fault`` is told of every fault of our own.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        *,
        perform: Perform,
        new_request_id: Callable[[], str],
        on_fault: Callable[[str, BaseException], None],
        fallback: WSGIApplication,
    ) -> None:
        self._services = services
        self._perform = perform
        self._new_request_id = new_request_id
        self._on_fault = on_fault
        self.fallback = fallback

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        prefix, _, operation = target.rpartition(".")
        service = self._services.get(prefix)
        if service is None or environ["REQUEST_METHOD"] != "POST":
            return self.fallback(environ, start_response)
        request_id = self._new_request_id()
        warnings: Sequence[str] = ()
        status = 200
        try:
            body, warnings = self._answer(service, operation, environ, request_id)
        except AwsError as error:
            log.info("%s.%s %s %s: %s", service.name, operation, error.status, error.code, error.message)
            status, body = error.status, error_body(error)
        except Exception as fault:
            log.exception("%s.%s 500: a fault of mock-ecs itself", service.name, operation)
            self._on_fault(f"{service.name}.{operation}", fault)
            status, body = 500, error_body(ServerException())
        start_response(STATUS_LINES[status], headers_of(body, request_id, warnings))
        return [body]

    def _answer(
        self, service: Service, name: str, environ: WSGIEnvironment, request_id: str
    ) -> tuple[bytes, Sequence[str]]:
        operation = service.operation(name)
        request = service.read(operation, _json(_body(environ)))
        scope = scope_of(environ.get("HTTP_AUTHORIZATION", ""), environ.get("QUERY_STRING", ""))
        response, warnings = self._perform(operation.handler, scope, request_id, request)
        for text in warnings:
            log.warning("%s.%s: %s", service.name, name, text)
        log.debug("%s.%s 200 %s/%s", service.name, name, scope.account, scope.region)
        return body_of(response), warnings


def _body(environ: WSGIEnvironment) -> bytes:
    stream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH")
    if length:
        body: bytes = stream.read(int(length))
    else:
        body = stream.read() if environ.get("wsgi.input_terminated") else b""
    return body


def _json(body: bytes) -> Any:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise SerializationException("The request body is not valid JSON.") from None
    if not isinstance(document, dict):
        raise SerializationException("The request body must be a JSON object.")
    return document
