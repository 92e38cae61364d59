"""A World of its own for each test, an HTTP client of its application, and a moto that is empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from mock_ecs.app import create_world, create_wsgi
from mock_ecs.config import Config
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.world import World
from tests.web.registry import RegistryClient

START = 1767225600.0
"""2026-01-01T00:00:00Z"""


@pytest.fixture(autouse=True)
def empty_moto() -> Iterator[None]:
    reset_moto()
    yield
    reset_moto()


@pytest.fixture
def world() -> World:
    return create_world(Config(clock="manual", start_time=START), follow_wall=False)


@pytest.fixture
def http(world: World) -> Client:
    return Client(create_wsgi(world))


@pytest.fixture
def registry(world: World, http: Client) -> RegistryClient:
    """A client of the registry, which has an empty repository called app."""
    client = RegistryClient(world, http)
    client.create_repository("app")
    return client
