"""Files as documents: what is in them, and where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from mock_ecs.aws.refusals import Finding
from mock_ecs.validate.places import Place, Position

MOST_BYTES = 10_000_000
"""More than any answer of AWS holds; the largest task definition has 64 KiB."""


FIRST = Position(1, 1)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Unusable(Exception):
    """A file that cannot be judged: the reason in one sentence, and where it shows."""

    def __init__(self, message: str, position: Position = FIRST) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class Document:
    """One document of a file: its value, as JSON has values, and what was found wrong while it was read.

    The places are read when somebody asks for them: a file without faults never needs them.
    """

    def __init__(
        self,
        value: Any,
        read_places: Callable[[], Place],
        findings: Callable[[Place], list[Finding]] | None = None,
    ) -> None:
        self.value = value
        self._read_places = read_places
        self._findings = findings

    @cached_property
    def places(self) -> Place:
        """The place of the whole document, and in it those of its parts."""
        return self._read_places()

    def findings(self) -> list[Finding]:
        """What is wrong with the document as text: keys that stand twice, values that JSON does not have."""
        return self._findings(self.places) if self._findings else []


def decoded(data: bytes) -> str:
    """The text of a file; Unusable for what is none."""
    if len(data) > MOST_BYTES:
        raise Unusable(f"has {len(data):,} bytes: no document for ECS or ECR is that large")
    if b"\0" in data:
        raise Unusable("is a binary file, not JSON or YAML")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        raise Unusable(f"is not UTF-8: byte 0x{data[error.start]:02x}", end_of(before)) from None
    if not text.strip():
        raise Unusable("is empty")
    return text


def read_documents(text: str, name: str) -> list[Document]:
    """The documents of ``text``: JSON or YAML, by the end of the file's ``name``, else by the first character.

    Unusable for what is neither.
    """
    is_yaml = name.lower().endswith((".yaml", ".yml"))
    is_json = name.lower().endswith(".json") or (not is_yaml and text.lstrip()[:1] in ("{", "["))
    if is_json:
        from mock_ecs.validate.json_documents import read_json

        found = [read_json(text)]
    else:
        from mock_ecs.validate.yaml_documents import read_yaml

        found = read_yaml(text)
    if _SURROGATE.search(text):
        for document in found:
            _refuse_half_characters(document, text)
    return found


def _refuse_half_characters(document: Document, text: str) -> None:
    """JSON can spell a lone surrogate, which no text can hold and no request can carry."""
    try:
        json.dumps(document.value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        at = text.lower().find(half)
        raise Unusable(f"has half a character: {half} without its other half", end_of(text[:at])) from None


def end_of(text: str) -> Position:
    """The position right after ``text``."""
    return Position(text.count("\n") + 1, len(text) - text.rfind("\n"))
