"""Account settings: by principal, with the account's root as the default of all.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
"""

from __future__ import annotations

from typing import NamedTuple

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.refusals import account_settings as refusals

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
"""What holds when nobody set anything, by name."""

AWS_MANAGED = "guardDutyActivate"
"""The one setting that only AWS sets."""

LONG_ARNS = ("serviceLongArnFormat", "taskLongArnFormat", "containerInstanceLongArnFormat")
"""Settings that have been of no effect since 2021-04-01: all ARNs are long."""

ACCOUNT_ONLY = ("fargateTaskRetirementWaitPeriod", "fargateEventWindows")
"""Settings that hold for the whole account."""

_SWITCH = ("enabled", "disabled")
_ALLOWED = {
    "containerInsights": ("enabled", "disabled", "enhanced"),
    "tagResourceAuthorization": ("on", "off"),
    "fargateTaskRetirementWaitPeriod": ("0", "7", "14"),
    "defaultLogDriverMode": ("blocking", "non-blocking"),
}


class AccountSetting(NamedTuple):
    """A setting as it is listed."""

    name: str
    value: str
    principal: str

    @property
    def type(self) -> str:
        """``aws_managed`` for what only AWS sets, else ``user``."""
        return "aws_managed" if self.name == AWS_MANAGED else "user"


class AccountSettings:
    """The settings of one scope, by principal ARN and name."""

    def __init__(self, scope: Scope) -> None:
        self.root = f"arn:{scope.partition}:iam::{scope.account}:root"
        self._set: dict[tuple[str, str], str] = {}

    def put(self, name: str, value: str, principal: str) -> AccountSetting:
        """Set ``name`` for ``principal``.

        Raises InvalidParameterException for a name or value there is not, and for what AWS manages.
        """
        _check_name(name)
        allowed = _ALLOWED.get(name, _SWITCH)
        if value not in allowed:
            raise refusals.VALUE(value=value, allowed=",".join(allowed))
        self._set[principal, name] = value
        return AccountSetting(name, value, principal)

    def delete(self, name: str, principal: str) -> AccountSetting:
        """Forget what ``principal`` set; what holds then is in the answer."""
        _check_name(name)
        self._set.pop((principal, name), None)
        return AccountSetting(name, self.effective(name), principal)

    def explicit(self, principal: str) -> list[AccountSetting]:
        """What ``principal`` set, in the order of :data:`DEFAULTS`."""
        return [
            AccountSetting(name, self._set[principal, name], principal)
            for name in DEFAULTS
            if (principal, name) in self._set
        ]

    def effective(self, name: str, principal: str | None = None) -> str:
        """The value that holds for ``principal``: its own, else the root's, else the default."""
        own = self._set.get((principal, name)) if principal else None
        return own or self._set.get((self.root, name)) or DEFAULTS[name]


def _check_name(name: str) -> None:
    if name not in DEFAULTS:
        raise refusals.NAME(name=name, allowed=",".join(DEFAULTS))
    if name == AWS_MANAGED:
        raise refusals.READ_ONLY(name=name)
