"""Repository policies: what is one, and how it is written back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecr.errors import InvalidParameterException
from mock_ecs.ecr.policies import checked_policy

STATEMENT = {
    "Sid": "new statement",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:role/CodeDeployDemo"},
    "Action": ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
}


def test_a_policy_is_written_back_as_ecr_writes_it() -> None:
    text = json.dumps({"Version": "2008-10-17", "Statement": [STATEMENT]})

    written = checked_policy(text)

    assert written == (
        "{\n"
        '  "Version" : "2008-10-17",\n'
        '  "Statement" : [ {\n'
        '    "Sid" : "new statement",\n'
        '    "Effect" : "Allow",\n'
        '    "Principal" : {\n'
        '      "AWS" : "arn:aws:iam::123456789012:role/CodeDeployDemo"\n'
        "    },\n"
        '    "Action" : [ "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage" ]\n'
        "  } ]\n"
        "}"
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"Principal": "*"}, id="everyone"),
        pytest.param({"Principal": {"AWS": "*"}}, id="every AWS principal"),
        pytest.param({"Principal": {"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]}}, id="accounts"),
        pytest.param({"Principal": {"Service": "codebuild.amazonaws.com"}}, id="service"),
        pytest.param({"Action": "ecr:*"}, id="one action"),
        pytest.param({"Condition": {"StringLike": {"aws:sourceArn": ["a", "b"]}}}, id="condition"),
        pytest.param({"Condition": {"Bool": {"aws:SecureTransport": False}}}, id="condition on a truth value"),
    ],
)
def test_a_statement_of_the_policy_language_is_taken(changes: dict[str, Any]) -> None:
    document = {"Version": "2012-10-17", "Statement": [STATEMENT | changes]}

    written = checked_policy(json.dumps(document))

    assert json.loads(written) == document


def test_version_and_sid_are_optional_and_one_statement_needs_no_list() -> None:
    document = {"Statement": {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "*"}}

    written = checked_policy(json.dumps(document))

    assert json.loads(written) == document


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in STATEMENT.items() if name != key}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("no JSON", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="no statement"),
        pytest.param('{"Statement": []}', id="no statements"),
        pytest.param('{"Statement": ["x"]}', id="statement is text"),
        *(
            pytest.param(json.dumps({"Statement": [statement]}), id=name)
            for name, statement in {
                "resource": STATEMENT | {"Resource": "*"},
                "unknown member": STATEMENT | {"Actions": "*"},
                "effect": STATEMENT | {"Effect": "allow"},
                "no effect": without("Effect"),
                "no principal": without("Principal"),
                "two principals": STATEMENT | {"NotPrincipal": "*"},
                "no action": without("Action"),
                "action without service": STATEMENT | {"Action": "BatchGetImage"},
                "no actions": STATEMENT | {"Action": []},
                "account of three digits": STATEMENT | {"Principal": {"AWS": "arn:aws:iam::123:user/sampleuser"}},
                "principal without kind": STATEMENT | {"Principal": "123456789012"},
                "principal of unknown kind": STATEMENT | {"Principal": {"GCP": "x"}},
                "condition is text": STATEMENT | {"Condition": "x"},
                "condition on nothing": STATEMENT | {"Condition": {"Null": {"a": None}}},
            }.items()
        ),
        pytest.param(json.dumps({"Version": "2020-01-01", "Statement": [STATEMENT]}), id="version"),
        pytest.param(json.dumps({"Statements": [STATEMENT]}), id="misspelt"),
    ],
)
def test_what_is_no_repository_policy_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterException) as refused:
        checked_policy(text)

    assert refused.value.message == (
        "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'"
    )


WORDS = st.lists(st.sampled_from(["aws:sourceArn", " ", "é", '"', "\\", "\n", "\x00", "\u2028"]), max_size=4).map(
    "".join
)


@settings(deadline=None)
@given(st.dictionaries(WORDS, st.dictionaries(WORDS, st.lists(WORDS, min_size=1) | st.booleans() | st.integers())))
def test_writing_back_changes_no_value(condition: dict[str, Any]) -> None:
    document = {"Statement": [STATEMENT | {"Condition": condition}]}

    written = checked_policy(json.dumps(document))

    assert json.loads(written) == document
