"""Every reason for which mock-ecs refuses a request as AWS does: operation, condition, code, message and source.

Collected from the tables of refusals of both services and from the schemas; ``docs/errors.md`` is made of it.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from mock_ecs.aws.refusals import Source, refusals_in
from mock_ecs.schema import BASE, load_schema, said, schema_names

SOURCES: dict[Source, str] = {
    "deployment": "recorded from a deployment at AWS",
    "transcript": "in a public transcript of a call to AWS",
    "documentation": "AWS's guides, API reference or service model",
    "moto": "what moto answers",
    "ours": "AWS refuses it, but its words are not known: these are ours",
}

SERVICES = ("ecs", "ecr", "ecr-public")
"""Whose refusals these are, by botocore's names."""

_NAMES = re.compile(r"\{([A-Za-z_]+)\}")
_EVERY = "*"
"""In place of operations: all of the service."""
_PHRASES = {
    "additionalProperties": "has a member that is not known",
    "const": "is not {limit}",
    "enum": "is none of {limit}",
    "maxItems": "has more than {limit} items",
    "maxLength": "is longer than {limit} characters",
    "maxProperties": "has more than {limit} members",
    "maximum": "is above {limit}",
    "minItems": "has fewer than {limit} items",
    "minLength": "is shorter than {limit} characters",
    "minimum": "is below {limit}",
    "not": "is given",
    "pattern": "does not match {limit}",
    "uniqueItems": "has an item twice",
}
_INSIDE = ("allOf", "anyOf", "oneOf", "prefixItems")
_PREFACE = (
    "# Errors",
    "",
    "What mock-ecs refuses, and in which words. `make docs` makes this page of the tables in `mock_ecs/ecs/refusals/`,",
    "`mock_ecs/ecr/refusals/` and `mock_ecs/ecr/public_refusals.py`, and of the schemas. `mock-ecs errors TEXT` finds",
    "a message here, and says how to mend the request. `{names}` stand for what varies. What is marked *doubtful* is",
    "accepted with a warning, since it is not known whether AWS refuses it.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One reason to refuse requests for ``operations`` of ``service`` (``*`` for all of them).

    ``message`` has ``{names}`` for what varies.
    """

    service: str
    operations: tuple[str, ...]
    code: str
    message: str
    when: str
    mend: str
    source: Source
    doubtful: bool

    def concerns(self, operation: str) -> bool:
        """True when requests for ``operation`` can be refused for this reason."""
        return operation in self.operations or _EVERY in self.operations

    def answers(self, message: str) -> bool:
        """True for the words of this entry, with anything in place of what varies."""
        return _template(self.message).fullmatch(message) is not None


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, service by service, in the order of the tables and then of the schemas."""
    return tuple(entry for service in SERVICES for found in (_of_tables, _of_schemas) for entry in found(service))


def entries_for(message: str) -> list[Entry]:
    """The entries whose words are ``message``; where there are none, those whose words contain it."""
    exact = [entry for entry in entries() if entry.answers(message)]
    return exact or [entry for entry in entries() if message.lower() in entry.message.lower()]


def markdown() -> str:
    """The page ``docs/errors.md``."""
    lines = [*_PREFACE, "", "| Source | Where AWS's words are known from |", "|---|---|"]
    lines += [f"| {name} | {text} |" for name, text in SOURCES.items()]
    for service in SERVICES:
        lines += ["", f"## {service.upper().replace('-', ' ')}"]
        for operation, found in _by_operation(service).items():
            lines += ["", f"### {operation}", "", "| Condition | Code | Message | Source |", "|---|---|---|---|"]
            lines += [_row(entry) for entry in found]
    return "\n".join(lines) + "\n"


def _by_operation(service: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        for operation in entry.operations if entry.service == service else ():
            found.setdefault(operation, []).append(entry)
    every = {"Every operation": found.pop(_EVERY)} if _EVERY in found else {}
    return every | dict(sorted(found.items()))


def _row(entry: Entry) -> str:
    source = f"{entry.source}, *doubtful*" if entry.doubtful else entry.source
    cells = (entry.when, f"`{entry.code}`", _code(entry.message), source)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("\n", "⏎")


def _of_tables(service: str) -> Iterator[Entry]:
    for refusal in refusals_in(_tables(service)):
        yield Entry(
            service,
            refusal.operations,
            refusal.error.__name__,
            refusal.template,
            refusal.when,
            refusal.mend,
            refusal.source,
            refusal.doubtful,
        )


def _tables(service: str) -> list[ModuleType]:
    if service == "ecr-public":
        return [import_module("mock_ecs.ecr.public_refusals")]
    package = import_module(f"mock_ecs.{service}.refusals")
    return [import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)]


def _of_schemas(service: str) -> Iterator[Entry]:
    for name in schema_names(service):
        schema = load_schema(name)
        if operations := schema.get("x-aws-operations"):
            for place, rule in _rules(schema, schema, "", ()):
                yield from _entries_of(rule, place, service, tuple(operations))


def _rules(
    schema: Any, root: dict[str, Any], place: str, seen: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema that has messages of its own, with the place in the document that it is about."""
    if not isinstance(schema, dict):
        return
    if "x-aws-message" in schema:
        yield place, schema
    reference = schema.get("$ref", "")
    if reference and reference not in seen:
        target, document = _resolved(reference, root)
        yield from _rules(target, document, place, (*seen, reference))
    for name, rule in schema.get("properties", {}).items():
        yield from _rules(rule, root, f"{place}.{name}".lstrip("."), seen)
    if "items" in schema:
        yield from _rules(schema["items"], root, f"{place}[]", seen)
    for keyword in ("if", "then", "else", "additionalProperties"):
        yield from _rules(schema.get(keyword), root, place, seen)
    for keyword in _INSIDE:
        for rule in schema.get(keyword, ()):
            yield from _rules(rule, root, place, seen)


def _resolved(reference: str, root: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """What a reference leads to, and the schema in which that stands."""
    file, _, pointer = reference.partition("#")
    if file:
        folder = root["$id"].removeprefix(BASE).rpartition("/")[0]
        root = load_schema(f"{folder}/{file.removesuffix('.json')}")
    target: Any = root
    for step in filter(None, pointer.split("/")):
        target = target[step]
    return target, root


def _entries_of(rule: dict[str, Any], place: str, service: str, operations: tuple[str, ...]) -> Iterator[Entry]:
    messages = rule["x-aws-message"]
    keywords = messages if isinstance(messages, dict) else {word: messages for word in rule if word in _PHRASES}
    for keyword, message in keywords.items():
        for member, words in (message if isinstance(message, dict) else {"": message}).items():
            yield Entry(
                service,
                operations,
                said(rule, "x-aws-error", keyword, member) or "ClientException",
                words,
                _condition(place, keyword, member, rule.get(keyword)),
                said(rule, "x-aws-mend", keyword, member) or "",
                said(rule, "x-aws-source", keyword, member) or "ours",
                bool(said(rule, "x-aws-doubtful", keyword, member)),
            )


def _condition(place: str, keyword: str, member: str, limit: Any) -> str:
    if member:
        return f"`{f'{place}.{member}'.lstrip('.')}` is missing"
    words = ", ".join(str(item) for item in limit) if isinstance(limit, list) else str(limit)
    phrase = _PHRASES.get(keyword, f"breaks `{keyword}`").format(limit=f"`{words}`")
    return f"`{place}` {phrase}" if place else f"the document {phrase}"


@cache
def _template(message: str) -> re.Pattern[str]:
    """``message`` as a pattern: ``{names}`` match anything, doubled braces single ones."""
    parts = _NAMES.split(message)
    text = "".join("(?s:.*)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(text.replace(r"\{\{", r"\{").replace(r"\}\}", r"\}"))
