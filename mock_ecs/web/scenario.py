"""The scenario of a World in the control API: ``GET``, ``PUT``, ``DELETE /scenario`` and ``POST /scenario/rules``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request

from mock_ecs import scenarios
from mock_ecs.web.admin import PREFIX, BadRequest
from mock_ecs.world import World


def scenario_blueprint(world: World) -> Blueprint:
    """The routes for the scenario of ``world``; bodies are JSON or YAML."""
    routes = Blueprint("scenario", __name__, url_prefix=PREFIX)

    @routes.get("/scenario")
    def read() -> dict[str, Any]:
        return scenarios.read(world)

    @routes.put("/scenario")
    def put() -> dict[str, Any]:
        return _changed(lambda: scenarios.put(world, scenarios.rules_of_value(_body())))

    @routes.delete("/scenario")
    def clear() -> dict[str, Any]:
        return _changed(lambda: scenarios.put(world, ()))

    @routes.post("/scenario/rules")
    def add() -> dict[str, Any]:
        return _changed(lambda: scenarios.add(world, _body()))

    def _body() -> Any:
        return scenarios.parse(request.get_data())

    def _changed(change: Callable[[], None]) -> dict[str, Any]:
        try:
            change()
        except scenarios.ScenarioError as error:
            raise BadRequest(str(error)) from None
        return scenarios.read(world)

    return routes
