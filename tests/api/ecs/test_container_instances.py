"""The operations on container instances."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, JOB, ON_INSTANCES, START, with_container
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
NOT_FOUND = "The referenced container instance was not found."
PORTS = ["22", "2376", "2375", "51678", "51679"]


def resource(name: str, value: int | list[str]) -> dict[str, Any]:
    """A resource as ECS shows it, with all of its members."""
    shown = {"name": name, "doubleValue": 0.0, "longValue": 0}
    if isinstance(value, int):
        return {**shown, "type": "INTEGER", "integerValue": value}
    return {**shown, "type": "STRINGSET", "integerValue": 0, "stringSetValue": value}


def register(call: Raw, **members: Any) -> dict[str, Any]:
    instance: dict[str, Any] = call("RegisterContainerInstance", cluster="demo", **members)["containerInstance"]
    return instance


def described(call: Raw, arn: str, **members: Any) -> dict[str, Any]:
    response = call("DescribeContainerInstances", cluster="demo", containerInstances=[arn], **members)
    found: dict[str, Any] = response["containerInstances"][0]
    return found


class TestRegisterContainerInstance:
    def test_it_answers_with_the_instance(self, demo: Raw) -> None:
        instance = register(demo)

        resources = [
            resource("CPU", 2048),
            resource("MEMORY", 7974),
            resource("PORTS", PORTS),
            resource("PORTS_UDP", []),
        ]
        assert re.fullmatch(f"{ARN}:container-instance/demo/[0-9a-f]{{32}}", instance.pop("containerInstanceArn"))
        attributes = instance.pop("attributes")
        assert instance == {
            "ec2InstanceId": "",
            "version": 1,
            "versionInfo": {},
            "registeredResources": resources,
            "remainingResources": resources,
            "status": "ACTIVE",
            "agentConnected": True,
            "runningTasksCount": 0,
            "pendingTasksCount": 0,
            "registeredAt": START,
            "attachments": [],
            "tags": [],
        }
        assert {"name": "ecs.availability-zone", "value": "us-east-1a"} in attributes
        assert {"name": "ecs.os-type", "value": "linux"} in attributes

    def test_what_an_agent_tells_is_shown(self, demo: Raw) -> None:
        identity = {
            "instanceId": "i-0123456789abcdef0",
            "instanceType": "c5.large",
            "availabilityZone": "us-east-1c",
            "architecture": "arm64",
            "imageId": "ami-1",
            "other": 1,
        }

        instance = register(
            demo,
            instanceIdentityDocument=json.dumps(identity),
            totalResources=[
                {"name": "CPU", "type": "INTEGER", "integerValue": 4096},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": 3767},
            ],
            versionInfo={"agentVersion": "1.90.0", "agentHash": "0123abcd", "dockerVersion": "DockerVersion: 25.0.8"},
            attributes=[{"name": "stack", "value": "blue"}, {"name": "ecs.capability.task-eni"}],
        )

        assert instance["ec2InstanceId"] == "i-0123456789abcdef0"
        assert instance["registeredResources"][:2] == [resource("CPU", 4096), resource("MEMORY", 3767)]
        assert instance["versionInfo"]["agentVersion"] == "1.90.0"
        attributes = {item["name"]: item.get("value") for item in instance["attributes"]}
        assert attributes == {
            "ecs.availability-zone": "us-east-1c",
            "ecs.instance-type": "c5.large",
            "ecs.os-type": "linux",
            "ecs.cpu-architecture": "arm64",
            "ecs.ami-id": "ami-1",
            "stack": "blue",
            "ecs.capability.task-eni": None,
        }

    def test_the_ports_that_it_reserves_are_kept_from_tasks(self, demo: Raw) -> None:
        ports = [
            {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22", "8080"]},
            {"name": "PORTS_UDP", "type": "STRINGSET", "stringSetValue": ["53"]},
        ]
        demo("RegisterTaskDefinition", **with_container(JOB, portMappings=[{"containerPort": 80, "hostPort": 8080}]))

        instance = register(demo, totalResources=ports)
        response = demo("RunTask", **ON_INSTANCES)

        assert instance["registeredResources"][2:] == [resource("PORTS", ["22", "8080"]), resource("PORTS_UDP", ["53"])]
        assert instance["registeredResources"][0] == resource("CPU", 2048)
        assert [failure["reason"] for failure in response["failures"]] == ["RESOURCE:PORTS"]


class TestRegisteringAgain:
    def test_by_its_arn_an_instance_stays_the_same_and_has_its_new_resources(self, demo: Raw) -> None:
        arn = register(demo, tags=[{"key": "team", "value": "red"}])["containerInstanceArn"]
        demo("RunTask", **ON_INSTANCES)
        demo("PutAttributes", cluster="demo", attributes=[{"name": "stack", "value": "blue", "targetId": arn}])

        instance = register(
            demo,
            containerInstanceArn=arn,
            totalResources=[{"name": "CPU", "type": "INTEGER", "integerValue": 4096}],
            versionInfo={"agentVersion": "1.99.0"},
            attributes=[{"name": "ecs.capability.task-eni"}],
            tags=[{"key": "tier", "value": "1"}],
        )

        assert instance["containerInstanceArn"] == arn
        assert instance["registeredResources"][:2] == [resource("CPU", 4096), resource("MEMORY", 7974)]
        assert instance["remainingResources"][:2] == [resource("CPU", 3996), resource("MEMORY", 7674)]
        assert instance["runningTasksCount"] == 1
        assert instance["versionInfo"] == {"agentVersion": "1.99.0"}
        attributes = {item["name"]: item.get("value") for item in instance["attributes"]}
        assert (attributes["stack"], attributes["ecs.availability-zone"]) == ("blue", "us-east-1a")
        assert "ecs.capability.task-eni" in attributes
        assert {tag["key"] for tag in instance["tags"]} == {"team", "tier"}
        assert demo("ListContainerInstances", cluster="demo") == {"containerInstanceArns": [arn]}

    def test_its_short_id_will_do(self, demo: Raw) -> None:
        arn = register(demo)["containerInstanceArn"]

        again = register(demo, containerInstanceArn=arn.rpartition("/")[2])

        assert (again["containerInstanceArn"], again["version"]) == (arn, 2)

    def test_the_same_host_without_its_arn_is_another_instance(self, demo: Raw) -> None:
        # unsure in the reference
        document = json.dumps({"instanceId": "i-1"})

        arns = {register(demo, instanceIdentityDocument=document)["containerInstanceArn"] for _ in range(2)}

        assert len(arns) == 2


class TestLessThanBefore:
    def test_what_tasks_take_already_is_never_shown_as_less_than_nothing(self, demo: Raw) -> None:
        arn = register(demo)["containerInstanceArn"]
        (task,) = demo("RunTask", **ON_INSTANCES)["tasks"]
        small = [{"name": name, "type": "INTEGER", "integerValue": 1} for name in ("CPU", "MEMORY")]

        again = register(demo, containerInstanceArn=arn, totalResources=small)
        demo("StopTask", cluster="demo", task=task["taskArn"])

        remaining = {each["name"]: each["integerValue"] for each in again["remainingResources"]}
        assert (remaining["CPU"], remaining["MEMORY"]) == (0, 0)
        left = {each["name"]: each["integerValue"] for each in described(demo, arn)["remainingResources"]}
        assert (left["CPU"], left["MEMORY"]) == (1, 1)


class TestDeregisterContainerInstance:
    def test_it_answers_with_the_instance_inactive(self, demo: Raw) -> None:
        arn = register(demo)["containerInstanceArn"]

        instance = demo("DeregisterContainerInstance", cluster="demo", containerInstance=arn)["containerInstance"]

        assert (instance["containerInstanceArn"], instance["status"]) == (arn, "INACTIVE")
        assert demo("ListContainerInstances", cluster="demo")["containerInstanceArns"] == []

    def test_for_an_hour_it_can_be_described_and_nothing_else(self, demo: Raw, ecs_world: MockEcs) -> None:
        arn = register(demo)["containerInstanceArn"]
        request = {"cluster": "demo", "containerInstances": [arn]}
        missing = [{"arn": arn, "reason": "MISSING"}]

        instance = demo("DeregisterContainerInstance", cluster="demo", containerInstance=arn)["containerInstance"]

        assert demo("DescribeContainerInstances", **request) == {"containerInstances": [instance], "failures": []}
        assert demo("DescribeClusters", clusters=["demo"])["clusters"][0]["registeredContainerInstancesCount"] == 0
        assert demo("UpdateContainerInstancesState", **request, status="ACTIVE")["failures"] == missing
        assert demo.refusal("DeregisterContainerInstance", cluster="demo", containerInstance=arn) == (
            INVALID,
            NOT_FOUND,
        )
        ecs_world.clock.advance(3600)
        assert demo("DescribeContainerInstances", **request) == {"containerInstances": [], "failures": missing}

    def test_running_tasks_keep_it(self, demo: Raw) -> None:
        arn = register(demo)["containerInstanceArn"]
        demo("RunTask", **ON_INSTANCES)

        refusal = demo.refusal("DeregisterContainerInstance", cluster="demo", containerInstance=arn)

        assert refusal == (INVALID, "Found running tasks on the instance.")
        assert described(demo, arn)["status"] == "ACTIVE"

    def test_force_lets_it_go_and_its_tasks_stop(self, demo: Raw) -> None:
        arn = register(demo)["containerInstanceArn"]
        (task,) = demo("RunTask", **ON_INSTANCES)["tasks"]

        instance = demo(
            "DeregisterContainerInstance", cluster="demo", containerInstance=arn.rpartition("/")[2], force=True
        )["containerInstance"]

        assert instance["status"] == "INACTIVE"
        (stopped,) = demo("DescribeTasks", cluster="demo", tasks=[task["taskArn"]])["tasks"]
        assert (stopped["lastStatus"], stopped["stopCode"]) == ("STOPPED", "UserInitiated")
        assert stopped["stoppedReason"] == "Container instance deregistration forced by user"


class TestDescribeContainerInstances:
    def test_a_task_takes_room_as_soon_as_it_is_placed(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        arn = register(demo)["containerInstanceArn"]
        mappings = [{"containerPort": 80, "hostPort": 8080}, {"containerPort": 53, "hostPort": 53, "protocol": "udp"}]
        demo("RegisterTaskDefinition", **with_container(JOB, portMappings=mappings))

        (task,) = demo("RunTask", **ON_INSTANCES)["tasks"]
        placed = described(demo, arn)
        ecs_world.clock.settle()
        running = described(demo, arn)
        demo("StopTask", cluster="demo", task=task["taskArn"])
        ecs_world.clock.settle()
        stopped = described(demo, arn)

        assert placed["remainingResources"] == [
            resource("CPU", 1948),
            resource("MEMORY", 7674),
            resource("PORTS", [*PORTS, "8080"]),
            resource("PORTS_UDP", ["53"]),
        ]
        assert (placed["pendingTasksCount"], placed["runningTasksCount"]) == (1, 0)
        assert (running["pendingTasksCount"], running["runningTasksCount"]) == (0, 1)
        assert running["remainingResources"] == placed["remainingResources"]
        assert stopped["remainingResources"] == stopped["registeredResources"]
        assert placed["version"] < stopped["version"]

    def test_dynamic_ports_are_not_listed(self, demo: Raw) -> None:
        arn = register(demo)["containerInstanceArn"]

        demo("RunTask", **ON_INSTANCES)

        assert described(demo, arn)["remainingResources"][2:] == [resource("PORTS", PORTS), resource("PORTS_UDP", [])]

    def test_tags_and_health_are_shown_when_asked_for(self, demo: Raw) -> None:
        arn = register(demo, tags=[{"key": "team", "value": "red"}])["containerInstanceArn"]

        plain = described(demo, arn)
        including = described(demo, arn, include=["TAGS", "CONTAINER_INSTANCE_HEALTH"])

        assert plain["tags"] == []
        assert "healthStatus" not in plain
        assert including["tags"] == [{"key": "team", "value": "red"}]
        assert including["healthStatus"] == {
            "overallStatus": "OK",
            "details": [{"type": "CONTAINER_RUNTIME", "status": "OK", "lastUpdated": START, "lastStatusChange": START}],
        }

    def test_one_that_is_missing_is_a_failure_with_a_full_arn(self, demo: Raw) -> None:
        response = demo("DescribeContainerInstances", cluster="demo", containerInstances=["0" * 32])

        assert response == {
            "containerInstances": [],
            "failures": [{"arn": f"{ARN}:container-instance/demo/{'0' * 32}", "reason": "MISSING"}],
        }


class TestListContainerInstances:
    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            pytest.param({}, [0, 1], id="all"),
            pytest.param({"status": "ACTIVE"}, [1], id="active"),
            pytest.param({"status": "DRAINING"}, [0], id="draining"),
            pytest.param({"status": "REGISTERING"}, [], id="registering"),
        ],
    )
    def test_it_lists_what_fits(self, hosted: Raw, members: dict[str, Any], expected: list[int]) -> None:
        arns = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        hosted("UpdateContainerInstancesState", cluster="demo", containerInstances=arns[:1], status="DRAINING")

        response = hosted("ListContainerInstances", cluster="demo", **members)

        assert response == {"containerInstanceArns": [arns[index] for index in expected]}


class TestUpdateContainerInstancesState:
    def test_it_sets_the_status(self, hosted: Raw) -> None:
        arns = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        request = {"cluster": "demo", "containerInstances": arns}

        draining = hosted("UpdateContainerInstancesState", **request, status="DRAINING")
        active = hosted("UpdateContainerInstancesState", **request, status="ACTIVE")

        assert [instance["status"] for instance in draining["containerInstances"]] == ["DRAINING", "DRAINING"]
        assert [instance["status"] for instance in active["containerInstances"]] == ["ACTIVE", "ACTIVE"]
        assert draining["failures"] == []

    def test_one_that_is_missing_is_a_failure(self, hosted: Raw) -> None:
        response = hosted(
            "UpdateContainerInstancesState", cluster="demo", containerInstances=["0" * 32], status="DRAINING"
        )

        assert response["failures"] == [{"arn": f"{ARN}:container-instance/demo/{'0' * 32}", "reason": "MISSING"}]

    def test_tasks_of_services_move_away_and_others_stay(self, hosted: Raw, ecs_world: MockEcs) -> None:
        first, second = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        hosted("CreateService", **ON_INSTANCES, serviceName="s", desiredCount=2)
        hosted("StartTask", **ON_INSTANCES, containerInstances=[first])

        hosted("UpdateContainerInstancesState", cluster="demo", containerInstances=[first], status="DRAINING")
        ecs_world.clock.settle()

        assert [described(hosted, arn)["runningTasksCount"] for arn in (first, second)] == [1, 2]
