"""How long what ECR does by itself takes, by lifecycle profile."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of each step.

    AWS says that most images are replicated in less than 30 minutes and restored from the archive within 20; ``slow``
    takes about that long. For the others AWS names no figure. ``backfill_preparation`` is how long a replication
    backfill looks for its images, ``backfill_step`` how long it takes for one of them. ``scan`` is
    how long an image is scanned.
    """

    replication: float = 1.0
    restore: float = 1.0
    signing: float = 0.5
    backfill_preparation: float = 1.0
    backfill_step: float = 0.1
    scan: float = 1.0


_PROFILES = {
    "fast": Timings(),
    "typical": Timings(
        replication=60.0, restore=600.0, signing=5.0, backfill_preparation=30.0, backfill_step=2.0, scan=15.0
    ),
    "slow": Timings(
        replication=1800.0, restore=1200.0, signing=15.0, backfill_preparation=90.0, backfill_step=6.0, scan=120.0
    ),
}
_PROFILES["spot-storm"] = _PROFILES["typical"]


def timings_of(profile: str) -> Timings:
    """The timings of ``fast``, ``typical``, ``slow`` or ``spot-storm`` (as typical); KeyError for another name."""
    return _PROFILES[profile]
