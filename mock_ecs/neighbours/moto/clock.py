"""moto's CloudWatch and Application Auto Scaling on the World's clock: all else of moto is on the wall clock."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any


class _Time:
    """In place of the module ``time``, of which moto's Application Auto Scaling uses one function."""

    def __init__(self, now: float) -> None:
        self.time: Callable[[], float] = lambda: now


@contextmanager
def at_time(now: float) -> Iterator[None]:
    """Let ``now``, in seconds since 1970, be what those of the two that are loaded take for the present."""
    moment = naive(now)
    stand_ins: list[tuple[str, str, Any]] = [
        ("moto.cloudwatch.models", "utcnow", lambda: moment),
        ("moto.applicationautoscaling.models", "time", _Time(now)),
    ]
    before = []
    for name, attribute, stand_in in stand_ins:
        module = sys.modules.get(name)
        if module is not None:
            before.append((module, attribute, getattr(module, attribute)))
            setattr(module, attribute, stand_in)
    try:
        yield
    finally:
        for module, attribute, usual in reversed(before):
            setattr(module, attribute, usual)


def naive(time: float) -> datetime:
    """The time as moto's CloudWatch keeps it: without a zone, and meaning UTC."""
    return datetime.fromtimestamp(time, tz=UTC).replace(tzinfo=None)


def epoch(moment: datetime) -> float:
    """The seconds since 1970 of a time that moto keeps; one without a zone means UTC."""
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
