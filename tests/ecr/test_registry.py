"""Settings of a registry: its scanning and its account settings."""

from __future__ import annotations

import pytest

from mock_ecs.ecr.errors import ValidationException
from mock_ecs.ecr.registry import ScanRule, former_value, matches
from tests.ecr.examples import new_state


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("prod", ["prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo"]),
        ("*prod", ["prod", "repo-prod"]),
        ("prod*", ["prod", "prod-repo", "prodrepo"]),
        ("*prod*", ["prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo"]),
        ("prod*repo", ["prod-repo", "prodrepo"]),
    ],
)
def test_a_filter_matches_as_in_the_guide(pattern: str, names: list[str]) -> None:
    all_names = ["prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo", "other"]

    assert [name for name in all_names if matches(pattern, name)] == names


ON_PUSH = ScanRule("SCAN_ON_PUSH", ("a*", "b"))
ALL_THE_TIME = ScanRule("CONTINUOUS_SCAN", ("app",))


@pytest.mark.parametrize(
    ("scan_type", "rules", "on_push", "expected"),
    [
        pytest.param("BASIC", [], False, ScanRule("MANUAL", ()), id="nothing set"),
        pytest.param("BASIC", [], True, ScanRule("SCAN_ON_PUSH", ()), id="set for the repository itself"),
        pytest.param("ENHANCED", [], True, ScanRule("CONTINUOUS_SCAN", ("*",)), id="enhanced without rules"),
        pytest.param("BASIC", [ON_PUSH], False, ScanRule("SCAN_ON_PUSH", ("a*",)), id="filters that match"),
        pytest.param("ENHANCED", [ON_PUSH, ALL_THE_TIME], False, ALL_THE_TIME, id="continuously goes before"),
        pytest.param("BASIC", [ScanRule("SCAN_ON_PUSH", ("x",))], False, ScanRule("MANUAL", ()), id="no match"),
        pytest.param(
            "ENHANCED", [ScanRule("SCAN_ON_PUSH", ("x",))], True, ScanRule("MANUAL", ()), id="no match of enhanced"
        ),
    ],
)
def test_rules_say_how_often_a_repository_is_scanned(
    scan_type: str, rules: list[ScanRule], on_push: bool, expected: ScanRule
) -> None:
    state = new_state()
    repository = state.create_repository("app", scan_on_push=on_push)

    state.settings.set_scanning(scan_type, rules)

    assert state.settings.scanning_of(repository) == expected


def test_account_settings_have_defaults() -> None:
    settings = new_state().settings

    values = {
        name: settings.account_setting(name)
        for name in ("BASIC_SCAN_TYPE_VERSION", "REGISTRY_POLICY_SCOPE", "BLOB_MOUNTING")
    }

    assert values == {
        "BASIC_SCAN_TYPE_VERSION": "AWS_NATIVE",
        "REGISTRY_POLICY_SCOPE": "V2",
        "BLOB_MOUNTING": "DISABLED",
    }


def test_a_refused_account_setting_changes_nothing() -> None:
    settings = new_state().settings
    settings.set_account_setting("BLOB_MOUNTING", "ENABLED")

    with pytest.raises(ValidationException):
        settings.set_account_setting("BLOB_MOUNTING", "PERHAPS")

    assert settings.account_setting("BLOB_MOUNTING") == "ENABLED"


def test_only_a_former_value_is_doubtful() -> None:
    assert former_value("REGISTRY_POLICY_SCOPE", "V2") is None
    finding = former_value("REGISTRY_POLICY_SCOPE", "V1")
    assert finding is not None
    assert finding.doubtful
