"""Authorization tokens: what a client logs in to the registry with.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error
from typing import NamedTuple

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.documents import json_object

USERNAME = "AWS"
VALIDITY = 12 * 3600.0
"""How long a token can be used (seconds)."""


class Token(NamedTuple):
    """Whose registry a token opens, and until when (epoch seconds)."""

    scope: Scope
    expires_at: float

    @property
    def password(self) -> str:
        """What ``docker login`` takes for a password. It is not signed: no one is kept out by it."""
        account, region = self.scope
        return _encoded(json.dumps({"account": account, "region": region, "expiration": self.expires_at}))

    @property
    def authorization(self) -> str:
        """The token itself: user name and password, as HTTP Basic wants them."""
        return _encoded(f"{USERNAME}:{self.password}")


def new_token(scope: Scope, now: float) -> Token:
    """A token for the registry of ``scope``, made now."""
    return Token(scope, now + VALIDITY)


def read_password(password: str) -> Token | None:
    """The token whose password this is; None for any other text."""
    try:
        document = json_object(b64decode(password.encode(), validate=True))
    except (Error, ValueError):
        return None
    if document is None:
        return None
    account, region, expires_at = (document.get(key) for key in ("account", "region", "expiration"))
    if not isinstance(account, str) or not isinstance(region, str) or not isinstance(expires_at, float):
        return None
    return Token(Scope(account, region), expires_at)


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()
