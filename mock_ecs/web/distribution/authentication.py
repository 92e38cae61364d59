"""Who asks: HTTP Basic with a token of GetAuthorizationToken, which chooses account and region.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from typing import TYPE_CHECKING

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.addresses import registry_at
from mock_ecs.ecr.tokens import USERNAME, Token, read_password
from mock_ecs.web.distribution.exchange import Answer, base_url
from mock_ecs.web.distribution.refusals import OciError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_ACCOUNT = re.compile("[0-9]{12}")
_REGION = re.compile("[a-z]{2}(-[a-z]+)+-[0-9]")
_EXPIRED = "Your authorization token has expired. Reauthenticate and try again."
_INVALID = "The authorization token is none of this region's, or none at all."


def challenge(environ: WSGIEnvironment) -> Answer:
    """ECR's answer to who has no credentials; the only one that is no JSON."""
    realm = f'Basic realm="{base_url(environ)}/",service="ecr.amazonaws.com"'
    headers = {"Www-Authenticate": realm, "Content-Type": "text/plain; charset=utf-8"}
    return Answer(401, headers, b"Not Authorized\n")


def token_of(environ: WSGIEnvironment) -> Token | None:
    """The token in the request; None where there is none. OciError (400) for what is no token of ours."""
    scheme, _, credentials = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = b64decode(credentials.strip(), validate=True).decode().partition(":")
    except (Error, ValueError):
        raise OciError(400, "DENIED", _INVALID) from None
    token = read_password(password) if user == USERNAME else None
    if token is None or not _ACCOUNT.fullmatch(token.scope.account) or not _REGION.fullmatch(token.scope.region):
        raise OciError(400, "DENIED", _INVALID)
    return token


def check_expiry(token: Token, now: float) -> None:
    """OciError (403) when the token can be used no more."""
    if now > token.expires_at:
        raise OciError(403, "DENIED", _EXPIRED)


def registry_of(environ: WSGIEnvironment, token: Token) -> Scope:
    """Whose registry is meant: by its host name where that is AWS's, else the token's own.

    OciError (400) for a token of another region than the host's.
    """
    named = registry_at(environ.get("HTTP_HOST", "").partition(":")[0])
    if named is not None and named.region != token.scope.region:
        raise OciError(400, "DENIED", _INVALID)
    return named or token.scope
