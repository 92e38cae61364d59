"""The mock inside a test's own process: boto3 and botocore talk to it without a socket."""

from __future__ import annotations

import functools
import inspect
import logging
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, overload

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.handlers import BUILTIN_HANDLERS
from botocore.loaders import create_loader

from mock_ecs import scenarios, waiting
from mock_ecs.app import create_app, create_world, create_wsgi
from mock_ecs.aws.scope import DEFAULT_ACCOUNT, DEFAULT_REGION
from mock_ecs.config import Config, load_config
from mock_ecs.in_process import answer, is_for_aws
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.web.decisions import decision_view, lines
from mock_ecs.world import Fault

if TYPE_CHECKING:
    from flask import Flask

F = TypeVar("F", bound=Callable[..., Any])

# A program that sets up no logging is not to be told on its standard error; warnings reach it as warnings.
logging.getLogger("mock_ecs").addHandler(logging.NullHandler())

START = 1767225600.0
"""Where the clock begins unless told otherwise: 2026-01-01T00:00:00Z, so that equal seeds give equal answers."""

_DEFAULTS = {"clock": "instant", "start_time": START}
_CREDENTIALS = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "testing")
_LIBRARIES = ("botocore", "boto3", "s3transfer", "mock_ecs")


@functools.lru_cache(maxsize=4)
def _models(data_path: str | None) -> Any:
    """botocore's reader of service models, which it would make anew, and empty, for each session: 50 ms a client."""
    return create_loader(data_path)


class MockEcsWarning(UserWarning):
    """Something was let pass that AWS might refuse, such as a role that does not exist."""


class BlockEndedError(RuntimeError):
    """A client was used after the ``mock_ecs`` block it was made in had ended."""


class Clock:
    """The clock of one mock; nothing but the test and, in instant mode, the settling of changes moves it."""

    def __init__(self, mock: MockEcs) -> None:
        self._world = mock.world

    @property
    def now(self) -> float:
        """The time that the next request will find, in seconds since 1970."""
        with self._world.entered():
            return self._world.engine.now

    @property
    def mode(self) -> str:
        """What moves the clock: ``instant``, ``manual`` or ``real``."""
        return self._world.mode.name

    def set_mode(self, name: str) -> None:
        """Let ``name`` move the clock from now on; ValueError for a name that is none of the modes."""
        self._world.set_mode(name)

    def advance(self, seconds: float | timedelta) -> float:
        """Let time pass, and all that comes due in it happen; returns the new time."""
        return self._world.advance(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)

    def settle(self) -> float:
        """Let every change in progress come to its end; returns the new time."""
        return self._world.settle()


class MockEcs:
    """One mock: its World, its clock, and clients of it.

    ``neighbours`` is ``moto`` (IAM, EC2 and the other services of the same mock) or ``null`` (none are asked).
    ``scenario``, a document or the path of one, says what goes wrong.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        neighbours: str = "moto",
        scenario: scenarios.Source | None = None,
    ) -> None:
        config = config or load_config(_DEFAULTS, environ={})
        self.world = create_world(config, neighbours=neighbours, follow_wall=False, scenario=scenario)
        self.clock = Clock(self)
        self.warnings: list[str] = []
        self._wsgi = create_wsgi(self.world)
        self._ended = False

    @functools.cached_property
    def app(self) -> Flask:
        """The same World as a Flask application."""
        return create_app(self.world)

    @property
    def faults(self) -> list[Fault]:
        """The faults of mock-ecs itself so far."""
        return self.world.faults

    def client(self, service: str, region: str = DEFAULT_REGION, account: str | None = None, **settings: Any) -> Any:
        """A boto3 client of ``service``; ``account`` (12 digits) is whose resources it sees."""
        return self.session(region=region, account=account).client(service, **settings)

    def session(self, *, region: str = DEFAULT_REGION, account: str | None = None) -> boto3.Session:
        """A boto3 session whose clients talk to this mock."""
        core = botocore.session.Session()
        core.register_component("data_loader", _models(core.get_config_variable("data_path")))
        for event, handler, *_ in BUILTIN_HANDLERS:
            if isinstance(handler, _Block):
                core.unregister(event, handler)
        core.get_component("event_emitter").register_first("before-send", self._answer)
        return boto3.Session(
            aws_access_key_id=account or "testing",
            aws_secret_access_key="testing",
            region_name=region,
            botocore_session=core,
        )

    def add_instances(
        self,
        cluster: str = "default",
        instance_type: str = "m5.large",
        count: int = 1,
        *,
        zones: Sequence[str] = (),
        attributes: Mapping[str, str | None] | None = None,
        capacity_provider: str | None = None,
        region: str = DEFAULT_REGION,
        account: str | None = None,
    ) -> list[str]:
        """``count`` container instances at once, as agents on a current ECS-optimized AMI register; their ARNs.

        They lie in ``zones`` in turn (a, b and c of the region unless told otherwise) and have ``attributes`` beside
        their own. Raises ValueError for a cluster or an EC2 instance type that there is not.
        """
        return self.world.add_instances(
            cluster,
            instance_type,
            count,
            zones=zones,
            attributes=attributes,
            capacity_provider=capacity_provider,
            region=region,
            account=account or DEFAULT_ACCOUNT,
        )

    def set_agent_connected(self, container_instance: str, *, connected: bool) -> None:
        """Let the agent of a container instance (ARN or id) be connected or not; ValueError when there is none."""
        if not self.world.set_agent_connected(container_instance.rpartition("/")[2], connected=connected):
            raise ValueError(f"there is no container instance {container_instance}")

    def interrupt_instance(self, container_instance: str) -> None:
        """Let EC2 take the Spot host of a container instance (ARN or id) back: its agent has the notice now, and two
        minutes later the host is gone. ValueError when there is none.
        """
        if not self.world.interrupt_instance(container_instance.rpartition("/")[2]):
            raise ValueError(f"there is no container instance {container_instance}")

    def why(self, identifier: str) -> str:
        """Why tasks went where they went, step by step and the newest choice first; empty where none is known.

        ``identifier`` is a task (id or ARN), a service (name or ARN), or the id of a RunTask request.
        """
        decisions = self.world.decisions_about(identifier)
        return "\n\n".join("\n".join(lines(decision_view(one))) for one in decisions)

    def on_hook(self, function_arn: str, function: scenarios.HookFunction) -> None:
        """Let ``function`` answer in place of the Lambda function of lifecycle hooks: AWS's event in, AWS's answer out.

        An answer is ``{"hookStatus": "SUCCEEDED"}``. The function may ask this mock, whose clock stands meanwhile.
        """
        scenarios.on_hook(self.world, function_arn, function)

    def listen(self) -> list[Mapping[str, Any]]:
        """A list that gets each event of ECS for EventBridge from now on until a reset, whatever rules there are."""
        return self.world.listen()

    def scenario(self, source: scenarios.Source) -> scenarios.PutScenario:
        """Let things go by another scenario from now on: a document, or the path of one.

        In a ``with`` statement the rules that were there before come back at its end. Raises ScenarioError, a
        ValueError that names each fault and its place, for one that cannot be used; then nothing changes.
        """
        return scenarios.PutScenario(self.world, source)

    def reset(self) -> None:
        """Forget everything and begin again, with the same seed, the same scenario and the same first moment."""
        self.world.reset()
        self.warnings.clear()

    def end(self) -> None:
        """Refuse to answer from now on."""
        self._ended = True

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        """The answer to a request that means AWS, or None for one with an endpoint of its own."""
        waiting.remember(None)
        if not is_for_aws(request.url):
            return None
        if self._ended:
            raise BlockEndedError(f"the mock_ecs block of this client has ended: {request.method} {request.url}")
        response, headers = answer(self._wsgi, request)
        waiting.remember(self._spend)
        for name, text in headers:
            if name.lower() == "x-mock-ecs-warning":
                self._warn(text)
        return response

    def _spend(self, seconds: float) -> bool:
        """Let the pause of a waiter pass on this mock's clock, unless that follows the wall."""
        if self.clock.mode == "real":
            return False
        self.clock.advance(seconds)
        return True

    def _warn(self, text: str) -> None:
        if text in self.warnings:
            return
        self.warnings.append(text)
        warnings.warn(MockEcsWarning(text), stacklevel=_caller())


@overload
def mock_ecs(function: F, /) -> F: ...
@overload
def mock_ecs(
    *, neighbours: str = "moto", scenario: scenarios.Source | None = None, **settings: Any
) -> MockEcsBlock: ...
def mock_ecs(
    function: F | None = None,
    /,
    *,
    neighbours: str = "moto",
    scenario: scenarios.Source | None = None,
    **settings: Any,
) -> F | MockEcsBlock:
    """A mock for a ``with`` block or, as a decorator, for a function; ``settings`` are those of Config.

    Within it every client that is made with no endpoint talks to the mock, which is yielded as a MockEcs. Waiters
    of such clients do not sleep: their pauses pass on the mock's clock, unless that is the wall's. The environment's
    ``MOCK_ECS_*`` do not count, so that a test means the same everywhere. ``scenario`` is a document, or the path of
    one. Raises ConfigError for settings that cannot be used.
    """
    if scenario is not None:
        scenarios.rules_of(scenario)
    block = MockEcsBlock(load_config(_DEFAULTS | settings, environ={}), neighbours=neighbours, scenario=scenario)
    return block if function is None else block(function)


class MockEcsBlock:
    """What ``mock_ecs(...)`` returns: enter it, or decorate with it. Each entering gives a new mock."""

    def __init__(self, config: Config, *, neighbours: str, scenario: scenarios.Source | None = None) -> None:
        self._scenario = scenario
        self._config = config
        self._neighbours = neighbours
        self._entered: list[_Block] = []

    def __enter__(self) -> MockEcs:
        block = _Block(MockEcs(self._config, neighbours=self._neighbours, scenario=self._scenario))
        block.open()
        self._entered.append(block)
        return block.mock

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered.pop().close()

    def __call__(self, function: F) -> F:
        """``function``, run in a mock of its own each time; TypeError for a class or a generator."""
        if not inspect.isroutine(function) or _yields(function):
            raise TypeError("mock_ecs decorates functions that return; use it in a with block for anything else")
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run_later(*args: Any, **kwargs: Any) -> Any:
                with self._anew():
                    return await function(*args, **kwargs)

            return run_later  # type: ignore[return-value]

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            with self._anew():
                return function(*args, **kwargs)

        return run  # type: ignore[return-value]

    def _anew(self) -> MockEcsBlock:
        return MockEcsBlock(self._config, neighbours=self._neighbours, scenario=self._scenario)


class _Block:
    """One block while it is open: a handler of botocore's, and what was there before it.

    Sessions copy botocore's list of handlers when they are made, and so stay with the block they were made in.
    Only the innermost block stands in that list, since botocore would call them all.
    """

    def __init__(self, mock: MockEcs) -> None:
        self.mock = mock
        self._outer = _innermost()
        self._session = boto3.DEFAULT_SESSION
        self._environ = {name: os.environ.get(name) for name in _names_to_set_aside()}

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        return self.mock._answer(request)

    def open(self) -> None:
        """Become the innermost block. The outermost one begins with an empty moto, whose state is the process's."""
        if self._outer is None:
            reset_moto()
        else:
            BUILTIN_HANDLERS.remove(("before-send", self._outer))
        waiting.begin_skipping()
        BUILTIN_HANDLERS.append(("before-send", self))
        boto3.DEFAULT_SESSION = None
        for name in self._environ:
            os.environ.pop(name, None)
        os.environ.update(_CREDENTIALS)
        os.environ["AWS_DEFAULT_REGION"] = self._environ["AWS_DEFAULT_REGION"] or DEFAULT_REGION

    def close(self) -> None:
        """Put everything back as it was before this block, even when one opened within it is still open."""
        self.mock.end()
        waiting.end_skipping()
        inner = _innermost()
        if inner is self:
            self._restore()
            return
        while inner is not None and inner._outer is not self:
            inner = inner._outer
        if inner is not None:
            inner._outer, inner._session, inner._environ = self._outer, self._session, self._environ

    def _restore(self) -> None:
        BUILTIN_HANDLERS.remove(("before-send", self))
        if self._outer is not None:
            BUILTIN_HANDLERS.append(("before-send", self._outer))
        boto3.DEFAULT_SESSION = self._session
        for name, value in self._environ.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _yields(function: Callable[..., Any]) -> bool:
    return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)


def _innermost() -> _Block | None:
    return next((handler for _, handler, *_ in BUILTIN_HANDLERS if isinstance(handler, _Block)), None)


def _names_to_set_aside() -> list[str]:
    """The environment variables that say who calls, and where to: none of them may lead to the real AWS."""
    endpoints = [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]
    return [*_CREDENTIALS, "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", *endpoints]


def _caller() -> int:
    """The stack level of the first caller outside of the libraries between a test and us."""
    level, frame = 2, sys._getframe(2)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] in _LIBRARIES:
        level, frame = level + 1, frame.f_back
    return level
