"""What of a lifecycle policy breaks its schema, as the library that ECR checks it with would find it.

That library (json-schema-validator, for Java) tells all faults of a value at once, looks into objects and lists only
where they have no faults themselves, and says of ``oneOf`` only how many of its schemas match.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from mock_ecs.aws.refusals import Path, Refusal
from mock_ecs.ecr.refusals import lifecycle_policies as refusals
from mock_ecs.schema import load_schema

_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    dict: "object",
    list: "array",
    type(None): "null",
}


class SchemaFault(NamedTuple):
    """One place that breaks the schema: why, and what the message and the cure say of it."""

    path: Path
    refusal: Refusal
    values: dict[str, Any]


def schema_faults(document: Any) -> list[SchemaFault]:
    """All that ECR finds in ``document``, in its order."""
    return list(_faults(_schema(), document, ()))


@cache
def _schema() -> dict[str, Any]:
    return load_schema("ecr/lifecycle_policy")


def _faults(rule: dict[str, Any], value: Any, path: Path) -> Iterator[SchemaFault]:
    if "$ref" in rule:
        rule = _schema()["$defs"][rule["$ref"].rpartition("/")[2]]
    own = list(_own_faults(rule, value, path)) or list(_one_of(rule, value, path))
    yield from own
    if own:
        return
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _faults(rule.get("properties", {}).get(name, {}), item, (*path, name))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(rule.get("items", {}), item, (*path, index))


def _own_faults(rule: dict[str, Any], value: Any, path: Path) -> Iterator[SchemaFault]:
    found = _type(value)
    if rule.get("type", found) != found or "not" in rule:
        yield SchemaFault(path, refusals.TYPE, {"found": found, "allowed": rule.get("type", "null")})
    elif isinstance(value, dict):
        yield from _member_faults(rule, value, path)
    elif isinstance(value, list):
        yield from _length_faults(rule, value, path)
    elif value not in rule.get("enum", (value,)):
        yield SchemaFault(path, refusals.ENUM, {"found": value, "allowed": _names(rule["enum"])})
    elif value is not None and not isinstance(value, str) and value < rule.get("minimum", value):
        yield SchemaFault(path, refusals.MINIMUM, {"minimum": rule["minimum"], "found": value})


def _member_faults(rule: dict[str, Any], value: dict[str, Any], path: Path) -> Iterator[SchemaFault]:
    unknown = [name for name in value if name not in rule.get("properties", {})]
    if unknown and rule.get("additionalProperties") is False:
        yield SchemaFault((*path, min(unknown)), refusals.UNKNOWN, {"names": _names(sorted(unknown))})
    missing = [name for name in rule.get("required", ()) if name not in value]
    if missing:
        yield SchemaFault((*path, min(missing)), refusals.MISSING, {"names": _names(sorted(missing))})


def _length_faults(rule: dict[str, Any], value: list[Any], path: Path) -> Iterator[SchemaFault]:
    least, most = rule.get("minItems", 0), rule.get("maxItems", len(value))
    if len(value) > most:
        yield SchemaFault(path, refusals.TOO_LONG, {"limit": most, "found": len(value)})
    if len(value) < least:
        yield SchemaFault(path, refusals.TOO_SHORT, {"limit": least, "found": len(value)})


def _one_of(rule: dict[str, Any], value: Any, path: Path) -> Iterator[SchemaFault]:
    schemas = rule.get("oneOf", ())
    matched = sum(not any(_faults(schema, value, path)) for schema in schemas)
    if schemas and matched != 1:
        yield SchemaFault(
            path,
            refusals.ONE_OF,
            {"matched": matched, "schemas": len(schemas), "mend": rule["x-aws-mend"].removesuffix(".")},
        )


def _type(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return _TYPES[type(value)]


def _names(names: Iterable[str]) -> str:
    return ",".join(json.dumps(name, ensure_ascii=False) for name in names)
