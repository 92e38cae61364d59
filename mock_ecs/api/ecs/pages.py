"""Pages of the List operations of ECS.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from mock_ecs.api.members import page_of
from mock_ecs.ecs.errors import ClientException, InvalidParameterException

T = TypeVar("T")


def paged(
    request: dict[str, Any], items: Sequence[T], *, default: int = 100, maximum: int = 100
) -> tuple[Sequence[T], dict[str, str]]:
    """The page of ``items`` that ``request`` asks for, and the ``nextToken`` member where there is more.

    Raises InvalidParameterException for a size out of range and for a token that was not given out.
    """
    size = request.get("maxResults", default)
    if not 1 <= size <= maximum:
        raise InvalidParameterException(f"maxResults should be between 1 and {maximum}.")
    return page_of(request, items, size, InvalidParameterException("Invalid token"))


def check_batch(name: str, items: Sequence[Any], *, maximum: int) -> None:
    """Raise when a Describe call names nothing, or more than ``maximum`` things.

    The error is InvalidParameterException, but ClientException where no container instance is named.
    """
    if not items and name == "containerInstances":
        raise ClientException("Container Instances cannot be empty.")
    if not items:
        raise InvalidParameterException(f"{name[0].upper()}{name[1:]} cannot be empty.")
    if len(items) > maximum:
        raise InvalidParameterException(f"{name} can have at most {maximum} items.")
