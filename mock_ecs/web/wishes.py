"""What the body of a request to the control API may have: each member by name, with what it must be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from mock_ecs.web.admin import BadRequest

_ACCOUNT = re.compile("[0-9]{12}")
_REGION = re.compile("[a-z]{2}(-[a-z]+)+-[0-9]")

Wish = tuple[str, Callable[[Any], bool]]
"""What a member must be, and the check of it."""


def is_name(value: Any) -> bool:
    """True for a text that is not empty."""
    return isinstance(value, str) and value != ""


ACCOUNT: Wish = ("12 digits", lambda value: isinstance(value, str) and _ACCOUNT.fullmatch(value) is not None)
REGION: Wish = ("a region", lambda value: isinstance(value, str) and _REGION.fullmatch(value) is not None)


def wishes_in(document: dict[str, Any], known: dict[str, Wish]) -> dict[str, Any]:
    """``document``, when every member of it is known and can be used; BadRequest otherwise."""
    for name, value in document.items():
        if name not in known:
            raise BadRequest(f"there is no {name!r}; there are {', '.join(known)}")
        must_be, check = known[name]
        if not check(value):
            raise BadRequest(f"{name} must be {must_be}, not {json.dumps(value)[:80]}")
    return document
