"""Where ECR Public answers: in us-east-1. Each of its operations looks there first.

https://docs.aws.amazon.com/general/latest/gr/ecr-public.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import Handler, operation
from mock_ecs.ecr import public_errors
from mock_ecs.ecr.public import REGION
from mock_ecs.ecr.public_refusals import OTHER_REGION, SECOND_REGION

_SECOND = "us-west-2"
_ANSWERED_THERE = ("DescribeRegistries", "GetAuthorizationToken")


def public_operation(name: str) -> Callable[[Handler], Handler]:
    """Mark a function as the answer to the operation of ECR Public called ``name``, in the regions that have it."""

    def mark(function: Handler) -> Handler:
        @operation(name)
        @wraps(function)
        def answer(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
            _check_region(ctx, name)
            return function(ctx, request)

        return answer

    return mark


def _check_region(ctx: Context, name: str) -> None:
    region = ctx.scope.region
    if region not in (REGION, _SECOND):
        raise OTHER_REGION()
    if region == _SECOND and name not in _ANSWERED_THERE:
        judge(ctx, [SECOND_REGION.at(("region",), operation=name, region=region)], public_errors)
