"""The operations on account settings."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.pages import paged
from mock_ecs.api.operation import operation
from mock_ecs.ecs.account_settings import DEFAULTS, AccountSetting


@operation("PutAccountSetting")
def put_account_setting(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    principal = request.get("principalArn", ctx.principal)
    return {"setting": view(ctx.ecs.account_settings.put(request["name"], request["value"], principal))}


@operation("PutAccountSettingDefault")
def put_account_setting_default(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecs.account_settings
    return {"setting": view(settings.put(request["name"], request["value"], settings.root))}


@operation("DeleteAccountSetting")
def delete_account_setting(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    principal = request.get("principalArn", ctx.principal)
    return {"setting": view(ctx.ecs.account_settings.delete(request["name"], principal))}


@operation("ListAccountSettings")
def list_account_settings(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    settings = ctx.ecs.account_settings
    principal = request.get("principalArn", ctx.principal)
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
