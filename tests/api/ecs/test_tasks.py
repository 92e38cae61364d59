"""The operations on tasks, but RunTask."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, JOB, ON_FARGATE, ON_INSTANCES, WEB, described, with_container
from tests.api.raw import Raw

INVALID = "InvalidParameterException"


class TestStartTask:
    def test_it_starts_a_task_on_each_instance(self, hosted: Raw) -> None:
        instances = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]

        response = hosted("StartTask", **ON_INSTANCES, containerInstances=instances, startedBy="me")

        assert response["failures"] == []
        assert [task["containerInstanceArn"] for task in response["tasks"]] == instances
        assert {task["startedBy"] for task in response["tasks"]} == {"me"}

    def test_what_cannot_take_a_task_is_a_failure(self, hosted: Raw) -> None:
        first, second = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        hosted(
            "UpdateContainerInstancesState",
            cluster="demo",
            containerInstances=[first.rpartition("/")[2]],
            status="DRAINING",
        )
        hosted("RegisterTaskDefinition", **with_container({**JOB, "family": "large"}, memory=1001))
        request = {"cluster": "demo", "taskDefinition": "large"}
        third = hosted("RegisterContainerInstance", cluster="demo")["containerInstance"]["containerInstanceArn"]
        hosted("DeregisterContainerInstance", cluster="demo", containerInstance=third)

        response = hosted("StartTask", **request, containerInstances=["0" * 32, first, second, third])

        assert response["tasks"] == []
        assert response["failures"] == [
            {"arn": f"{ARN}:container-instance/demo/{'0' * 32}", "reason": "MISSING"},
            {"arn": first, "reason": "INACTIVE"},  # unsure in the reference
            {"arn": second, "reason": "RESOURCE:MEMORY"},
            {"arn": third, "reason": "INACTIVE"},
        ]

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param(
                {"containerInstances": []}, INVALID, "Container instances cannot be empty.", id="none"
            ),  # unsure in the reference
            pytest.param(
                {"containerInstances": ["a"] * 11}, INVALID, "containerInstances can have at most 10 items.", id="11"
            ),
            pytest.param({}, INVALID, "ContainerInstances can not be blank.", id="absent"),
            pytest.param(
                {"containerInstances": ["a"], "taskDefinition": "nope"},
                "ClientException",
                "TaskDefinition not found.",
                id="definition",
            ),
        ],
    )
    def test_what_aws_does_not_take_is_refused(
        self, hosted: Raw, members: dict[str, Any], code: str, message: str
    ) -> None:
        assert hosted.refusal("StartTask", **{**ON_INSTANCES, **members}) == (code, message)


class TestStopTask:
    @pytest.fixture
    def task(self, demo: Raw, ecs_world: MockEcs) -> dict[str, Any]:
        """A task that runs, on a clock that stands still."""
        task: dict[str, Any] = demo("RunTask", **ON_FARGATE)["tasks"][0]
        ecs_world.clock.settle()
        ecs_world.clock.set_mode("manual")
        return task

    def test_the_answer_still_shows_it_running(self, demo: Raw, ecs_world: MockEcs, task: dict[str, Any]) -> None:
        stopped = demo("StopTask", cluster="demo", task=task["taskArn"])["task"]

        assert (stopped["lastStatus"], stopped["desiredStatus"]) == ("RUNNING", "STOPPED")
        assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "Task stopped by user")
        assert stopped["stoppingAt"] == round(ecs_world.clock.now, 3)
        assert "stoppedAt" not in stopped

    def test_it_comes_to_stopped(self, demo: Raw, ecs_world: MockEcs, task: dict[str, Any]) -> None:
        demo("StopTask", cluster="demo", task=task["taskArn"], reason="enough")

        ecs_world.clock.settle()

        stopped = described(demo, task)
        assert (stopped["lastStatus"], stopped["stoppedReason"]) == ("STOPPED", "enough")
        assert stopped["stoppingAt"] <= stopped["executionStoppedAt"] <= stopped["stoppedAt"]
        container = stopped["containers"][0]
        assert (container["lastStatus"], container["exitCode"]) == ("STOPPED", 143)
        assert stopped["attachments"][0]["status"] == "DELETED"

    def test_an_id_will_do(self, demo: Raw, task: dict[str, Any]) -> None:
        identifier = task["taskArn"].rpartition("/")[2]

        assert demo("StopTask", cluster="demo", task=identifier)["task"]["taskArn"] == task["taskArn"]

    def test_one_that_is_stopped_is_shown_as_it_is(self, demo: Raw, ecs_world: MockEcs, task: dict[str, Any]) -> None:
        demo("StopTask", cluster="demo", task=task["taskArn"], reason="first")
        ecs_world.clock.settle()
        before = described(demo, task)

        assert demo("StopTask", cluster="demo", task=task["taskArn"], reason="second")["task"] == before

    def test_one_that_never_ran_has_no_start_and_no_exit_code(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]

        demo("StopTask", cluster="demo", task=task["taskArn"])
        ecs_world.clock.settle()

        stopped = described(demo, task)
        assert stopped["lastStatus"] == "STOPPED"
        assert "startedAt" not in stopped
        assert "exitCode" not in stopped["containers"][0]

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            # unsure in the reference
            pytest.param({"task": "0" * 32}, INVALID, "The referenced task was not found.", id="unknown"),
            pytest.param({"task": ""}, INVALID, "The referenced task was not found.", id="empty"),
            pytest.param({}, INVALID, "Task can not be blank.", id="absent"),
            pytest.param(
                {"task": "x", "cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="cluster"
            ),
        ],
    )
    def test_what_is_not_there_is_refused(self, demo: Raw, members: dict[str, Any], code: str, message: str) -> None:
        assert demo.refusal("StopTask", **{"cluster": "demo", **members}) == (code, message)


class TestDescribeTasks:
    def test_a_running_task_of_fargate_shows_its_interface(self, demo: Raw) -> None:
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]

        shown = described(demo, task)

        assert (shown["lastStatus"], shown["connectivity"]) == ("RUNNING", "CONNECTED")
        times = [shown[name] for name in ("createdAt", "connectivityAt", "pullStartedAt", "pullStoppedAt", "startedAt")]
        assert times == sorted(times)
        attachment, container = shown["attachments"][0], shown["containers"][0]
        details = {item["name"]: item["value"] for item in attachment["details"]}
        assert attachment["status"] == "ATTACHED"
        assert list(details) == [
            "subnetId",
            "networkInterfaceId",
            "macAddress",
            "privateDnsName",
            "privateIPv4Address",
        ]
        assert details["privateDnsName"] == f"ip-{details['privateIPv4Address'].replace('.', '-')}.ec2.internal"
        assert container["networkInterfaces"] == [
            {"attachmentId": attachment["id"], "privateIpv4Address": details["privateIPv4Address"]}
        ]
        assert container["lastStatus"] == "RUNNING"
        assert re.fullmatch("sha256:[0-9a-f]{64}", container["imageDigest"])
        assert re.fullmatch(f"{task['taskArn'].rpartition('/')[2]}-[0-9]{{10}}", container["runtimeId"])

    def test_a_running_task_of_an_instance_shows_its_ports(self, hosted: Raw) -> None:
        (task,) = hosted("RunTask", **ON_INSTANCES)["tasks"]

        container = described(hosted, task)["containers"][0]

        assert container["networkBindings"] == [
            {"bindIP": "0.0.0.0", "containerPort": 80, "hostPort": 32768, "protocol": "tcp"},
            {"bindIP": "0.0.0.0", "containerPort": 53, "hostPort": 32768, "protocol": "udp"},
        ]
        assert re.fullmatch("[0-9a-f]{64}", container["runtimeId"])

    def test_the_life_of_a_task_is_seen_step_by_step(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]
        seen = [task["lastStatus"]]

        for _ in range(40):
            ecs_world.clock.advance(0.05)
            seen.append(described(demo, task)["lastStatus"])
        demo("StopTask", cluster="demo", task=task["taskArn"])
        for _ in range(40):
            ecs_world.clock.advance(0.05)
            seen.append(described(demo, task)["lastStatus"])

        assert list(dict.fromkeys(seen)) == [
            "PROVISIONING",
            "PENDING",
            "ACTIVATING",
            "RUNNING",
            "STOPPING",
            "DEPROVISIONING",
            "STOPPED",
        ]

    def test_health_comes_from_essential_containers(self, demo: Raw) -> None:
        check = {"healthCheck": {"command": ["CMD", "true"]}}
        side = {"name": "side", "image": "x", "essential": False}
        containers = [{**WEB["containerDefinitions"][0], **check}, side]
        demo("RegisterTaskDefinition", **{**WEB, "containerDefinitions": containers})
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]

        shown = described(demo, task)

        assert shown["healthStatus"] == "HEALTHY"
        assert [container["healthStatus"] for container in shown["containers"]] == ["HEALTHY", "UNKNOWN"]

    def test_a_task_of_run_task_ends_by_itself(self, demo: Raw, ecs_world: MockEcs) -> None:
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]

        ecs_world.clock.advance(60)

        shown = described(demo, task)
        assert (shown["lastStatus"], shown["stopCode"]) == ("STOPPED", "EssentialContainerExited")
        assert shown["stoppedReason"] == "Essential container in task exited"
        assert shown["containers"][0]["exitCode"] == 0

    def test_an_hour_after_it_stopped_it_is_missing(self, demo: Raw, ecs_world: MockEcs) -> None:
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]
        demo("StopTask", cluster="demo", task=task["taskArn"])

        ecs_world.clock.advance(3500)
        before = demo("DescribeTasks", cluster="demo", tasks=[task["taskArn"]])
        ecs_world.clock.advance(200)
        after = demo("DescribeTasks", cluster="demo", tasks=[task["taskArn"]])

        assert len(before["tasks"]) == 1
        assert after == {"tasks": [], "failures": [{"arn": task["taskArn"], "reason": "MISSING"}]}

    def test_one_that_is_missing_is_a_failure_with_a_full_arn(self, demo: Raw) -> None:
        response = demo("DescribeTasks", cluster="demo", tasks=["0" * 32])

        assert response["failures"] == [{"arn": f"{ARN}:task/demo/{'0' * 32}", "reason": "MISSING"}]

    def test_each_is_shown_once(self, demo: Raw) -> None:
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]

        response = demo("DescribeTasks", cluster="demo", tasks=[task["taskArn"], task["taskArn"]])

        assert len(response["tasks"]) == 1

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"tasks": []}, INVALID, "Tasks cannot be empty.", id="none"),
            pytest.param(
                {"tasks": [str(number) for number in range(101)]},
                INVALID,
                "tasks can have at most 100 items.",  # unsure in the reference
                id="101",
            ),
            pytest.param({}, INVALID, "Tasks can not be blank.", id="absent"),
            pytest.param(
                {"tasks": ["x"], "cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="cluster"
            ),
            pytest.param({"tasks": ["x"], "include": ["ALL"]}, INVALID, "ALL should be one of [TAGS]", id="include"),
        ],
    )
    def test_what_aws_does_not_take_is_refused(
        self, demo: Raw, members: dict[str, Any], code: str, message: str
    ) -> None:
        assert demo.refusal("DescribeTasks", **{"cluster": "demo", **members}) == (code, message)


class TestListTasks:
    @pytest.fixture
    def listed(self, hosted: Raw, ecs_world: MockEcs) -> dict[str, str]:
        """ARNs of tasks by what they are: one of Fargate, one of EC2, one of a service, one that was stopped."""
        found = {
            "fargate": hosted("RunTask", **ON_FARGATE, startedBy="me")["tasks"][0]["taskArn"],
            "ec2": hosted("RunTask", **ON_INSTANCES)["tasks"][0]["taskArn"],
            "stopped": hosted("RunTask", **ON_FARGATE)["tasks"][0]["taskArn"],
        }
        hosted("StopTask", cluster="demo", task=found["stopped"])
        hosted("CreateService", serviceName="web", desiredCount=1, **ON_FARGATE)
        ecs_world.clock.settle()
        (found["service"],) = hosted("ListTasks", cluster="demo", serviceName="web")["taskArns"]
        return found

    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            pytest.param({}, ["fargate", "ec2", "service"], id="running"),
            pytest.param({"desiredStatus": "RUNNING"}, ["fargate", "ec2", "service"], id="RUNNING"),
            pytest.param({"desiredStatus": "STOPPED"}, ["stopped"], id="STOPPED"),
            pytest.param({"desiredStatus": "PENDING"}, [], id="PENDING is never desired"),
            pytest.param({"launchType": "EC2"}, ["ec2"], id="launch type"),
            pytest.param({"family": "web"}, ["fargate", "service"], id="family"),
            pytest.param({"startedBy": "me"}, ["fargate"], id="startedBy"),
            pytest.param({"serviceName": "web"}, ["service"], id="service"),
            pytest.param({"serviceName": f"{ARN}:service/demo/web"}, ["service"], id="service by ARN"),
            pytest.param({"serviceName": "web", "desiredStatus": "STOPPED"}, [], id="stopped of a service"),
            pytest.param({"family": "web", "launchType": "EC2"}, [], id="two filters"),
        ],
    )
    def test_it_lists_what_fits(
        self, hosted: Raw, listed: dict[str, str], members: dict[str, Any], expected: list[str]
    ) -> None:
        response = hosted("ListTasks", cluster="demo", **members)

        assert response == {"taskArns": [listed[name] for name in expected]}

    def test_tasks_of_one_instance(self, hosted: Raw, listed: dict[str, str]) -> None:
        (task,) = hosted("DescribeTasks", cluster="demo", tasks=[listed["ec2"]])["tasks"]
        instance = task["containerInstanceArn"]
        hosted("StopTask", cluster="demo", task=listed["ec2"])

        running = hosted("ListTasks", cluster="demo", containerInstance=instance)["taskArns"]
        stopped = hosted("ListTasks", cluster="demo", containerInstance=instance, desiredStatus="STOPPED")["taskArns"]

        assert (running, stopped) == ([], [listed["ec2"]])

    def test_a_task_that_does_not_run_yet_is_listed_as_running(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        (task,) = demo("RunTask", **ON_FARGATE)["tasks"]

        assert demo("ListTasks", cluster="demo")["taskArns"] == [task["taskArn"]]

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="cluster"),
            pytest.param({"serviceName": "nope"}, "ServiceNotFoundException", "Service not found.", id="service"),
            pytest.param(
                {"containerInstance": "nope"},
                INVALID,
                "The referenced container instance was not found.",  # unsure in the reference
                id="instance",
            ),
            pytest.param(
                {"desiredStatus": "GONE"}, INVALID, "GONE should be one of [RUNNING,PENDING,STOPPED]", id="status"
            ),
        ],
    )
    def test_what_is_not_there_is_refused(self, demo: Raw, members: dict[str, Any], code: str, message: str) -> None:
        assert demo.refusal("ListTasks", **{"cluster": "demo", **members}) == (code, message)
