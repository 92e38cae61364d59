"""Account and region."""

from __future__ import annotations

import pytest

from mock_ecs.aws.scope import Scope


def test_the_default_scope_is_that_of_moto() -> None:
    assert Scope() == ("123456789012", "us-east-1")


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"),
        ("eu-central-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
    ],
)
def test_the_partition_follows_from_the_region(region: str, partition: str) -> None:
    assert Scope(region=region).partition == partition


def test_an_arn_names_partition_region_and_account() -> None:
    scope = Scope("111122223333", "cn-north-1")

    assert scope.arn("ecs", "cluster/demo") == "arn:aws-cn:ecs:cn-north-1:111122223333:cluster/demo"
