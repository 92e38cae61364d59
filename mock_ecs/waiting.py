"""Waiters of botocore that move the mock's clock instead of sleeping.

A waiter sleeps in the client, where no server can help it: one that waits for a task to end by itself would poll
for minutes while, in process, no time passes. Within a mock its pause is spent on the mock's clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import botocore.waiter

Spend = Callable[[float], bool]
"""Lets seconds pass on the clock of a mock; False when that clock is the wall's, and time must be waited for."""

_answered = threading.local()
_blocks = 0


def remember(spend: Spend | None) -> None:
    """Who answered this thread last: a mock, by its clock, or None for anybody else."""
    _answered.spend = spend


def begin_skipping() -> None:
    """From now on, and until :func:`end_skipping` is called as often, no waiter of a mock sleeps."""
    global _blocks
    _blocks += 1
    botocore.waiter.time = _Time()


def end_skipping() -> None:
    """Let waiters sleep again, once the last block has ended."""
    global _blocks
    _blocks -= 1
    if _blocks == 0:
        botocore.waiter.time = time


class _Time:
    """The module ``time`` as botocore's waiters see it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        """Spend ``seconds`` on the clock of the mock that answered last, or really sleep."""
        spend: Spend | None = getattr(_answered, "spend", None)
        if spend is None or not spend(seconds):
            time.sleep(seconds)
