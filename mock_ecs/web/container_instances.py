"""Container instances in the control API: some at once, whether an agent is connected, and Spot interruptions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint

from mock_ecs.web.admin import PREFIX, BadRequest, json_document
from mock_ecs.world import World

_MOST = 10_000
_ACCOUNT = re.compile("[0-9]{12}")
_REGION = re.compile("[a-z]{2}(-[a-z]+)+-[0-9]")

_Wish = tuple[str, Callable[[Any], bool]]
"""What a member must be, and the check of it."""


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str | None) for item in value.values())


_ADD: dict[str, _Wish] = {
    "cluster": ("the name of a cluster", _is_name),
    "type": ("an EC2 instance type", _is_name),
    "count": (f"a whole number from 1 to {_MOST}", lambda value: type(value) is int and 1 <= value <= _MOST),
    "zones": (
        "a list of availability zones",
        lambda value: isinstance(value, list) and all(_is_name(item) for item in value),
    ),
    "attributes": ("an object of texts", _are_texts),
    "capacityProvider": ("the name of a capacity provider", _is_name),
    "account": ("12 digits", lambda value: isinstance(value, str) and _ACCOUNT.fullmatch(value) is not None),
    "region": ("a region", lambda value: isinstance(value, str) and _REGION.fullmatch(value) is not None),
}
_SET: dict[str, _Wish] = {
    "agentConnected": ("true or false", lambda value: type(value) is bool),
    "spotInterruption": ("true", lambda value: value is True),
}
_NAMES = {"account": "account", "region": "region", "capacityProvider": "capacity_provider"}


def container_instances_blueprint(world: World) -> Blueprint:
    """The routes under ``/_mock_ecs/container-instances`` for ``world``."""
    routes = Blueprint("container_instances", __name__, url_prefix=f"{PREFIX}/container-instances")

    @routes.post("")
    def add() -> tuple[dict[str, Any], int]:
        wishes = _wishes(json_document(), _ADD)
        more = {name: wishes[member] for member, name in _NAMES.items() if member in wishes}
        try:
            arns = world.add_instances(
                wishes.get("cluster", "default"),
                wishes.get("type", "m5.large"),
                wishes.get("count", 1),
                zones=wishes.get("zones", ()),
                attributes=wishes.get("attributes"),
                **more,
            )
        except ValueError as error:
            raise BadRequest(str(error)) from None
        return {"containerInstanceArns": arns}, 201

    @routes.post("/<path:identifier>")
    def change(identifier: str) -> tuple[dict[str, Any], int]:
        wishes = _wishes(json_document(), _SET)
        if not wishes:
            raise BadRequest(f"nothing is asked for: give one of {', '.join(_SET)}")
        name = identifier.rpartition("/")[2]
        found = True
        if "agentConnected" in wishes:
            found = world.set_agent_connected(name, connected=wishes["agentConnected"])
        if "spotInterruption" in wishes:
            found = world.interrupt_instance(name)
        if not found:
            return {"error": f"there is no container instance {identifier}"}, 404
        return {"id": name, **wishes}, 200

    return routes


def _wishes(document: dict[str, Any], known: dict[str, _Wish]) -> dict[str, Any]:
    """``document``, when every member of it is known and can be used."""
    for name, value in document.items():
        if name not in known:
            raise BadRequest(f"there is no {name!r}; there are {', '.join(known)}")
        must_be, check = known[name]
        if not check(value):
            raise BadRequest(f"{name} must be {must_be}, not {json.dumps(value)[:80]}")
    return document
