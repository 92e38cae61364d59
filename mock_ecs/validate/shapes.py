"""What tools make of a document: what commands print, what they take, what a skeleton leaves to be filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mock_ecs.aws.refusals import Path
from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.kinds import KINDS, Kind

_CLOUDFORMATION = ("AWSTemplateFormatVersion", "ContainerDefinitions", "LifecyclePolicyText")


@dataclass(frozen=True, slots=True)
class Request:
    """What AWS would be asked with: the document, and the way to it in the file.

    ``outside`` names members that stand beside the wrapper, not in it (``tags``). ``text``: the string of the file in
    which the document stands as JSON, so that whatever is found in it is placed at that string.
    """

    kind: Kind
    value: Any
    prefix: Path = ()
    outside: frozenset[str] = frozenset()
    text: str | None = None

    def in_file(self, path: Path) -> Path:
        """The way in the file to what is at ``path`` in the document."""
        if path and path[0] in self.outside:
            return path
        return (*self.prefix, *path)


def requests_in(value: Any, kind: Kind | None = None) -> list[Request]:
    """The requests that a document stands for, of ``kind`` or of the one it looks like.

    None at all when it is of no known kind. Unusable for what people take for one of the kinds, and is not.
    """
    if kind is not None:
        return list(_unwrapped(value, kind)) or [Request(kind, value)]
    if not isinstance(value, dict):
        _explain_lists(value)
        return []
    _explain_cloudformation(value)
    return list(_recognised(value))


def _recognised(value: dict[str, Any]) -> Iterator[Request]:
    for kind in KINDS:
        if kind.text in value and (kind.name != "registry-policy" or "repositoryName" not in value):
            yield from _unwrapped(value, kind)
            return
    for kind in KINDS:
        if any(isinstance(value.get(name), dict | list) and _is_wrapped(value, name, kind) for name in kind.wrappers):
            yield from _unwrapped(value, kind)
            return
    for kind in KINDS:
        if kind.looks_like(value):
            yield Request(kind, value)
            return


def _is_wrapped(value: dict[str, Any], name: str, kind: Kind) -> bool:
    inner = value[name]
    if isinstance(inner, list):
        return bool(inner) and all(isinstance(item, dict) and kind.looks_like(item) for item in inner)
    # "services" is a member of Compose files too.
    return kind.looks_like(inner) or name.endswith(("Definition", "Configuration"))


def _unwrapped(value: Any, kind: Kind) -> Iterator[Request]:
    if not isinstance(value, dict):
        return
    if kind.text is not None and kind.text in value:
        yield _from_text(value[kind.text], kind)
        return
    for name in kind.wrappers:
        inner = value.get(name)
        if isinstance(inner, dict):
            beside = {"tags": value["tags"]} if "tags" in value and kind.operation else {}
            yield Request(kind, inner | beside, (name,), frozenset(beside))
            return
        if isinstance(inner, list):
            yield from (Request(kind, item, (name, index)) for index, item in enumerate(inner))
            return


def _from_text(text: Any, kind: Kind) -> Request:
    prefix = (str(kind.text),)
    if not isinstance(text, str):
        return Request(kind, text, prefix)
    try:
        return Request(kind, json.loads(text), prefix, text=text)
    except ValueError:
        # Not even JSON: the rules have AWS's words for it.
        return Request(kind, text, prefix, text=text)


def _explain_cloudformation(value: dict[str, Any]) -> None:
    resources = value.get("Resources")
    is_template = isinstance(resources, dict) and any(
        isinstance(one, dict) and str(one.get("Type", "")).startswith("AWS::") for one in resources.values()
    )
    if is_template or any(name in value for name in _CLOUDFORMATION):
        raise Unusable(
            "has CloudFormation's capitalised keys, which are not supported: "
            "give the request that ECS or ECR gets (containerDefinitions, not ContainerDefinitions)"
        )


def _explain_lists(value: Any) -> None:
    if isinstance(value, list) and value and all(isinstance(item, dict) and "image" in item for item in value):
        raise Unusable(
            "is a list of container definitions, not a task definition: "
            'put it into {"family": …, "containerDefinitions": […]}'
        )
