"""Judging one document: everything that ECS or ECR would find wrong with it, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.validate.documents import Document
from mock_ecs.validate.kinds import Kind
from mock_ecs.validate.placeholders import Placeholders, around, parents, unnamed, without
from mock_ecs.validate.places import Place, written
from mock_ecs.validate.shapes import Request, requests_in
from mock_ecs.validate.skeletons import empty_values

ANY_ACCOUNT = "123456789012"
"""The account that stands in where none is given."""

MOST_LOOKS = 4
"""How often a document is judged again without the placeholders that kept rules from being asked."""

MOST_CHARACTERS = 2000
"""How much is told of a message: some of AWS's repeat the value."""

_UNKNOWN = re.compile(r'Unknown parameter in input: "(?P<name>.*)", must be one of: (?P<known>[^"]*)', re.DOTALL)

# Where a schema has no cure of its own for a type, jsonschema's words are all there is.
_OF_TYPE = re.compile(r"is not of type '(object|array|string|integer|number|boolean)'\.$")
_TYPE_MENDS = {
    "object": "Write an object: {…}.",
    "array": "Write a list: […].",
    "string": "Write a text: put the value in quotes.",
    "integer": "Write a whole number, without quotes.",
    "number": "Write a number, without quotes.",
    "boolean": "Write true or false, without quotes.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A fault or a warning, as it is told. ``path`` is jq's way to the place; ``mend`` may be empty."""

    line: int
    column: int
    path: str
    code: str
    message: str
    mend: str
    level: Literal["error", "warning"]


@dataclass(slots=True)
class Verdict:
    """What was told of one document, and what a reader should know of how it was judged."""

    told: list[Told] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def judged(document: Document, kind: Kind | None = None, account: str | None = None) -> Verdict | None:
    """The verdict on ``document``, of ``kind`` or of that which it looks like; None when it is of no known kind."""
    requests = requests_in(document.value, kind)
    if not requests:
        return None
    verdict = Verdict(kinds=[request.kind.name for request in requests])
    verdict.told += [_told(finding, document.places, finding.path) for finding in document.findings()]
    for request in requests:
        for finding in _findings(request, document, account, verdict.notes):
            verdict.told.append(_told(finding, document.places, request.in_file(finding.path), request))
    return verdict


def _findings(request: Request, document: Document, account: str | None, notes: list[str]) -> Iterable[Finding]:
    empty = empty_values(request.value)
    if empty is not None:
        return [_skeleton(*empty)]
    value = _as_sent(request, notes)
    placeholders = Placeholders(account or ANY_ACCOUNT)
    filled = placeholders.filled(value)
    found = list(request.kind.findings_of_text(request.text)) if request.text is not None else []
    found += _beside_placeholders(request.kind, filled, account, placeholders.places)
    if placeholders.places:
        lines = sorted({document.places.at(request.in_file(path)).line for path in placeholders.places})
        notes.append(_of_placeholders(len(placeholders.places), lines))
    return found


def _as_sent(request: Request, notes: list[str]) -> Any:
    """The document without what exports have and requests have not."""
    if request.kind.text is not None or not isinstance(request.value, dict):
        return request.value
    read_only = request.kind.read_only().intersection(request.value)
    value, nulls = _without_nulls({name: item for name, item in request.value.items() if name not in read_only})
    if read_only:
        names = ", ".join(sorted(read_only))
        notes.append(f"left out what AWS shows and does not take: {names}; boto3 refuses such members")
    if nulls:
        notes.append(f"left out {_count(nulls, 'null')}, as exports have them; boto3 refuses nulls")
    return value


def _without_nulls(value: Any) -> tuple[Any, int]:
    """``value`` without members that are null, and how many there were; items of lists keep their numbers."""
    count = 0

    def copied(value: Any) -> Any:
        nonlocal count
        if isinstance(value, dict):
            count += sum(item is None for item in value.values())
            return {name: copied(item) for name, item in value.items() if item is not None}
        return [copied(item) for item in value] if isinstance(value, list) else value

    return copied(value), count


def _beside_placeholders(kind: Kind, value: Any, account: str | None, places: list[Path]) -> Iterator[Finding]:
    """What is wrong with ``value`` wherever no placeholder stands.

    A placeholder that breaks a rule may keep later rules from being asked, so it is then taken out.
    """
    hiding, vague = around(places), unnamed(places)
    known: set[tuple[Path, str]] = set()
    out: set[Path] = set()
    for _ in range(MOST_LOOKS):
        hidden: set[Path] = set()
        robbed = parents(out)
        for finding in list(kind.findings(without(value, out), account)):
            ways = (finding.path, *finding.also)
            beside = hiding.intersection(ways)
            hidden |= beside
            if beside or finding.path in robbed or not vague.isdisjoint(_last_names(ways)):
                continue
            if (finding.path, finding.message) not in known:
                known.add((finding.path, finding.message))
                yield finding
        fresh = {place for place in places if place not in out and not hidden.isdisjoint(around([place]))}
        if not fresh:
            return
        out |= fresh


def _last_names(ways: Iterable[Path]) -> Iterator[str]:
    """The member to which each way leads, or in whose list it ends."""
    for way in ways:
        yield from [step for step in reversed(way) if isinstance(step, str)][:1]


def _told(finding: Finding, places: Place, path: Path, request: Request | None = None) -> Told:
    unknown = _UNKNOWN.fullmatch(finding.message) if finding.code == "ParamValidation" else None
    line, column = places.at(path, key=bool(unknown) or finding.code == "DuplicateKey")
    mend = finding.mend
    if unknown:
        near = get_close_matches(unknown["name"], unknown["known"].split(", "), n=1)
        mend = f'Write "{near[0]}", or delete the member.' if near else "Delete the member."
    elif mend.rstrip(".") == finding.message.rstrip("."):
        mend = ""
    elif of_type := _OF_TYPE.search(mend):
        mend = _TYPE_MENDS[of_type[1]]
    shown = written(path)
    if request is not None and request.text is not None:
        shown = written(request.prefix) + (f" | fromjson | {written(finding.path)}" if finding.path else "")
    level: Literal["error", "warning"] = "warning" if finding.doubtful else "error"
    return Told(line, column, shown, finding.code, _short(finding.message), _short(mend), level)


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} …"


def _skeleton(empty: int, all_of_them: int) -> Finding:
    return Finding(
        "Skeleton",
        f"This is the output of --generate-cli-skeleton: {empty} of its {all_of_them} values are still empty.",
        (),
        "Fill in the members that you need, and delete all the others; empty values are refused, not ignored.",
    )


def _of_placeholders(count: int, lines: list[int]) -> str:
    words = "1 value is a placeholder and was" if count == 1 else f"{count} values are placeholders and were"
    shown = [f"line {line}" for line in lines[:10]] + (["…"] if len(lines) > 10 else [])
    return f"{words} not checked: {', '.join(shown)}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
