"""moto's server as a WSGI callable: every AWS service that is not ours, on our port.

moto is loaded on the first request that needs it, and each service of it on its own first use: 0.3 to 2.5 seconds.
Its clock is the wall clock, whatever moves the World's, and its state belongs to the process: two Worlds in one
process share it. https://docs.getmoto.org/en/latest/docs/server_mode.html
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from mock_ecs.aws.scope import DEFAULT_ACCOUNT, DEFAULT_REGION, Scope
from mock_ecs.neighbours.moto.scaling_bridge import ScalingBridge

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("mock_ecs.neighbours")

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,&\s]+)/[^/,&]*/(?P<region>[^/,&]*)/(?P<service>[^/,&]*)/aws4_request")
_OLD_S3_SIGNATURE = re.compile(r"(?:^AWS |AWSAccessKeyId=)(?P<key>[^&:]+)")
_ACCOUNT = re.compile("[0-9]{12}")


class UnknownServiceError(LookupError):
    """moto has no service that the request could be for."""


_LACKING = (UnknownServiceError, NotImplementedError)
"""What is raised for what moto lacks: by us for a service, by moto itself for an operation."""


_WITH_HOSTS = ("ec2", "autoscaling", "cloudformation")
"""Services whose requests start and stop EC2 instances."""


def nothing_to_do() -> None:
    """Where nobody is to be told."""


class MotoMount:
    """Hands requests to moto, one at a time and inside the World, since moto has no locks of its own.

    ``own`` are the services that mock-ecs answers itself, by target prefix: moto never sees them. ``entered`` enters
    the World: what earlier requests set off is done before moto looks. ``reset`` makes moto and the World forget
    everything: it answers moto's own POST /moto-api/reset. ``hosts_changed`` is called, inside the World, after each
    request that may have started or stopped EC2 instances. ``scaling`` ties what scales services to the World.
    """

    def __init__(
        self,
        own: Mapping[str, str],
        *,
        entered: Callable[[], AbstractContextManager[object]],
        reset: Callable[[], None],
        hosts_changed: Callable[[], None] = nothing_to_do,
        scaling: ScalingBridge | None = None,
    ) -> None:
        self._own = own
        self._entered = entered
        self._reset = reset
        self._hosts_changed = hosts_changed
        self._scaling = scaling
        self._moto: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        account, region, service = _signer(environ)
        if own := self._own_service(environ, service):
            return _unknown_operation(start_response, own)
        if environ["PATH_INFO"] == "/moto-api/reset" and environ["REQUEST_METHOD"] == "POST":
            self._reset()
            return _respond(start_response, "200 OK", "application/json", '{"status": "ok"}')
        _prepare(environ, account)
        with self._entered():
            try:
                return self._answered(environ, start_response, service, Scope(account or DEFAULT_ACCOUNT, region))
            except Exception as error:
                return _not_answered(environ, start_response, service, error)
            finally:
                if service in _WITH_HOSTS and not _is_look_up(environ):
                    self._hosts_changed()

    def _answered(
        self, environ: WSGIEnvironment, start_response: StartResponse, service: str, scope: Scope
    ) -> Iterable[bytes]:
        if self._scaling is None:
            return _whole(self._application(), environ, start_response)
        with self._scaling.around(service, scope):
            own = self._scaling.answer(environ.get("HTTP_X_AMZ_TARGET", ""), scope, environ["wsgi.input"].getvalue())
            if own is not None:
                return _respond(start_response, "200 OK", "application/x-amz-json-1.1", own)
            return _whole(self._application(), environ, start_response)

    def _own_service(self, environ: WSGIEnvironment, service: str) -> str | None:
        prefix = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")[0]
        return self._own.get(prefix) or (service if service in self._own.values() else None)

    def _application(self) -> WSGIApplication:
        if self._moto is None:
            from moto.server import DomainDispatcherApplication

            self._moto = DomainDispatcherApplication(_service_application)
        return self._moto


def _service_application(service: Any) -> WSGIApplication:
    from moto.server import create_backend_app

    if service is None:
        raise UnknownServiceError("it knows no such service")
    application: WSGIApplication = create_backend_app(service)
    return application


def _signer(environ: WSGIEnvironment) -> tuple[str, str, str]:
    """The account (nothing, unless the key is one), the region and the service that the signature names."""
    text = environ.get("HTTP_AUTHORIZATION") or unquote(environ.get("QUERY_STRING", ""))
    found = _CREDENTIAL.search(text) or _OLD_S3_SIGNATURE.search(text)
    if found is None:
        return "", DEFAULT_REGION, ""
    members = found.groupdict()
    key, region, service = found["key"], members.get("region") or DEFAULT_REGION, members.get("service", "s3")
    return (key if _ACCOUNT.fullmatch(key) else ""), region, service


def _prepare(environ: WSGIEnvironment, account: str) -> None:
    """Read the body while the lock is still free, and tell moto what else it learns from its own server only."""
    length = environ.get("CONTENT_LENGTH")
    stream = environ["wsgi.input"]
    body = stream.read(int(length)) if length else stream.read() if environ.get("wsgi.input_terminated") else b""
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if account:
        environ.setdefault("HTTP_X_MOTO_ACCOUNT_ID", account)
    if "REQUEST_URI" in environ:
        environ.setdefault("RAW_URI", environ["REQUEST_URI"])
    if environ.get("HTTP_HOST", "").startswith("s3.localhost"):
        # The name that LocalStack's tools use; moto would take its first part for a bucket.
        environ["HTTP_HOST"] = environ["HTTP_HOST"].removeprefix("s3.")


def _is_look_up(environ: WSGIEnvironment) -> bool:
    """True for a request, in the protocol of queries, that changes nothing."""
    stream = environ["wsgi.input"]
    stream.seek(0)
    body = stream.read()
    return body.startswith(b"Action=Describe") or b"&Action=Describe" in body


def _whole(application: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """The answer of ``application``, all of it, so that nothing is left to do when the lock is free again."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        if close := getattr(answer, "close", None):
            close()


def _unknown_operation(start_response: StartResponse, service: str) -> list[bytes]:
    text = f"mock-ecs, which answers {service} itself, does not have this operation."
    return _json_error(start_response, "400 Bad Request", "UnknownOperationException", text)


def _not_answered(
    environ: WSGIEnvironment, start_response: StartResponse, service: str, error: Exception
) -> list[bytes]:
    """Say that moto lacks an operation, or failed in it, in the protocol of the request as far as it shows.

    The status is 501 and not 500, because clients repeat what was answered with 500, and moto would fail again.
    """
    code, what = "NotImplemented", f"does not have this: {error}"
    if not isinstance(error, _LACKING):
        code, what = "InternalFailure", f"failed: {type(error).__name__}: {error}"
    text = f"moto, which answers for {service or 'all that is unsigned'} here, {what}"
    log.warning(text)
    log.debug("where moto failed", exc_info=error)
    if "HTTP_X_AMZ_TARGET" in environ or "json" in environ.get("CONTENT_TYPE", ""):
        return _json_error(start_response, "501 Not Implemented", code, text)
    members = f"<Code>{code}</Code><Message>{escape(text)}</Message>"
    body = f"<ErrorResponse><Error>{members}</Error><RequestId>none</RequestId></ErrorResponse>"
    return _respond(start_response, "501 Not Implemented", "text/xml", body, code)


def _json_error(start_response: StartResponse, status: str, code: str, text: str) -> list[bytes]:
    return _respond(
        start_response, status, "application/x-amz-json-1.1", json.dumps({"__type": code, "message": text}), code
    )


def _respond(
    start_response: StartResponse, status: str, content_type: str, text: str, error_code: str | None = None
) -> list[bytes]:
    body = text.encode()
    headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
    if error_code:
        headers.append(("x-amzn-ErrorType", error_code))
    start_response(status, headers)
    return [body]
