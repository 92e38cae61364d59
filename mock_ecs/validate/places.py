"""Where the values of a document stand in its file, and how a way to one of them is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mock_ecs.aws.refusals import Path

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Position(NamedTuple):
    """A line and a column of a text, counted from 1; columns in characters."""

    line: int
    column: int


@dataclass(slots=True)
class Place:
    """Where a value begins, where its key does, and the places of what it holds.

    ``repeated`` names the keys that stand in it more than once; their place is that of the last.
    """

    position: Position
    key: Position | None = None
    children: dict[str | int, Place] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()

    def at(self, path: Path, *, key: bool = False) -> Position:
        """The position of the value at ``path`` (or of its ``key``), or of the nearest value around it."""
        place = self
        for step in path:
            child = place.children.get(step)
            if child is None:
                return place.position
            place = child
        return place.key if key and place.key else place.position

    def repeated_keys(self, path: Path = ()) -> Iterator[Path]:
        """The ways to all members whose key stands more than once in its object."""
        yield from ((*path, name) for name in self.repeated)
        for step, child in self.children.items():
            yield from child.repeated_keys((*path, step))


def written(path: Path) -> str:
    """``path`` as jq writes it: ``.containerDefinitions[0].image``."""
    steps = []
    for step in path:
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif _PLAIN.fullmatch(step):
            steps.append(f".{step}")
        else:
            quoted = step.replace("\\", "\\\\").replace('"', '\\"')
            steps.append(f'["{quoted}"]')
    text = "".join(steps)
    return text if text.startswith(".") else f".{text}"
