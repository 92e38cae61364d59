"""The operations on resource tags."""

from __future__ import annotations

from typing import Any

import pytest

ARN = "arn:aws:ecr:us-east-1:123456789012:repository/app"


@pytest.fixture
def app(ecr: Any) -> Any:
    """A client, with a repository called app that has the tags a=1 and b=2."""
    ecr.create_repository(repositoryName="app", tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    return ecr


def tags_of(ecr: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in ecr.list_tags_for_resource(resourceArn=ARN)["tags"]}


class TestTagResource:
    def test_a_tag_is_added_or_replaced(self, app: Any) -> None:
        app.tag_resource(resourceArn=ARN, tags=[{"Key": "b", "Value": "3"}, {"Key": "c", "Value": ""}])

        assert tags_of(app) == {"a": "1", "b": "3", "c": ""}


class TestUntagResource:
    def test_keys_are_taken_away_and_unknown_ones_ignored(self, app: Any) -> None:
        app.untag_resource(resourceArn=ARN, tagKeys=["a", "z"])

        assert tags_of(app) == {"b": "2"}


class TestListTagsForResource:
    def test_tags_come_in_the_order_in_which_they_were_given(self, app: Any) -> None:
        response = app.list_tags_for_resource(resourceArn=ARN)

        assert response["tags"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
