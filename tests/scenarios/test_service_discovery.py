"""Services that are found by name: in Cloud Map, and by Service Connect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import Clock, MockEcs, mock_ecs
from tests.scenarios.story import APP, CLUSTER, FOR_FARGATE, FOR_INSTANCES, Story

NAMED = {**APP, "portMappings": [{"containerPort": 8080, "name": "http"}]}
CONNECTED = {"enabled": True, "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    """A mock with moto behind it."""
    with mock_ecs(seed=1, profile="fast") as mock:
        yield mock
        assert mock.faults == []


@pytest.fixture
def cloud_map(ecs_world: MockEcs) -> Any:
    return ecs_world.client("servicediscovery")


@pytest.fixture
def on_fargate(ecs_world: MockEcs) -> dict[str, Any]:
    """How tasks are launched in a subnet that exists."""
    subnets = [subnet["SubnetId"] for subnet in ecs_world.client("ec2").describe_subnets()["Subnets"]]
    return {"launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": subnets[:1]}}}


@pytest.fixture
def story(ecs: Any, ecs_clock: Clock) -> Story:
    return Story(ecs, ecs_clock)


def registry(cloud_map: Any, name: str = "web") -> Any:
    """A service of Cloud Map in the namespace internal."""
    cloud_map.create_http_namespace(Name="internal")
    namespace = cloud_map.list_namespaces()["Namespaces"][0]["Id"]
    return cloud_map.create_service(Name=name, NamespaceId=namespace)["Service"]


def instances(cloud_map: Any, service: Any) -> dict[str, dict[str, str]]:
    """The attributes of the instances of a service of Cloud Map, by their ids."""
    found = cloud_map.list_instances(ServiceId=service["Id"])["Instances"]
    return {each["Id"]: each["Attributes"] for each in found}


def test_the_tasks_of_a_service_are_instances_of_its_registry(
    story: Story, cloud_map: Any, on_fargate: dict[str, Any]
) -> None:
    service = registry(cloud_map)
    story.register(NAMED, **FOR_FARGATE)

    story.create_service(2, 100, 200, **on_fargate, serviceRegistries=[{"registryArn": service["Arn"], "port": 8080}])
    tasks = story.tasks()
    found = instances(cloud_map, service)
    story.ecs.stop_task(cluster=CLUSTER, task=tasks[0]["taskArn"])
    later = instances(cloud_map, service)

    ids = [task["taskArn"].rpartition("/")[2] for task in tasks]
    assert sorted(found) == sorted(ids)
    assert found[ids[0]] == {
        "AVAILABILITY_ZONE": tasks[0]["availabilityZone"],
        "AWS_INSTANCE_IPV4": tasks[0]["containers"][0]["networkInterfaces"][0]["privateIpv4Address"],
        "AWS_INSTANCE_PORT": "8080",
        "ECS_CLUSTER_NAME": "demo",
        "ECS_SERVICE_NAME": "web",
        "ECS_TASK_DEFINITION_FAMILY": "web",
        "REGION": "us-east-1",
    }
    assert (ids[0] in later, ids[1] in later, len(later)) == (False, True, 2)


def test_a_task_on_an_instance_is_found_by_its_host_port(story: Story, cloud_map: Any, ecs_world: MockEcs) -> None:
    service = registry(cloud_map)
    (arn,) = ecs_world.add_instances(CLUSTER, "m5.large")
    story.register(NAMED, **FOR_INSTANCES)
    by_port = {"registryArn": service["Arn"], "containerName": "app", "containerPort": 8080}

    story.create_service(1, 100, 200, launchType="EC2", serviceRegistries=[by_port])

    described = story.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=[arn])
    (attributes,) = instances(cloud_map, service).values()
    assert attributes["AWS_INSTANCE_PORT"] == "32768"
    assert attributes["EC2_INSTANCE_ID"] == described["containerInstances"][0]["ec2InstanceId"]


def test_a_task_in_cloud_map_is_deactivating_first(story: Story, cloud_map: Any, on_fargate: dict[str, Any]) -> None:
    service = registry(cloud_map)
    story.register(NAMED, **FOR_FARGATE)
    story.create_service(1, 100, 200, **on_fargate, serviceRegistries=[{"registryArn": service["Arn"]}])
    (task,) = story.tasks()

    answer = story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])["task"]
    (stopped,) = story.ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"]

    assert (answer["lastStatus"], stopped["lastStatus"]) == ("DEACTIVATING", "STOPPED")
    assert (stopped["stoppedAt"] - stopped["stoppingAt"]).total_seconds() < 1


def test_service_connect_makes_the_services_of_its_namespace(
    story: Story, cloud_map: Any, on_fargate: dict[str, Any]
) -> None:
    story.ecs.update_cluster(cluster=CLUSTER, serviceConnectDefaults={"namespace": "internal"})
    story.register(NAMED, **FOR_FARGATE)

    story.create_service(1, 100, 200, **on_fargate, serviceConnectConfiguration=CONNECTED)
    story.ecs.update_service(cluster=CLUSTER, service="web", forceNewDeployment=True)

    (namespace,) = cloud_map.list_namespaces()["Namespaces"]
    (made,) = cloud_map.list_services()["Services"]
    (deployment, *_) = story.service()["deployments"]
    assert (namespace["Name"], namespace["Type"], made["Name"]) == ("internal", "HTTP", "http")
    assert deployment["serviceConnectConfiguration"] == {**CONNECTED, "namespace": "internal"}
    assert deployment["serviceConnectResources"] == [{"discoveryName": "http", "discoveryArn": made["Arn"]}]


def test_services_are_listed_by_the_name_and_the_arn_of_their_namespace(
    story: Story, cloud_map: Any, on_fargate: dict[str, Any]
) -> None:
    cloud_map.create_http_namespace(Name="internal")
    cloud_map.create_http_namespace(Name="other")
    arns = {each["Name"]: each["Arn"] for each in cloud_map.list_namespaces()["Namespaces"]}
    story.register(NAMED, **FOR_FARGATE)
    connected = {**CONNECTED, "namespace": "internal"}
    story.create_service(0, 100, 200, **on_fargate, serviceConnectConfiguration=connected)

    listed = {
        reference: story.ecs.list_services_by_namespace(namespace=reference)["serviceArns"]
        for reference in ("internal", arns["internal"], "other")
    }

    web = story.service()["serviceArn"]
    assert listed == {"internal": [web], arns["internal"]: [web], "other": []}
    with pytest.raises(story.ecs.exceptions.NamespaceNotFoundException, match="The specified namespace wasn't found"):
        story.ecs.list_services_by_namespace(namespace="unheard-of")


def test_a_namespace_that_is_not_there_is_told(story: Story, on_fargate: dict[str, Any]) -> None:
    story.register(NAMED, **FOR_FARGATE)

    with pytest.warns(UserWarning, match="The specified namespace wasn't found"):
        story.create_service(
            0, 100, 200, **on_fargate, serviceConnectConfiguration={**CONNECTED, "namespace": "nowhere"}
        )

    (resource,) = story.service()["deployments"][0]["serviceConnectResources"]
    assert resource["discoveryArn"].startswith("arn:aws:servicediscovery:us-east-1:123456789012:service/srv-")
