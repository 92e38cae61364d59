"""Roles in moto's IAM."""

from __future__ import annotations

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.roles import MotoRoles

HERE = Scope("111122223333", "eu-west-1")


@pytest.fixture(autouse=True)
def a_role() -> None:
    from moto.backends import get_backend

    get_backend("iam")["111122223333"]["aws"].create_role("web", "{}", "/apps/", None, "", [], "3600")


@pytest.mark.parametrize(
    "role",
    [
        pytest.param("web", id="by name"),
        pytest.param("arn:aws:iam::111122223333:role/apps/web", id="by ARN with its path"),
    ],
)
@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_a_role_exists_in_every_region(role: str, region: str) -> None:
    assert MotoRoles().has_role(Scope("111122223333", region), role)


@pytest.mark.parametrize(
    "role",
    [
        pytest.param("other", id="another name"),
        pytest.param("arn:aws:iam::111122223333:role/web", id="an ARN without the path"),
        pytest.param("arn:aws:iam::111122223333:user/apps/web", id="an ARN of a user"),
        pytest.param("arn:aws:iam::444455556666:role/apps/web", id="an ARN of another account"),
        pytest.param("arn:aws:iam", id="a piece of an ARN"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_roles_do_not_exist(role: str) -> None:
    assert not MotoRoles().has_role(HERE, role)


def test_an_arn_leads_to_the_account_that_it_names() -> None:
    assert MotoRoles().has_role(Scope("444455556666"), "arn:aws:iam::111122223333:role/apps/web")
    assert not MotoRoles().has_role(Scope("444455556666"), "web")


def test_partitions_are_apart() -> None:
    assert not MotoRoles().has_role(Scope("111122223333", "cn-north-1"), "web")
