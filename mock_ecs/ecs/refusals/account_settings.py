"""What is refused of account settings."""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import InvalidParameterException

_PUT = ("PutAccountSetting", "PutAccountSettingDefault")

NAME = Refusal(
    InvalidParameterException,
    "{name} should be one of [{allowed}]",
    when="name is no account setting.",
    mend="Name one of {allowed}.",
    operations=(*_PUT, "DeleteAccountSetting"),
    source="moto",
)
VALUE = Refusal(
    InvalidParameterException,
    "{value} should be one of [{allowed}]",
    when="The setting does not have this value.",
    mend="Set value to one of {allowed}.",
    operations=_PUT,
    source="ours",
)
READ_ONLY = Refusal(
    InvalidParameterException,
    "The account setting {name} is managed by AWS and cannot be changed.",
    when="guardDutyActivate is set or deleted, which only Amazon GuardDuty does.",
    mend="Leave {name} alone: it follows Amazon GuardDuty.",
    operations=(*_PUT, "DeleteAccountSetting"),
    source="ours",
)
PRINCIPAL = Refusal(
    InvalidParameterException,
    "The principal ARN is not valid: {principal}",
    when="principalArn is no ARN of a user, a role or the root of this account.",
    mend="Give the ARN of an IAM user or role, or of the root, of this account.",
    operations=("PutAccountSetting", "DeleteAccountSetting", "ListAccountSettings"),
    source="ours",
)
LONG_ARNS = Refusal(
    InvalidParameterException,
    "{name} can no longer be disabled.",
    when="One of the long ARN formats is disabled, which has had no effect since April 2021.",
    mend="Leave {name} enabled.",
    operations=_PUT,
    source="ours",
    doubtful=True,
)
ACCOUNT_ONLY = Refusal(
    InvalidParameterException,
    "{name} can only be set for the account.",
    when="fargateTaskRetirementWaitPeriod or fargateEventWindows is set for a single user or role.",
    mend="Use PutAccountSettingDefault for {name}.",
    operations=("PutAccountSetting",),
    source="ours",
    doubtful=True,
)
