"""The composition root: joins a World, the two domains, their handlers and their neighbours to one application."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from mock_ecs import scenarios
from mock_ecs.api import catalogue
from mock_ecs.api.context import Context
from mock_ecs.api.ecs import event_details
from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.scope import DEFAULT_ACCOUNT, DEFAULT_REGION, Scope
from mock_ecs.config import Config
from mock_ecs.ecr.pulls import RegistryImages
from mock_ecs.neighbours.moto.adapters import moto_neighbours
from mock_ecs.neighbours.null import NullImages, null_neighbours
from mock_ecs.ports.neighbours import Neighbours
from mock_ecs.runtimes.commands import CommandBehaviour
from mock_ecs.runtimes.functions import HookFunction, SimulatedFunctions
from mock_ecs.runtimes.profiles import ProfileBehaviour
from mock_ecs.runtimes.pulls import PullBehaviour
from mock_ecs.runtimes.scenario import Scenario, ScenarioBehaviour, ScenarioScanner, background_rules
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.scanning.advisories import Advisories, read_advisories
from mock_ecs.scanning.scanner import PackageScanner
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids
from mock_ecs.wire.edge import AwsJsonEdge
from mock_ecs.wire.model import ServiceModel
from mock_ecs.wire.service import Handler, Service
from mock_ecs.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask


@lru_cache(maxsize=1)
def services() -> dict[str, Service]:
    """The services we answer ourselves, by botocore's name. They hold no state, so all Worlds share them."""
    return {
        name: Service(ServiceModel(name), handlers, explain) for name, (handlers, explain) in catalogue.load().items()
    }


def create_world(
    config: Config,
    *,
    neighbours: str = "moto",
    follow_wall: bool = True,
    scenario: scenarios.Source | None = None,
) -> World:
    """A World by ``config``; its neighbours are ``moto``'s or ``null`` (nothing is looked up anywhere).

    ``scenario`` goes before the one of ``config``. Raises ScenarioError and AdvisoriesError, which are ConfigErrors,
    for a bad one, and for advisories that cannot be used.
    """
    adapters = {"moto": moto_neighbours, "null": null_neighbours}[neighbours]

    source = scenario if scenario is not None else config.scenario
    rules = scenarios.rules_of(source) if source else ()
    functions: dict[str, HookFunction] = {}

    scanner = PackageScanner(read_advisories(config.advisories) if config.advisories else Advisories())

    def make_neighbours(engine: Engine, ids: Ids) -> Neighbours:
        told = Scenario(partial(ids.chance, "scenario"), rules, background=background_rules(config.profile))
        usual = ProfileBehaviour(config.profile, one_off_seconds=config.one_off_seconds)
        images = RegistryImages(
            lambda scope: world.find_ecr(scope),
            NullImages(),
            public=lambda alias: world.public_registries.with_alias(alias),
            address=config.address,
            references=config.references,
        )
        behaviour = ScenarioBehaviour(PullBehaviour(CommandBehaviour(usual), images), told)
        return replace(
            adapters(ids, SimulatedRuntime(engine, behaviour)),
            scenario=told,
            images=images,
            loads=told,
            functions=SimulatedFunctions(functions, told),
            scanner=ScenarioScanner(scanner, told),
        )

    world = World(config, make_neighbours, follow_wall=follow_wall, event_details=event_details)
    return world


def create_wsgi(world: World) -> AwsJsonEdge:
    """The application as a WSGI callable: the AWS edge, with Flask behind it from the first request that needs it."""

    def perform(
        handler: Handler, scope: Scope, request_id: str, request: dict[str, Any]
    ) -> tuple[dict[str, Any], Sequence[str]]:
        with world.entered():
            context = _context(world, scope, request_id)
            return handler(context, request), context.warnings

    return AwsJsonEdge(
        {service.model.target_prefix: service for service in services().values()},
        perform=perform,
        new_request_id=lambda: world.ids.uuid("request"),
        on_fault=world.report_fault,
        fallback=_OnFirstUse(world),
    )


def create_app(world: World) -> Flask:
    """The application as a Flask object, with the AWS edge in front of its routing."""
    edge = create_wsgi(world)
    app = _flask(world)
    edge.fallback = app.wsgi_app
    app.wsgi_app = edge  # type: ignore[method-assign]
    return app


class _OnFirstUse:
    """Makes the Flask application when the first request comes that is not AWS JSON of ours: it costs 0.1 s."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._app: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._world.lock:
            if self._app is None:
                self._app = _flask(self._world).wsgi_app
        return self._app(environ, start_response)


def _flask(world: World) -> Flask:
    from mock_ecs.web.flask_app import flask_app

    return flask_app(world, services(), lifecycle_forecast=partial(_lifecycle_forecast, world))


def _lifecycle_forecast(
    world: World,
    name: str,
    policy_text: str | None,
    days: int,
    *,
    account: str = DEFAULT_ACCOUNT,
    region: str = DEFAULT_REGION,
) -> dict[str, Any]:
    """What a lifecycle policy leaves, for the control API; ValueError, in AWS's words, for what cannot be."""
    from mock_ecs.api.ecr.lifecycle_forecasts import lifecycle_forecast

    with world.entered():
        try:
            return lifecycle_forecast(_context(world, Scope(account, region), ""), name, policy_text, days)
        except AwsError as error:
            raise ValueError(error.message) from None


def _context(world: World, scope: Scope, request_id: str) -> Context:
    return Context(
        scope,
        request_id,
        world.ecs(scope),
        world.ecr(scope),
        world.public_registries,
        references=world.config.references,
    )
