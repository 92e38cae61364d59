"""Shapes of the model, compiled to closures that check a request and copy what is known of it.

A closure raises SerializationException for a JSON type that the shape does not take, as AWS's parsers do
before anything else, and collects the constraints that do not hold as :class:`Fault`\\ s. Members that the
shape lacks, and nulls, are left out of the copy: AWS JSON ignores them.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mock_ecs.aws.errors import SerializationException
from mock_ecs.aws.serialization import not_convertible, unexpected
from mock_ecs.wire.model import ServiceModel, Shape

FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
"""The first second of the year 1 and the last of the year 9999: what clients can read."""

_LINEAR = {
    r"^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$": r"[a-z0-9*]+(?:[._\-/][a-z0-9*]+)*",
}
"""Patterns of the models that take exponential time in Python, and equal ones that do not."""


@dataclass(slots=True)
class Fault:
    """A constraint of the model that a value breaks.

    ``kind`` is ``required``, ``enum``, ``min_length``, ``max_length``, ``min_value``, ``max_value`` or
    ``pattern``; ``limit`` is the bound, the pattern or the values allowed; ``path`` leads to the member.
    """

    kind: str
    value: Any = None
    limit: Any = None
    path: list[str | int] = field(default_factory=list)


Check = Callable[[Any, list[Fault]], Any]
"""Takes a value and the faults found so far; returns the copy."""


class Compiler:
    """Makes the checks of one service, each shape once."""

    def __init__(self, model: ServiceModel) -> None:
        self._shapes = model.shapes
        self._made: dict[str, Check] = {}

    def check(self, name: str) -> Check:
        """The check of the shape called ``name``."""
        made = self._made.get(name)
        if made is None:
            shape = self._shapes[name]
            make = _document if shape.get("document") else _MAKERS[shape["type"]]
            made = make(self, name, shape)
            self._made[name] = made
        return made

    def remember(self, name: str, check: Check) -> None:
        """Keep a check that is not finished yet, for shapes that contain themselves."""
        self._made[name] = check


def _structure(compiler: Compiler, name: str, shape: Shape) -> Check:
    members: dict[str, Check] = {}
    required = tuple(shape.get("required", ()))
    places = {key: place for place, key in enumerate(shape["members"])}

    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) is not dict:
            raise SerializationException(unexpected(value))
        copy = {}
        before = len(faults)
        for key, item in value.items():
            member = members.get(key)
            if member is None or item is None:
                continue
            known = len(faults)
            copy[key] = member(item, faults)
            if len(faults) != known:
                _lead(faults, known, key)
        for key in required:
            if key not in copy:
                faults.append(Fault("required", path=[key]))
        if len(faults) - before > 1:
            # AWS looks at the members in the order of its model, whatever the order of the request.
            faults[before:] = sorted(faults[before:], key=lambda fault: places[str(fault.path[0])])
        return copy

    compiler.remember(name, check)
    members.update({key: compiler.check(member["shape"]) for key, member in shape["members"].items()})
    return check


def _list(compiler: Compiler, name: str, shape: Shape) -> Check:
    item_check = compiler.check(shape["member"]["shape"])
    bounds = _length_bounds(shape)

    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) is not list:
            raise SerializationException(unexpected(value))
        if bounds:
            _check_length(value, bounds, faults)
        copy = []
        for index, item in enumerate(value):
            if item is None:
                continue
            known = len(faults)
            copy.append(item_check(item, faults))
            if len(faults) != known:
                _lead(faults, known, index)
        return copy

    return check


def _map(compiler: Compiler, name: str, shape: Shape) -> Check:
    value_check = compiler.check(shape["value"]["shape"])

    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) is not dict:
            raise SerializationException(unexpected(value))
        copy = {}
        for key, item in value.items():
            if item is None:
                continue
            known = len(faults)
            copy[key] = value_check(item, faults)
            if len(faults) != known:
                _lead(faults, known, key)
        return copy

    return check


def _document(compiler: Compiler, name: str, shape: Shape) -> Check:
    return lambda value, faults: value


def _string(compiler: Compiler, name: str, shape: Shape) -> Check:
    allowed = dict.fromkeys(shape.get("enum", ()))
    bounds = _length_bounds(shape)
    pattern = _pattern(shape)
    if not (allowed or bounds or pattern):
        return _plain_string

    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) is not str:
            raise SerializationException(not_convertible(value, "a String"))
        if bounds:
            _check_length(value, bounds, faults)
        if allowed and value not in allowed:
            faults.append(Fault("enum", value, list(allowed)))
        if pattern and not pattern.fullmatch(value):
            faults.append(Fault("pattern", value, shape["pattern"]))
        return value

    return check


def _plain_string(value: Any, faults: list[Fault]) -> Any:
    if type(value) is not str:
        raise SerializationException(not_convertible(value, "a String"))
    return value


def _number(compiler: Compiler, name: str, shape: Shape) -> Check:
    low, high = shape.get("min"), shape.get("max")
    whole = shape["type"] in ("integer", "long")
    word = {"integer": "an Integer", "long": "a Long", "float": "a Float", "double": "a Double"}[shape["type"]]
    width = {"integer": 2**31, "long": 2**63}.get(shape["type"], 2**1024)

    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) is float and whole and value.is_integer():
            value = int(value)
        if type(value) is not int and (whole or type(value) is not float):
            raise SerializationException(not_convertible(value, word))
        if not -width <= value < width:
            raise SerializationException(not_convertible(value, word))
        if low is not None and value < low:
            faults.append(Fault("min_value", value, low))
        if high is not None and value > high:
            faults.append(Fault("max_value", value, high))
        return value

    return check


def _boolean(compiler: Compiler, name: str, shape: Shape) -> Check:
    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) is not bool:
            raise SerializationException(not_convertible(value, "a Boolean"))
        return value

    return check


def _timestamp(compiler: Compiler, name: str, shape: Shape) -> Check:
    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) in (int, float) and FIRST_SECOND <= value <= LAST_SECOND:
            return float(value)
        if type(value) is str:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                raise SerializationException(not_convertible(value, "a Date")) from None
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        # A number out of range too: no client could read the timestamp back.
        raise SerializationException(not_convertible(value, "a Date"))

    return check


def _blob(compiler: Compiler, name: str, shape: Shape) -> Check:
    bounds = _length_bounds(shape)

    def check(value: Any, faults: list[Fault]) -> Any:
        if type(value) is not str:
            raise SerializationException(not_convertible(value, "a Blob"))
        try:
            data = b64decode(value, validate=True)
        except (Error, ValueError):
            raise SerializationException(not_convertible(value, "a Blob")) from None
        if bounds:
            _check_length(data, bounds, faults)
        return data

    return check


_MAKERS: dict[str, Callable[[Compiler, str, Shape], Check]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _number,
    "long": _number,
    "float": _number,
    "double": _number,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "blob": _blob,
}


def _length_bounds(shape: Shape) -> tuple[int, int | None] | None:
    low, high = shape.get("min"), shape.get("max")
    return (low or 0, high) if low or high is not None else None


def _check_length(value: Any, bounds: tuple[int, int | None], faults: list[Fault]) -> None:
    low, high = bounds
    if len(value) < low:
        faults.append(Fault("min_length", value, low))
    elif high is not None and len(value) > high:
        faults.append(Fault("max_length", value, high))


def _pattern(shape: Shape) -> re.Pattern[str] | None:
    """The shape's pattern, unless it is one of those (``\\p{L}``) that Python does not read."""
    pattern: str = shape.get("pattern", "")
    return re.compile(_LINEAR.get(pattern, pattern)) if pattern and "\\p{" not in pattern else None


def _lead(faults: list[Fault], start: int, key: str | int) -> None:
    for fault in faults[start:]:
        fault.path.insert(0, key)
