"""The Flask application: the control API, the registry beside it, and moto for all that is none of ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from mock_ecs import __version__
from mock_ecs.neighbours.moto.mount import MotoMount
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.neighbours.moto.scaling_bridge import ScalingBridge
from mock_ecs.web.admin import PREFIX, admin_blueprint, answer_errors_in_json
from mock_ecs.web.container_instances import container_instances_blueprint
from mock_ecs.web.distribution.door import Registry, is_for_registry
from mock_ecs.web.distribution.downloads import LAYERS, LayerDownloads
from mock_ecs.web.lifecycle import Forecast, lifecycle_blueprint
from mock_ecs.web.scaling import WorldServices
from mock_ecs.web.scenario import scenario_blueprint
from mock_ecs.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from mock_ecs.wire.service import Service


def flask_app(world: World, services: dict[str, Service], *, lifecycle_forecast: Forecast) -> Flask:
    """The application for ``world``; ``services`` are those that mock-ecs answers itself, by botocore's name.

    ``lifecycle_forecast`` tells what a lifecycle policy leaves.
    """

    def reset() -> None:
        with world.lock:  # not entered: a clock that cannot go on must be possible to reset
            reset_moto()
            world.reset()

    app = Flask("mock_ecs", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(admin_blueprint(world, services, reset=reset))
    app.register_blueprint(container_instances_blueprint(world))
    app.register_blueprint(lifecycle_blueprint(lifecycle_forecast))
    app.register_blueprint(scenario_blueprint(world))
    app.add_url_rule("/", view_func=_welcome)
    answer_errors_in_json(app, world.report_fault)
    own = {service.model.target_prefix: name for name, service in services.items()}
    mount = MotoMount(
        own,
        entered=world.entered,
        reset=reset,
        hosts_changed=world.look_at_hosts,
        scaling=ScalingBridge(WorldServices(world)),
    )
    app.wsgi_app = _ByPath(  # type: ignore[method-assign]
        app.wsgi_app, mount, Registry(world, world.report_fault), LayerDownloads(world)
    )
    return app


def _welcome() -> tuple[str, dict[str, str]]:
    """What somebody sees who opens the address in a browser."""
    text = f"mock-ecs {__version__}: Amazon ECS and ECR. Point AWS_ENDPOINT_URL here; see {PREFIX}/health.\n"
    return text, {"Content-Type": "text/plain; charset=utf-8"}


def _is_a_visit(environ: WSGIEnvironment) -> bool:
    """True for a plain GET of the root: a client of AWS signs what it asks, or names a bucket or an action."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("PATH_INFO") == "/"
        and not environ.get("QUERY_STRING")
        and "HTTP_AUTHORIZATION" not in environ
        and environ.get("HTTP_HOST", "").partition(":")[0] in ("", "localhost", "127.0.0.1")
    )


class _ByPath:
    """Sends each request, with its body unread, to who answers its path: the registry, the layers that URLs were
    given out for, Flask's routing, or ``behind`` for all that is not ours."""

    def __init__(
        self, flask: WSGIApplication, behind: WSGIApplication, registry: WSGIApplication, layers: WSGIApplication
    ) -> None:
        self._flask = flask
        self._behind = behind
        self._registry = registry
        self._layers = layers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._who(environ)(environ, start_response)

    def _who(self, environ: WSGIEnvironment) -> WSGIApplication:
        path = environ.get("PATH_INFO", "")
        if is_for_registry(environ):
            return self._registry
        if path.startswith(f"{LAYERS}/"):
            return self._layers
        ours = path == PREFIX or path.startswith(PREFIX + "/") or _is_a_visit(environ)
        return self._flask if ours else self._behind
