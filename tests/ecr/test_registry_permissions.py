"""What the policy of a registry allows other accounts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.ecr.permissions import registry_allows

ROOT = "arn:aws:iam::111111111111:root"
APP = "arn:aws:ecr:us-east-1:222222222222:repository/prod/app"
ALLOW = {
    "Effect": "Allow",
    "Principal": {"AWS": ROOT},
    "Action": ["ecr:ReplicateImage", "ecr:CreateRepository"],
    "Resource": "arn:aws:ecr:us-east-1:222222222222:repository/*",
}
CONDITION = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}


def allowed(*statements: dict[str, Any]) -> bool:
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return registry_allows(policy, "111111111111", "ecr:ReplicateImage", APP)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": "111111111111"}},
        {"Principal": {"AWS": ["arn:aws:iam::333333333333:root", ROOT]}},
        {"Action": "ecr:*"},
        {"Action": "ECR:replicateimage"},
        {"Resource": "*"},
        {"Resource": APP},
        {"Resource": ["arn:aws:ecr:us-east-1:222222222222:repository/test", APP]},
        {"Condition": CONDITION},
    ],
)
def test_a_statement_on_the_account_allows(changes: dict[str, Any]) -> None:
    assert allowed({**ALLOW, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"Effect": "Deny"},
        {"Principal": {"AWS": "arn:aws:iam::333333333333:root"}},
        {"Principal": {"AWS": "arn:aws:iam::111111111111:role/replicator"}},
        {"Principal": {"Service": "ecs.amazonaws.com"}},
        {"Action": "ecr:CreateRepository"},
        {"Action": "ecr:Replicate"},
        {"Resource": "arn:aws:ecr:eu-west-1:222222222222:repository/*"},
        {"Resource": "arn:aws:ecr:us-east-1:222222222222:repository/test/*"},
    ],
)
def test_a_statement_on_something_else_does_not(changes: dict[str, Any]) -> None:
    assert not allowed({**ALLOW, **changes})


def test_a_denial_goes_before_a_permission_unless_it_has_a_condition() -> None:
    deny = {**ALLOW, "Effect": "Deny", "Resource": APP}

    assert not allowed(ALLOW, deny)
    assert allowed(ALLOW, {**deny, "Resource": "arn:aws:ecr:us-east-1:222222222222:repository/test"})
    assert allowed(ALLOW, {**deny, "Condition": CONDITION})


def test_all_but_some_resources_and_actions_can_be_meant() -> None:
    other = "arn:aws:ecr:us-east-1:222222222222:repository/test"
    without = {key: value for key, value in ALLOW.items() if key not in ("Resource", "Action")}

    assert allowed({**without, "Action": "ecr:*", "NotResource": other})
    assert not allowed({**without, "Action": "ecr:*", "NotResource": APP})
    assert allowed({**without, "NotAction": "ecr:CreateRepository", "Resource": "*"})
    assert not allowed({**without, "NotAction": "ecr:Replicate*", "Resource": "*"})


def test_no_policy_allows_nothing() -> None:
    assert not registry_allows(None, "111111111111", "ecr:ReplicateImage", APP)
