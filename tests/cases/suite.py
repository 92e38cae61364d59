"""Cases as data: what AWS refuses, with its code and words, and beside it the nearest request that it takes.

A file of cases is a JSON object:

``bases``     requests by name, good ones
``worlds``    by name, the calls (``[operation, request]``) that make what must be there before; ``[]`` is nothing
``cases``     objects with
    ``id``         what is refused, in words with hyphens; unique in its file
    ``operation``  the wire name
    ``base``       the request that both calls change; ``{}`` where there is none
    ``world``      what is there before; nothing where there is none
    ``refused``    by JSON pointer without the first slash, what the refused request has in place of the base's;
                   null takes a member or an item away, ``list/-`` adds an item
    ``accepted``   the same for the nearest valid neighbour; the base itself where there is none
    ``accepted_world``  where not the request but the state is at fault: the world in which it is taken
    ``code``, ``message``  AWS's answer to the refused request
    ``section``    of the reference on AWS's behaviour that says so
    ``warning``    in place of code and message: the request is accepted with a warning that has this text in it,
                   since it is not known whether AWS refuses it

A string ``{"$repeat": ["a", 256]}`` stands for 256 times ``a``, and a list ``{"$times": [item, 11]}`` for 11 items,
in whose texts ``{#}`` is the number of the item.
``{"$json": value}`` stands for the JSON text of the value, without blanks but for those at its end that make it 100
characters long, as lifecycle policies have to be. Pointers go through it: ``policyText/$json/Version``.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """One case, with its requests made from its base; ``key`` is file and id."""

    key: str
    service: str
    operation: str
    section: str
    refused: dict[str, Any]
    accepted: dict[str, Any]
    world: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    accepted_world: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    code: str | None = None
    message: str | None = None
    warning: str | None = None


def cases(service: str) -> list[Case]:
    """All cases of ``service`` (``ecs``, ``ecr`` or ``ecr-public``), file by file."""
    return [case for path in sorted((FOLDER / service).glob("*.json")) for case in _cases_in(path, service)]


def _cases_in(path: Path, service: str) -> list[Case]:
    suite = json.loads(path.read_text(encoding="utf-8"))
    worlds = {name: _written(_expanded(calls)) for name, calls in suite.get("worlds", {}).items()}
    found = []
    for entry in suite["cases"]:
        base = suite["bases"][entry["base"]] if "base" in entry else {}
        world = worlds[entry["world"]] if "world" in entry else []
        found.append(
            Case(
                key=f"{path.stem}/{entry['id']}",
                service=service,
                operation=entry["operation"],
                section=entry["section"],
                refused=_changed(base, entry.get("refused", {})),
                accepted=_changed(base, entry.get("accepted", {})),
                world=world,
                accepted_world=worlds[entry["accepted_world"]] if "accepted_world" in entry else world,
                code=entry.get("code"),
                message=entry.get("message"),
                warning=entry.get("warning"),
            )
        )
    return found


def _changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """``base`` with the values of ``changes`` at their JSON pointers."""
    document: dict[str, Any] = _expanded(copy.deepcopy(base))
    for pointer, value in changes.items():
        *way, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]
        place: Any = document
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        _put(place, last, _expanded(value))
    written: dict[str, Any] = _written(document)
    return written


def _put(place: Any, last: str, value: Any) -> None:
    if isinstance(place, dict):
        if value is None:
            del place[last]
        else:
            place[last] = value
    elif last == "-":
        place.append(value)
    elif value is None:
        del place[int(last)]
    else:
        place[int(last)] = value


def _expanded(value: Any) -> Any:
    if isinstance(value, list):
        return [_expanded(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["$repeat"]:
        text, times = value["$repeat"]
        return text * times
    if list(value) == ["$times"]:
        item, times = value["$times"]
        return [_expanded(_numbered(item, number)) for number in range(times)]
    return {name: _expanded(item) for name, item in value.items()}


def _written(value: Any) -> Any:
    """``value`` with the JSON texts that stand in it."""
    if isinstance(value, list):
        return [_written(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["$json"]:
        return json.dumps(value["$json"], ensure_ascii=False, separators=(",", ":")).ljust(100)
    return {name: _written(item) for name, item in value.items()}


def _numbered(item: Any, number: int) -> Any:
    return json.loads(json.dumps(item).replace("{#}", str(number)))
