"""Telling a skeleton that nobody has filled in from a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

LEAST = 12
"""A document with fewer values than this is small enough to be told of each of them."""


def empty_values(value: Any) -> tuple[int, int] | None:
    """How many values are empty, of how many, in what ``--generate-cli-skeleton`` has written; None for all else.

    A skeleton has every member of the model, strings as ``""``, numbers as 0 and enums as the first that there is.
    """
    values = list(_scalars(value))
    empty = sum(item in ("", 0) and item is not False for item in values)
    texts = [item for item in values if isinstance(item, str)]
    blank = sum(not text for text in texts)
    if len(values) < LEAST or 2 * empty < len(values) or 2 * blank < len(texts):
        return None
    return empty, len(values)


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _scalars(item)
    elif value is not None:
        yield value
