"""The operations on tags."""

from __future__ import annotations

import pytest

from tests.api.ecs.examples import ARN, ON_FARGATE, ON_INSTANCES, WEB
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
RED = [{"key": "team", "value": "red"}]
KINDS = ["cluster", "service", "task", "task definition", "container instance"]


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


class TestUntagResource:
    @pytest.mark.parametrize("resource", KINDS, indirect=True)
    def test_keys_are_taken_away_and_unknown_ones_ignored(self, hosted: Raw, resource: str) -> None:
        hosted("TagResource", resourceArn=resource, tags=RED)

        response = hosted("UntagResource", resourceArn=resource, tagKeys=["tier", "nope"])

        assert response == {}
        assert listed(hosted, resource) == {"team": "red"}


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
