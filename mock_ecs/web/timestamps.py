"""Points in time as the control API shows them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(now: float) -> str | None:
    """The time as ISO 8601 in UTC; None for one that no calendar has."""
    try:
        return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return None
