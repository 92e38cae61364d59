"""Points in time as AWS reads them in texts."""

from __future__ import annotations

from datetime import UTC, datetime


def epoch_of(text: str) -> float | None:
    """Epoch seconds of ``2018-06-18T22:28:28+00:00``, ``…Z``, without a zone (UTC), or a date alone; else None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
