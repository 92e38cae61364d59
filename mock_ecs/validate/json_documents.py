"""JSON with positions: Python's own parser reads the values, a grammar the places when they are needed."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer

from mock_ecs.aws.refusals import Finding
from mock_ecs.validate.documents import Document, Unusable, end_of
from mock_ecs.validate.placeholders import bare_placeholder
from mock_ecs.validate.places import Place, Position

_MOST_DIGITS = 300
"""Integers that are longer than any float are out of everybody's range; Python refuses to read the longest."""

_LAST_COMMA = re.compile(r",\s*[}\]]")

# Only what json.loads has read comes here, so that the terminals need not be strict.
_GRAMMAR = r"""
    ?value: object | array | SCALAR -> scalar | STRING -> scalar
    object: BRACE [pair ("," pair)*] "}"
    pair: STRING ":" value
    array: BRACKET [value ("," value)*] "]"
    BRACE: "{"
    BRACKET: "["
    STRING: /"(?:[^"\\]|\\.)*"/
    SCALAR: /[-A-Za-z0-9][-+.A-Za-z0-9]*/
    %ignore /[ \t\r\n]+/
"""


def read_json(text: str) -> Document:
    """The one document of ``text``; Unusable where it is not JSON."""
    repeats = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeats
        found = dict(pairs)
        repeats = repeats or len(found) != len(pairs)
        return found

    try:
        value = json.loads(text, object_pairs_hook=members, parse_int=_whole_number, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise _explained(text, error) from None
    except _NotJson as error:
        at = _place_of(str(error), text)
        raise Unusable(f"is not JSON: {error} is not a number that JSON has", end_of(text[:at])) from None
    return Document(value, lambda: read_places(text), _told_of_repeated_keys if repeats else None)


def read_places(text: str) -> Place:
    """Where the values of ``text``, which is JSON, stand."""
    place: Place = _parser().parse(text)  # type: ignore[assignment]
    return place


class _NotJson(Exception):
    pass


def _refuse(word: str) -> Any:
    raise _NotJson(word)


def _place_of(word: str, text: str) -> int:
    found = re.search(rf'(?<![\w"\\]){re.escape(word)}(?![\w"])', text)
    return found.start() if found else 0


def _whole_number(text: str) -> int | float:
    return int(text) if len(text) <= _MOST_DIGITS else float(text)


def _explained(text: str, error: json.JSONDecodeError) -> Unusable:
    position = Position(error.lineno, error.colno)
    placeholder = bare_placeholder(text, error.pos)
    if placeholder:
        return Unusable(
            f"is not JSON: the placeholder {placeholder} stands outside of quotes, or holds quotes itself; "
            "fill the template in first (envsubst, ecspresso render, …)",
            position,
        )
    comma = text.rfind(",", 0, error.pos + 1)
    if _LAST_COMMA.match(text, comma) and not text[comma + 1 : error.pos].strip():
        return Unusable("is not JSON: there is a comma after the last item", end_of(text[:comma]))
    if text.startswith(("//", "/*", "#"), error.pos):
        return Unusable("is not JSON: JSON has no comments", position)
    reason = error.msg[:1].lower() + error.msg[1:]
    if error.pos >= len(text.rstrip()):
        reason += " (the file ends too early)"
    return Unusable(f"is not JSON: {reason}", position)


def _told_of_repeated_keys(places: Place) -> list[Finding]:
    return [
        Finding(
            "DuplicateKey",
            f'The key "{path[-1]}" stands more than once in the same object: only the last one counts.',
            path,
            "Delete all but one of them.",
            doubtful=True,
        )
        for path in places.repeated_keys()
    ]


class _Places(Transformer[Token, Place]):
    def scalar(self, children: list[Token]) -> Place:
        return Place(_begin(children[0]))

    def pair(self, children: list[Any]) -> tuple[str, Place]:
        key, place = children
        place.key = _begin(key)
        return json.loads(key), place

    def object(self, children: list[Any]) -> Place:
        begin, *pairs = children
        place = Place(_begin(begin), children=dict(pairs))
        if len(place.children) != len(pairs):
            counts = Counter(name for name, _ in pairs)
            place.repeated = tuple(name for name, count in counts.items() if count > 1)
        return place

    def array(self, children: list[Any]) -> Place:
        begin, *items = children
        return Place(_begin(begin), children=dict(enumerate(items)))


def _begin(token: Token) -> Position:
    return Position(token.line or 1, token.column or 1)


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, start="value", parser="lalr", transformer=_Places(), maybe_placeholders=False)
