"""What AWS's JSON parsers say to a value of the wrong type."""

from __future__ import annotations

from typing import Any


def unexpected(value: Any) -> str:
    """The words for ``value`` where an object or a list belongs, or the other way round."""
    if isinstance(value, dict):
        return "Start of structure or map found where not expected."
    if isinstance(value, list):
        return "Start of list found where not expected"
    return "Unexpected field type"


def not_convertible(value: Any, word: str) -> str:
    """The words for ``value`` where ``word`` (``a String``) belongs."""
    if isinstance(value, dict | list):
        return unexpected(value)
    if isinstance(value, bool):
        token = "TRUE_VALUE" if value else "FALSE_VALUE"
    elif isinstance(value, str):
        token = "STRING_VALUE"
    else:
        token = "DECIMAL_VALUE" if isinstance(value, float) else "NUMBER_VALUE"
    return f"{token} can not be converted to {word}"
