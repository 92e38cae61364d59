"""Pages of the List operations of ECS, and the lengths of its batches.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from mock_ecs.api.members import page_of
from mock_ecs.ecs.refusals import requests as refusals

T = TypeVar("T")


def paged(
    request: dict[str, Any], items: Sequence[T], *, default: int = 100, maximum: int = 100
) -> tuple[Sequence[T], dict[str, str]]:
    """The page of ``items`` that ``request`` asks for, and the ``nextToken`` member where there is more.

    Raises InvalidParameterException for a size out of range and for a token that was not given out.
    """
    size = request.get("maxResults", default)
    if not 1 <= size <= maximum:
        raise refusals.MAX_RESULTS(maximum=maximum)
    return page_of(request, items, size, refusals.INVALID_TOKEN())


def check_batch(name: str, items: Sequence[Any], *, maximum: int) -> None:
    """Raise when a request names nothing, or more than ``maximum`` things.

    The error is InvalidParameterException, but ClientException where no container instance is named.
    """
    if not items and name == "containerInstances":
        raise refusals.CONTAINER_INSTANCES_EMPTY()
    if not items:
        raise refusals.BATCH_EMPTY(Name=f"{name[0].upper()}{name[1:]}")
    if len(items) > maximum:
        raise refusals.BATCH_TOO_LONG(name=name, maximum=maximum)
