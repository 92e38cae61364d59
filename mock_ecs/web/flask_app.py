"""The Flask application: the control API, and moto for all that is neither ours nor Flask's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from mock_ecs.neighbours.moto.mount import MotoMount
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.web.admin import PREFIX, admin_blueprint, answer_errors_in_json
from mock_ecs.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from mock_ecs.wire.service import Service


def flask_app(world: World, services: dict[str, Service]) -> Flask:
    """The application for ``world``; ``services`` are those that mock-ecs answers itself, by botocore's name."""

    def reset() -> None:
        with world.lock:  # not entered: a clock that cannot go on must be possible to reset
            reset_moto()
            world.reset()

    app = Flask("mock_ecs", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(admin_blueprint(world, services, reset=reset))
    answer_errors_in_json(app, world.report_fault)
    own = {service.model.target_prefix: name for name, service in services.items()}
    mount = MotoMount(own, entered=world.entered, reset=reset)
    app.wsgi_app = _ByPath(app.wsgi_app, mount)  # type: ignore[method-assign]
    return app


class _ByPath:
    """Sends what has a path of ours to Flask's routing, and all else to ``behind``, with its body unread."""

    def __init__(self, flask: WSGIApplication, behind: WSGIApplication) -> None:
        self._flask = flask
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Other services have paths under /v2/ too (SES, API Gateway), with SigV4 in their Authorization header.
        path = environ.get("PATH_INFO", "")
        ours = path == PREFIX or path.startswith(PREFIX + "/")
        return (self._flask if ours else self._behind)(environ, start_response)
