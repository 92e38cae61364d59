"""The control API under ``/_mock_ecs/``: health, clock, reset, operations and why. AWS has none of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from mock_ecs import __version__
from mock_ecs.web.decisions import decision_view
from mock_ecs.web.timestamps import iso
from mock_ecs.world import World

if TYPE_CHECKING:
    from mock_ecs.wire.service import Service

log = logging.getLogger("mock_ecs.requests")

PREFIX = "/_mock_ecs"
END_OF_TIME = 253_402_300_799
"""The last second of the year 9999, beyond which clients cannot read a timestamp."""


class BadRequest(ValueError):
    """The request cannot be used; the message is one sentence that says why."""


def admin_blueprint(world: World, services: Mapping[str, Service], *, reset: Callable[[], None]) -> Blueprint:
    """The routes of the control API for ``world``; ``reset`` makes everything forget."""
    routes = Blueprint("admin", __name__, url_prefix=PREFIX)

    @routes.get("/health")
    def health() -> dict[str, Any]:
        with world.entered():
            return {"status": "ok", "version": __version__, "clock": world.mode.name}

    @routes.get("/clock")
    def read_clock() -> dict[str, Any]:
        with world.entered():
            return _clock(world)

    @routes.post("/clock")
    def move_clock() -> dict[str, Any]:
        wishes = _wishes(json_document())
        with world.entered():
            _move(world, wishes)
            return _clock(world)

    @routes.post("/reset")
    def forget_everything() -> dict[str, Any]:
        reset()
        return {"status": "ok"}

    @routes.get("/why/<path:identifier>")
    def why(identifier: str) -> tuple[dict[str, Any], int]:
        found = world.decisions_about(identifier)
        if not found:
            return {"error": f"no choice of a container instance is known for {identifier}"}, 404
        return {"id": identifier, "decisions": [decision_view(one) for one in found]}, 200

    @routes.get("/operations")
    def operations() -> dict[str, Any]:
        return {name: _operations(service) for name, service in services.items()}

    return routes


def answer_errors_in_json(app: Flask, on_fault: Callable[[str, BaseException], None]) -> None:
    """Let every error of ``app`` be ``{"error": "one sentence"}``; ``on_fault`` is told of faults of our own."""

    def refuse(error: BadRequest) -> tuple[dict[str, str], int]:
        return {"error": str(error)}, 400

    def not_found(error: NotFound) -> tuple[dict[str, str], int]:
        return {"error": f"there is no {request.path}; there are {', '.join(_paths(app))}"}, 404

    def wrong_method(error: MethodNotAllowed) -> tuple[dict[str, str], int, dict[str, str]]:
        allowed = ", ".join(sorted({"GET", "POST"} & set(error.valid_methods or ())))
        return {"error": f"{request.path} takes {allowed}, not {request.method}"}, 405, {"Allow": allowed}

    def fail(error: Exception) -> Any:
        if isinstance(error, HTTPException):
            return {"error": error.description}, error.code
        what = f"{request.method} {request.path}"
        log.exception("%s 500: a fault of mock-ecs itself", what)
        on_fault(what, error)
        return {"error": f"a fault of mock-ecs itself: {error}"}, 500

    app.register_error_handler(BadRequest, refuse)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(MethodNotAllowed, wrong_method)
    app.register_error_handler(Exception, fail)


def _clock(world: World) -> dict[str, Any]:
    return {
        "now": world.engine.now,
        "iso": iso(world.engine.now),
        "mode": world.mode.name,
        "speed": getattr(world.mode, "speed", None),
        "settled": world.engine.settled,
        "pending": sum(1 for _ in world.engine.pending()),
    }


def json_document() -> dict[str, Any]:
    """The body of the request; BadRequest when it is no JSON object."""
    try:
        document = json.loads(request.get_data() or b"{}")
    except (ValueError, RecursionError):
        raise BadRequest("the body is not valid JSON") from None
    if not isinstance(document, dict):
        raise BadRequest("the body must be a JSON object")
    return document


def _wishes(document: dict[str, Any]) -> dict[str, Any]:
    """``document``, when every member of it is known and can be used."""
    if strangers := [name for name in document if name not in _WISHES]:
        raise BadRequest(f"there is no {strangers[0]!r}; there are {', '.join(_WISHES)}")
    if not document:
        raise BadRequest(f"nothing is asked for: give one of {', '.join(_WISHES)}")
    for name, value in document.items():
        must_be, check = _WISHES[name]
        if not check(value):
            raise BadRequest(f"{name} must be {must_be}, not {json.dumps(value)[:80]}")
    return document


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


_WISHES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "mode": ("real, instant or manual", lambda value: value in ("real", "instant", "manual")),
    "speed": ("a number above 0, at most 1000000", lambda value: _is_number(value) and 0 < value <= 1_000_000),
    "advance": (
        "a number of seconds, at least 0 and within the year 9999",
        lambda value: _is_number(value) and 0 <= value <= END_OF_TIME,
    ),
    "settle": ("true or false", lambda value: type(value) is bool),
}
"""What POST /_mock_ecs/clock takes, with what it must be and the check of it."""


def _move(world: World, wishes: dict[str, Any]) -> None:
    """Do what is wished: first the mode, then the time that passes, then the settling."""
    advance, mode = wishes.get("advance", 0), wishes.get("mode", world.mode.name)
    if "speed" in wishes and mode == "manual":
        raise BadRequest("a manual clock has no speed")
    if world.engine.now + advance > END_OF_TIME:
        raise BadRequest(f"advance must not lead beyond the year 9999, as {advance} seconds would")
    if "mode" in wishes or "speed" in wishes:
        world.set_mode(mode, wishes.get("speed"))
    if "advance" in wishes:
        world.advance(advance)
    if wishes.get("settle"):
        world.settle()


def _operations(service: Service) -> dict[str, Any]:
    answered, missing = service.answered(), service.missing()
    return {
        "answered_count": len(answered),
        "missing_count": len(missing),
        "answered": answered,
        "missing": missing,
    }


def _paths(app: Flask) -> list[str]:
    return sorted({str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith(PREFIX)})
