"""How ECR writes the policies that it was given: of repositories and of the registry.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
"""

from __future__ import annotations

import json


def written(document: dict[str, object]) -> str:
    """A policy in the style of Jackson's pretty printer: two spaces, `` : `` after keys, lists on one line."""
    return _written(document, "")


def _written(value: object, indent: str) -> str:
    if isinstance(value, dict):
        if not value:
            return "{ }"
        inner = indent + "  "
        members = (f"{inner}{_plain(key)} : {_written(item, inner)}" for key, item in value.items())
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list):
        return "[ " + ", ".join(_written(item, indent) for item in value) + " ]" if value else "[ ]"
    return _plain(value)


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
