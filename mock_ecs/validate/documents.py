"""Files as documents: what is in them, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from mock_ecs.aws.refusals import Finding
from mock_ecs.validate.places import Place, Position

FIRST = Position(1, 1)


class Unusable(Exception):
    """A file that cannot be judged: the reason in one sentence, and where it shows."""

    def __init__(self, message: str, position: Position = FIRST) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class Document:
    """One document of a file: its value, as JSON has values, and what was found wrong while it was read.

    The places are read when somebody asks for them: a file without faults never needs them.
    """

    def __init__(
        self,
        value: Any,
        read_places: Callable[[], Place],
        findings: Callable[[Place], list[Finding]] | None = None,
    ) -> None:
        self.value = value
        self._read_places = read_places
        self._findings = findings

    @cached_property
    def places(self) -> Place:
        """The place of the whole document, and in it those of its parts."""
        return self._read_places()

    def findings(self) -> list[Finding]:
        """What is wrong with the document as text: keys that stand twice, values that JSON does not have."""
        return self._findings(self.places) if self._findings else []


def end_of(text: str) -> Position:
    """The position right after ``text``."""
    return Position(text.count("\n") + 1, len(text) - text.rfind("\n"))
