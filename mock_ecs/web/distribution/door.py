"""The registry's HTTP API under ``/v2/``, by OCI's distribution specification with ECR's own rules on top.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md
https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.public import REGION
from mock_ecs.ecr.tokens import Token
from mock_ecs.web.distribution import blobs, discovery, manifests, uploads
from mock_ecs.web.distribution.authentication import challenge, check_expiry, registry_of, token_of
from mock_ecs.web.distribution.exchange import Answer, Request, public_registry
from mock_ecs.web.distribution.refusals import OciError, envelope, of_api
from mock_ecs.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("mock_ecs.requests")

Handler = Callable[[Request], Answer]

_NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*")
_LONGEST_NAME = 256
_ROUTES: dict[str, dict[str, Handler]] = {
    "ping": {"GET": discovery.ping},
    "catalog": {"GET": discovery.catalog},
    "uploads": {"POST": uploads.begin_upload},
    "upload": {"GET": uploads.status, "PATCH": uploads.append, "PUT": uploads.complete, "DELETE": uploads.cancel},
    "blob": {"GET": blobs.get_blob, "DELETE": blobs.delete_blob},
    "manifest": {
        "GET": manifests.get_manifest,
        "PUT": manifests.put_manifest,
        "DELETE": manifests.delete_manifest,
    },
    "tags": {"GET": discovery.list_tags},
    "subject": {"GET": discovery.list_referrers},
}
"""By what the path names, and method; HEAD goes where GET goes."""

_PATH = re.compile(
    r"/v2/?(?P<ping>)"
    r"|/v2/_catalog(?P<catalog>)"
    r"|/v2/(?P<name>.+)/(?:blobs/uploads/?(?P<uploads>)|blobs/uploads/(?P<upload>[^/]+)|blobs/(?P<blob>[^/]+)"
    r"|manifests/(?P<manifest>[^/]+)|tags/list(?P<tags>)|referrers/(?P<subject>[^/]+))",
    re.DOTALL,
)


def is_for_registry(environ: WSGIEnvironment) -> bool:
    """True for what a client of a registry asks.

    Other services (SES, API Gateway) have paths under ``/v2/`` too; their requests are signed, those of a registry
    never are.
    """
    path = environ.get("PATH_INFO", "")
    if path != "/v2" and not path.startswith("/v2/"):
        return False
    scheme = environ.get("HTTP_AUTHORIZATION", "").partition(" ")[0].lower()
    return scheme == "basic" or (scheme in ("", "bearer") and _PATH.fullmatch(path) is not None)


class Registry:
    """Answers under ``/v2/`` for all registries of ``world``; ``on_fault`` is told of every fault of our own."""

    def __init__(self, world: World, on_fault: Callable[[str, BaseException], None]) -> None:
        self._world = world
        self._on_fault = on_fault

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        what = f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')!r}"
        try:
            answer = self._answer(environ)
        except (OciError, AwsError) as error:
            refusal = of_api(error) if isinstance(error, AwsError) else error
            log.info("%s %s %s: %s", what, refusal.status, refusal.code, refusal.message)
            answer = envelope(refusal)
        except Exception as fault:
            log.exception("%s 500: a fault of mock-ecs itself", what)
            self._on_fault(what, fault)
            answer = envelope(OciError(500, "UNKNOWN", f"a fault of mock-ecs itself: {fault}"))
        return answer.send(environ, start_response)

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        token = token_of(environ)
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        with self._world.entered():
            if token is None:
                if found is None or not self._is_public_read(environ["REQUEST_METHOD"], found["name"] or ""):
                    return challenge(environ)
                token = Token(Scope(account="", region=REGION), self._world.engine.now)
            check_expiry(token, self._world.engine.now)
        kind = found.lastgroup if found else None
        if found is None or kind is None:
            raise OciError(404, "UNSUPPORTED", "the registry has no such path")
        name = found["name"] or ""
        if found["name"] is not None and (len(name) > _LONGEST_NAME or not _NAME.fullmatch(name)):
            raise OciError(400, "NAME_INVALID", f"{name[:200]!r} is no name of a repository")
        method = environ["REQUEST_METHOD"]
        handler = _ROUTES[kind].get("GET" if method == "HEAD" else method)
        if handler is None:
            raise OciError(405, "UNSUPPORTED", f"the registry does not take {method[:20]!r} here")
        registry = registry_of(environ, token)
        return handler(Request(environ, self._world, token.scope, registry, name, found[kind]))

    def _is_public_read(self, method: str, name: str) -> bool:
        """True for what needs no token: to read from a public registry."""
        return method in ("GET", "HEAD") and public_registry(self._world, name) is not None
