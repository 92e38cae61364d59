"""The control API of a running server, as a client: what commands of the command line ask it."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen


class ControlError(Exception):
    """The server cannot be reached, or refuses; the message is one sentence."""


def ask(endpoint: str, *path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What ``GET /_mock_ecs/<path>`` of the server at ``endpoint`` (its URL) answers, or ``POST`` with a body.

    Raises ControlError when it fails.
    """
    url = f"{endpoint.rstrip('/')}/_mock_ecs/{'/'.join(quote(step, safe='') for step in path)}"
    data = None if body is None else json.dumps(body).encode()
    headers = {} if body is None else {"Content-Type": "application/json"}
    try:
        with urlopen(Request(url, data, headers), timeout=10) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except HTTPError as error:
        raise ControlError(_reason(error)) from None
    except (URLError, OSError, ValueError) as error:
        raise ControlError(f"there is no mock-ecs at {endpoint}: {getattr(error, 'reason', error)}") from None


def _reason(error: HTTPError) -> str:
    try:
        return str(json.load(error)["error"])
    except (ValueError, KeyError, TypeError):
        return f"it answers {error.code}, as no mock-ecs does"
