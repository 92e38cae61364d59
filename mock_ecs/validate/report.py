"""What was found, as text for people, as JSON for programs, and as annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

import click

from mock_ecs.validate.judge import Told
from mock_ecs.validate.run import Outcome

FORMATS = ("text", "json", "github")
_COLOURS = {"error": "red", "warning": "yellow"}


def lines(found: list[Outcome], form: str, *, quiet: bool = False) -> Iterator[str]:
    """The lines of the report in ``form``, one of FORMATS; ``quiet`` leaves out notes and the summary."""
    writer: dict[str, Callable[[list[Outcome], bool], Iterator[str]]] = {
        "text": _text,
        "json": _json,
        "github": _github,
    }
    yield from writer[form](found, quiet)


def summary(found: list[Outcome]) -> str:
    """One line that counts: ``3 faults and 1 warning in 2 of 7 files``."""
    judged = [outcome for outcome in found if not outcome.passed_by]
    told = [one for outcome in judged for one in outcome.told]
    unusable = sum(not outcome.is_usable for outcome in judged)
    faults = sum(one.level == "error" for outcome in judged for one in outcome.told if one.code != "Unusable")
    warnings = sum(one.level == "warning" for one in told)
    with_any = sum(bool(outcome.told) for outcome in judged if outcome.is_usable)
    parts = [_count(faults, "fault")] if faults else ["no faults"]
    parts += [_count(warnings, "warning")] if warnings else []
    text = " and ".join(parts)
    text += f" in {with_any} of {_count(len(judged), 'file')}" if with_any else f" in {_count(len(judged), 'file')}"
    text += f"; {_count(unusable, 'file')} could not be checked" if unusable else ""
    others = len(found) - len(judged)
    return text + (f"; {_count(others, 'other file')} passed by" if others else "")


def _text(found: list[Outcome], quiet: bool) -> Iterator[str]:
    for outcome in found:
        for told in outcome.told:
            place = f"{clean(outcome.name)}:{told.line}:{told.column}:"
            code = click.style(told.code, fg=_COLOURS[told.level], bold=True)
            marked = "warning: " if told.level == "warning" else ""
            yield f"{click.style(place, bold=True)} {marked}{code}: {clean(_brief(told))}"
            if told.path != ".":
                yield f"  {click.style(clean(told.path), fg='cyan')}"
            if told.mend:
                yield f"  mend: {clean(told.mend)}"
        for note in [] if quiet else outcome.notes:
            yield f"{clean(outcome.name)}: note: {clean(note)}"
    if not quiet:
        yield summary(found)


def _json(found: list[Outcome], quiet: bool) -> Iterator[str]:
    findings = [{"file": outcome.name, **asdict(told)} for outcome in found for told in outcome.told]
    notes = [{"file": outcome.name, "message": note} for outcome in found for note in outcome.notes]
    files = [
        {"file": outcome.name, "kinds": outcome.kinds, "usable": outcome.is_usable}
        for outcome in found
        if not outcome.passed_by
    ]
    document = {"findings": findings, "notes": [] if quiet else notes, "files": files}
    yield json.dumps(document, indent=2)


def _github(found: list[Outcome], quiet: bool) -> Iterator[str]:
    for outcome in found:
        for told in outcome.told:
            command = told.level
            yield _annotation(command, outcome.name, told)
        for note in [] if quiet else outcome.notes:
            yield f"::notice file={_property(outcome.name)}::{_data(note)}"
    if not quiet:
        yield summary(found)


def _annotation(command: str, name: str, told: Told) -> str:
    place = f"file={_property(name)},line={told.line},col={told.column},title={_property(told.code)}"
    where = f" ({told.path})" if told.path != "." else ""
    mend = f"\nmend: {told.mend}" if told.mend else ""
    return f"::{command} {place}::{_data(f'{_brief(told)}{where}{mend}')}"


def _brief(told: Told) -> str:
    """The message, but for the names of all other members, which boto3 adds where it does not know one."""
    if told.code != "ParamValidation":
        return told.message
    return told.message.partition(", must be one of: ")[0]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def clean(text: str) -> str:
    """``text`` on one line, without characters that would move a terminal's cursor or change its colours."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
