"""The operations on resource tags of public repositories."""

from __future__ import annotations

from typing import Any

import pytest

ARN = "arn:aws:ecr-public::123456789012:repository/team/app"


@pytest.fixture
def app(public: Any) -> Any:
    """A client, with a repository called team/app that has the tags a=1 and b=2."""
    public.create_repository(repositoryName="team/app", tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    return public


def test_tags_come_in_the_order_in_which_they_were_given(app: Any) -> None:
    assert app.list_tags_for_resource(resourceArn=ARN)["tags"] == [
        {"Key": "a", "Value": "1"},
        {"Key": "b", "Value": "2"},
    ]


def test_a_tag_is_added_or_replaced_and_needs_no_value(app: Any) -> None:
    app.tag_resource(resourceArn=ARN, tags=[{"Key": "b", "Value": "3"}, {"Key": "c"}])

    tags = app.list_tags_for_resource(resourceArn=ARN)["tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"a": "1", "b": "3", "c": ""}


def test_keys_are_taken_away_and_unknown_ones_ignored(app: Any) -> None:
    app.untag_resource(resourceArn=ARN, tagKeys=["a", "z"])

    assert app.list_tags_for_resource(resourceArn=ARN)["tags"] == [{"Key": "b", "Value": "2"}]
