"""Judging all files of a command line: each is read and judged by itself, whatever becomes of the others."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mock_ecs.validate.documents import Document, Unusable
from mock_ecs.validate.files import STDIN, Source
from mock_ecs.validate.judge import Told, Verdict, judged
from mock_ecs.validate.kinds import KINDS, SURE_WORDS, WORDS, Kind
from mock_ecs.validate.reading import decoded, read_documents

MANY = 20
"""From so many files on, a terminal is shown how far it has come."""

UNUSABLE = "Unusable"
"""The code of a file that cannot be judged."""


@dataclass(slots=True)
class Outcome:
    """What was told of one file. ``passed_by``: it was found in a folder, and is of no known kind."""

    name: str
    told: list[Told] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    passed_by: bool = False

    @property
    def is_usable(self) -> bool:
        """False when the file could not be judged as a whole."""
        return not any(told.code == UNUSABLE for told in self.told)


def outcomes(sources: Iterable[Source], kind: Kind | None, account: str | None) -> Iterator[Outcome]:
    """The outcome of each source."""
    for source in sources:
        yield outcome(source, kind, account)


def outcome(source: Source, kind: Kind | None = None, account: str | None = None) -> Outcome:
    """Read and judge one source; what cannot be judged is told, never raised."""
    found = Outcome("<stdin>" if source.name == STDIN else source.name)
    try:
        _judge(source, kind, account, found)
    except Unusable as error:
        found.told.append(_unusable(error))
    except RecursionError:
        found.told.append(_unusable(Unusable("is nested too deeply")))
    except Exception as error:
        reason = " ".join(str(error).split())
        text = f"could not be judged, by a mistake of mock-ecs itself: {type(error).__name__}: {reason}"
        found.told.append(_unusable(Unusable(text)))
    found.told.sort(key=lambda told: (told.line, told.column))
    return found


def exit_code(found: Iterable[Outcome]) -> int:
    """2 when a file could not be judged, else 1 when one has a fault, else 0."""
    told = [one for outcome in found for one in outcome.told]
    if any(one.code == UNUSABLE for one in told):
        return 2
    return int(any(one.level == "error" for one in told))


def with_progress(sources: list[Source], found: Iterator[Outcome]) -> Iterator[Outcome]:
    """``found``, while standard error shows how many of ``sources`` are done; only on a terminal, and only of many."""
    if len(sources) < MANY or not sys.stderr.isatty():
        yield from found
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(found, "Checking", total=len(sources), console=console, transient=True)


def _judge(source: Source, kind: Kind | None, account: str | None, found: Outcome) -> None:
    data = source.read()
    guessing = source.searched and kind is None
    if guessing and not _stands_in(data, WORDS):
        found.passed_by = True
        return
    try:
        documents = read_documents(decoded(data), source.name)
    except Unusable:
        found.passed_by = guessing and not _stands_in(data, SURE_WORDS)
        if found.passed_by:
            return
        raise
    strange = []
    for document in documents:
        try:
            verdict = judged(document, kind, account)
        except Unusable as error:
            strange.append(Unusable(error.message, document.places.position))
            continue
        if verdict is None:
            strange.append(_of_no_kind(document))
        else:
            _add(found, verdict)
    found.passed_by = guessing and not found.kinds
    if not guessing:
        found.told += [_unusable(error) for error in strange]


def _of_no_kind(document: Document) -> Unusable:
    names = ", ".join(kind.name for kind in KINDS)
    return Unusable(f"is of no known kind ({names}); name one with --kind", document.places.position)


def _add(found: Outcome, verdict: Verdict) -> None:
    found.told += verdict.told
    found.notes += verdict.notes
    found.kinds += verdict.kinds


def _unusable(error: Unusable) -> Told:
    return Told(*error.position, ".", UNUSABLE, f"The file {error.message}.", "", "error")


def _stands_in(data: bytes, words: str) -> bool:
    return re.search(words.encode(), data) is not None
