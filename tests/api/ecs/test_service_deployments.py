"""The operations on service deployments and service revisions."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, ON_FARGATE, WEB
from tests.api.raw import Raw, Refused

UNKNOWN = f"{ARN}:service-deployment/demo/web/NCWGC2ZR-taawPAYrIaU5"


@pytest.fixture
def web(demo: Raw) -> Raw:
    """The cluster demo with a service that was deployed three times, and is steady."""
    demo("CreateService", **ON_FARGATE, serviceName="web", desiredCount=2)
    for _ in range(2):
        demo("RegisterTaskDefinition", **WEB)
        demo("UpdateService", cluster="demo", service="web", taskDefinition="web")
    return demo


def listed(web: Raw, **members: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = web("ListServiceDeployments", cluster="demo", service="web", **members)[
        "serviceDeployments"
    ]
    return found


class TestListServiceDeployments:
    def test_it_lists_the_newest_first(self, web: Raw) -> None:
        newest, _, oldest = listed(web)

        assert newest["createdAt"] > oldest["createdAt"]
        assert {**newest, "serviceDeploymentArn": None, "targetServiceRevisionArn": None} == {
            "serviceDeploymentArn": None,
            "targetServiceRevisionArn": None,
            "serviceArn": f"{ARN}:service/demo/web",
            "clusterArn": f"{ARN}:cluster/demo",
            "createdAt": newest["createdAt"],
            "startedAt": newest["createdAt"],
            "finishedAt": newest["finishedAt"],
            "status": "SUCCESSFUL",
        }

    @pytest.mark.parametrize(
        ("filters", "count"),
        [
            pytest.param({"status": ["SUCCESSFUL"]}, 3, id="successful"),
            pytest.param({"status": ["STOPPED", "IN_PROGRESS"]}, 0, id="stopped or going on"),
            pytest.param({"status": []}, 3, id="no status"),
            pytest.param({"createdAt": {"after": 1767225600}}, 2, id="after the first"),
            pytest.param({"createdAt": {"before": 1767225601}}, 1, id="before the second"),
            pytest.param({"createdAt": {"after": 1767225600, "before": 1767225601}}, 0, id="between"),
            pytest.param({"maxResults": 2}, 2, id="a page"),
        ],
    )
    def test_it_filters(self, web: Raw, filters: dict[str, Any], count: int) -> None:
        assert len(listed(web, **filters)) == count

    @pytest.mark.parametrize("size", [0, 101])
    def test_a_page_has_1_to_100(self, web: Raw, size: int) -> None:
        with pytest.raises(Refused, match="InvalidParameterException"):
            listed(web, maxResults=size)

    def test_they_are_forgotten_after_90_days(self, web: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.advance(90 * 86400)
        web("UpdateService", cluster="demo", service="web", forceNewDeployment=True)

        assert len(listed(web)) == 1


class TestDescribeServiceDeployments:
    def test_it_tells_of_source_and_target(self, web: Raw) -> None:
        newest, before, oldest = (each["serviceDeploymentArn"] for each in listed(web))

        described = web("DescribeServiceDeployments", serviceDeploymentArns=[newest, oldest])

        last, first = described["serviceDeployments"]
        assert described["failures"] == []
        assert first["sourceServiceRevisions"] == []
        assert [each["requestedTaskCount"] for each in last["sourceServiceRevisions"]] == [0]
        assert (last["targetServiceRevision"]["runningTaskCount"], last["status"]) == (2, "SUCCESSFUL")
        assert last["deploymentCircuitBreaker"] == {"status": "DISABLED", "failureCount": 0, "threshold": 0}
        assert last["alarms"] == {"status": "DISABLED", "alarmNames": [], "triggeredAlarmNames": []}
        assert before not in (newest, oldest)

    def test_what_is_not_there_is_missing(self, web: Raw) -> None:
        described = web("DescribeServiceDeployments", serviceDeploymentArns=[UNKNOWN])

        assert described == {"serviceDeployments": [], "failures": [{"arn": UNKNOWN, "reason": "MISSING"}]}

    def test_so_are_those_of_a_service_that_was_deleted(self, web: Raw) -> None:
        arn = listed(web)[0]["serviceDeploymentArn"]
        web("DeleteService", cluster="demo", service="web", force=True)

        described = web("DescribeServiceDeployments", serviceDeploymentArns=[arn])

        assert described["failures"] == [{"arn": arn, "reason": "MISSING"}]

    @pytest.mark.parametrize(
        "arns",
        [
            pytest.param([], id="none"),
            pytest.param([UNKNOWN] * 21, id="21"),
            pytest.param(["web"], id="no ARN"),
            pytest.param([f"{ARN}:service/demo/web"], id="the ARN of a service"),
        ],
    )
    def test_it_takes_1_to_20_arns(self, web: Raw, arns: list[str]) -> None:
        with pytest.raises(Refused, match="InvalidParameterException"):
            web("DescribeServiceDeployments", serviceDeploymentArns=arns)


class TestDescribeServiceRevisions:
    def test_it_tells_what_was_asked_for_and_which_images_were_found(self, web: Raw) -> None:
        arn = listed(web)[0]["targetServiceRevisionArn"]

        described = web("DescribeServiceRevisions", serviceRevisionArns=[arn, f"{arn}0"])

        (revision,) = described["serviceRevisions"]
        (image,) = revision["containerImages"]
        assert described["failures"] == [{"arn": f"{arn}0", "reason": "MISSING"}]
        assert revision["taskDefinition"] == f"{ARN}:task-definition/web:3"
        assert (revision["launchType"], revision["platformVersion"]) == ("FARGATE", "1.4.0")
        assert image["imageDigest"].startswith("sha256:")

    def test_a_service_tells_which_it_has(self, web: Raw) -> None:
        (service,) = web("DescribeServices", cluster="demo", services=["web"])["services"]

        (revision,) = service["currentServiceRevisions"]
        assert "currentServiceDeployment" not in service
        assert revision["arn"] == listed(web)[0]["targetServiceRevisionArn"]
        assert (revision["requestedTaskCount"], revision["runningTaskCount"]) == (2, 2)


class TestStopServiceDeployment:
    def test_what_is_not_there_cannot_be_stopped(self, web: Raw) -> None:
        with pytest.raises(
            Refused, match=r"ServiceDeploymentNotFoundException: The service deployment does not exist\."
        ):
            web("StopServiceDeployment", serviceDeploymentArn=UNKNOWN)

    def test_nor_can_what_has_ended(self, web: Raw) -> None:
        with pytest.raises(Refused, match="ConflictException"):
            web("StopServiceDeployment", serviceDeploymentArn=listed(web)[0]["serviceDeploymentArn"])
