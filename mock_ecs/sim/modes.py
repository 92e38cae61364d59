"""What moves the clock: the wall (real), the test (manual), or each request by itself (instant)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from mock_ecs.sim.engine import Engine

Wall = Callable[[], float]
"""A monotonic clock in seconds."""

epoch_now: Wall = time.time
"""The wall clock's time, in seconds since the epoch: where a clock begins that nobody set."""

NAMES = ("real", "instant", "manual")


class Mode(Protocol):
    """How time passes for one engine."""

    name: str

    def before_request(self) -> None:
        """Bring the engine to where a request must find it."""

    def moved(self) -> None:
        """The engine was moved by hand: go on from where it stands."""

    def due_in(self) -> float | None:
        """Wall seconds until something happens by itself; None when nothing will."""


class Manual:
    """Time passes only in :meth:`Engine.run_until`."""

    name = "manual"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def before_request(self) -> None:
        """Nothing: what comes due waits for the test."""

    def moved(self) -> None:
        """Nothing: it is always moved by hand."""

    def due_in(self) -> float | None:
        return None


class Real:
    """The engine follows the wall clock, ``speed`` times as fast."""

    name = "real"

    def __init__(self, engine: Engine, *, speed: float = 1.0, wall: Wall = time.monotonic) -> None:
        self._engine = engine
        self.speed = speed
        self._wall = wall
        self._origin = engine.now, wall()

    def before_request(self) -> None:
        start, wall = self._origin
        self._engine.run_until(start + (self._wall() - wall) * self.speed)

    def moved(self) -> None:
        self._origin = self._engine.now, self._wall()

    def due_in(self) -> float | None:
        due = self._engine.next_due()
        if due is None:
            return None
        start, wall = self._origin
        return max(0.0, (due - start) / self.speed - (self._wall() - wall))


class Instant:
    """What a request set off is settled before the next one.

    With a ``wall`` the clock also moves on with it, so that a client that polls sees background events come;
    without one only the settling and the test move it.
    """

    name = "instant"

    def __init__(self, engine: Engine, *, speed: float = 1.0, wall: Wall | None = None) -> None:
        self._engine = engine
        self.speed = speed
        self._wall = wall
        self._seen = wall() if wall else 0.0

    def before_request(self) -> None:
        if self._wall is not None:
            seen, self._seen = self._seen, self._wall()
            self._engine.run_until(self._engine.now + (self._seen - seen) * self.speed)
        self._engine.settle()

    def moved(self) -> None:
        """Nothing: only the wall time since the last request counts."""

    def due_in(self) -> float | None:
        return None


def make_mode(name: str, engine: Engine, *, speed: float = 1.0, follow_wall: bool = True) -> Mode:
    """The mode called ``name`` (one of :data:`NAMES`) for ``engine``; ValueError for any other name."""
    if name == "real":
        return Real(engine, speed=speed)
    if name == "instant":
        return Instant(engine, speed=speed, wall=time.monotonic if follow_wall else None)
    if name == "manual":
        return Manual(engine)
    raise ValueError(f"clock must be one of {', '.join(NAMES)}, not {name!r}")
