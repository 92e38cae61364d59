"""Account and region of a request, from the credential scope of its SigV4 signature.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from mock_ecs.aws.scope import DEFAULT_ACCOUNT, DEFAULT_REGION, Scope

_DEFAULT = Scope()


def scope_of(authorization: str, query: str = "") -> Scope:
    """The scope that an Authorization header (or the query of a presigned URL) names.

    An access key id of 12 digits is the account; any other key means 123456789012; unsigned means us-east-1.
    """
    marker = authorization.find("Credential=")
    if marker >= 0:
        end = authorization.find(",", marker)
        return _scope(authorization[marker + 11 : end if end >= 0 else None].strip())
    if "X-Amz-Credential=" in query:
        return _scope(unquote(query.split("X-Amz-Credential=", 1)[1].split("&", 1)[0]))
    return _DEFAULT


@lru_cache(maxsize=1024)
def _scope(credential: str) -> Scope:
    parts = credential.split("/")
    key = parts[0]
    account = key if len(key) == 12 and key.isascii() and key.isdigit() else DEFAULT_ACCOUNT
    region = parts[2] if len(parts) >= 5 and parts[2] else DEFAULT_REGION
    return Scope(account, region)
