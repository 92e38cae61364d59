"""What lifecycle policies leave, in the control API: ``POST /_mock_ecs/lifecycle``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from mock_ecs.web.admin import PREFIX, BadRequest, json_document
from mock_ecs.web.wishes import ACCOUNT, REGION, Wish, is_name, wishes_in

MOST_DAYS = 3650
"""How far a forecast goes at most."""

Forecast = Callable[..., dict[str, Any]]
"""Takes repository name, policy text (None: its own), days, account and region; ValueError for what cannot be."""

_KNOWN: dict[str, Wish] = {
    "repositoryName": ("the name of a repository", is_name),
    "lifecyclePolicyText": ("a lifecycle policy as JSON text", lambda value: isinstance(value, str)),
    "days": (
        f"a whole number from 1 to {MOST_DAYS}",
        lambda value: type(value) is int and 1 <= value <= MOST_DAYS,
    ),
    "account": ACCOUNT,
    "region": REGION,
}


def lifecycle_blueprint(forecast: Forecast) -> Blueprint:
    """The route that asks ``forecast``."""
    routes = Blueprint("lifecycle", __name__, url_prefix=PREFIX)

    @routes.post("/lifecycle")
    def look_ahead() -> dict[str, Any]:
        wishes = wishes_in(json_document(), _KNOWN)
        if "repositoryName" not in wishes:
            raise BadRequest("repositoryName is missing")
        scope = {name: wishes[name] for name in ("account", "region") if name in wishes}
        try:
            return forecast(
                wishes["repositoryName"], wishes.get("lifecyclePolicyText"), wishes.get("days", 90), **scope
            )
        except ValueError as error:
            raise BadRequest(str(error)) from None

    return routes
