"""Pages of ECR's lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from mock_ecs.api.members import page_of
from mock_ecs.aws.paging import InvalidTokenError, page_from
from mock_ecs.ecr.refusals.repositories import PAGE_OF_NAMED, TOKEN_INVALID

T = TypeVar("T")
_DEFAULT_SIZE = 100


def paged(request: dict[str, Any], items: Sequence[T], size: int = _DEFAULT_SIZE) -> tuple[Sequence[T], dict[str, str]]:
    """The page that ``request`` asks for, and the member ``nextToken`` unless it is the last one.

    A page has ``size`` items where the request does not say how many. Raises InvalidParameterException for a token
    that is not one of ours.
    """
    return page_of(request, items, request.get("maxResults", size), TOKEN_INVALID())


def paged_from(
    request: dict[str, Any], after: Callable[[int], Iterable[tuple[int, T]]]
) -> tuple[Sequence[T], dict[str, str]]:
    """The same of items that ``after`` gives from a position on, each with its own."""
    try:
        shown, token = page_from(after, request.get("maxResults", _DEFAULT_SIZE), request.get("nextToken"))
    except InvalidTokenError:
        raise TOKEN_INVALID() from None
    return shown, {"nextToken": token} if token else {}


def check_not_paged(request: dict[str, Any], names: str) -> None:
    """InvalidParameterException when ``request`` has a page beside ``names``, which name what is wanted."""
    for member in ("nextToken", "maxResults"):
        if member in request:
            raise PAGE_OF_NAMED(member=member, names=names)
