"""How many tasks a thing has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class TaskCounts:
    """How many tasks are on their way up and how many run. Written by the task lifecycle alone."""

    pending: int = 0
    running: int = 0
