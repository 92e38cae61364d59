"""Pages of a list, with opaque tokens that point behind the last item shown."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class InvalidTokenError(ValueError):
    """The token was not made by :func:`page`."""


def page(items: Sequence[T], size: int, token: str | None = None) -> tuple[Sequence[T], str | None]:
    """The page of ``items`` at ``token`` and the token of the next one (None on the last).

    Raises InvalidTokenError for a token that is not one of ours.
    """
    start = _decode(token) if token else 0
    end = start + size
    return items[start:end], _encode(end) if end < len(items) else None


def page_from(
    after: Callable[[int], Iterable[tuple[int, T]]], size: int, token: str | None
) -> tuple[list[T], str | None]:
    """The same for items that nobody has counted: ``after(position)`` gives those from there on, each with its own.

    A page costs as much as its items.
    """
    found: list[T] = []
    for position, item in after(_decode(token) if token else 0):
        if len(found) == size:
            return found, _encode(position)
        found.append(item)
    return found, None


def _encode(offset: int) -> str:
    return urlsafe_b64encode(f"offset:{offset}".encode()).decode()


def _decode(token: str) -> int:
    try:
        kind, _, offset = urlsafe_b64decode(token.encode()).decode().partition(":")
        if kind == "offset" and offset.isdecimal() and _encode(int(offset)) == token:
            return int(offset)
    except (Error, ValueError):
        pass
    raise InvalidTokenError(token)
