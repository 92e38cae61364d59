"""Members of responses that many operations share: optional ones, times and pages."""

from __future__ import annotations

from typing import Any


def present(**members: Any) -> dict[str, Any]:
    """The members that have a value: AWS leaves out what it does not know, and never answers null."""
    return known(members)


def known(members: dict[str, Any]) -> dict[str, Any]:
    """The same for members that are in a dict already."""
    return {name: value for name, value in members.items() if value is not None}


def moment(time: float | None) -> float | None:
    """A time as AWS JSON gives it: epoch seconds with milliseconds."""
    return None if time is None else round(time, 3)
