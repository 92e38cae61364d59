"""Members of responses that many operations share: optional ones, times and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.paging import InvalidTokenError, page

T = TypeVar("T")


def present(**members: Any) -> dict[str, Any]:
    """The members that have a value: AWS leaves out what it does not know, and never answers null."""
    return known(members)


def known(members: dict[str, Any]) -> dict[str, Any]:
    """The same for members that are in a dict already."""
    return {name: value for name, value in members.items() if value is not None}


def page_of(
    request: dict[str, Any], items: Sequence[T], size: int, invalid_token: AwsError
) -> tuple[Sequence[T], dict[str, str]]:
    """The ``size`` items at the ``nextToken`` of ``request``, and that member for the next page where there is one.

    Raises ``invalid_token`` for a token that was not given out.
    """
    try:
        shown, token = page(items, size, request.get("nextToken"))
    except InvalidTokenError:
        raise invalid_token from None
    return shown, {"nextToken": token} if token else {}


def moment(time: float | None) -> float | None:
    """A time as AWS JSON gives it: epoch seconds with milliseconds."""
    return None if time is None else round(time, 3)
