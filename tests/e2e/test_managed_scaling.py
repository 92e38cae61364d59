"""An Auto Scaling group that grows for a service, and goes when the service does: with moto's groups and hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from mock_ecs.testing import mock_ecs as mocked

CLUSTER = "demo"
USER_DATA = "IyEvYmluL2Jhc2gKZWNobyBFQ1NfQ0xVU1RFUj1kZW1vID4+IC9ldGMvZWNzL2Vjcy5jb25maWcK"
WEB = {"name": "web", "image": "nginx:1.27", "cpu": 512, "memory": 512}
BY_HOSTS = [{"capacityProvider": "hosts", "weight": 1}]


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    """A mock whose clock the test moves."""
    with mocked() as mock:
        yield mock
        assert mock.faults == []


@pytest.fixture
def groups(mock: MockEcs) -> Any:
    """A group of none to four instances of m5.large that join the cluster; each holds four tasks."""
    autoscaling = mock.client("autoscaling")
    template = {"ImageId": "ami-12c6146b", "InstanceType": "m5.large", "UserData": USER_DATA}
    mock.client("ec2").create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData=template)
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="hosts",
        MinSize=0,
        MaxSize=4,
        DesiredCapacity=0,
        LaunchTemplate={"LaunchTemplateName": "hosts"},
        AvailabilityZones=["us-east-1a", "us-east-1b"],
        NewInstancesProtectedFromScaleIn=True,
    )
    return autoscaling


@pytest.fixture
def ecs(mock: MockEcs, groups: Any) -> Any:
    """A cluster with the group's capacity provider as its default."""
    (group,) = groups.describe_auto_scaling_groups()["AutoScalingGroups"]
    client = mock.client("ecs")
    client.create_capacity_provider(
        name="hosts",
        autoScalingGroupProvider={
            "autoScalingGroupArn": group["AutoScalingGroupARN"],
            "managedScaling": {"status": "ENABLED", "instanceWarmupPeriod": 60},
            "managedTerminationProtection": "ENABLED",
        },
    )
    client.create_cluster(clusterName=CLUSTER, capacityProviders=["hosts"], defaultCapacityProviderStrategy=BY_HOSTS)
    client.register_task_definition(family="web", containerDefinitions=[WEB])
    mock.clock.set_mode("manual")
    return client


def group_of(groups: Any) -> tuple[int, list[bool]]:
    """The group's desired capacity, and which of its instances are protected."""
    (group,) = groups.describe_auto_scaling_groups()["AutoScalingGroups"]
    return group["DesiredCapacity"], [one["ProtectedFromScaleIn"] for one in group["Instances"]]


def statuses(ecs: Any) -> Counter[str]:
    arns = ecs.list_tasks(cluster=CLUSTER)["taskArns"]
    tasks = ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"] if arns else []
    return Counter(task["lastStatus"] for task in tasks)


def instance_statuses(ecs: Any) -> Counter[str]:
    arns = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    if not arns:
        return Counter()
    found = ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)["containerInstances"]
    assert {instance["capacityProviderName"] for instance in found} == {"hosts"}
    return Counter(instance["status"] for instance in found)


def test_a_group_grows_for_a_service_and_goes_with_it(mock: MockEcs, ecs: Any, groups: Any) -> None:
    ecs.create_service(cluster=CLUSTER, serviceName="web", taskDefinition="web", desiredCount=10)
    mock.clock.advance(30)
    waiting = statuses(ecs), group_of(groups)
    mock.clock.advance(600)
    serving = statuses(ecs), group_of(groups), instance_statuses(ecs)

    ecs.update_service(cluster=CLUSTER, service="web", desiredCount=0)
    mock.clock.advance(120)
    idle = statuses(ecs), group_of(groups), instance_statuses(ecs)
    mock.clock.advance(780)
    draining = instance_statuses(ecs)
    mock.clock.advance(120)
    gone = group_of(groups), instance_statuses(ecs)

    assert waiting == ({"PROVISIONING": 10}, (0, []))
    assert serving == ({"RUNNING": 10}, (3, [True] * 3), {"ACTIVE": 3})
    assert idle == ({}, (3, [False] * 3), {"ACTIVE": 3})
    assert draining == {"DRAINING": 3}
    assert gone == ((0, []), {})
    hosts = mock.client("ec2").describe_instances()["Reservations"]
    assert {host["State"]["Name"] for one in hosts for host in one["Instances"]} == {"terminated"}


def test_cloudwatch_has_the_reservation_of_each_minute(mock: MockEcs, ecs: Any) -> None:
    ecs.create_service(cluster=CLUSTER, serviceName="web", taskDefinition="web", desiredCount=10)
    began = mock.clock.now
    mock.clock.advance(121)

    found = mock.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/ECS/ManagedScaling",
        MetricName="CapacityProviderReservation",
        Dimensions=[{"Name": "ClusterName", "Value": CLUSTER}, {"Name": "CapacityProviderName", "Value": "hosts"}],
        StartTime=began,
        EndTime=began + 180,
        Period=60,
        Statistics=["Maximum"],
    )

    # From nothing the value is 200; then 3 instances are needed and 2 there.
    points = sorted(found["Datapoints"], key=lambda point: point["Timestamp"])
    assert [point["Maximum"] for point in points] == [200, 150]


def test_a_task_of_the_default_strategy_waits_runs_and_tells_its_provider(mock: MockEcs, ecs: Any) -> None:
    (task,) = ecs.run_task(cluster=CLUSTER, taskDefinition="web")["tasks"]
    waiter = ecs.get_waiter("tasks_running")
    waiter.wait(cluster=CLUSTER, tasks=[task["taskArn"]])
    (placed,) = ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"]

    assert (task["lastStatus"], task["launchType"], task["capacityProviderName"]) == ("PROVISIONING", "EC2", "hosts")
    assert "containerInstanceArn" not in task
    assert (placed["lastStatus"], placed["capacityProviderName"]) == ("RUNNING", "hosts")
    assert "containerInstanceArn" in placed


def test_a_clock_that_settles_by_itself_finds_the_tasks_running(mock: MockEcs, ecs: Any) -> None:
    mock.clock.set_mode("instant")

    ecs.create_service(cluster=CLUSTER, serviceName="web", taskDefinition="web", desiredCount=3)

    assert statuses(ecs) == {"RUNNING": 3}
