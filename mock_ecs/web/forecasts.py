"""What lifecycle policies leave, as the command line tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def lines(told: dict[str, Any]) -> Sequence[str]:
    """A forecast that the control API told, for people."""
    images = told["images"]
    found = [
        f"{told['repositoryName']}: {len(images)} image{'' if len(images) == 1 else 's'}, "
        f"{told['days']} days from {told['from']}"
    ]
    width = max((len(_tags(image)) for image in images), default=0)
    for image in images:
        status = {"ACTIVE": "left", "ACTIVATING": "left"}.get(image["status"], image["status"].lower())
        digest = image["imageDigest"].partition(":")[2][:12]
        line = f"  {status:<8}  {digest}  {_tags(image):<{width}}  pushed {image['imagePushedAt']}"
        found.append(", ".join([line, *(_step(step) for step in image["actions"])]))
    found.append(f"{told['left']} left, {told['archived']} in the archive, {told['expired']} expired")
    return found


def _tags(image: dict[str, Any]) -> str:
    return ", ".join(image["imageTags"]) or "untagged"


def _step(step: dict[str, Any]) -> str:
    done = "expires" if step["type"] == "EXPIRE" else "goes to the archive"
    said = f" ({step['description']})" if step["description"] else ""
    return f"{done} {step['at']} by rule {step['rulePriority']}{said}"
