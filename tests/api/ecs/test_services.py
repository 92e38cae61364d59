"""The operations that show, list and delete services."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.ecs.examples import ARN, JOB, ON_FARGATE, ON_INSTANCES, with_container
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
WEB_SERVICE = {**ON_FARGATE, "serviceName": "web"}
JOB_SERVICE = {**ON_INSTANCES, "serviceName": "job"}


def shown(call: Raw, name: str = "web", **members: Any) -> dict[str, Any]:
    found: dict[str, Any] = call("DescribeServices", cluster="demo", services=[name], **members)["services"][0]
    return found


class TestDeleteService:
    def test_one_that_is_scaled_above_0_is_kept(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=1)

        refusal = demo.refusal("DeleteService", cluster="demo", service="web")

        assert refusal == (INVALID, "The service cannot be stopped while it is scaled above 0.")
        assert shown(demo)["status"] == "ACTIVE"

    def test_force_scales_it_to_0_first(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=1)

        service = demo("DeleteService", cluster="demo", service=f"{ARN}:service/demo/web", force=True)["service"]

        assert (service["status"], service["desiredCount"]) == ("DRAINING", 0)
        assert shown(demo)["status"] == "INACTIVE"

    def test_it_stops_the_tasks_and_leaves_the_lists(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=2)
        arns = demo("ListTasks", cluster="demo")["taskArns"]

        demo("DeleteService", cluster="demo", service="web", force=True)

        tasks = demo("DescribeTasks", cluster="demo", tasks=arns)["tasks"]
        assert {(task["lastStatus"], task["stopCode"]) for task in tasks} == {("STOPPED", "ServiceSchedulerInitiated")}
        assert demo("ListServices", cluster="demo")["serviceArns"] == []
        # unsure in the reference
        assert shown(demo)["deployments"] == []

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"service": "nope"}, "ServiceNotFoundException", "Service not found.", id="unknown"),
            pytest.param({"service": ""}, "ServiceNotFoundException", "Service not found.", id="empty"),
            pytest.param(
                {"service": "web", "cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="cluster"
            ),
            pytest.param({}, INVALID, "Service can not be blank.", id="absent"),
        ],
    )
    def test_what_is_not_there_is_refused(self, demo: Raw, members: dict[str, Any], code: str, message: str) -> None:
        assert demo.refusal("DeleteService", **{"cluster": "demo", **members}) == (code, message)


class TestDescribeServices:
    def test_events_are_the_newest_first(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=2)

        service = shown(demo)

        (deployment,) = service["deployments"]
        tasks = demo("ListTasks", cluster="demo")["taskArns"]
        started = " ".join(f"(task {arn.rpartition('/')[2]})" for arn in tasks)
        assert [event["message"] for event in service["events"]] == [
            "(service web) has reached a steady state.",
            f"(service web) (deployment {deployment['id']}) deployment completed.",
            f"(service web) has started 2 tasks: {started}.",
        ]
        assert deployment["rolloutState"] == "COMPLETED"
        assert deployment["rolloutStateReason"] == f"ECS deployment {deployment['id']} completed."
        assert (service["runningCount"], deployment["runningCount"]) == (2, 2)

    def test_tags_are_shown_only_when_asked_for(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, tags=[{"key": "team", "value": "red"}])

        assert "tags" not in shown(demo)
        assert shown(demo, include=["TAGS"])["tags"] == [{"key": "team", "value": "red"}]

    def test_one_that_is_missing_is_a_failure_with_a_full_arn(self, demo: Raw) -> None:
        response = demo("DescribeServices", cluster="demo", services=["nope"])

        assert response == {"services": [], "failures": [{"arn": f"{ARN}:service/demo/nope", "reason": "MISSING"}]}

    def test_the_wait_for_room_is_told_in_the_events(self, hosted: Raw) -> None:
        demo = hosted
        demo("RegisterTaskDefinition", **with_container({**JOB, "family": "large"}, memory=1001))
        demo("CreateService", **{**JOB_SERVICE, "taskDefinition": "large"}, desiredCount=1)

        message = shown(demo, "job")["events"][0]["message"]

        assert re.fullmatch(
            r"\(service job\) was unable to place a task because no container instance met all of its requirements\. "
            r"The closest matching \(container-instance [0-9a-f]{32}\) has insufficient memory available\. For more "
            r"information, see the Troubleshooting section of the Amazon ECS Developer Guide\.",
            message,
        )

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"services": []}, INVALID, "Services cannot be empty.", id="none"),
            pytest.param(
                {"services": [f"s{number}" for number in range(11)]},
                INVALID,
                "services can have at most 10 items.",  # unsure in the reference
                id="11",
            ),
            pytest.param({}, INVALID, "Services can not be blank.", id="absent"),
            pytest.param(
                {"services": ["web"], "cluster": "nope"},
                "ClusterNotFoundException",
                "Cluster not found.",
                id="cluster",
            ),
        ],
    )
    def test_what_aws_does_not_take_is_refused(
        self, demo: Raw, members: dict[str, Any], code: str, message: str
    ) -> None:
        assert demo.refusal("DescribeServices", **{"cluster": "demo", **members}) == (code, message)


class TestListServices:
    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            pytest.param({}, ["web", "job"], id="all"),
            pytest.param({"launchType": "FARGATE"}, ["web"], id="launch type"),
            pytest.param({"launchType": "EXTERNAL"}, [], id="another launch type"),
            pytest.param({"schedulingStrategy": "REPLICA"}, ["web", "job"], id="replica"),
            pytest.param({"schedulingStrategy": "DAEMON"}, [], id="daemon"),
            pytest.param({"resourceManagementType": "CUSTOMER"}, ["web", "job"], id="of the customer"),
            pytest.param({"resourceManagementType": "ECS"}, [], id="of ECS"),
        ],
    )
    def test_it_lists_what_fits(self, demo: Raw, members: dict[str, Any], expected: list[str]) -> None:
        demo("CreateService", **WEB_SERVICE)
        demo("CreateService", **JOB_SERVICE)

        response = demo("ListServices", cluster="demo", **members)

        assert response == {"serviceArns": [f"{ARN}:service/demo/{name}" for name in expected]}
