"""Documents that the tests of this folder begin with, and rules that they can rely on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mock_ecs.aws.refusals import Finding
from mock_ecs.validate.files import Source
from mock_ecs.validate.kinds import Kind
from mock_ecs.validate.run import Outcome, outcome

TASK_DEFINITION: dict[str, Any] = {
    "family": "web",
    "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "memory": 128}],
}
"""What ECS takes, with nothing that it need not have."""


def strict_findings(document: Any) -> Iterator[Finding]:
    """Says of each member of ``document`` what is wrong with it, and goes on only where ``kind`` is right."""
    if document.get("kind") != "right":
        yield Finding("ClientException", "The kind is not right.", ("kind",), "Write right.")
        return
    if document.get("left") != document.get("right"):
        yield Finding("ClientException", "They differ.", ("left",), "Make them equal.", also=(("right",),))
    for index, item in enumerate(document.get("list", ())):
        if item != "fine":
            yield Finding("ClientException", f"Item {index} is not fine.", ("list", index), "")
    if "odd" in document:
        yield Finding("ClientException", "It is odd.", ("odd",), "Leave it.", doubtful=True)


STRICT = Kind("strict", lambda document: "kind" in document, "tests.validate.examples:strict_findings")


def judged_text(folder: Path, name: str, text: str | bytes, kind: Kind | None = None) -> Outcome:
    """The outcome of a file with this text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return outcome(Source(str(path)), kind)


def judged_value(folder: Path, value: Any) -> Outcome:
    """The outcome of a JSON file with this value, each member on a line of its own."""
    return judged_text(folder, "document.json", json.dumps(value, indent=2))


def told(found: Outcome) -> list[tuple[int, int, str, str]]:
    """Line, column, path and message of all that was told."""
    return [(one.line, one.column, one.path, one.message) for one in found.told]
