"""GPUs, network interfaces and host ports of container instances, as RunTask and the describing operations tell."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import NETWORK, START
from tests.api.raw import Raw

GPUS = ["GPU-a", "GPU-b", "GPU-c"]


def resources(call: Raw, arn: str, kind: str = "remainingResources") -> dict[str, Any]:
    response = call("DescribeContainerInstances", cluster="demo", containerInstances=[arn])
    shown = response["containerInstances"][0][kind]
    return {each["name"]: each.get("stringSetValue", each["integerValue"]) for each in shown}


def with_gpus(call: Raw) -> str:
    """A container instance that tells of three GPUs."""
    gpu = {"name": "GPU", "type": "STRINGSET", "stringSetValue": GPUS}
    response = call("RegisterContainerInstance", cluster="demo", totalResources=[gpu])
    return str(response["containerInstance"]["containerInstanceArn"])


def asking_for(name: str, count: int, **members: Any) -> dict[str, Any]:
    asked = [{"type": "GPU", "value": str(count)}] if count else []
    return {"name": name, "image": "train:1", "memory": 100, "resourceRequirements": asked, **members}


def running(call: Raw, **members: Any) -> dict[str, Any]:
    (task,) = call("RunTask", cluster="demo", **members)["tasks"]
    found: dict[str, Any] = call("DescribeTasks", cluster="demo", tasks=[task["taskArn"]])["tasks"][0]
    return found


class TestGpus:
    def test_an_instance_tells_of_its_gpus(self, demo: Raw) -> None:
        arn = with_gpus(demo)

        assert resources(demo, arn, "registeredResources")["GPU"] == GPUS
        assert resources(demo, arn)["GPU"] == GPUS

    def test_devices_of_the_platform_are_gpus_too(self, demo: Raw) -> None:
        devices = [{"id": "GPU-x", "type": "GPU"}, {"id": "n", "type": "NEURON_DEVICE"}]

        response = demo("RegisterContainerInstance", cluster="demo", platformDevices=devices)

        assert resources(demo, response["containerInstance"]["containerInstanceArn"])["GPU"] == ["GPU-x"]

    def test_an_instance_without_gpus_does_not_speak_of_them(self, demo: Raw) -> None:
        response = demo("RegisterContainerInstance", cluster="demo")

        assert "GPU" not in resources(demo, response["containerInstance"]["containerInstanceArn"])

    def test_each_container_has_its_own(self, demo: Raw) -> None:
        arn = with_gpus(demo)
        containers = [asking_for("a", 1), asking_for("b", 2), asking_for("c", 0)]
        demo("RegisterTaskDefinition", family="train", containerDefinitions=containers)

        task = running(demo, taskDefinition="train")
        during = resources(demo, arn)["GPU"]
        demo("StopTask", cluster="demo", task=task["taskArn"])

        assert [container.get("gpuIds") for container in task["containers"]] == [["GPU-a"], ["GPU-b", "GPU-c"], None]
        assert during == []
        assert resources(demo, arn)["GPU"] == GPUS

    def test_too_few_are_a_failure(self, demo: Raw) -> None:
        arn = with_gpus(demo)
        demo("RegisterTaskDefinition", family="train", containerDefinitions=[asking_for("a", 2)])
        running(demo, taskDefinition="train")

        answered = demo("RunTask", cluster="demo", taskDefinition="train")

        assert answered == {"tasks": [], "failures": [{"arn": arn, "reason": "RESOURCE:GPU"}]}

    def test_an_override_asks_for_another_number(self, demo: Raw) -> None:
        arn = with_gpus(demo)
        demo("RegisterTaskDefinition", family="train", containerDefinitions=[asking_for("a", 1)])
        override = {"name": "a", "resourceRequirements": [{"type": "GPU", "value": "3"}]}

        task = running(demo, taskDefinition="train", overrides={"containerOverrides": [override]})

        assert task["containers"][0]["gpuIds"] == GPUS
        assert resources(demo, arn)["GPU"] == []

    def test_an_agent_that_comes_back_finds_them_in_use(self, demo: Raw) -> None:
        arn = with_gpus(demo)
        demo("RegisterTaskDefinition", family="train", containerDefinitions=[asking_for("a", 2)])
        task = running(demo, taskDefinition="train")

        demo("RegisterContainerInstance", cluster="demo", containerInstanceArn=arn)
        during = resources(demo, arn)["GPU"]
        demo("StopTask", cluster="demo", task=task["taskArn"])

        assert (during, resources(demo, arn)["GPU"]) == (["GPU-c"], GPUS)


class TestInterfaces:
    @pytest.fixture
    def in_vpc(self, demo: Raw) -> Raw:
        container = {"name": "app", "image": "nginx:1.27", "memory": 10}
        demo("RegisterTaskDefinition", family="in-vpc", networkMode="awsvpc", containerDefinitions=[container])
        return demo

    @pytest.mark.parametrize(("trunking", "slots"), [("disabled", 2), ("enabled", 10)])
    def test_a_type_has_so_many_for_tasks(self, in_vpc: Raw, ecs_world: MockEcs, trunking: str, slots: int) -> None:
        in_vpc("PutAccountSettingDefault", name="awsvpcTrunking", value=trunking)
        ecs_world.add_instances("demo", "m5.large", zones=["us-east-1a"])
        launch = {"taskDefinition": "in-vpc", "networkConfiguration": NETWORK}

        first = in_vpc("RunTask", cluster="demo", count=10, **launch)
        next_one = in_vpc("RunTask", cluster="demo", **launch)

        assert len(first["tasks"]) == slots
        assert [failure["reason"] for failure in next_one["failures"]] == ["RESOURCE:ENI"]

    def test_a_task_that_is_over_gives_its_own_back(self, in_vpc: Raw, ecs_world: MockEcs) -> None:
        ecs_world.add_instances("demo", "t3.micro", zones=["us-east-1a"])
        launch = {"taskDefinition": "in-vpc", "networkConfiguration": NETWORK}

        task = running(in_vpc, **launch)
        in_vpc("StopTask", cluster="demo", task=task["taskArn"])

        assert running(in_vpc, **launch)["lastStatus"] == "RUNNING"

    def test_an_instance_that_names_its_type_has_those_of_the_type(self, in_vpc: Raw) -> None:
        identity = '{"instanceType": "t3.micro", "availabilityZone": "us-east-1a"}'
        in_vpc("RegisterContainerInstance", cluster="demo", instanceIdentityDocument=identity)
        launch = {"taskDefinition": "in-vpc", "networkConfiguration": NETWORK}

        answered = in_vpc("RunTask", cluster="demo", count=2, **launch)

        assert len(answered["tasks"]) == 1
        assert [failure["reason"] for failure in answered["failures"]] == ["RESOURCE:ENI"]


class TestPorts:
    def test_a_range_is_bound_as_a_range(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.add_instances("demo")
        mappings = [{"containerPort": 80}, {"containerPortRange": "8000-8002", "protocol": "udp"}]
        container = {"name": "app", "image": "nginx:1.27", "memory": 10, "portMappings": mappings}
        demo("RegisterTaskDefinition", family="ranged", containerDefinitions=[container])

        task = running(demo, taskDefinition="ranged")

        assert task["containers"][0]["networkBindings"] == [
            {"bindIP": "0.0.0.0", "containerPort": 80, "hostPort": 32768, "protocol": "tcp"},
            {
                "bindIP": "0.0.0.0",
                "containerPortRange": "8000-8002",
                "hostPortRange": "32768-32770",
                "protocol": "udp",
            },
        ]

    def test_in_host_mode_the_ports_of_the_container_are_those_of_the_host(self, demo: Raw, ecs_world: MockEcs) -> None:
        (arn,) = ecs_world.add_instances("demo")
        container = {"name": "app", "image": "nginx:1.27", "memory": 10, "portMappings": [{"containerPort": 8080}]}
        demo("RegisterTaskDefinition", family="hosted", networkMode="host", containerDefinitions=[container])

        task = running(demo, taskDefinition="hosted")
        again = demo("RunTask", cluster="demo", taskDefinition="hosted")

        assert task["containers"][0]["networkBindings"][0]["hostPort"] == 8080
        assert "8080" in resources(demo, arn)["PORTS"]
        assert [failure["reason"] for failure in again["failures"]] == ["RESOURCE:PORTS"]


class TestHealth:
    def test_it_is_not_known_while_the_agent_is_away(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        arn = with_gpus(demo)
        included = {"cluster": "demo", "containerInstances": [arn], "include": ["CONTAINER_INSTANCE_HEALTH"]}

        before = demo("DescribeContainerInstances", **included)["containerInstances"][0]["healthStatus"]
        ecs_world.clock.advance(60)
        ecs_world.set_agent_connected(arn, connected=False)
        after = demo("DescribeContainerInstances", **included)["containerInstances"][0]["healthStatus"]

        kinds = ["CONTAINER_RUNTIME", "ACCELERATED_COMPUTE"]
        assert [each["type"] for each in before["details"]] == [each["type"] for each in after["details"]] == kinds
        assert (before["overallStatus"], after["overallStatus"]) == ("OK", "INSUFFICIENT_DATA")
        assert {each["lastStatusChange"] for each in after["details"]} == {START + 60}


class TestCapacityProvider:
    def test_an_instance_of_one_says_so(self, demo: Raw, ecs_world: MockEcs) -> None:
        arn = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/hosts"
        demo("CreateCapacityProvider", name="hosts", autoScalingGroupProvider={"autoScalingGroupArn": arn})
        demo(
            "PutClusterCapacityProviders",
            cluster="demo",
            capacityProviders=["hosts"],
            defaultCapacityProviderStrategy=[],
        )
        mine, other = ecs_world.add_instances("demo", capacity_provider="hosts") + ecs_world.add_instances("demo")

        shown = demo("DescribeContainerInstances", cluster="demo", containerInstances=[mine, other])

        assert [each.get("capacityProviderName") for each in shown["containerInstances"]] == ["hosts", None]


class TestWithoutItsAgent:
    def test_an_instance_takes_no_tasks(self, demo: Raw, ecs_world: MockEcs) -> None:
        (arn,) = ecs_world.add_instances("demo")

        ecs_world.set_agent_connected(arn, connected=False)
        away = demo("RunTask", cluster="demo", taskDefinition="job")
        found = demo("ListContainerInstances", cluster="demo", filter="agentConnected == false")
        ecs_world.set_agent_connected(arn, connected=True)
        back = demo("RunTask", cluster="demo", taskDefinition="job")

        assert away["failures"] == [{"arn": arn, "reason": "AGENT"}]
        assert found["containerInstanceArns"] == [arn]
        assert len(back["tasks"]) == 1
