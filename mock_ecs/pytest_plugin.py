"""Fixtures for pytest: a mock of its own for each test, its clients, its clock, and a live server of it.

Every pytest run on a machine that has mock-ecs loads this module, so nothing but pytest is imported at its top.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import socket

    from mock_ecs.testing import Clock, MockEcs

_LISTENER: pytest.StashKey[socket.socket] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--mock-ecs-seed`` and the setting ``mock_ecs_seed``."""
    text = "seed of every id and every draw of chance in the ecs_world fixture (default: 0)"
    parser.getgroup("mock-ecs").addoption("--mock-ecs-seed", type=int, metavar="SEED", help=text)
    parser.addini("mock_ecs_seed", text, default="0")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker ``mock_ecs`` known."""
    text = "mock_ecs(**settings): settings of the ecs_world fixture, as mock_ecs() takes them (scenario, profile, …)"
    config.addinivalue_line("markers", text)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the seed of a test that failed."""
    report = yield
    world = getattr(item, "funcargs", {}).get("ecs_world")
    if report.failed and world is not None:
        seed = world.world.config.seed
        report.sections.append(
            ("mock-ecs", f"seed {seed}; the same again: pytest --mock-ecs-seed={seed} '{item.nodeid}'")
        )
    return report


@pytest.fixture
def ecs_world(request: pytest.FixtureRequest) -> Iterator[MockEcs]:
    """A mock of ECS and ECR for this test alone, in instant mode: what a request set off is done before the next.

    Every boto3 or botocore client that the test, or the code under test, makes without an endpoint talks to it.
    A fault of mock-ecs itself fails the test. The marker ``mock_ecs`` gives it settings, a scenario among them.
    """
    from mock_ecs.testing import mock_ecs

    settings: dict[str, Any] = {"seed": _seed(request.config)}
    for marker in reversed([*request.node.iter_markers("mock_ecs")]):
        settings |= marker.kwargs
    if "aws_endpoint" in request.fixturenames:
        settings["port"] = _listen(request)
    with mock_ecs(**settings) as mock:
        yield mock
        faults = list(mock.faults)
    if faults:
        pytest.fail("\n".join(_told(fault.operation, fault.exception) for fault in faults), pytrace=False)


@pytest.fixture
def ecs(ecs_world: MockEcs) -> Any:
    """A boto3 client of ECS in us-east-1 that talks to ecs_world."""
    return ecs_world.client("ecs")


@pytest.fixture
def ecr(ecs_world: MockEcs) -> Any:
    """A boto3 client of ECR in us-east-1 that talks to ecs_world."""
    return ecs_world.client("ecr")


@pytest.fixture
def ecs_clock(ecs_world: MockEcs) -> Clock:
    """The clock of ecs_world: now, advance(seconds), settle(), mode, set_mode(name)."""
    return ecs_world.clock


@pytest.fixture
def aws_endpoint(request: pytest.FixtureRequest, ecs_world: MockEcs) -> Iterator[str]:
    """The URL of a live server of ecs_world, for programs that need one: give it to them as AWS_ENDPOINT_URL."""
    from mock_ecs.server import Server

    with Server(ecs_world.world, listener=request.node.stash.get(_LISTENER, None)) as server:
        yield server.url


def _seed(config: pytest.Config) -> int:
    option = config.getoption("--mock-ecs-seed")
    if option is not None:
        return int(option)
    text = config.getini("mock_ecs_seed")
    try:
        return int(text)
    except ValueError:
        raise pytest.UsageError(f"mock_ecs_seed must be a whole number, not {text!r}") from None


def _listen(request: pytest.FixtureRequest) -> int:
    """Take a port before the World is made, so that the addresses of its repositories name it."""
    from mock_ecs.server import listen

    listener = request.node.stash[_LISTENER] = listen("127.0.0.1", 0)
    port: int = listener.getsockname()[1]
    return port


def _told(operation: str, exception: BaseException) -> str:
    from traceback import format_exception

    return f"a fault of mock-ecs itself, in {operation}:\n{''.join(format_exception(exception))}"
