"""EC2 instances that join a cluster by their user data, a service that spreads over them, one that is drained, and more
that come when memory runs out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from mock_ecs.testing import mock_ecs as mocked

CLUSTER = "demo"
USER_DATA = """#!/bin/bash
cat <<'EOF' >> /etc/ecs/ecs.config
ECS_CLUSTER=demo
ECS_INSTANCE_ATTRIBUTES={"stack": "blue"}
EOF
"""
WEB = {
    "name": "web",
    "image": "nginx:1.27",
    "memory": 512,
    "portMappings": [{"containerPort": 80}, {"containerPort": 53, "protocol": "udp"}],
}


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    """A mock that lets only hosts join whose role allows it."""
    with mocked(references="strict") as mock:
        yield mock
        assert mock.faults == []


@pytest.fixture
def ecs(mock: MockEcs) -> Any:
    client = mock.client("ecs")
    client.create_cluster(clusterName=CLUSTER)
    return client


def make_profile(mock: MockEcs) -> None:
    """The instance profile that AWS's guide calls ecsInstanceRole."""
    iam = mock.client("iam")
    statement = {"Effect": "Allow", "Action": ["ecs:RegisterContainerInstance", "ecs:Poll"], "Resource": "*"}
    iam.create_role(RoleName="ecsInstanceRole", AssumeRolePolicyDocument="{}")
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName="ecsInstanceRole", PolicyName="agent", PolicyDocument=document)
    iam.create_instance_profile(InstanceProfileName="ecsInstanceRole")
    iam.add_role_to_instance_profile(InstanceProfileName="ecsInstanceRole", RoleName="ecsInstanceRole")


def launch(ec2: Any, zone: str, **members: Any) -> str:
    profile = {"IamInstanceProfile": {"Name": "ecsInstanceRole"}}
    request = {"ImageId": "ami-12c6146b", "InstanceType": "m5.large", "UserData": USER_DATA, **profile, **members}
    answer = ec2.run_instances(**request, Placement={"AvailabilityZone": zone}, MinCount=1, MaxCount=1)
    return str(answer["Instances"][0]["InstanceId"])


def instances(ecs: Any) -> dict[str, dict[str, Any]]:
    """The registered container instances by the ids of their hosts."""
    arns = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    if not arns:
        return {}
    found = ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)["containerInstances"]
    return {instance["ec2InstanceId"]: instance for instance in found}


def tasks(ecs: Any, **members: Any) -> list[dict[str, Any]]:
    arns = ecs.list_tasks(cluster=CLUSTER, **members)["taskArns"]
    found: list[dict[str, Any]] = ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"] if arns else []
    return found


def homes(ecs: Any) -> dict[str, int]:
    """How many running tasks there are on each host."""
    hosts = {instance["containerInstanceArn"]: host for host, instance in instances(ecs).items()}
    placed = [hosts[task["containerInstanceArn"]] for task in tasks(ecs) if task["lastStatus"] == "RUNNING"]
    return {host: placed.count(host) for host in dict.fromkeys(placed)}


def serve(ecs: Any, count: int) -> None:
    """A service whose tasks stay where they are, even when instances in other zones join."""
    ecs.register_task_definition(family="web", containerDefinitions=[WEB])
    ecs.create_service(
        cluster=CLUSTER,
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        availabilityZoneRebalancing="DISABLED",
    )
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["web"])


def test_hosts_join_take_a_service_and_hand_it_on_when_one_is_drained(mock: MockEcs, ecs: Any) -> None:
    make_profile(mock)
    ec2 = mock.client("ec2")
    hosts = [launch(ec2, f"us-east-1{letter}") for letter in "abc"]
    stranger = launch(ec2, "us-east-1a", UserData="#!/bin/bash\nyum install -y httpd")
    outcast = launch(ec2, "us-east-1a", IamInstanceProfile={})

    joined = instances(ecs)
    zones = [
        attribute["value"]
        for host in hosts
        for attribute in joined[host]["attributes"]
        if attribute["name"] == "ecs.availability-zone"
    ]

    assert sorted(joined) == sorted(hosts)
    assert stranger not in joined
    assert outcast not in joined
    assert zones == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert {"name": "stack", "value": "blue"} in joined[hosts[0]]["attributes"]

    serve(ecs, 6)
    spread = homes(ecs)
    ports = [
        (task["containerInstanceArn"], binding["protocol"], binding["hostPort"])
        for task in tasks(ecs)
        for binding in task["containers"][0]["networkBindings"]
    ]

    assert spread == dict.fromkeys(hosts, 2)
    assert len(ports) == len(set(ports)) == 12
    assert all(32768 <= port <= 60999 for _, _, port in ports)

    drained = joined[hosts[0]]["containerInstanceArn"]
    ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[drained], status="DRAINING")
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["web"])
    after = homes(ecs)

    assert sum(after.values()) == 6
    assert hosts[0] not in after
    assert instances(ecs)[hosts[0]]["runningTasksCount"] == 0
    assert ecs.list_container_instances(cluster=CLUSTER, status="DRAINING")["containerInstanceArns"] == [drained]


def make_group(mock: MockEcs) -> str:
    """An empty Auto Scaling group whose instances join the cluster too, as its capacity provider ``grown``."""
    autoscaling = mock.client("autoscaling")
    profile = {"IamInstanceProfile": {"Name": "ecsInstanceRole"}}
    encoded = base64.b64encode(USER_DATA.encode()).decode()
    template = {"ImageId": "ami-12c6146b", "InstanceType": "m5.large", "UserData": encoded, **profile}
    mock.client("ec2").create_launch_template(LaunchTemplateName="grown", LaunchTemplateData=template)
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="grown",
        MinSize=0,
        MaxSize=5,
        LaunchTemplate={"LaunchTemplateName": "grown"},
        AvailabilityZones=["us-east-1a", "us-east-1b"],
    )
    (group,) = autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    provider = {"autoScalingGroupArn": group["AutoScalingGroupARN"], "managedScaling": {"status": "ENABLED"}}
    ecs = mock.client("ecs")
    ecs.create_capacity_provider(name="grown", autoScalingGroupProvider=provider)
    ecs.put_cluster_capacity_providers(cluster=CLUSTER, capacityProviders=["grown"], defaultCapacityProviderStrategy=[])
    return "grown"


def test_hosts_join_one_is_drained_and_a_group_adds_more_when_memory_runs_out(mock: MockEcs, ecs: Any) -> None:
    make_profile(mock)
    ec2 = mock.client("ec2")
    hosts = [launch(ec2, f"us-east-1{letter}") for letter in "abc"]
    serve(ecs, 9)
    drained = instances(ecs)[hosts[0]]["containerInstanceArn"]
    ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[drained], status="DRAINING")
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["web"])
    moved = homes(ecs)

    provider = make_group(mock)
    strategy = [{"capacityProvider": provider, "weight": 1}]
    # An m5.large has room for 15 tasks of 512 MiB.
    ecs.create_service(
        cluster=CLUSTER, serviceName="more", taskDefinition="web", desiredCount=40, capacityProviderStrategy=strategy
    )
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["more"])

    assert moved in ({hosts[1]: 5, hosts[2]: 4}, {hosts[1]: 4, hosts[2]: 5})
    added = {host: one for host, one in instances(ecs).items() if one.get("capacityProviderName") == provider}
    assert len(added) == 3
    assert set(added).isdisjoint(hosts)
    after = homes(ecs)
    assert {host: after[host] for host in moved} == moved
    assert sum(after[host] for host in added) == 40
    bound = [
        (task["containerInstanceArn"], binding["protocol"], binding["hostPort"])
        for task in tasks(ecs)
        for binding in task["containers"][0]["networkBindings"]
    ]
    assert len(bound) == len(set(bound)) == 2 * 49


def test_a_terminated_host_is_made_up_for(mock: MockEcs, ecs: Any) -> None:
    make_profile(mock)
    ec2 = mock.client("ec2")
    hosts = [launch(ec2, f"us-east-1{letter}") for letter in "ab"]
    serve(ecs, 4)

    ec2.terminate_instances(InstanceIds=hosts[:1])
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["web"])

    assert homes(ecs) == {hosts[1]: 4}
    assert list(instances(ecs)) == hosts[1:]
    lost = tasks(ecs, desiredStatus="STOPPED")
    assert {(task["stopCode"], task["stoppedReason"]) for task in lost} == {
        ("TerminationNotice", f"Host EC2 (instance {hosts[0]}) terminated.")
    }


def test_a_stopped_host_comes_back_with_its_agent(mock: MockEcs, ecs: Any) -> None:
    make_profile(mock)
    ec2 = mock.client("ec2")
    host = launch(ec2, "us-east-1a")
    ecs.register_task_definition(family="web", containerDefinitions=[WEB])

    ec2.stop_instances(InstanceIds=[host])
    away = instances(ecs)[host]["agentConnected"]
    refused = ecs.run_task(cluster=CLUSTER, taskDefinition="web")["failures"]
    ec2.start_instances(InstanceIds=[host])
    back = instances(ecs)[host]["agentConnected"]

    assert (away, back) == (False, True)
    assert [failure["reason"] for failure in refused] == ["AGENT"]
    assert len(ecs.run_task(cluster=CLUSTER, taskDefinition="web")["tasks"]) == 1
