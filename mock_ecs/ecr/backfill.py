"""A replication backfill: the images of a registry from before its rules, copied to one destination.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_StartReplicationBackfill.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.images import ImageId
from mock_ecs.sim.engine import Event

TERMINAL = ("COMPLETE", "FAILED", "STOPPED")


class Replicated(NamedTuple):
    """What became of one image and tag; ``sub_image_failures`` is None but for manifest lists."""

    repository_name: str
    image_id: ImageId
    failure_code: str | None = None
    sub_image_failures: tuple[str, ...] | None = None

    @property
    def status(self) -> str:
        """``COMPLETE`` or ``FAILED``."""
        return "FAILED" if self.failure_code else "COMPLETE"


@dataclass(slots=True, eq=False)
class Backfill:
    """One backfill. ``images`` (names of repositories, and ids) is None until it is known what there is to be copied.

    ``next_step`` is the event that goes on with it.
    """

    id: str
    destination: Scope
    started_at: float
    status: str = "PREPARING"
    ended_at: float | None = None
    failure_code: str | None = None
    images: list[tuple[str, ImageId]] | None = None
    results: list[Replicated] = field(default_factory=list)
    failed: int = 0
    failure_codes: dict[str, None] = field(default_factory=dict)
    next_step: Event | None = None

    @property
    def ended(self) -> bool:
        """True when nothing more becomes of it."""
        return self.status in TERMINAL

    def add(self, result: Replicated) -> None:
        """Count what became of one image."""
        self.results.append(result)
        if result.failure_code is not None:
            self.failed += 1
            self.failure_codes[result.failure_code] = None
