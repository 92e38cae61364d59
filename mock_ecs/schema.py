"""Documents that users write, checked against the JSON Schemas in ``schemas/``.

AWS's error code and message stand in the schema beside the rule, as ``x-aws-error`` and ``x-aws-message``.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_PACKAGE = Path(__file__).parent
_FOLDERS = (_PACKAGE.parent / "schemas", _PACKAGE / "_schemas")
"""Where a checkout or an editable install has the schemas, and where a wheel has them.

Beside an installed package, a folder ``schemas`` may be another distribution's.
"""


class SchemaFault(NamedTuple):
    """The first rule that a document breaks: AWS's code and message, and the path to the place."""

    code: str
    message: str
    path: tuple[str | int, ...]


def first_fault(name: str, document: Any) -> SchemaFault | None:
    """What is wrong with ``document`` by the schema ``name`` (``ecs/task_definition``), or None.

    Faults are sorted by their place in the document, so that the answer is always the same.
    """
    errors = _validator(name).iter_errors(document)
    first = min(errors, key=lambda error: [str(step).zfill(6) for step in error.absolute_path], default=None)
    if first is None:
        return None
    rule = first.schema if isinstance(first.schema, dict) else {}
    messages = rule.get("x-aws-message", {})
    message = messages.get(first.validator, first.message) if isinstance(messages, dict) else messages
    return SchemaFault(rule.get("x-aws-error", "ClientException"), message, tuple(first.absolute_path))


def load_schema(name: str) -> dict[str, Any]:
    """The schema called ``name``; FileNotFoundError when there is none."""
    for folder in _FOLDERS:
        path = folder / f"{name}.json"
        if path.is_file():
            document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return document
    raise FileNotFoundError(f"there is no schema {name}")


@lru_cache
def _validator(name: str) -> Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(load_schema(name))
