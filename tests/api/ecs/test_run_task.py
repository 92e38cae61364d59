"""RunTask: what it starts, and how it is shown."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.ecs.examples import (
    ARN,
    NETWORK,
    ON_FARGATE,
    ON_INSTANCES,
    START,
    WEB,
    associate,
    described,
    with_container,
)
from tests.api.raw import Raw, Refused

INVALID = "InvalidParameterException"
NO_INSTANCES = "No Container Instances were found in your cluster."


class TestRunTask:
    def test_a_task_of_fargate_begins_provisioning(self, demo: Raw) -> None:
        response = demo("RunTask", **ON_FARGATE)

        assert response["failures"] == []
        (task,) = response["tasks"]
        identifier = task["taskArn"].rpartition("/")[2]
        assert re.fullmatch("[0-9a-f]{32}", identifier)
        container, attachment = task.pop("containers")[0], task.pop("attachments")[0]
        assert task == {
            "taskArn": f"{ARN}:task/demo/{identifier}",
            "clusterArn": f"{ARN}:cluster/demo",
            "taskDefinitionArn": f"{ARN}:task-definition/web:1",
            "lastStatus": "PROVISIONING",
            "desiredStatus": "RUNNING",
            "launchType": "FARGATE",
            "group": "family:web",
            "cpu": "256",
            "memory": "512",
            "createdAt": START,
            "version": 1,
            "healthStatus": "UNKNOWN",
            "availabilityZone": "us-east-1a",
            "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
            "platformVersion": "1.4.0",
            "platformFamily": "Linux",
            "ephemeralStorage": {"sizeInGiB": 20},
            "fargateEphemeralStorage": {"sizeInGiB": 20},
            "enableExecuteCommand": False,
            "overrides": {"containerOverrides": [{"name": "app"}], "inferenceAcceleratorOverrides": []},
            "tags": [],
        }
        assert re.fullmatch(f"{ARN}:container/demo/{identifier}/[0-9a-f-]{{36}}", container.pop("containerArn"))
        assert container == {
            "taskArn": f"{ARN}:task/demo/{identifier}",
            "name": "app",
            "image": "nginx:1.27",
            "lastStatus": "PENDING",
            "healthStatus": "UNKNOWN",
            "cpu": "0",
            "networkBindings": [],
            "networkInterfaces": [],
        }
        assert re.fullmatch("[0-9a-f-]{36}", attachment.pop("id"))
        assert attachment == {
            "type": "ElasticNetworkInterface",
            "status": "PRECREATED",
            "details": [{"name": "subnetId", "value": "subnet-1"}],
        }

    def test_a_task_of_an_instance_begins_pending(self, hosted: Raw) -> None:
        (task,) = hosted("RunTask", **ON_INSTANCES)["tasks"]

        assert (task["lastStatus"], task["launchType"], task["attachments"]) == ("PENDING", "EC2", [])
        assert (task["cpu"], task["memory"]) == ("100", "300")
        assert task["containerInstanceArn"].startswith(f"{ARN}:container-instance/demo/")
        assert {"platformVersion", "platformFamily", "ephemeralStorage", "connectivity"} & set(task) == set()
        assert (task["containers"][0]["cpu"], task["containers"][0]["memory"]) == ("100", "300")

    @pytest.mark.parametrize("count", [1, 10])
    def test_it_starts_as_many_as_asked_for(self, demo: Raw, count: int) -> None:
        assert len(demo("RunTask", **ON_FARGATE, count=count)["tasks"]) == count

    def test_what_has_no_room_is_a_failure_of_each_instance(self, hosted: Raw) -> None:
        response = hosted("RunTask", **ON_INSTANCES, count=7)

        instances = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        assert len(response["tasks"]) == 6
        # unsure in the reference
        assert response["failures"] == [{"arn": arn, "reason": "RESOURCE:MEMORY"} for arn in instances]

    def test_an_instance_that_drains_takes_no_task(self, hosted: Raw) -> None:
        instances = hosted("ListContainerInstances", cluster="demo")["containerInstanceArns"]
        drain = {"cluster": "demo", "status": "DRAINING"}
        hosted("UpdateContainerInstancesState", **drain, containerInstances=instances[:1])

        (task,) = hosted("RunTask", **ON_INSTANCES)["tasks"]
        hosted("UpdateContainerInstancesState", **drain, containerInstances=instances)

        assert task["containerInstanceArn"] == instances[1]
        assert hosted.refusal("RunTask", **ON_INSTANCES) == (INVALID, NO_INSTANCES)

    def test_members_of_the_request_are_shown(self, demo: Raw) -> None:
        (task,) = demo(
            "RunTask",
            **ON_FARGATE,
            group="nightly",
            startedBy="cron",
            enableExecuteCommand=True,
            overrides={"taskRoleArn": "arn:aws:iam::123456789012:role/task"},
            tags=[{"key": "team", "value": "red"}],
        )["tasks"]

        assert (task["group"], task["startedBy"], task["enableExecuteCommand"]) == ("nightly", "cron", True)
        assert task["tags"] == [{"key": "team", "value": "red"}]
        assert task["containers"][0]["managedAgents"] == [{"name": "ExecuteCommandAgent", "lastStatus": "PENDING"}]

    def test_overrides_are_shown_for_every_container(self, demo: Raw) -> None:
        containers = [*WEB["containerDefinitions"], {"name": "side", "image": "x"}]
        demo("RegisterTaskDefinition", **{**WEB, "containerDefinitions": containers})
        override = {"name": "app", "command": ["run"], "environment": [{"name": "A", "value": "1"}], "cpu": 64}

        (task,) = demo(
            "RunTask",
            **ON_FARGATE,
            overrides={"containerOverrides": [override], "cpu": "512", "memory": "1024", "taskRoleArn": "role"},
        )["tasks"]

        assert task["overrides"] == {
            "containerOverrides": [override, {"name": "side"}],
            "inferenceAcceleratorOverrides": [],
            "cpu": "512",
            "memory": "1024",
            "taskRoleArn": "role",
        }
        assert (task["cpu"], task["memory"]) == ("512", "1024")
        assert [container["cpu"] for container in task["containers"]] == ["64", "0"]

    def test_ephemeral_storage_can_be_overridden(self, demo: Raw) -> None:
        (task,) = demo("RunTask", **ON_FARGATE, overrides={"ephemeralStorage": {"sizeInGiB": 50}})["tasks"]

        assert (task["ephemeralStorage"], task["fargateEphemeralStorage"]) == ({"sizeInGiB": 50}, {"sizeInGiB": 50})

    @pytest.mark.parametrize(
        ("members", "tags"),
        [
            pytest.param({"propagateTags": "TASK_DEFINITION"}, {"team": "blue", "tier": "1"}, id="propagated"),
            pytest.param({"propagateTags": "NONE"}, {}, id="none"),
            pytest.param({}, {}, id="nothing said"),
            pytest.param({"enableECSManagedTags": True}, {"aws:ecs:clusterName": "demo"}, id="managed"),
            # unsure in the reference
            pytest.param(
                {"propagateTags": "TASK_DEFINITION", "tags": [{"key": "team", "value": "red"}]},
                {"team": "red", "tier": "1"},
                id="its own before those of the definition",
            ),
        ],
    )
    def test_tags_come_from_where_it_says(self, demo: Raw, members: dict[str, Any], tags: dict[str, str]) -> None:
        demo(
            "RegisterTaskDefinition",
            **WEB,
            tags=[{"key": "team", "value": "blue"}, {"key": "tier", "value": "1"}],
        )

        (task,) = demo("RunTask", **ON_FARGATE, **members)["tasks"]

        shown = described(demo, task, include=["TAGS"])["tags"]
        assert {tag["key"]: tag["value"] for tag in shown} == tags

    def test_a_strategy_names_the_provider_beside_the_launch_type(self, demo: Raw) -> None:
        associate(demo)
        strategy = [
            {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        ]

        tasks = demo(
            "RunTask",
            cluster="demo",
            taskDefinition="web",
            networkConfiguration=NETWORK,
            capacityProviderStrategy=strategy,
            count=9,
        )["tasks"]

        providers = [task["capacityProviderName"] for task in tasks]
        assert {task["launchType"] for task in tasks} == {"FARGATE"}
        assert (providers.count("FARGATE"), providers.count("FARGATE_SPOT")) == (3, 6)
        assert providers[0] == "FARGATE"

    def test_without_launch_type_the_strategy_of_the_cluster_holds(self, demo: Raw) -> None:
        associate(demo, {"capacityProvider": "FARGATE_SPOT", "weight": 1})

        (task,) = demo("RunTask", cluster="demo", taskDefinition="web", networkConfiguration=NETWORK)["tasks"]

        assert task["capacityProviderName"] == "FARGATE_SPOT"

    @pytest.mark.parametrize(
        ("platform", "shown"), [(None, "1.4.0"), ("LATEST", "1.4.0"), ("1.4.0", "1.4.0"), ("1.3.0", "1.3.0")]
    )
    def test_the_platform_version_is_resolved(self, demo: Raw, platform: str | None, shown: str) -> None:
        asked = {"platformVersion": platform} if platform else {}

        assert demo("RunTask", **ON_FARGATE, **asked)["tasks"][0]["platformVersion"] == shown

    def test_the_same_client_token_answers_with_the_same_tasks(self, demo: Raw) -> None:
        first = demo("RunTask", **ON_FARGATE, clientToken="a", count=2)["tasks"]

        second = demo("RunTask", **ON_FARGATE, clientToken="a", count=2)["tasks"]

        assert [task["taskArn"] for task in second] == [task["taskArn"] for task in first]
        assert len(demo("ListTasks", cluster="demo")["taskArns"]) == 2

    def test_the_same_client_token_for_another_request_is_a_conflict(self, demo: Raw) -> None:
        arns = [task["taskArn"] for task in demo("RunTask", **ON_FARGATE, clientToken="a", count=2)["tasks"]]

        with pytest.raises(Refused) as refused:
            demo("RunTask", **ON_FARGATE, clientToken="a", count=1)

        assert refused.value.code == "ConflictException"
        assert refused.value.members == {"resourceIds": arns}

    def test_another_token_starts_another_task(self, demo: Raw) -> None:
        for token in ("a", "b"):
            demo("RunTask", **ON_FARGATE, clientToken=token)

        assert len(demo("ListTasks", cluster="demo")["taskArns"]) == 2

    def test_volumes_of_the_launch_are_taken_with_a_warning(self, demo: Raw) -> None:
        mounts = [{"sourceVolume": "disk", "containerPath": "/disk"}]
        volumes = [{"name": "disk", "configuredAtLaunch": True}]
        demo("RegisterTaskDefinition", **{**with_container(WEB, mountPoints=mounts), "volumes": volumes})

        demo("RunTask", **ON_FARGATE, volumeConfigurations=[{"name": "disk"}])

        assert demo.warnings == ["volumeConfigurations: mock-ecs makes no EBS volumes yet; the tasks run without."]
