"""The operations that show, list and delete task definitions."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, JOB, ON_FARGATE, START, WEB, arn
from tests.api.raw import Raw

UNKNOWN = "Unable to describe task definition."


class TestDescribeTaskDefinition:
    @pytest.mark.parametrize(
        ("reference", "revision"),
        [
            pytest.param("job", 2, id="family"),
            pytest.param("job:1", 1, id="family and revision"),
            pytest.param(arn("job", 1), 1, id="ARN"),
            pytest.param(f"{ARN}:task-definition/job", 2, id="ARN of a family"),
        ],
    )
    def test_it_finds_a_revision(self, call: Raw, reference: str, revision: int) -> None:
        for _ in range(2):
            call("RegisterTaskDefinition", **JOB)

        definition = call("DescribeTaskDefinition", taskDefinition=reference)["taskDefinition"]

        assert definition["taskDefinitionArn"] == arn("job", revision)

    def test_it_shows_what_registering_showed(self, call: Raw) -> None:
        registered = call("RegisterTaskDefinition", **WEB)

        assert call("DescribeTaskDefinition", taskDefinition="web") == registered

    def test_a_family_means_its_latest_active_revision(self, call: Raw) -> None:
        for _ in range(3):
            call("RegisterTaskDefinition", **JOB)
        call("DeregisterTaskDefinition", taskDefinition="job:3")

        definition = call("DescribeTaskDefinition", taskDefinition="job")["taskDefinition"]

        assert definition["revision"] == 2

    def test_an_inactive_revision_can_be_described(self, call: Raw) -> None:
        call("RegisterTaskDefinition", **JOB)
        call("DeregisterTaskDefinition", taskDefinition="job:1")

        definition = call("DescribeTaskDefinition", taskDefinition="job:1")["taskDefinition"]

        assert definition["status"] == "INACTIVE"

    def test_tags_are_shown_when_asked_for(self, call: Raw) -> None:
        call("RegisterTaskDefinition", **JOB, tags=[{"key": "team", "value": "red"}])

        without = call("DescribeTaskDefinition", taskDefinition="job")
        including = call("DescribeTaskDefinition", taskDefinition="job", include=["TAGS"])

        assert "tags" not in without
        assert including["tags"] == [{"key": "team", "value": "red"}]

    @pytest.mark.parametrize(
        "reference",
        [
            "nope",
            "job:2",
            "job:0",
            "job:",
            "job:latest",
            "job:-1",
            "job:²",
            "job:" + "9" * 5000,
            "",
            "arn:aws:ecs:us-east-1:123456789012:task-definition/job:2",
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/job:1",
            "arn:aws:ecs:us-east-1:999999999999:task-definition/job:1",
            "arn:",
        ],
    )
    def test_one_that_is_missing_is_refused(self, demo: Raw, reference: str) -> None:
        assert demo.refusal("DescribeTaskDefinition", taskDefinition=reference) == ("ClientException", UNKNOWN)

    def test_a_family_without_active_revisions_is_refused(self, demo: Raw) -> None:
        demo("DeregisterTaskDefinition", taskDefinition="job:1")

        assert demo.refusal("DescribeTaskDefinition", taskDefinition="job") == ("ClientException", UNKNOWN)

    def test_without_a_name_it_is_refused(self, call: Raw) -> None:
        assert call.refusal("DescribeTaskDefinition") == ("ClientException", "TaskDefinition can not be blank.")


class TestDeregisterTaskDefinition:
    def test_it_answers_with_the_revision_inactive(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.advance(5)

        definition = demo("DeregisterTaskDefinition", taskDefinition="job:1")["taskDefinition"]

        assert (definition["taskDefinitionArn"], definition["status"]) == (arn("job", 1), "INACTIVE")
        assert definition["deregisteredAt"] == START + 5

    def test_twice_keeps_the_first_time(self, demo: Raw, ecs_world: MockEcs) -> None:
        first = demo("DeregisterTaskDefinition", taskDefinition="job:1")
        ecs_world.clock.advance(5)

        second = demo("DeregisterTaskDefinition", taskDefinition="job:1")

        assert second == first

    @pytest.mark.parametrize("operation", ["RunTask", "CreateService"])
    def test_an_inactive_revision_starts_nothing_new(self, demo: Raw, operation: str) -> None:
        demo("DeregisterTaskDefinition", taskDefinition="web:1")
        name = {"serviceName": "web"} if operation == "CreateService" else {}

        refusal = demo.refusal(operation, **{**ON_FARGATE, "taskDefinition": "web:1"}, **name)

        assert refusal == ("ClientException", "TaskDefinition is inactive")  # unsure in the reference for RunTask

    def test_no_service_is_updated_to_it(self, demo: Raw) -> None:
        demo("CreateService", serviceName="web", **ON_FARGATE)
        demo("RegisterTaskDefinition", **WEB)
        demo("DeregisterTaskDefinition", taskDefinition="web:2")

        refusal = demo.refusal("UpdateService", cluster="demo", service="web", taskDefinition="web:2")

        assert refusal == ("ClientException", "TaskDefinition is inactive")

    def test_a_service_that_has_it_can_still_scale(self, demo: Raw) -> None:
        demo("CreateService", serviceName="web", desiredCount=1, **ON_FARGATE)
        demo("DeregisterTaskDefinition", taskDefinition="web:1")

        demo("UpdateService", cluster="demo", service="web", desiredCount=3)

        service = demo("DescribeServices", cluster="demo", services=["web"])["services"][0]
        assert (service["runningCount"], service["taskDefinition"]) == (3, arn("web", 1))

    @pytest.mark.parametrize(
        ("reference", "code", "message"),
        [
            pytest.param("job", "ClientException", "Revision is missing.", id="no revision"),
            pytest.param(
                "job:latest",
                "InvalidParameterException",
                "Invalid revision number. Number: latest",
                id="no number",
            ),
            pytest.param("job:", "InvalidParameterException", "Invalid revision number. Number: ", id="empty number"),
            pytest.param("job:9", "ClientException", UNKNOWN, id="unknown revision"),  # unsure in the reference
            pytest.param("nope:1", "ClientException", UNKNOWN, id="unknown family"),  # unsure in the reference
        ],
    )
    def test_what_is_not_there_is_refused(self, demo: Raw, reference: str, code: str, message: str) -> None:
        assert demo.refusal("DeregisterTaskDefinition", taskDefinition=reference) == (code, message)


class TestDeleteTaskDefinitions:
    def test_an_inactive_revision_is_marked_and_goes(self, demo: Raw, ecs_world: MockEcs) -> None:
        demo("DeregisterTaskDefinition", taskDefinition="job:1")

        response = demo("DeleteTaskDefinitions", taskDefinitions=["job:1"])

        assert response["failures"] == []
        assert [definition["status"] for definition in response["taskDefinitions"]] == ["DELETE_IN_PROGRESS"]
        assert response["taskDefinitions"][0]["deleteRequestedAt"] == START
        ecs_world.clock.advance(3600)
        assert demo.refusal("DescribeTaskDefinition", taskDefinition="job:1") == ("ClientException", UNKNOWN)

    def test_one_in_use_stays_until_nothing_refers_to_it(self, demo: Raw, ecs_world: MockEcs) -> None:
        demo("CreateService", serviceName="web", desiredCount=1, **ON_FARGATE)
        demo("DeregisterTaskDefinition", taskDefinition="web:1")
        demo("DeleteTaskDefinitions", taskDefinitions=["web:1"])
        ecs_world.clock.advance(86400)
        still = demo("DescribeTaskDefinition", taskDefinition="web:1")["taskDefinition"]["status"]

        demo("DeleteService", cluster="demo", service="web", force=True)
        ecs_world.clock.advance(86400)

        assert still == "DELETE_IN_PROGRESS"
        assert demo.refusal("DescribeTaskDefinition", taskDefinition="web:1") == ("ClientException", UNKNOWN)

    def test_an_active_one_and_an_unknown_one_are_failures(self, demo: Raw) -> None:
        response = demo("DeleteTaskDefinitions", taskDefinitions=["job:1", "nope:7"])

        assert response["taskDefinitions"] == []
        assert response["failures"] == [
            {
                "arn": arn("job", 1),
                # unsure in the reference
                "reason": "The specified task definition is still in ACTIVE status. "
                "Please deregister the target and try again.",
            },
            {
                "arn": arn("nope", 7),
                "reason": "The specified task definition does not exist.",  # unsure in the reference
            },
        ]

    def test_again_keeps_the_time_of_the_first_request(self, demo: Raw, ecs_world: MockEcs) -> None:
        demo("DeregisterTaskDefinition", taskDefinition="job:1")
        first = demo("DeleteTaskDefinitions", taskDefinitions=["job:1"])
        ecs_world.clock.advance(5)

        assert demo("DeleteTaskDefinitions", taskDefinitions=["job:1"]) == first

    @pytest.mark.parametrize(
        ("references", "message"),
        [
            pytest.param([], "size of TaskDefinition references list must be greater than 0", id="none"),
            pytest.param(["job:1"] * 11, "Size of TaskDefinition references list cannot exceed 10", id="11"),
        ],
    )
    def test_none_and_more_than_ten_are_refused(self, demo: Raw, references: list[str], message: str) -> None:
        assert demo.refusal("DeleteTaskDefinitions", taskDefinitions=references) == (
            "InvalidParameterException",
            message,
        )


class TestListTaskDefinitions:
    @pytest.fixture
    def listed(self, call: Raw) -> Raw:
        """Families web (1, 2), web-api (1) and app (1 of it INACTIVE, 2 ACTIVE)."""
        for family in ("web", "app", "web-api", "web", "app"):
            call("RegisterTaskDefinition", **{**JOB, "family": family})
        call("DeregisterTaskDefinition", taskDefinition="app:1")
        return call

    @pytest.mark.parametrize(
        ("members", "found"),
        [
            pytest.param({}, ["app:2", "web:1", "web:2", "web-api:1"], id="all"),
            pytest.param({"sort": "ASC"}, ["app:2", "web:1", "web:2", "web-api:1"], id="ascending"),
            pytest.param({"sort": "DESC"}, ["web-api:1", "web:2", "web:1", "app:2"], id="descending"),
            pytest.param({"familyPrefix": "web"}, ["web:1", "web:2"], id="the prefix is a whole family"),
            pytest.param({"familyPrefix": "we"}, [], id="a part of a family finds nothing"),
            pytest.param({"status": "INACTIVE"}, ["app:1"], id="inactive"),
            pytest.param({"status": "DELETE_IN_PROGRESS"}, [], id="deleting"),
            pytest.param({"familyPrefix": "app", "status": "ACTIVE"}, ["app:2"], id="family and status"),
        ],
    )
    def test_it_lists_revisions(self, listed: Raw, members: dict[str, Any], found: list[str]) -> None:
        response = listed("ListTaskDefinitions", **members)

        assert response == {"taskDefinitionArns": [f"{ARN}:task-definition/{name}" for name in found]}


class TestListTaskDefinitionFamilies:
    @pytest.fixture
    def listed(self, call: Raw) -> Raw:
        """Families web, web-api and app; app has no ACTIVE revision."""
        for family in ("web", "app", "web-api"):
            call("RegisterTaskDefinition", **{**JOB, "family": family})
        call("DeregisterTaskDefinition", taskDefinition="app:1")
        return call

    @pytest.mark.parametrize(
        ("members", "found"),
        [
            pytest.param({}, ["app", "web", "web-api"], id="active and inactive"),
            pytest.param({"status": "ALL"}, ["app", "web", "web-api"], id="all"),
            pytest.param({"status": "ACTIVE"}, ["web", "web-api"], id="active"),
            pytest.param({"status": "INACTIVE"}, ["app"], id="inactive"),
            pytest.param({"familyPrefix": "we"}, ["web", "web-api"], id="a true prefix"),
            pytest.param({"familyPrefix": "x"}, [], id="nothing"),
        ],
    )
    def test_it_lists_families(self, listed: Raw, members: dict[str, Any], found: list[str]) -> None:
        assert listed("ListTaskDefinitionFamilies", **members) == {"families": found}

    def test_a_status_there_is_not_is_refused(self, call: Raw) -> None:
        assert call.refusal("ListTaskDefinitionFamilies", status="GONE") == (
            "InvalidParameterException",
            "GONE should be one of [ACTIVE,INACTIVE,ALL]",
        )
