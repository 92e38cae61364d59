"""ARNs taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.aws.arn import Arn, is_arn, parse_arn


def test_an_arn_is_taken_apart() -> None:
    arn = parse_arn("arn:aws:ecs:eu-west-1:111122223333:task/demo/0f1e2d")

    assert arn == Arn("aws", "ecs", "eu-west-1", "111122223333", "task/demo/0f1e2d")
    assert arn.kind == "task"
    assert arn.path == ["demo", "0f1e2d"]


def test_a_resource_may_hold_colons() -> None:
    arn = parse_arn("arn:aws:ecs:us-east-1:123456789012:task-definition/web:3")

    assert arn is not None
    assert arn.resource == "task-definition/web:3"
    assert arn.path == ["web:3"]


def test_a_global_arn_has_no_region() -> None:
    arn = parse_arn("arn:aws:iam::123456789012:role/deploy")

    assert arn is not None
    assert (arn.region, arn.account, arn.kind) == ("", "123456789012", "role")


def test_a_resource_without_a_slash_is_all_kind() -> None:
    arn = parse_arn("arn:aws:sns:us-east-1:123456789012:topic")

    assert arn is not None
    assert (arn.kind, arn.path) == ("topic", [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "demo",
        "arn",
        "arn:aws:ecs:us-east-1:123456789012",
        "arn:aws:ecs:us-east-1:123456789012:",
        "arn:aws::us-east-1:123456789012:cluster/demo",
        "urn:aws:ecs:us-east-1:123456789012:cluster/demo",
    ],
    ids=["empty", "name", "prefix alone", "no resource", "empty resource", "no service", "other scheme"],
)
def test_what_is_no_arn_gives_none(text: str) -> None:
    assert parse_arn(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("arn:aws:ecs", True), ("arn:", True), ("arn", False), ("demo", False), ("my-arn:x", False)],
)
def test_text_that_means_to_be_an_arn_is_known_by_its_beginning(text: str, expected: bool) -> None:
    assert is_arn(text) is expected


PART = st.text(st.characters(exclude_characters=":"), max_size=12)


@given(PART, PART.filter(bool), PART, PART, st.text(min_size=1, max_size=30))
def test_the_parts_of_an_arn_come_back_whole(
    partition: str, service: str, region: str, account: str, resource: str
) -> None:
    text = f"arn:{partition}:{service}:{region}:{account}:{resource}"

    assert parse_arn(text) == Arn(partition, service, region, account, resource)
