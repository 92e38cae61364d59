"""Placeholders of templates in documents: filled with stand-ins, so that the rest can be judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from mock_ecs.aws.refusals import Path

# Bounded, so that text which opens many and closes none costs no more than its length.
_FORMS = (
    r"\$\{\{.{,300}?\}\}",  # GitHub Actions
    r"\{\{.{,300}?\}\}",  # Jinja, Go templates (ecspresso), Mustache
    r"\{%.{,300}?%\}",
    r"\$\{[^}]{,300}\}",  # envsubst, Terraform, shells
    r"\$\$\$\w+\$\$\$",
    r"\$[A-Z][A-Z0-9_]*",
    r"<[A-Za-z][\w .:/-]{,300}>",  # CodeDeploy, READMEs
    r"%[A-Z][A-Z0-9_]*%",
    r"#\{\w+\}#?",
    r"@@?[A-Z][A-Z0-9_]*@@?",
    r"__[A-Z][A-Z0-9_]*__",
    r"(?<![A-Za-z0-9])(?:[Yy]our|YOUR|CHANGE|REPLACE|INSERT)[_-][A-Za-z0-9_-]+",
    r"(?<![A-Za-z0-9])(?:AWS_)?(?:ACCOUNT(?:_?ID)?|REGION)(?![A-Za-z0-9])",
    r"(?<![A-Za-z0-9])aws_(?:account_id|region)(?![A-Za-z0-9])",
    r"(?<![A-Za-z0-9])[Xx]{4,}(?![A-Za-z0-9])",
)
_PLACEHOLDER = re.compile("|".join(_FORMS), re.DOTALL)
_BARE = re.compile("|".join(_FORMS[:11]))
_OPENED = re.compile(r"(\{\{|\$\{|\{%)[^}]*$")

_SHELL = ("command", "entryPoint")
"""Members whose text a shell may read: there ``$HOME`` is no placeholder."""

_FREE_TEXT = (
    ("environment", "name"),
    ("environment", "value"),
    ("secrets", "name"),
    ("dockerLabels",),
    ("labels",),
    ("driverOpts",),
    ("description",),
)
"""Members that take any text, so that nothing is lost when what looks like a placeholder is taken as it is."""

_REFERENCES = {
    "sourceVolume": "volumes",
    "sourceContainer": "containerDefinitions",
    "containerName": "containerDefinitions",
    "links": "containerDefinitions",
    "properties": "properties",
}
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
"""What can only be a placeholder where lower case is a must: in roles, ARNs and images."""

_STAND_IN = "stand-in"
# The largest there are, so that no container asks for more than its task.
_WHOLE = {"cpu": "16384", "memory": "122880"}


class Placeholders:
    """Fills the placeholders of one document, and knows the ways to them. ``account`` stands in for an account."""

    def __init__(self, account: str) -> None:
        self._account = account
        self.places: list[Path] = []

    def filled(self, value: Any, path: Path = ()) -> Any:
        """A copy of ``value`` with stand-ins."""
        if isinstance(value, dict):
            return {name: self.filled(item, (*path, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, str) or not _can_be_template(path):
            return value
        return self._stand_in(value, path)

    def _stand_in(self, text: str, path: Path) -> str:
        member = next((step for step in reversed(path) if isinstance(step, str)), "")
        if _only_lower_case(member) and _CAPITALS.fullmatch(text):
            self.places.append(path)
            return self._whole(member)
        # A whole document in place of an object: a policy's text that is not JSON.
        if not _PLACEHOLDER.search(text) or (not path and not _PLACEHOLDER.fullmatch(text)):
            return text
        self.places.append(path)
        if _PLACEHOLDER.fullmatch(text) and (member in _WHOLE or _is_arn(member)):
            return self._whole(member)
        return _PLACEHOLDER.sub(lambda found: self._word(found[0]), text)

    def _whole(self, member: str) -> str:
        if _is_arn(member):
            return f"arn:aws:iam::{self._account}:role/{_STAND_IN}"
        return _WHOLE.get(member, _STAND_IN)

    def _word(self, placeholder: str) -> str:
        name = placeholder.upper()
        if "ACCOUNT" in name or set(name) == {"X"}:
            return self._account
        return "us-east-1" if "REGION" in name else _STAND_IN


def around(places: Iterable[Path]) -> frozenset[Path]:
    """The ways at which a placeholder stands, or is in the list there."""
    return frozenset(way for place in places for way in (place, place[:-1] if _is_item(place) else place))


def unnamed(places: Iterable[Path]) -> frozenset[str]:
    """The members that refer by name to lists in which a name is a placeholder: who knows what they mean?"""
    lists = {place[-3] for place in places if len(place) >= 3 and place[-1] == "name"}
    return frozenset(member for member, named in _REFERENCES.items() if named in lists)


def parents(places: Iterable[Path]) -> frozenset[Path]:
    """The ways to what holds the members at ``places``."""
    return frozenset(place[:-1] for place in _members(places))


def without(document: Any, paths: Iterable[Path]) -> Any:
    """A copy of ``document`` without the members at ``paths``; of a list with such an item, without the list."""
    gone = set(_members(paths))

    def copied(value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {name: copied(item, (*path, name)) for name, item in value.items() if (*path, name) not in gone}
        if isinstance(value, list):
            return [copied(item, (*path, index)) for index, item in enumerate(value)]
        return value

    return copied(document, ())


def bare_placeholder(text: str, offset: int) -> str | None:
    """The placeholder around ``offset``, where a parser did not understand ``text``."""
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[begin : end if end >= 0 else len(text)]
    column = offset - begin
    for start in range(max(0, column - 2), column + 1):
        found = _BARE.match(line, start)
        if found and found.end() > column:
            return found[0]
    nearby = max(0, column - 300)
    opened = _OPENED.search(line[nearby:column])
    whole = _BARE.match(line, nearby + opened.start()) if opened else None
    return whole[0] if whole else None


def _members(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        while _is_item(path):
            path = path[:-1]
        if path:
            yield path


def _can_be_template(path: Path) -> bool:
    names = [step for step in path if isinstance(step, str)]
    if any(name in _SHELL for name in names):
        return False
    return not any(
        all(name in names for name in free) and (len(free) == 1 or names[-1] == free[-1]) for free in _FREE_TEXT
    )


def _is_item(path: Path) -> bool:
    return bool(path) and isinstance(path[-1], int)


def _is_arn(member: str) -> bool:
    return member.endswith(("Arn", "ARN"))


def _only_lower_case(member: str) -> bool:
    return _is_arn(member) or member in ("image", "role")
