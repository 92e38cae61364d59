"""What replication and scanning must keep to, and where a document breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.api.ecr.registry_rules import replication_findings, scanning_findings
from mock_ecs.aws.scope import Scope

EU = {"region": "eu-west-1", "registryId": "123456789012"}
PREFIX = "Invalid parameter at 'replicationConfiguration.rules.1.member"
FILTER = {"filter": "*", "filterType": "WILDCARD"}


def replication(**members: Any) -> dict[str, Any]:
    return {"rules": [{"destinations": [EU]} | members]}


def scanning(frequency: str = "SCAN_ON_PUSH", **members: Any) -> dict[str, Any]:
    return {"rules": [{"scanFrequency": frequency, "repositoryFilters": [FILTER]} | members]}


def test_where_the_registry_is_not_known_any_destination_will_do() -> None:
    assert list(replication_findings(replication(), None)) == []
    assert list(replication_findings(replication(), Scope("123456789012", "us-east-1"))) == []


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        (Scope("123456789012", "eu-west-1"), ("rules", 0, "destinations", 0)),
        (Scope("123456789012", "cn-north-1"), ("rules", 0, "destinations", 0, "region")),
    ],
)
def test_a_destination_that_cannot_be_is_told_by_its_place(scope: Scope, path: tuple[Any, ...]) -> None:
    findings = list(replication_findings(replication(), scope))

    assert [finding.path for finding in findings] == [path]


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        pytest.param(
            {},
            ("rules",),
            "Invalid parameter at 'replicationConfiguration.rules' failed to satisfy constraint:"
            " 'Member must not be null'",
            id="no rules",
        ),
        pytest.param(
            replication(destinations=[{"region": "EU", "registryId": "123456789012"}]),
            ("rules", 0, "destinations", 0, "region"),
            f"{PREFIX}.destinations.1.member.region' failed to satisfy constraint:"
            " 'Member must satisfy regular expression pattern: [0-9a-z-]{2,25}'",
            id="region",
        ),
        pytest.param(
            replication(repositoryFilters=[{"filter": "A1", "filterType": "PREFIX_MATCH"}]),
            ("rules", 0, "repositoryFilters", 0, "filter"),
            f"{PREFIX}.repositoryFilters.1.member.filter' failed to satisfy constraint: 'Member must satisfy regular"
            " expression pattern: ^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$'",
            id="filter",
        ),
        pytest.param(
            replication(repositoryFilters=[]),
            ("rules", 0, "repositoryFilters"),
            f"{PREFIX}.repositoryFilters' failed to satisfy constraint:"
            " 'Member must have length greater than or equal to 1'",
            id="no filters",
        ),
    ],
)
def test_a_replication_document_is_told_the_words_of_the_server(
    document: dict[str, Any], path: tuple[Any, ...], message: str
) -> None:
    (finding,) = replication_findings(document, None)

    assert (finding.code, finding.path, finding.message) == ("InvalidParameterException", path, message)


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        pytest.param(
            {"scanType": "DEEP"},
            ("scanType",),
            "Invalid parameter at 'scanType' failed to satisfy constraint:"
            " 'Member must satisfy enum value set: [BASIC, ENHANCED]'",
            id="type",
        ),
        pytest.param(
            scanning(repositoryFilters=[FILTER | {"filter": "A"}]),
            ("rules", 0, "repositoryFilters", 0, "filter"),
            "Invalid parameter at 'rules.1.member.repositoryFilters.1.member.filter' failed to satisfy constraint:"
            r" 'Member must satisfy regular expression pattern: ^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$'",
            id="filter",
        ),
        pytest.param(
            scanning("CONTINUOUS_SCAN"),
            ("rules", 0, "scanFrequency"),
            "Invalid parameter failed to satisfy constraint:"
            " 'Invalid scan frequency for scanType BASIC: CONTINUOUS_SCAN'",
            id="frequency",
        ),
    ],
)
def test_a_scanning_document_is_told_the_words_of_the_server(
    document: dict[str, Any], path: tuple[Any, ...], message: str
) -> None:
    (finding,) = scanning_findings(document)

    assert (finding.code, finding.path, finding.message) == ("InvalidParameterException", path, message)


def test_a_good_scanning_document_has_no_findings() -> None:
    assert list(scanning_findings({})) == []
    assert list(scanning_findings(scanning())) == []
    assert list(scanning_findings(scanning("CONTINUOUS_SCAN") | {"scanType": "ENHANCED"})) == []


def test_a_long_filter_takes_no_time() -> None:
    document = scanning(repositoryFilters=[FILTER | {"filter": "a" * 254 + "!"}])

    assert [finding.path[-1] for finding in scanning_findings(document)] == ["filter"]
