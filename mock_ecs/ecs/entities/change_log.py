"""Which things changed, in order: what lets an index catch up instead of looking at everything anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class ChangeLog(Generic[T]):
    """A list of changed things that readers read from where they left off.

    It keeps at least the last ``kept`` changes; a reader that fell behind further has to begin anew.
    """

    def __init__(self, kept: int = 10_000) -> None:
        self._kept = kept
        self._first = 0
        self._changed: list[T] = []

    @property
    def end(self) -> int:
        """The position behind the last change: where a reader that knows everything goes on."""
        return self._first + len(self._changed)

    def add(self, thing: T) -> None:
        """Note that ``thing`` changed."""
        self._changed.append(thing)
        if len(self._changed) > 2 * self._kept:
            del self._changed[: self._kept]
            self._first += self._kept

    def since(self, position: int) -> Sequence[T] | None:
        """What changed from ``position`` on; None when that is no longer known."""
        return self._changed[position - self._first :] if position >= self._first else None
