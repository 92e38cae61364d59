"""Managed Instances over the API: their capacity providers, and tasks by them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mock_ecs.app import services
from mock_ecs.schema import BASE, load_schema
from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, MANAGED_INSTANCES, NETWORK, START, WEB
from tests.api.ecs.test_request_schemas import differences, parts
from tests.api.raw import Raw

TAGS = [{"key": "team", "value": "red"}]
BY = [{"capacityProvider": "managed", "weight": 1}]
SCHEMA = "ecs/managed_instances_provider"


def create(call: Raw, name: str = "managed", cluster: str = "demo", **template: Any) -> dict[str, Any]:
    """Make a provider for ``cluster``, with members of its launch template."""
    document = copy.deepcopy(MANAGED_INSTANCES)
    document["instanceLaunchTemplate"] |= template
    members = {"name": name, "cluster": cluster, "managedInstancesProvider": document, "tags": TAGS}
    provider: dict[str, Any] = call("CreateCapacityProvider", **members)["capacityProvider"]
    return provider


def described(call: Raw, name: str = "managed", **members: Any) -> dict[str, Any]:
    (found,) = call("DescribeCapacityProviders", capacityProviders=[name], **members)["capacityProviders"]
    return dict(found)


def providers_of(call: Raw, cluster: str = "demo") -> list[str]:
    found: list[str] = call("DescribeClusters", clusters=[cluster])["clusters"][0]["capacityProviders"]
    return found


class TestCreateCapacityProvider:
    def test_it_answers_with_the_provider_and_what_holds_where_nothing_is_said(self, demo: Raw) -> None:
        assert create(demo) == {
            "capacityProviderArn": f"{ARN}:capacity-provider/managed",
            "name": "managed",
            "cluster": "demo",
            "status": "ACTIVE",
            "managedInstancesProvider": {
                "propagateTags": "NONE",
                "infrastructureRoleArn": "arn:aws:iam::123456789012:role/ecs",
                "instanceLaunchTemplate": {
                    "monitoring": "BASIC",
                    "capacityOptionType": "ON_DEMAND",
                    **MANAGED_INSTANCES["instanceLaunchTemplate"],
                    "storageConfiguration": {"storageSizeGiB": 80},
                },
            },
            "updateStatus": "CREATE_COMPLETE",
            "tags": TAGS,
            "type": "MANAGED_INSTANCES",
        }

    def test_its_cluster_has_it_at_once_and_no_other_does(self, demo: Raw) -> None:
        demo("CreateCluster", clusterName="other")

        create(demo)

        assert (providers_of(demo), providers_of(demo, "other")) == (["managed"], [])

    def test_the_same_again_is_the_same(self, demo: Raw) -> None:
        first = create(demo)

        assert create(demo) == first
        assert providers_of(demo) == ["managed"]

    def test_it_is_described_with_and_without_its_cluster(self, demo: Raw) -> None:
        demo("CreateCluster", clusterName="other")
        create(demo)

        listed = [one["name"] for one in demo("DescribeCapacityProviders", cluster="demo")["capacityProviders"]]
        assert listed == ["managed"]
        assert described(demo)["type"] == "MANAGED_INSTANCES"
        assert demo("DescribeCapacityProviders", cluster="other")["capacityProviders"] == []


class TestPutClusterCapacityProviders:
    def test_a_cluster_keeps_it_whatever_is_put(self, demo: Raw) -> None:
        create(demo)

        demo(
            "PutClusterCapacityProviders",
            cluster="demo",
            capacityProviders=["FARGATE"],
            defaultCapacityProviderStrategy=[],
        )

        assert providers_of(demo) == ["FARGATE", "managed"]

    def test_it_can_be_the_default(self, demo: Raw) -> None:
        create(demo)
        members = {"cluster": "demo", "capacityProviders": [], "defaultCapacityProviderStrategy": BY}

        demo("PutClusterCapacityProviders", **members)
        (task,) = demo("RunTask", cluster="demo", taskDefinition="web", networkConfiguration=NETWORK)["tasks"]

        assert (task["launchType"], task["capacityProviderName"]) == ("MANAGED_INSTANCES", "managed")


class TestUpdateCapacityProvider:
    def test_what_is_not_said_stays_member_by_member_of_the_template(self, demo: Raw) -> None:
        create(demo, monitoring="DETAILED", capacityOptionType="SPOT")

        update = {"infrastructureRoleArn": "other", "instanceLaunchTemplate": {"monitoring": "BASIC"}}
        answer = demo("UpdateCapacityProvider", name="managed", cluster="demo", managedInstancesProvider=update)

        provider = answer["capacityProvider"]
        template = provider["managedInstancesProvider"]["instanceLaunchTemplate"]
        assert provider["updateStatus"] == "UPDATE_IN_PROGRESS"
        assert provider["managedInstancesProvider"]["infrastructureRoleArn"] == "other"
        assert (template["monitoring"], template["capacityOptionType"]) == ("BASIC", "SPOT")
        assert template["networkConfiguration"] == MANAGED_INSTANCES["instanceLaunchTemplate"]["networkConfiguration"]
        assert described(demo)["updateStatus"] == "UPDATE_COMPLETE"


class TestDeleteCapacityProvider:
    def test_it_goes_out_of_its_cluster_and_its_default_strategy(self, demo: Raw, ecs_world: MockEcs) -> None:
        create(demo)
        strategy = {"capacityProviders": [], "defaultCapacityProviderStrategy": BY}
        demo("PutClusterCapacityProviders", cluster="demo", **strategy)

        deleted = demo("DeleteCapacityProvider", capacityProvider="managed", cluster="demo")["capacityProvider"]

        assert (deleted["status"], deleted["updateStatus"]) == ("ACTIVE", "DELETE_IN_PROGRESS")
        assert (described(demo)["status"], described(demo)["updateStatus"]) == ("INACTIVE", "DELETE_COMPLETE")
        (cluster,) = demo("DescribeClusters", clusters=["demo"])["clusters"]
        assert (cluster["capacityProviders"], cluster["defaultCapacityProviderStrategy"]) == ([], [])

    def test_its_name_can_be_used_again(self, demo: Raw) -> None:
        create(demo)
        demo("DeleteCapacityProvider", capacityProvider="managed")

        assert create(demo, monitoring="DETAILED")["updateStatus"] == "CREATE_COMPLETE"


class TestTasks:
    def test_a_task_waits_and_runs_on_an_instance_of_its_provider(self, demo: Raw) -> None:
        create(demo)
        members = {"cluster": "demo", "taskDefinition": "web", "networkConfiguration": NETWORK}

        answer = demo("RunTask", **members, capacityProviderStrategy=BY)
        (asked,), arns = answer["tasks"], [task["taskArn"] for task in answer["tasks"]]
        (task,) = demo("DescribeTasks", cluster="demo", tasks=arns)["tasks"]
        one = [task["containerInstanceArn"]]
        instances = demo("DescribeContainerInstances", cluster="demo", containerInstances=one)

        assert (asked["lastStatus"], asked["launchType"]) == ("PROVISIONING", "MANAGED_INSTANCES")
        assert "containerInstanceArn" not in asked
        assert (task["lastStatus"], task["launchType"]) == ("RUNNING", "MANAGED_INSTANCES")
        assert task["createdAt"] == START
        (instance,) = instances["containerInstances"]
        assert (instance["capacityProviderName"], instance["runningTasksCount"]) == ("managed", 1)

    def test_tasks_are_found_by_their_launch_type(self, demo: Raw) -> None:
        create(demo)
        members = {"cluster": "demo", "taskDefinition": "web", "networkConfiguration": NETWORK}
        (task,) = demo("RunTask", **members, capacityProviderStrategy=BY)["tasks"]

        found = demo("ListTasks", cluster="demo", launchType="MANAGED_INSTANCES")["taskArns"]

        assert found == [task["taskArn"]]
        assert demo("ListTasks", cluster="demo", launchType="EC2")["taskArns"] == []

    def test_a_service_shows_its_strategy_and_no_launch_type(self, demo: Raw) -> None:
        create(demo)
        members = {"cluster": "demo", "taskDefinition": "web", "networkConfiguration": NETWORK, "desiredCount": 3}

        demo("CreateService", **members, serviceName="web", capacityProviderStrategy=BY)
        (service,) = demo("DescribeServices", cluster="demo", services=["web"])["services"]

        assert service["capacityProviderStrategy"] == [{"capacityProvider": "managed", "weight": 1, "base": 0}]
        assert "launchType" not in service
        assert (service["runningCount"], service["pendingCount"]) == (3, 0)

    def test_network_mode_host_runs_where_it_was_asked_for(self, demo: Raw) -> None:
        create(demo)
        host = {"networkMode": "host", "requiresCompatibilities": ["MANAGED_INSTANCES"], "memory": "512"}
        shown = demo("RegisterTaskDefinition", **{**WEB, **host, "family": "host"})["taskDefinition"]

        (task,) = demo("RunTask", cluster="demo", taskDefinition="host", capacityProviderStrategy=BY)["tasks"]
        (running,) = demo("DescribeTasks", cluster="demo", tasks=[task["taskArn"]])["tasks"]

        assert "MANAGED_INSTANCES" in shown["compatibilities"]
        assert running["lastStatus"] == "RUNNING"

    def test_why_a_task_is_where_it_is_can_be_told(self, demo: Raw, ecs_world: MockEcs) -> None:
        create(demo)
        members = {"cluster": "demo", "taskDefinition": "web", "networkConfiguration": NETWORK}
        (task,) = demo("RunTask", **members, capacityProviderStrategy=BY)["tasks"]
        demo("DescribeTasks", cluster="demo", tasks=[task["taskArn"]])

        told = ecs_world.why(task["taskArn"].rpartition("/")[2])

        assert told


@pytest.mark.parametrize("operation", ["CreateCapacityProvider"])
def test_the_schema_has_what_the_model_has(operation: str) -> None:
    shape = services()["ecs"].model.shapes["CreateManagedInstancesProviderConfiguration"]
    name = "CreateManagedInstancesProviderConfiguration"

    found = list(differences(load_schema(SCHEMA), name, "managed_instances_provider", operation))

    assert shape["required"] == load_schema(SCHEMA)["required"]
    assert found == []


def test_the_schema_explains_every_member() -> None:
    schema = load_schema(SCHEMA)

    members = [
        (f"{where}/{member}", value)
        for where, rule in parts(schema)
        if "type" in rule
        for member, value in rule.get("properties", {}).items()
    ]
    assert schema["$id"] == f"{BASE}{SCHEMA}.json"
    assert [where for where, rule in members if not (rule.get("title") and rule.get("description"))] == []
