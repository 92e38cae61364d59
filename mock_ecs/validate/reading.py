"""Reading files: from bytes to text, from text to documents, in JSON or YAML."""

from __future__ import annotations

import json
import re

from mock_ecs.validate.documents import Document, Unusable, end_of

MOST_BYTES = 10_000_000
"""More than any answer of AWS holds; the largest task definition has 64 KiB."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


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
