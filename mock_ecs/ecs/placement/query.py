"""The cluster query language: which container instances an expression means.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html

    attribute:ecs.instance-type =~ t2.* and not(task:group == service:production)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from mock_ecs.aws.timestamps import epoch_of

if TYPE_CHECKING:
    from lark import Lark

LONGEST = 2000
"""Characters: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html"""

DEEPEST = 100
"""Levels of nesting: a bound of ours, so that no expression can use up the stack."""

MOVING = ("agentConnected", "runningTasksCount", "task:group")
"""The subjects that change while an instance stays what it is."""

_GRAMMAR = r"""
    ?start: either
    ?either: both (_OR both)*
    ?both: factor (_AND factor)*
    ?factor: "(" either ")"
           | _NOT factor -> negation
           | comparison
    comparison: SUBJECT COMPARE value
              | SUBJECT AMONG "[" value_in_list ("," value_in_list)* "]"
              | SUBJECT PRESENT
    ?value: QUOTED | WORD
    ?value_in_list: QUOTED | ITEM

    SUBJECT: /attribute:[A-Za-z0-9_.\-\/\\]+|task:group|[A-Za-z][A-Za-z0-9]*/
    COMPARE: "==" | "!=" | ">=" | "<=" | ">" | "<" | "=~" | "!~"
           | /((not_)?(equals|matches)|(greater|less)_than(_equal)?)(?![A-Za-z_])/
    AMONG.2: /(in|!in|not_in)(?![A-Za-z_])/
    PRESENT.2: /(exists|!exists|not_exists)(?![A-Za-z_])/
    QUOTED.2: /'[^']*'|"[^"]*"/
    WORD: /[^\s()'"]+/
    ITEM: /[^\s,\[\]'"]+/
    _AND.2: "&&" | /and(?![A-Za-z0-9_])/i
    _OR.2: "||" | /or(?![A-Za-z0-9_])/i
    _NOT.2: "!" | /not(?![A-Za-z0-9_])/i

    %ignore /\s+/
"""

_NAMES = {
    "equals": "==",
    "not_equals": "!=",
    "greater_than": ">",
    "greater_than_equal": ">=",
    "less_than": "<",
    "less_than_equal": "<=",
    "matches": "=~",
    "not_matches": "!~",
    "!in": "not_in",
    "!exists": "not_exists",
}
_NEGATIVE = {"!=": "==", "!~": "=~", "not_in": "in", "not_exists": "exists"}
_EQUAL = ("==", "in", "=~")
_ORDER = (">", ">=", "<", "<=")


class Instance(Protocol):
    """What the language asks of a container instance."""

    ec2_instance_id: str
    registered_at: float
    agent_connected: bool
    attributes: Mapping[str, str | None]

    @property
    def agent_version(self) -> str: ...
    @property
    def running_tasks(self) -> int: ...
    @property
    def task_groups(self) -> Iterable[str]: ...


Test = Callable[[Any], bool]
"""Takes a container instance; True when it is meant."""


class QueryError(ValueError):
    """The expression cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Query:
    """An expression that was read. ``moving``: its answer can change while an instance stays what it is."""

    text: str
    matches: Test = field(compare=False, repr=False)
    moving: bool = field(compare=False, repr=False)


@lru_cache(maxsize=1024)
def parse_query(text: str) -> Query:
    """The query that ``text`` says; QueryError for what is no expression of the language."""
    from lark.exceptions import UnexpectedInput, UnexpectedToken

    if len(text) > LONGEST:
        raise QueryError(f"it is longer than {LONGEST} characters")
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        rest = "" if ended or error.pos_in_stream is None else text[error.pos_in_stream :].strip()
        raise QueryError(f"it cannot be read at {rest[:40]!r}" if rest else "it ends too early") from None
    subjects: list[str] = []
    return Query(text, _test(tree, subjects, 0), any(subject in MOVING for subject in subjects))


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _test(tree: Any, subjects: list[str], depth: int) -> Test:
    if tree.data == "comparison":
        return _comparison(tree.children, subjects)
    if depth > DEEPEST:
        raise QueryError(f"it is nested more than {DEEPEST} levels deep")
    parts = [_test(child, subjects, depth + 1) for child in tree.children]
    if tree.data == "negation":
        inner = parts[0]
        return lambda instance: not inner(instance)
    if tree.data == "both":
        return lambda instance: all(part(instance) for part in parts)
    return lambda instance: any(part(instance) for part in parts)


def _comparison(children: list[Any], subjects: list[str]) -> Test:
    subject, operator, *values = (str(child) for child in children)
    subjects.append(subject)
    operator = _NAMES.get(operator, operator)
    positive = _positive(subject, _NEGATIVE.get(operator, operator), [_unquoted(value) for value in values])
    return (lambda instance: not positive(instance)) if operator in _NEGATIVE else positive


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] in "'\"" else value


def _positive(subject: str, operator: str, values: list[str]) -> Test:
    if subject.startswith("attribute:"):
        return _on_attribute(subject.removeprefix("attribute:"), operator, values)
    if subject not in _SUBJECTS:
        raise QueryError(f"there is no subject {subject!r}")
    read, operators, convert = _SUBJECTS[subject]
    if operator not in operators:
        raise QueryError(f"{subject} cannot be compared by {operator!r}")
    if operator in _ORDER or (operator == "==" and convert is not str):
        return _ordered(read, operator, _converted(subject, convert, values[0]), convert)
    accepts = _accepting(operator, values)
    if subject == "task:group":
        return lambda instance: any(accepts(group) for group in instance.task_groups)
    return lambda instance: accepts(str(read(instance)))


def _on_attribute(name: str, operator: str, values: list[str]) -> Test:
    if operator == "exists":
        return lambda instance: name in instance.attributes
    if operator in _ORDER:
        return _ordered(lambda instance: instance.attributes.get(name), operator, values[0], str)
    accepts = _accepting(operator, values)

    def test(instance: Instance) -> bool:
        value = instance.attributes.get(name)
        return value is not None and accepts(value)

    return test


def _accepting(operator: str, values: list[str]) -> Callable[[str], bool]:
    if operator == "=~":
        try:
            pattern = re.compile(values[0])
        except (re.error, OverflowError):
            raise QueryError(f"{values[0]!r} is no regular expression") from None
        return lambda value: pattern.fullmatch(value) is not None
    allowed = dict.fromkeys(values)
    return lambda value: value in allowed


def _ordered(read: Callable[[Any], Any], operator: str, bound: Any, convert: Callable[[str], Any]) -> Test:
    compare = _COMPARES[operator]

    def test(instance: Instance) -> bool:
        value = read(instance)
        if isinstance(value, str):
            value = convert(value)
        return value is not None and compare(value, bound)

    return test


def _converted(subject: str, convert: Callable[[str], Any], text: str) -> Any:
    value = convert(text)
    if value is None:
        raise QueryError(f"{text!r} cannot be compared with {subject}")
    return value


def _version(text: str) -> tuple[int, ...] | None:
    parts = text.removeprefix("v").split(".")
    return tuple(int(part) for part in parts) if all(part.isascii() and part.isdigit() for part in parts) else None


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _truth(instance: Instance) -> str:
    return "true" if instance.agent_connected else "false"


_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda value, bound: bool(value == bound),
    ">": lambda value, bound: bool(value > bound),
    ">=": lambda value, bound: bool(value >= bound),
    "<": lambda value, bound: bool(value < bound),
    "<=": lambda value, bound: bool(value <= bound),
}
_SUBJECTS: dict[str, tuple[Callable[[Any], Any], tuple[str, ...], Callable[[str], Any]]] = {
    "agentConnected": (_truth, _EQUAL, str),
    "agentVersion": (lambda instance: instance.agent_version, ("==", *_ORDER), _version),
    "ec2InstanceId": (lambda instance: instance.ec2_instance_id, _EQUAL, str),
    "registeredAt": (lambda instance: instance.registered_at, ("==", *_ORDER), epoch_of),
    "runningTasksCount": (lambda instance: instance.running_tasks, ("==", *_ORDER), _count),
    "task:group": (lambda instance: "", _EQUAL, str),
}
"""Each subject but attributes: how it is read of an instance, its operators, and how its argument is read."""
