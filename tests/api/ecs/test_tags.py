"""The operations on tags."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import ARN, ON_FARGATE, ON_INSTANCES, WEB
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
RED = [{"key": "team", "value": "red"}]
CHARACTERS = (
    "Some tags contain invalid characters. Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @."
)
RESERVED = "Tag keys and values must not start with aws:, which is reserved for AWS use."
KINDS = ["cluster", "service", "task", "task definition", "container instance"]
UNKNOWN = [
    f"{ARN}:service/demo/nope",
    f"{ARN}:task/demo/{'0' * 32}",
    f"{ARN}:container-instance/demo/{'0' * 32}",
    f"{ARN}:task-definition/nope:1",
    f"{ARN}:task-definition/web",
    f"{ARN}:capacity-provider/FARGATE",
    f"{ARN}:something/else",
]


@pytest.fixture
def resource(hosted: Raw, request: pytest.FixtureRequest) -> str:
    """The ARN of a resource of the kind that the test is run with, tagged tier=1."""
    tags = [{"key": "tier", "value": "1"}]
    match request.param:
        case "cluster":
            arn = hosted("CreateCluster", clusterName="tagged", tags=tags)["cluster"]["clusterArn"]
        case "service":
            arn = hosted("CreateService", **ON_FARGATE, serviceName="s", tags=tags)["service"]["serviceArn"]
        case "task":
            arn = hosted("RunTask", **ON_INSTANCES, tags=tags)["tasks"][0]["taskArn"]
        case "task definition":
            arn = hosted("RegisterTaskDefinition", **WEB, tags=tags)["taskDefinition"]["taskDefinitionArn"]
        case _:
            instance = hosted("RegisterContainerInstance", cluster="demo", tags=tags)["containerInstance"]
            arn = instance["containerInstanceArn"]
    return str(arn)


def listed(call: Raw, arn: str) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in call("ListTagsForResource", resourceArn=arn)["tags"]}


class TestTagResource:
    @pytest.mark.parametrize("resource", KINDS, indirect=True)
    def test_tags_are_added_to_those_there_are(self, hosted: Raw, resource: str) -> None:
        response = hosted("TagResource", resourceArn=resource, tags=RED)

        assert response == {}
        assert listed(hosted, resource) == {"tier": "1", "team": "red"}

    @pytest.mark.parametrize("resource", ["cluster"], indirect=True)
    def test_an_equal_key_is_overwritten(self, hosted: Raw, resource: str) -> None:
        hosted("TagResource", resourceArn=resource, tags=[{"key": "tier", "value": "2"}])

        assert listed(hosted, resource) == {"tier": "2"}

    @pytest.mark.parametrize(
        "tag",
        [
            {"key": "a" * 128, "value": "b" * 256},
            {"key": "Größe 5", "value": "名前 _.:/=+-@"},
            {"key": "empty", "value": ""},
            {"key": "no value"},
        ],
    )
    def test_tags_of_all_characters_allowed_are_taken(self, demo: Raw, tag: dict[str, str]) -> None:
        demo("TagResource", resourceArn=f"{ARN}:cluster/demo", tags=[tag])

        assert listed(demo, f"{ARN}:cluster/demo") == {tag["key"]: tag.get("value", "")}

    def test_fifty_are_the_most_in_all(self, demo: Raw) -> None:
        arn = f"{ARN}:cluster/demo"
        demo("TagResource", resourceArn=arn, tags=[{"key": f"k{number}", "value": ""} for number in range(50)])

        code, _ = demo.refusal("TagResource", resourceArn=arn, tags=RED)

        assert code == INVALID
        assert len(listed(demo, arn)) == 50

    @pytest.mark.parametrize(
        ("tags", "message"),
        [
            # unsure in the reference
            pytest.param([{"key": "a!", "value": ""}], CHARACTERS, id="characters of a key"),
            pytest.param([{"key": "a", "value": "<b>"}], CHARACTERS, id="characters of a value"),
            pytest.param([{"key": "aws:a", "value": ""}], RESERVED, id="reserved key"),
            pytest.param([{"key": "AWS:a", "value": ""}], RESERVED, id="reserved key in capitals"),
            pytest.param([{"key": "a", "value": "aws:b"}], RESERVED, id="reserved value"),
            pytest.param([{"value": "a"}], "Tag keys must have between 1 and 128 characters.", id="no key"),
            pytest.param([{"key": "", "value": "a"}], "tags.0.key must have at least 1 characters.", id="empty key"),
            pytest.param(
                [{"key": "a" * 129, "value": ""}], "tags.0.key must have at most 128 characters.", id="long key"
            ),
            pytest.param(
                [{"key": "a", "value": "b" * 257}], "tags.0.value must have at most 256 characters.", id="long value"
            ),
            pytest.param(
                [{"key": f"k{number}", "value": ""} for number in range(51)],
                "tags can have at most 50 items.",
                id="51",
            ),
        ],
    )
    def test_tags_that_aws_does_not_take_are_refused(self, demo: Raw, tags: Any, message: str) -> None:
        refusal = demo.refusal("TagResource", resourceArn=f"{ARN}:cluster/demo", tags=tags)

        assert refusal == (INVALID, message)

    @pytest.mark.parametrize("arn", UNKNOWN)
    def test_an_unknown_resource_is_not_found(self, demo: Raw, arn: str) -> None:
        code, _ = demo.refusal("TagResource", resourceArn=arn, tags=RED)

        assert code == "ResourceNotFoundException"

    @pytest.mark.parametrize(
        ("arn", "code"),
        [
            pytest.param("demo", INVALID, id="a name"),
            pytest.param("", INVALID, id="empty"),
            pytest.param("arn:aws:s3:::bucket", INVALID, id="another service"),
            pytest.param(f"{ARN}:task-definition", "ResourceNotFoundException", id="half an ARN"),
            pytest.param("arn:aws:ecs:eu-west-1:123456789012:cluster/demo", INVALID, id="another region"),
            pytest.param("arn:aws:ecs:us-east-1:999999999999:cluster/demo", INVALID, id="another account"),
            pytest.param(f"{ARN}:cluster/nope", "ClusterNotFoundException", id="unknown cluster"),
            pytest.param(f"{ARN}:service/nope/s", "ClusterNotFoundException", id="service of an unknown cluster"),
        ],
    )
    def test_what_is_no_arn_of_a_resource_here_is_refused(self, demo: Raw, arn: str, code: str) -> None:
        assert demo.refusal("TagResource", resourceArn=arn, tags=RED)[0] == code


class TestUntagResource:
    @pytest.mark.parametrize("resource", KINDS, indirect=True)
    def test_keys_are_taken_away_and_unknown_ones_ignored(self, hosted: Raw, resource: str) -> None:
        hosted("TagResource", resourceArn=resource, tags=RED)

        response = hosted("UntagResource", resourceArn=resource, tagKeys=["tier", "nope"])

        assert response == {}
        assert listed(hosted, resource) == {"team": "red"}

    @pytest.mark.parametrize("arn", UNKNOWN)
    def test_an_unknown_resource_is_not_found(self, demo: Raw, arn: str) -> None:
        assert demo.refusal("UntagResource", resourceArn=arn, tagKeys=["a"])[0] == "ResourceNotFoundException"


class TestListTagsForResource:
    @pytest.mark.parametrize("resource", KINDS, indirect=True)
    def test_it_lists_the_tags_of_creation(self, hosted: Raw, resource: str) -> None:
        assert hosted("ListTagsForResource", resourceArn=resource) == {"tags": [{"key": "tier", "value": "1"}]}

    def test_without_tags_it_is_empty(self, demo: Raw) -> None:
        assert demo("ListTagsForResource", resourceArn=f"{ARN}:cluster/demo") == {"tags": []}

    def test_each_revision_has_tags_of_its_own(self, demo: Raw) -> None:
        demo("RegisterTaskDefinition", **WEB, tags=RED)

        assert listed(demo, f"{ARN}:task-definition/web:1") == {}
        assert listed(demo, f"{ARN}:task-definition/web:2") == {"team": "red"}

    @pytest.mark.parametrize("arn", UNKNOWN)
    def test_an_unknown_resource_is_refused(self, demo: Raw, arn: str) -> None:
        # unsure in the reference
        assert demo.refusal("ListTagsForResource", resourceArn=arn) == (
            INVALID,
            "The specified resource could not be found.",
        )
