"""Points in time as AWS reads and writes them in texts."""

from __future__ import annotations

from datetime import UTC, datetime


def epoch_of(text: str) -> float | None:
    """Epoch seconds of ``2018-06-18T22:28:28+00:00``, ``…Z``, without a zone (UTC), or a date alone; else None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def timestamp_text(epoch: float) -> str:
    """``2025-05-06T11:02:17.19Z`` for epoch seconds: UTC, milliseconds without the zeros at their end."""
    seconds, milliseconds = divmod(round(epoch * 1000), 1000)
    fraction = f".{milliseconds:03d}".rstrip("0") if milliseconds else ""
    return f"{datetime.fromtimestamp(seconds, tz=UTC).isoformat()[:19]}{fraction}Z"
