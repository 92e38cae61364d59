"""Account settings by principal."""

from __future__ import annotations

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.account_settings import AccountSetting, AccountSettings
from mock_ecs.ecs.errors import InvalidParameterException

ROOT = "arn:aws:iam::123456789012:root"
ALICE, BOB = "arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:user/bob"
NAMES = (
    "serviceLongArnFormat,taskLongArnFormat,containerInstanceLongArnFormat,awsvpcTrunking,containerInsights,"
    "fargateFIPSMode,tagResourceAuthorization,fargateTaskRetirementWaitPeriod,fargateEventWindows,guardDutyActivate,"
    "defaultLogDriverMode"
)


def settings() -> AccountSettings:
    return AccountSettings(Scope())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("serviceLongArnFormat", "enabled"),
        ("taskLongArnFormat", "enabled"),
        ("containerInstanceLongArnFormat", "enabled"),
        ("awsvpcTrunking", "disabled"),
        ("containerInsights", "disabled"),
        ("fargateFIPSMode", "disabled"),
        ("tagResourceAuthorization", "on"),
        ("fargateTaskRetirementWaitPeriod", "7"),
        ("fargateEventWindows", "disabled"),
        ("guardDutyActivate", "off"),
        ("defaultLogDriverMode", "non-blocking"),
    ],
)
def test_what_holds_when_nobody_set_anything(name: str, value: str) -> None:
    assert settings().effective(name, ALICE) == value


def test_the_own_value_goes_before_that_of_the_account_and_that_before_the_default() -> None:
    account = settings()
    account.put("containerInsights", "enabled", ROOT)
    account.put("containerInsights", "enhanced", ALICE)

    values = [account.effective("containerInsights", principal) for principal in (ALICE, BOB, ROOT, None)]

    assert values == ["enhanced", "enabled", "enabled", "enabled"]


def test_only_what_a_principal_set_is_explicit_in_a_fixed_order() -> None:
    account = settings()
    account.put("defaultLogDriverMode", "blocking", ALICE)
    account.put("awsvpcTrunking", "enabled", ALICE)
    account.put("containerInsights", "enabled", ROOT)

    assert account.explicit(ALICE) == [
        AccountSetting("awsvpcTrunking", "enabled", ALICE),
        AccountSetting("defaultLogDriverMode", "blocking", ALICE),
    ]
    assert account.explicit(BOB) == []


def test_putting_answers_what_was_put() -> None:
    assert settings().put("fargateTaskRetirementWaitPeriod", "14", ROOT) == AccountSetting(
        "fargateTaskRetirementWaitPeriod", "14", ROOT
    )


def test_after_deleting_the_account_or_the_default_holds_again() -> None:
    account = settings()
    account.put("containerInsights", "enabled", ROOT)
    account.put("containerInsights", "enhanced", ALICE)

    own = account.delete("containerInsights", ALICE)
    of_the_account = account.delete("containerInsights", ROOT)
    never_set = account.delete("containerInsights", BOB)

    assert own == AccountSetting("containerInsights", "enabled", ALICE)
    assert of_the_account == AccountSetting("containerInsights", "disabled", ROOT)
    assert never_set == AccountSetting("containerInsights", "disabled", BOB)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("unknown", "enabled", f"unknown should be one of [{NAMES}]", id="a name that there is not"),
        pytest.param("taskLongArnFormat", "on", "on should be one of [enabled,disabled]", id="a switch"),
        pytest.param("tagResourceAuthorization", "enabled", "enabled should be one of [on,off]", id="another switch"),
        pytest.param("fargateTaskRetirementWaitPeriod", "8", "8 should be one of [0,7,14]", id="days"),
        pytest.param(
            "containerInsights", "yes", "yes should be one of [enabled,disabled,enhanced]", id="container insights"
        ),
        pytest.param("defaultLogDriverMode", "", " should be one of [blocking,non-blocking]", id="nothing"),
    ],
)
def test_a_value_that_there_is_not_is_refused(name: str, value: str, message: str) -> None:
    account = settings()

    with pytest.raises(InvalidParameterException) as refused:
        account.put(name, value, ALICE)

    assert refused.value.message == message
    assert account.explicit(ALICE) == []


def test_an_unknown_name_cannot_be_deleted_either() -> None:
    with pytest.raises(InvalidParameterException):
        settings().delete("unknown", ALICE)


@pytest.mark.parametrize(("name", "kind"), [("guardDutyActivate", "aws_managed"), ("containerInsights", "user")])
def test_a_setting_is_of_type(name: str, kind: str) -> None:
    assert AccountSetting(name, "off", ROOT).type == kind


@pytest.mark.parametrize(
    ("region", "root"),
    [
        ("eu-west-1", "arn:aws:iam::123456789012:root"),
        ("cn-north-1", "arn:aws-cn:iam::123456789012:root"),
        ("us-gov-west-1", "arn:aws-us-gov:iam::123456789012:root"),
    ],
)
def test_the_root_of_an_account_is_named_by_its_partition(region: str, root: str) -> None:
    assert AccountSettings(Scope("123456789012", region)).root == root
