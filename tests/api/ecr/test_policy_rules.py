"""Policies of repositories and of the registry: what is one, and what is said where one is not."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.api.ecr.policy_rules import registry_policy_findings, repository_policy_findings

STATEMENT: dict[str, Any] = {
    "Sid": "new statement",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:role/CodeDeployDemo"},
    "Action": ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
}
REGISTRY_STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
    "Action": ["ecr:CreateRepository", "ecr:ReplicateImage"],
    "Resource": "arn:aws:ecr:us-east-1:123456789012:repository/*",
}


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in STATEMENT.items() if name != key}


@pytest.mark.parametrize(
    "document",
    [
        *(
            pytest.param({"Version": "2012-10-17", "Id": "x", "Statement": [STATEMENT | changes]}, id=name)
            for name, changes in {
                "everyone": {"Principal": "*"},
                "every AWS principal": {"Principal": {"AWS": "*"}},
                "accounts": {"Principal": {"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]}},
                "service": {"Principal": {"Service": "codebuild.amazonaws.com"}},
                "one action": {"Action": "ecr:*"},
                "condition": {"Condition": {"StringLike": {"aws:sourceArn": ["a", "b"]}}},
                "condition on a truth value": {"Condition": {"Bool": {"aws:SecureTransport": False}}},
                "no condition": {"Condition": {}},
            }.items()
        ),
        pytest.param(
            {"Statement": {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "*"}}, id="one statement without a list"
        ),
    ],
)
def test_a_policy_of_the_policy_language_is_one_for_a_repository(document: dict[str, Any]) -> None:
    assert list(repository_policy_findings(document)) == []


@pytest.mark.parametrize(
    ("document", "path"),
    [
        pytest.param({}, ("Statement",), id="no statement"),
        pytest.param({"Statement": []}, ("Statement",), id="no statements"),
        pytest.param({"Statement": ["x"]}, ("Statement", 0), id="statement is text"),
        pytest.param({"Version": "2020-01-01", "Statement": [STATEMENT]}, ("Version",), id="version"),
        pytest.param({"Statement": [STATEMENT], "Statements": []}, ("Statements",), id="misspelt"),
        *(
            pytest.param({"Statement": [statement]}, ("Statement", 0, *path), id=name)
            for name, statement, path in [
                ("resource", STATEMENT | {"Resource": "*"}, ["Resource"]),
                ("unknown member", STATEMENT | {"Actions": "*"}, ["Actions"]),
                ("effect", STATEMENT | {"Effect": "allow"}, ["Effect"]),
                ("no effect", without("Effect"), ["Effect"]),
                ("no principal", without("Principal"), []),
                ("two principals", STATEMENT | {"NotPrincipal": "*"}, []),
                ("no action", without("Action"), []),
                ("action without service", STATEMENT | {"Action": "BatchGetImage"}, ["Action"]),
                ("no actions", STATEMENT | {"Action": []}, ["Action"]),
                ("one bad action", STATEMENT | {"Action": ["ecr:*", "x"]}, ["Action", 1]),
                (
                    "account of three digits",
                    STATEMENT | {"Principal": {"AWS": "arn:aws:iam::123:user/sampleuser"}},
                    ["Principal", "AWS"],
                ),
                ("principal without kind", STATEMENT | {"Principal": "123456789012"}, ["Principal"]),
                ("principal of unknown kind", STATEMENT | {"Principal": {"GCP": "x"}}, ["Principal", "GCP"]),
                ("principal of no kind", STATEMENT | {"Principal": {}}, ["Principal"]),
                ("condition is text", STATEMENT | {"Condition": "x"}, ["Condition"]),
                ("condition on nothing", STATEMENT | {"Condition": {"Null": {"a": None}}}, ["Condition", "Null", "a"]),
            ]
        ),
    ],
)
def test_what_is_no_repository_policy_is_told_by_its_place(document: dict[str, Any], path: tuple[str | int]) -> None:
    findings = list(repository_policy_findings(document))

    assert [finding.path for finding in findings] == [path]
    assert findings[0].code == "InvalidParameterException"
    assert findings[0].message == (
        "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'"
    )


def test_what_is_wrong_with_a_resource_can_be_mended() -> None:
    (finding,) = repository_policy_findings({"Statement": [STATEMENT | {"Resource": "*"}]})

    assert finding.mend == "Take Resource away: a repository policy is about its repository."


@pytest.mark.parametrize(
    ("changes", "scope"),
    [
        ({}, "V2"),
        ({"Resource": "*"}, "V2"),
        ({"Action": "ecr:*"}, "V2"),
        ({}, "V1"),
        ({"Action": "ecr:BatchImportUpstreamImage"}, "V1"),
    ],
)
def test_a_policy_that_names_repositories_is_one_for_a_registry(changes: dict[str, Any], scope: str) -> None:
    document = {"Version": "2012-10-17", "Statement": [REGISTRY_STATEMENT | changes]}

    assert list(registry_policy_findings(document, scope)) == []


@pytest.mark.parametrize(
    ("statement", "scope", "path"),
    [
        pytest.param(STATEMENT, "V2", ("Statement", 0), id="no resource"),
        pytest.param(REGISTRY_STATEMENT | {"Resource": "app"}, "V2", ("Statement", 0, "Resource"), id="no ARN"),
        pytest.param(REGISTRY_STATEMENT | {"Action": "ecr:*"}, "V1", ("Statement", 0, "Action"), id="scope"),
    ],
)
def test_what_is_no_registry_policy_is_told_by_its_place(
    statement: dict[str, Any], scope: str, path: tuple[str | int]
) -> None:
    (finding,) = registry_policy_findings({"Statement": [statement]}, scope)

    assert finding.path == path
    assert finding.message == (
        "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid registry policy provided'"
    )
