"""Documents that users write, checked against the JSON Schemas in ``schemas/``.

What AWS answers stands in the schema beside the rule: ``x-aws-error`` (the code), ``x-aws-message`` (its words),
``x-aws-mend`` (how to mend it), ``x-aws-source`` (where the words are known from, see :mod:`mock_ecs.aws.refusals`) and
``x-aws-doubtful`` (true: accepted with a warning). Each holds for all keywords of its schema but ``type``, or is an
object by keyword; below ``required`` there can be one more by property. Messages have ``{value}`` (what was found),
``{limit}`` (what the keyword says, with commas where that is a list), ``{container}`` and ``{volume}`` (the names of
those that the place is in), ``{path}`` (the place, with dots) and ``{member}`` (the place as ECR writes it:
``rules.1.member.filter``).

jsonschema-rs decides, in microseconds; jsonschema says what is wrong, and only when something is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_ecs.aws import refusals
from mock_ecs.aws.errors import SerializationException
from mock_ecs.aws.refusals import Finding
from mock_ecs.aws.serialization import not_convertible, unexpected

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator
    from jsonschema_rs import Draft202012Validator as Decider

BASE = "https://mock-ecs.example/schemas/"
"""What the ``$id`` of every schema begins with; the rest is its file."""

_PACKAGE = Path(__file__).parent
_FOLDERS = (_PACKAGE.parent / "schemas", _PACKAGE / "_schemas")
"""Where a checkout or an editable install has the schemas, and where a wheel has them.

Beside an installed package, a folder ``schemas`` may be another distribution's.
"""

_NAMED = {"containerDefinitions": "container", "containerOverrides": "container", "volumes": "volume"}
"""The lists whose items have names that messages speak of."""

_TYPES = {"string": "a String", "integer": "an Integer", "number": "a Double", "boolean": "a Boolean"}
_CLIENT = "ParamValidation"
"""The code of what boto3 and the AWS CLI refuse by themselves, before ECS sees it."""


def is_valid(name: str, document: Any) -> bool:
    """True for a document that breaks no rule of the schema ``name`` (``ecs/task_definition``)."""
    return _decider(name).is_valid(document)


def findings(name: str, document: Any) -> Iterator[Finding]:
    """Every place where ``document`` breaks the schema ``name``, in the order of the schema."""
    if is_valid(name, document):
        return
    for error in _explainer(name).iter_errors(document):
        yield _finding(error, document)


def load_schema(name: str) -> dict[str, Any]:
    """The schema called ``name``; FileNotFoundError when there is none."""
    for folder in _FOLDERS:
        path = folder / f"{name}.json"
        if path.is_file():
            document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return document
    raise FileNotFoundError(f"there is no schema {name}")


def schema_names(folder: str) -> list[str]:
    """The names of the schemas in ``folder`` (``ecs``), sorted; none where there is no such folder."""
    found = next((path for path in _FOLDERS if (path / folder).is_dir()), None)
    return sorted(f"{folder}/{path.stem}" for path in (found / folder).glob("*.json")) if found else []


def message_of(name: str, keyword: str, member: str = "", *, at: Sequence[str] = ()) -> str:
    """The message that the schema ``name`` has for a keyword, and there perhaps a member, without values.

    ``at`` are the members that lead to the rule; the items of a list are meant where a list is.
    """
    rule = load_schema(name)
    for step in at:
        rule = rule.get("items", rule)["properties"][step]
    return str(said(rule, "x-aws-message", keyword, member))


def said(rule: dict[str, Any], about: str, keyword: str, member: str = "") -> Any:
    """What ``rule`` says ``about`` (``x-aws-message``, …) a keyword of its own, and there perhaps a member; or None.

    What holds for all keywords does not for ``type``: AWS's parser has its own words for types.
    """
    found = rule.get(about)
    if keyword == "type" and not isinstance(found, dict):
        return None
    for key in (keyword, member):
        found = found.get(key) if isinstance(found, dict) else found
    return found


def _retrieved(uri: str) -> dict[str, Any]:
    return load_schema(uri.removeprefix(BASE).removesuffix(".json"))


def _without_dialect(uri: str) -> dict[str, Any]:
    """The schema without ``$schema``, for which jsonschema would leave our own keywords' rules for its own."""
    return {name: value for name, value in _retrieved(uri).items() if name != "$schema"}


@cache
def _decider(name: str) -> Decider:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(load_schema(name), retriever=_retrieved)


@cache
def _explainer(name: str) -> Validator:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    rules = {"pattern": _pattern, "required": _required, "additionalProperties": _additional_properties}
    explaining: Any = extend(Draft202012Validator, rules)  # type: ignore[no-untyped-call]
    registry: Any = Registry(retrieve=lambda uri: DRAFT202012.create_resource(_without_dialect(uri)))  # type: ignore[call-arg]
    validator: Validator = explaining(load_schema(name), registry=registry)
    return validator


def _pattern(validator: Any, pattern: str, instance: Any, rule: Any) -> Iterator[ValidationError]:
    """As in JSON Schema, ``$`` is the end; in Python it is also before a last line feed."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and not re.search(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _required(validator: Any, names: list[str], instance: Any, rule: Any) -> Iterator[ValidationError]:
    """One error for each member that is lacking, with its name in the path."""
    from jsonschema import ValidationError

    for name in names:
        if isinstance(instance, dict) and name not in instance:
            yield ValidationError(f'Missing required parameter in input: "{name}"', path=[name])


def _additional_properties(validator: Any, allowed: Any, instance: Any, rule: Any) -> Iterator[ValidationError]:
    """One error for each member that is not known, with its name in the path."""
    from jsonschema import ValidationError

    known = rule.get("properties", {})
    for name in instance if isinstance(instance, dict) else ():
        if name in known:
            continue
        if allowed is False:
            text = f'Unknown parameter in input: "{name}", must be one of: {", ".join(known)}'
            yield ValidationError(text, path=[name])
        else:
            yield from validator.descend(instance[name], allowed, path=name)


def _finding(error: ValidationError, document: Any) -> Finding:
    path = tuple(error.absolute_path)
    rule: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    keyword, member = str(error.validator), str(path[-1]) if path else ""
    limit = error.validator_value
    names = {
        "value": error.instance,
        "limit": ",".join(map(str, limit)) if isinstance(limit, list) else limit,
        "path": ".".join(str(step) for step in path),
        "member": _member(path),
        **_names(path, document),
    }
    code = said(rule, "x-aws-error", keyword, member) or "ClientException"
    words = said(rule, "x-aws-message", keyword, member)
    if words is None:
        code, words = _in_words_of_a_client(error, keyword) or (code, error.message)
    else:
        words = _filled(words, names)
    mend = said(rule, "x-aws-mend", keyword, member)
    return Finding(
        code=code,
        message=words,
        path=path,
        mend=f"{error.message}." if mend is None else _filled(mend, names),
        doubtful=bool(said(rule, "x-aws-doubtful", keyword, member)),
    )


def _in_words_of_a_client(error: ValidationError, keyword: str) -> tuple[str, str] | None:
    """Code and message of what does not reach ECS, or not further than its parser."""
    if keyword in ("required", "additionalProperties"):
        return _CLIENT, error.message
    if keyword != "type":
        return None
    word = _TYPES.get(str(error.validator_value))
    text = not_convertible(error.instance, word) if word else unexpected(error.instance)
    return SerializationException.__name__, text


def _names(path: refusals.Path, document: Any) -> dict[str, str]:
    """The names of the container and of the volume that ``path`` leads through."""
    names = {"container": "", "volume": ""}
    kind = None
    for step in path:
        if isinstance(document, dict):
            kind = _NAMED.get(str(step))
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int):
            document = document[step]
            if kind and isinstance(document, dict):
                names[kind] = str(document.get("name", ""))
    return names


def _member(path: refusals.Path) -> str:
    """``rules.1.member.filter``: items are counted from 1."""
    return ".".join(f"{step + 1}.member" if isinstance(step, int) else step for step in path)


def _filled(text: str, names: dict[str, Any]) -> str:
    return re.sub(r"\{(value|limit|path|member|container|volume)\}", lambda match: str(names[match[1]]), text)
