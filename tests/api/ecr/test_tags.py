"""The operations on resource tags."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

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

    @pytest.mark.parametrize(
        ("tags", "code", "message"),
        [
            pytest.param(
                [{"Key": "", "Value": "x"}],
                "InvalidTagParameterException",
                "Tag parameters are invalid",
                id="empty key",
            ),
            pytest.param(
                [{"Key": "aws:x", "Value": "x"}],
                "InvalidTagParameterException",
                "Tag parameters are invalid",
                id="reserved",
            ),
            pytest.param(
                [{"Key": f"k{number}", "Value": "x"} for number in range(49)],
                "TooManyTagsException",
                "The list of tags on the repository is over the limit. The maximum number is 50",
                id="51",
            ),
        ],
    )
    def test_it_refuses(self, app: Any, tags: list[dict[str, str]], code: str, message: str) -> None:
        with pytest.raises(ClientError) as refused:
            app.tag_resource(resourceArn=ARN, tags=tags)

        assert refused.value.response["Error"]["Code"] == code
        assert refused.value.response["Error"]["Message"] == message
        assert tags_of(app) == {"a": "1", "b": "2"}


class TestUntagResource:
    def test_keys_are_taken_away_and_unknown_ones_ignored(self, app: Any) -> None:
        app.untag_resource(resourceArn=ARN, tagKeys=["a", "z"])

        assert tags_of(app) == {"b": "2"}


class TestListTagsForResource:
    def test_tags_come_in_the_order_in_which_they_were_given(self, app: Any) -> None:
        response = app.list_tags_for_resource(resourceArn=ARN)

        assert response["tags"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("tag_resource", {"tags": [{"Key": "a", "Value": "1"}]}),
        ("untag_resource", {"tagKeys": ["a"]}),
        ("list_tags_for_resource", {}),
    ],
)
@pytest.mark.parametrize(
    ("arn", "code", "message"),
    [
        pytest.param(
            "app",
            "InvalidParameterException",
            "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
            id="no ARN",
        ),
        pytest.param(
            "arn:aws:ecr:us-east-1:123456789012:repository/gone",
            "RepositoryNotFoundException",
            "The repository with name 'gone' does not exist in the registry with id '123456789012'",
            id="unknown",
        ),
    ],
)
def test_an_arn_that_names_no_repository_is_refused(
    app: Any, operation: str, members: dict[str, Any], arn: str, code: str, message: str
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(app, operation)(resourceArn=arn, **members)

    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["Error"]["Message"] == message
