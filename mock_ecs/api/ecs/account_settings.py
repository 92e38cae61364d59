"""The operations on account settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.pages import paged
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import parse_arn
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs import errors
from mock_ecs.ecs.account_settings import ACCOUNT_ONLY, DEFAULTS, LONG_ARNS, AccountSetting
from mock_ecs.ecs.refusals import account_settings as refusals

_PRINCIPALS = (
    ("iam", "root"),
    ("iam", "user"),
    ("iam", "role"),
    ("sts", "assumed-role"),
    ("sts", "federated-user"),
)
"""Service and kind in the ARNs of those who can have settings."""


@operation("PutAccountSetting")
def put_account_setting(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    principal = _principal(ctx, request)
    setting = ctx.ecs.account_settings.put(request["name"], request["value"], principal)
    judge(ctx, _doubts(setting, root=ctx.ecs.account_settings.root), errors)
    return {"setting": view(setting)}


@operation("PutAccountSettingDefault")
def put_account_setting_default(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecs.account_settings
    setting = settings.put(request["name"], request["value"], settings.root)
    judge(ctx, _doubts(setting, root=settings.root), errors)
    return {"setting": view(setting)}


@operation("DeleteAccountSetting")
def delete_account_setting(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    principal = _principal(ctx, request)
    return {"setting": view(ctx.ecs.account_settings.delete(request["name"], principal))}


@operation("ListAccountSettings")
def list_account_settings(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecs.account_settings
    principal = _principal(ctx, request)
    if request.get("effectiveSettings"):
        found = [AccountSetting(name, settings.effective(name, principal), principal) for name in DEFAULTS]
    else:
        found = settings.explicit(principal)
    wanted = [
        view(setting)
        for setting in found
        if request.get("name") in (None, setting.name) and request.get("value") in (None, setting.value)
    ]
    shown, more = paged(request, wanted, default=10, maximum=10)
    return {"settings": shown, **more}


def view(setting: AccountSetting) -> dict[str, Any]:
    """The setting as it is shown."""
    return {
        "name": setting.name,
        "value": setting.value,
        "principalArn": setting.principal,
        "type": setting.type,
    }


def _principal(ctx: Context, request: dict[str, Any]) -> str:
    """Whose setting it is: the caller's, or a user's, a role's or the root's of this account."""
    principal: str = request.get("principalArn", ctx.principal)
    arn = parse_arn(principal)
    if arn is None or arn.account != ctx.scope.account or (arn.service, arn.kind) not in _PRINCIPALS:
        raise refusals.PRINCIPAL(principal=principal)
    return principal


def _doubts(setting: AccountSetting, *, root: str) -> Iterator[Finding]:
    """What AWS may not take."""
    if setting.name in LONG_ARNS and setting.value == "disabled":
        yield refusals.LONG_ARNS.at(("value",), name=setting.name)
    if setting.name in ACCOUNT_ONLY and setting.principal != root:
        yield refusals.ACCOUNT_ONLY.at(("principalArn",), name=setting.name)
