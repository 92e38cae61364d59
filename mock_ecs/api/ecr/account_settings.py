"""Answers to the operations on ECR's account settings."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import operation
from mock_ecs.ecr import errors
from mock_ecs.ecr.registry import former_value


@operation("PutAccountSetting")
def put_account_setting(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    name, value = request["name"], request["value"]
    finding = former_value(name, value)
    judge(ctx, [finding] if finding else [], errors)
    ctx.ecr.settings.set_account_setting(name, value)
    return {"name": name, "value": value}


@operation("GetAccountSetting")
def get_account_setting(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    name = request["name"]
    return {"name": name, "value": ctx.ecr.settings.account_setting(name)}
