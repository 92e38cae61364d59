"""The files that a command line names, and those in the folders that it names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.reading import MOST_BYTES

STDIN = "-"
ENDINGS = (".json", ".yaml", ".yml")

_PASSED_BY = {
    ".git",
    ".hg",
    ".mypy_cache",
    ".ruff_cache",
    ".terraform",
    ".tox",
    ".venv",
    "__pycache__",
    "cdk.out",
    "node_modules",
    "site-packages",
    "venv",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Something to be read: ``name`` is how people call it. ``searched``: found in a folder, not named."""

    name: str
    searched: bool = False
    problem: str = ""

    def read(self) -> bytes:
        """What is in it, or a little more of it than can be judged; Unusable when it cannot be read."""
        if self.problem:
            raise Unusable(self.problem)
        if self.name == STDIN:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            with Path(self.name).open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            raise Unusable(f"cannot be read: {_reason(error)}") from None


def sources(names: tuple[str, ...]) -> Iterator[Source]:
    """What ``names`` stand for, each once, in their order; the files of a folder in the order of their names."""
    seen = set()
    for name in names:
        for source in _sources_of(name):
            if source.name not in seen:
                seen.add(source.name)
                yield source


def _sources_of(name: str) -> Iterator[Source]:
    if name == STDIN or not _is_folder(name):
        yield Source(name)
        return
    errors: list[OSError] = []
    found = 0
    for folder, folders, files in os.walk(name, onerror=errors.append):
        folders[:] = sorted(one for one in folders if one not in _PASSED_BY)
        for file in sorted(files):
            path = Path(folder, file)
            if path.suffix.lower() in ENDINGS and path.is_file():
                found += 1
                yield Source(str(path), searched=True)
    for error in errors:
        yield Source(str(error.filename), problem=f"cannot be read: {_reason(error)}")
    if not found and not errors:
        yield Source(name, problem=f"has no file that ends in {', '.join(ENDINGS)}")


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]
