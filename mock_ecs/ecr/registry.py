"""Settings of a registry as a whole: its policy, replication, scanning, account settings.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from mock_ecs.aws.refusals import Finding
from mock_ecs.ecr.policies import written
from mock_ecs.ecr.refusals.policies import REGISTRY_POLICY_NOT_FOUND
from mock_ecs.ecr.refusals.registry import FORMER_SETTING_VALUE, SETTING_NAME, SETTING_VALUE, SIGNING_NOT_FOUND
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.wildcards import like

REGISTRY_POLICY_SCOPE = "REGISTRY_POLICY_SCOPE"
ACCOUNT_SETTINGS = {
    "BASIC_SCAN_TYPE_VERSION": ("AWS_NATIVE",),
    REGISTRY_POLICY_SCOPE: ("V2",),
    "BLOB_MOUNTING": ("DISABLED", "ENABLED"),
}
"""The account settings with their values, the default first."""

_FORMER = {("BASIC_SCAN_TYPE_VERSION", "CLAIR"), (REGISTRY_POLICY_SCOPE, "V1")}


class ScanRule(NamedTuple):
    """How often the repositories that one of ``filters`` matches are scanned."""

    frequency: str
    filters: tuple[str, ...]


class RegistrySettings:
    """What is set for one registry; ``signing`` is None where nothing is signed. Scanning is kept; nothing acts on it.

    Of the account settings, BLOB_MOUNTING and REGISTRY_POLICY_SCOPE have effects.
    """

    def __init__(self, registry_id: str) -> None:
        self.registry_id = registry_id
        self.replication: dict[str, Any] = {"rules": []}
        self.signing: dict[str, Any] | None = None
        self.scan_type = "BASIC"
        self.scan_rules: tuple[ScanRule, ...] = ()
        self.policy_text: str | None = None
        self._account_settings: dict[str, str] = {}

    def set_policy(self, document: dict[str, object]) -> str:
        """Take a policy on, and return it as ECR writes it."""
        self.policy_text = written(document)
        return self.policy_text

    def policy(self) -> str:
        """The policy; RegistryPolicyNotFoundException when there is none."""
        if self.policy_text is None:
            raise REGISTRY_POLICY_NOT_FOUND(registry_id=self.registry_id)
        return self.policy_text

    def delete_policy(self) -> str:
        """Drop the policy, and return it; RegistryPolicyNotFoundException when there is none."""
        text = self.policy()
        self.policy_text = None
        return text

    def set_replication(self, configuration: dict[str, Any]) -> None:
        """Replace all replication rules."""
        self.replication = configuration

    def set_signing(self, configuration: dict[str, Any]) -> None:
        """Replace all signing rules."""
        self.signing = configuration

    def signing_configuration(self) -> dict[str, Any]:
        """The signing rules; SigningConfigurationNotFoundException when there are none."""
        if self.signing is None:
            raise SIGNING_NOT_FOUND(registry_id=self.registry_id)
        return self.signing

    def delete_signing(self) -> dict[str, Any]:
        """Drop the signing rules, and return them; SigningConfigurationNotFoundException when there are none."""
        configuration = self.signing_configuration()
        self.signing = None
        return configuration

    def set_scanning(self, scan_type: str, rules: Sequence[ScanRule]) -> None:
        """Replace the scanning configuration. Enhanced scanning without rules scans everything, all the time."""
        if scan_type == "ENHANCED" and not rules:
            rules = [ScanRule("CONTINUOUS_SCAN", ("*",))]
        self.scan_type = scan_type
        self.scan_rules = tuple(rules)

    def scanning_of(self, repository: Repository) -> ScanRule:
        """How often ``repository`` is scanned, and by which filters; continuously goes before on push."""
        found = {}
        for rule in self.scan_rules:
            matching = tuple(pattern for pattern in rule.filters if matches(pattern, repository.name))
            if matching:
                found[rule.frequency] = ScanRule(rule.frequency, matching)
        for frequency in ("CONTINUOUS_SCAN", "SCAN_ON_PUSH"):
            if frequency in found:
                return found[frequency]
        by_itself = self.scan_type == "BASIC" and repository.scan_on_push
        return ScanRule("SCAN_ON_PUSH" if by_itself else "MANUAL", ())

    def account_setting(self, name: str) -> str:
        """The value of an account setting; ValidationException when there is none of that name."""
        if name not in ACCOUNT_SETTINGS:
            raise SETTING_NAME(name=name, names=", ".join(ACCOUNT_SETTINGS))
        return self._account_settings.get(name, ACCOUNT_SETTINGS[name][0])

    def set_account_setting(self, name: str, value: str) -> None:
        """Set an account setting. Raises ValidationException for names and values that never were."""
        self.account_setting(name)
        if value not in ACCOUNT_SETTINGS[name] and (name, value) not in _FORMER:
            raise SETTING_VALUE(name=name, value=value, values=", ".join(ACCOUNT_SETTINGS[name]))
        self._account_settings[name] = value


def former_value(name: str, value: str) -> Finding | None:
    """The finding that an account setting had ``value`` only formerly, if so."""
    if (name, value) not in _FORMER:
        return None
    return FORMER_SETTING_VALUE.at(("value",), name=name, value=value, values=", ".join(ACCOUNT_SETTINGS[name]))


def matches(pattern: str, name: str) -> bool:
    """True where a scanning filter matches a repository: all of its name with wildcards, a part of it without."""
    if "*" not in pattern:
        return pattern in name
    return like(pattern, name)
