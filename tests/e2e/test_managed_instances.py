"""Managed Instances from end to end: ECS launches EC2 instances for a service, and lets them go after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from mock_ecs.testing import mock_ecs as mocked

CLUSTER = "demo"
WEB = {"name": "web", "image": "nginx:1.27"}
BY_MANAGED = [{"capacityProvider": "managed", "weight": 1}]


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    """A mock whose clock the test moves."""
    with mocked() as mock:
        mock.clock.set_mode("manual")
        yield mock
        assert mock.faults == []


@pytest.fixture
def subnets(mock: MockEcs) -> list[str]:
    """Subnets of the default VPC, in two zones."""
    found = mock.client("ec2").describe_subnets()["Subnets"]
    return [subnet["SubnetId"] for subnet in sorted(found, key=lambda subnet: str(subnet["AvailabilityZone"]))][:2]


@pytest.fixture
def ecs(mock: MockEcs, subnets: list[str]) -> Any:
    """A cluster whose default is a provider of m5 instances, each of the smallest of which holds four tasks."""
    mock.client("iam").create_role(RoleName="ecs", AssumeRolePolicyDocument="{}")
    client = mock.client("ecs")
    client.create_cluster(clusterName=CLUSTER)
    requirements = {"vCpuCount": {"min": 2, "max": 4}, "memoryMiB": {"min": 4096}, "allowedInstanceTypes": ["m5.*"]}
    client.create_capacity_provider(
        name="managed",
        cluster=CLUSTER,
        managedInstancesProvider={
            "infrastructureRoleArn": "arn:aws:iam::123456789012:role/ecs",
            "instanceLaunchTemplate": {
                "ec2InstanceProfileArn": "arn:aws:iam::123456789012:instance-profile/ecs",
                "networkConfiguration": {"subnets": subnets},
                "instanceRequirements": requirements,
            },
            "propagateTags": "CAPACITY_PROVIDER",
        },
        tags=[{"key": "team", "value": "red"}],
    )
    client.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["MANAGED_INSTANCES"],
        cpu="512",
        memory="1024",
        containerDefinitions=[WEB],
    )
    return client


def hosts(mock: MockEcs) -> list[tuple[str, str]]:
    """The EC2 instances, by type and state."""
    found = mock.client("ec2").describe_instances()["Reservations"]
    return sorted((one["InstanceType"], one["State"]["Name"]) for each in found for one in each["Instances"])


def statuses(ecs: Any) -> Counter[str]:
    arns = ecs.list_tasks(cluster=CLUSTER)["taskArns"]
    tasks = ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"] if arns else []
    return Counter(task["lastStatus"] for task in tasks)


def instances(ecs: Any) -> list[Any]:
    arns = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    if not arns:
        return []
    return list(ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)["containerInstances"])


def serve(ecs: Any, subnets: list[str], count: int) -> None:
    ecs.create_service(
        cluster=CLUSTER,
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        capacityProviderStrategy=BY_MANAGED,
        networkConfiguration={"awsvpcConfiguration": {"subnets": subnets}},
    )


def test_instances_come_for_a_service_and_go_after_it(mock: MockEcs, ecs: Any, subnets: list[str]) -> None:
    serve(ecs, subnets, 10)
    mock.clock.advance(0.5)
    waiting = statuses(ecs), hosts(mock)
    mock.clock.advance(120)
    serving = statuses(ecs), hosts(mock), instances(ecs)

    ecs.update_service(cluster=CLUSTER, service="web", desiredCount=0)
    mock.clock.advance(240)
    idle = statuses(ecs), [one["status"] for one in instances(ecs)]
    mock.clock.advance(120)

    assert waiting == ({"PROVISIONING": 10}, [])
    # No type holds all ten: an xlarge has room for eight, and a large for the rest.
    assert serving[:2] == ({"RUNNING": 10}, [("m5.large", "running"), ("m5.xlarge", "running")])
    assert {one["capacityProviderName"] for one in serving[2]} == {"managed"}
    assert sorted(one["runningTasksCount"] for one in serving[2]) == [4, 6]
    assert idle == ({}, ["ACTIVE", "ACTIVE"])
    assert (instances(ecs), [state for _, state in hosts(mock)]) == ([], ["terminated", "terminated"])


def test_ec2_shows_what_ecs_launched(mock: MockEcs, ecs: Any, subnets: list[str]) -> None:
    serve(ecs, subnets, 1)
    mock.clock.advance(60)

    (reservation,) = mock.client("ec2").describe_instances()["Reservations"]
    (host,) = reservation["Instances"]
    (instance,) = instances(ecs)
    told = {attribute["name"]: attribute.get("value") for attribute in instance["attributes"]}

    assert instance["ec2InstanceId"] == host["InstanceId"]
    assert told["ecs.instance-type"] == host["InstanceType"]
    assert (told["ecs.subnet-id"], told["ecs.availability-zone"]) == (subnets[0], host["Placement"]["AvailabilityZone"])
    assert host["SubnetId"] == subnets[0]
    assert {"Key": "team", "Value": "red"} in host["Tags"]


def test_an_instance_that_is_terminated_at_ec2_is_replaced(mock: MockEcs, ecs: Any, subnets: list[str]) -> None:
    serve(ecs, subnets, 2)
    mock.clock.advance(60)
    (before,) = instances(ecs)

    mock.client("ec2").terminate_instances(InstanceIds=[before["ec2InstanceId"]])
    mock.clock.advance(120)

    (after,) = instances(ecs)
    assert after["ec2InstanceId"] != before["ec2InstanceId"]
    assert statuses(ecs) == {"RUNNING": 2}


def test_an_instance_that_is_drained_hands_its_tasks_on(mock: MockEcs, ecs: Any, subnets: list[str]) -> None:
    serve(ecs, subnets, 2)
    mock.clock.advance(60)
    (before,) = instances(ecs)

    ecs.update_container_instances_state(
        cluster=CLUSTER, containerInstances=[before["containerInstanceArn"]], status="DRAINING"
    )
    mock.clock.advance(120)

    running = {one["status"]: one["runningTasksCount"] for one in instances(ecs)}
    assert running == {"DRAINING": 0, "ACTIVE": 2}


def test_waiters_settle_by_themselves(mock: MockEcs, ecs: Any, subnets: list[str]) -> None:
    mock.clock.set_mode("instant")

    serve(ecs, subnets, 3)
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["web"])
    ecs.delete_service(cluster=CLUSTER, service="web", force=True)
    ecs.get_waiter("services_inactive").wait(cluster=CLUSTER, services=["web"])
    ecs.delete_capacity_provider(capacityProvider="managed", cluster=CLUSTER)
    mock.clock.advance(60)

    assert ecs.delete_cluster(cluster=CLUSTER)["cluster"]["status"] == "INACTIVE"
    assert [state for _, state in hosts(mock)] == ["terminated"]


def test_ids_come_from_the_seed() -> None:
    def story() -> list[str]:
        with mocked(seed=3) as mock:
            subnet = mock.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
            client = mock.client("ecs")
            client.create_cluster(clusterName=CLUSTER)
            template = {"ec2InstanceProfileArn": "profile", "networkConfiguration": {"subnets": [subnet]}}
            managed = {"infrastructureRoleArn": "role", "instanceLaunchTemplate": template}
            with pytest.warns(match="role"):
                client.create_capacity_provider(name="managed", cluster=CLUSTER, managedInstancesProvider=managed)
            client.register_task_definition(
                family="web", networkMode="awsvpc", containerDefinitions=[{**WEB, "memory": 128}]
            )
            network = {"awsvpcConfiguration": {"subnets": [subnet]}}
            client.run_task(
                cluster=CLUSTER,
                taskDefinition="web",
                capacityProviderStrategy=BY_MANAGED,
                networkConfiguration=network,
            )
            return [one["ec2InstanceId"] for one in instances(client)]

    assert len(story()) == 1
    assert story() == story()
