"""The operations on account settings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.raw import Raw

ROOT = "arn:aws:iam::123456789012:root"
ALICE = "arn:aws:iam::123456789012:user/alice"
DEFAULTS = {
    "serviceLongArnFormat": "enabled",
    "taskLongArnFormat": "enabled",
    "containerInstanceLongArnFormat": "enabled",
    "awsvpcTrunking": "disabled",
    "containerInsights": "disabled",
    "fargateFIPSMode": "disabled",
    "tagResourceAuthorization": "on",
    "fargateTaskRetirementWaitPeriod": "7",
    "fargateEventWindows": "disabled",
    "guardDutyActivate": "off",
    "defaultLogDriverMode": "non-blocking",
}


def effective(call: Raw, **members: Any) -> dict[str, str]:
    """All settings that hold, by name, over all pages."""
    found: dict[str, str] = {}
    token: dict[str, str] = {}
    while True:
        response = call("ListAccountSettings", effectiveSettings=True, **members, **token)
        found |= {setting["name"]: setting["value"] for setting in response["settings"]}
        if "nextToken" not in response:
            return found
        token = {"nextToken": response["nextToken"]}


class TestPutAccountSetting:
    def test_it_sets_it_for_the_caller(self, call: Raw) -> None:
        response = call("PutAccountSetting", name="containerInsights", value="enhanced")

        assert response == {
            "setting": {"name": "containerInsights", "value": "enhanced", "principalArn": ROOT, "type": "user"}
        }

    def test_it_sets_it_for_another_principal(self, call: Raw) -> None:
        call("PutAccountSetting", name="awsvpcTrunking", value="enabled", principalArn=ALICE)

        assert effective(call, principalArn=ALICE)["awsvpcTrunking"] == "enabled"
        assert effective(call)["awsvpcTrunking"] == "disabled"

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("awsvpcTrunking", ["enabled", "disabled"]),
            ("containerInsights", ["enabled", "disabled", "enhanced"]),
            ("fargateFIPSMode", ["enabled", "disabled"]),
            ("tagResourceAuthorization", ["on", "off"]),
            ("fargateTaskRetirementWaitPeriod", ["0", "7", "14"]),
            ("fargateEventWindows", ["enabled", "disabled"]),
            ("defaultLogDriverMode", ["blocking", "non-blocking"]),
        ],
    )
    def test_each_takes_its_values_and_no_other(self, call: Raw, name: str, values: list[str]) -> None:
        taken = [call("PutAccountSetting", name=name, value=value)["setting"]["value"] for value in values]
        code, _ = call.refusal("PutAccountSetting", name=name, value="maybe")

        assert taken == values
        assert code == "InvalidParameterException"


class TestPutAccountSettingDefault:
    def test_it_sets_it_for_the_account(self, call: Raw) -> None:
        response = call("PutAccountSettingDefault", name="awsvpcTrunking", value="enabled")

        assert response["setting"] == {
            "name": "awsvpcTrunking",
            "value": "enabled",
            "principalArn": ROOT,
            "type": "user",
        }
        assert effective(call, principalArn=ALICE)["awsvpcTrunking"] == "enabled"

    def test_what_a_principal_set_goes_before_it(self, call: Raw) -> None:
        call("PutAccountSetting", name="containerInsights", value="enhanced", principalArn=ALICE)

        call("PutAccountSettingDefault", name="containerInsights", value="enabled")

        assert effective(call, principalArn=ALICE)["containerInsights"] == "enhanced"


class TestDeleteAccountSetting:
    def test_the_default_holds_again(self, call: Raw) -> None:
        call("PutAccountSetting", name="containerInsights", value="enhanced", principalArn=ALICE)

        response = call("DeleteAccountSetting", name="containerInsights", principalArn=ALICE)

        assert response["setting"]["name"] == "containerInsights"
        assert response["setting"]["principalArn"] == ALICE
        assert effective(call, principalArn=ALICE)["containerInsights"] == "disabled"

    def test_one_that_was_not_set_is_no_error(self, call: Raw) -> None:
        assert call("DeleteAccountSetting", name="containerInsights")["setting"]["name"] == "containerInsights"


class TestListAccountSettings:
    def test_without_effective_settings_only_what_was_set_is_listed(self, call: Raw) -> None:
        call("PutAccountSetting", name="awsvpcTrunking", value="enabled")
        call("PutAccountSetting", name="containerInsights", value="enabled", principalArn=ALICE)

        response = call("ListAccountSettings")

        assert response == {
            "settings": [{"name": "awsvpcTrunking", "value": "enabled", "principalArn": ROOT, "type": "user"}]
        }

    def test_effective_settings_are_all_there_are(self, call: Raw) -> None:
        assert effective(call) == DEFAULTS

    def test_guard_duty_is_managed_by_aws(self, call: Raw) -> None:
        (setting,) = call("ListAccountSettings", name="guardDutyActivate", effectiveSettings=True)["settings"]

        assert setting == {"name": "guardDutyActivate", "value": "off", "principalArn": ROOT, "type": "aws_managed"}

    @pytest.mark.parametrize(
        ("members", "found"),
        [
            pytest.param({"name": "containerInsights"}, ["containerInsights"], id="name"),
            pytest.param({"name": "containerInsights", "value": "enabled"}, [], id="name and another value"),
            pytest.param({"value": "on"}, ["tagResourceAuthorization"], id="value"),
        ],
    )
    def test_filters_choose(self, call: Raw, members: dict[str, Any], found: list[str]) -> None:
        response = call("ListAccountSettings", effectiveSettings=True, **members)

        assert [setting["name"] for setting in response["settings"]] == found

    def test_accounts_and_regions_do_not_share_settings(self, call: Raw, ecs_world: Any) -> None:
        call("PutAccountSetting", name="awsvpcTrunking", value="enabled")

        other_region = Raw(ecs_world, region="eu-west-1")("ListAccountSettings")["settings"]
        other_account = Raw(ecs_world, account="999999999999")("ListAccountSettings")["settings"]

        assert (other_region, other_account) == ([], [])
