"""The layers at the URLs of GetDownloadUrlForLayer, which need no credentials."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.downloads import PATH, content_at
from mock_ecs.web.distribution.blobs import content_answer
from mock_ecs.web.distribution.exchange import Answer, Request
from mock_ecs.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LAYERS = PATH

_PATH = re.compile(rf"{re.escape(PATH)}/([0-9]{{12}})/([a-z0-9-]+)/(.+)/([^/]+)", re.DOTALL)
_DENIED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


class LayerDownloads:
    """Sends the layers of ``world``; what S3 would refuse is refused in its manner."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._answer(environ).send(environ, start_response)

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return Answer(403, {"Content-Type": "application/xml"}, _DENIED)
        scope = Scope(found[1], found[2])
        request = Request(environ, self._world, scope, scope)
        expires = request.query("Expires") or ""
        content = None
        if expires.isascii() and expires.isdigit() and len(expires) < 18:
            with self._world.entered() as world:
                content = content_at(
                    world.ecr(scope), found[3], found[4], int(expires), request.query("Signature") or ""
                )
        if content is None:
            return Answer(403, {"Content-Type": "application/xml"}, _DENIED)
        return content_answer(content, request.header("Range"), {})
