"""Container instances in the control API: some at once, whether an agent is connected, and Spot interruptions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from mock_ecs.web.admin import PREFIX, BadRequest, json_document
from mock_ecs.web.wishes import ACCOUNT, REGION, Wish, is_name, wishes_in
from mock_ecs.world import World

_MOST = 10_000


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str | None) for item in value.values())


_ADD: dict[str, Wish] = {
    "cluster": ("the name of a cluster", is_name),
    "type": ("an EC2 instance type", is_name),
    "count": (f"a whole number from 1 to {_MOST}", lambda value: type(value) is int and 1 <= value <= _MOST),
    "zones": (
        "a list of availability zones",
        lambda value: isinstance(value, list) and all(is_name(item) for item in value),
    ),
    "attributes": ("an object of texts", _are_texts),
    "capacityProvider": ("the name of a capacity provider", is_name),
    "account": ACCOUNT,
    "region": REGION,
}
_SET: dict[str, Wish] = {
    "agentConnected": ("true or false", lambda value: type(value) is bool),
    "spotInterruption": ("true", lambda value: value is True),
}
_NAMES = {"account": "account", "region": "region", "capacityProvider": "capacity_provider"}


def container_instances_blueprint(world: World) -> Blueprint:
    """The routes under ``/_mock_ecs/container-instances`` for ``world``."""
    routes = Blueprint("container_instances", __name__, url_prefix=f"{PREFIX}/container-instances")

    @routes.post("")
    def add() -> tuple[dict[str, Any], int]:
        wishes = wishes_in(json_document(), _ADD)
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
        wishes = wishes_in(json_document(), _SET)
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
