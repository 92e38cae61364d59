"""The places of a document that a JSON Schema knows, and ways to break the schema in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from mock_ecs.schema import load_schema

Document = dict[str, Any]
Schema = dict[str, Any]
Path = tuple[str | int, ...]

FILE = "ecs/task_definition"


def resolved(schema: Schema, file: str) -> tuple[Schema, str]:
    """``schema`` with what it refers to, and the file in which that lies."""
    while "$ref" in schema:
        name, _, pointer = schema["$ref"].partition("#")
        file = f"ecs/{name.removesuffix('.json')}" if name else file
        target: Any = schema_file(file)
        for step in pointer.split("/")[1:]:
            target = target[step]
        schema = target | {key: value for key, value in schema.items() if key != "$ref"}
    return schema, file


@cache
def schema_file(name: str) -> Schema:
    return load_schema(name)


def member(*names: str, file: str = FILE) -> tuple[Schema, str]:
    """The schema of a member; a name ``[]`` means the items of a list."""
    schema, file = resolved(schema_file(file), file)
    for name in names:
        schema, file = resolved(schema["items"] if name == "[]" else schema["properties"][name], file)
    return schema, file


def places(value: Any, schema: Schema, file: str, path: Path = ()) -> Iterator[tuple[Path, Schema]]:
    """Every place of a document that the schema knows, with the schema of the place."""
    schema, file = resolved(schema, file)
    yield path, schema
    if isinstance(value, dict) and "properties" in schema:
        for name, inner in value.items():
            yield from places(inner, schema["properties"][name], file, (*path, name))
    elif isinstance(value, list) and "prefixItems" not in schema:
        for index, inner in enumerate(value):
            yield from places(inner, schema["items"], file, (*path, index))


def breaches(value: Any, schema: Schema) -> Iterator[Any]:
    """Values in place of ``value`` that are surely refused, one for each keyword of the schema."""
    wrong = {"object": "x", "array": {}, "string": 7, "integer": "x", "boolean": "yes"}
    yield wrong[schema["type"]]
    if schema.get("x-aws-doubtful") is not None:
        return
    if "enum" in schema:
        yield "nonsense"
    for keyword, beyond in (("minimum", -1), ("maximum", 1)):
        if keyword in schema:
            yield schema[keyword] + beyond
    if schema.get("minLength"):
        yield ""
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if "pattern" in schema:
        yield next(text for text in ("é\n", "a b!é") if not re.search(schema["pattern"], text))
    if schema.get("minItems"):
        yield []
    if schema.get("maxItems", 0) and value:
        yield value * (schema["maxItems"] + 1)


def mutations(document: Document) -> list[tuple[Path, Any]]:
    """The places of ``document`` with what would be wrong there; ``...`` for a member taken away."""
    schema, file = resolved(schema_file(FILE), FILE)
    found: list[tuple[Path, Any]] = []
    for path, inner in places(document, schema, file):
        value = at(document, path)
        found += [(path, wrong) for wrong in breaches(value, inner) if path]
        if inner.get("x-aws-doubtful") is None:
            found += [((*path, name), ...) for name in inner.get("required", ())]
    return found


def at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def changed(value: Any, path: Path, new: Any) -> Any:
    """A copy with ``new`` at ``path``; ``...`` takes the member away."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, list):
        return [changed(inner, tuple(rest), new) if index == step else inner for index, inner in enumerate(value)]
    if not rest and new is ...:
        return {name: inner for name, inner in value.items() if name != step}
    return value | {step: changed(value.get(step), tuple(rest), new)}
