"""JSON documents that callers hand over as text: manifests, policies, tokens."""

from __future__ import annotations

import json
from math import isfinite


def json_object(text: str | bytes) -> dict[str, object] | None:
    """The object that ``text`` is the JSON of; None for any other text, and for what JSON cannot say again."""
    try:
        document: object = json.loads(text, parse_constant=_refused, parse_float=_finite)
        # Half a character can be escaped in JSON, but stands in no answer; UnicodeEncodeError is a ValueError.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _refused(name: str) -> object:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value
