"""Answers to the operations on principals whose pulls are not recorded."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.pages import paged
from mock_ecs.api.members import moment
from mock_ecs.api.operation import operation


@operation("RegisterPullTimeUpdateExclusion")
def register_pull_time_update_exclusion(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    now = ctx.ecr.engine.now
    ctx.ecr.pull_time_exclusions.add(request["principalArn"], now=now)
    return {"principalArn": request["principalArn"], "createdAt": moment(now)}


@operation("DeregisterPullTimeUpdateExclusion")
def deregister_pull_time_update_exclusion(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    ctx.ecr.pull_time_exclusions.remove(request["principalArn"])
    return {"principalArn": request["principalArn"]}


@operation("ListPullTimeUpdateExclusions")
def list_pull_time_update_exclusions(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    shown, more = paged(request, ctx.ecr.pull_time_exclusions.all())
    return {"pullTimeUpdateExclusions": list(shown), **more}
