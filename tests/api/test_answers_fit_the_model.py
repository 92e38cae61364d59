"""Every answer of every operation that has a handler is one that its model describes: a story over all of them.

``Raw`` holds each answer against the output shape (nothing unknown, ill-typed or null) and each error against
the errors that the model of the operation lists; here all operations are called, and refuse what they can.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getmembers, isclass
from typing import Any

import pytest

from mock_ecs.app import services
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr import errors as ecr_errors
from mock_ecs.ecs import errors as ecs_errors
from mock_ecs.testing import MockEcs, mock_ecs
from tests.api.ecs.examples import ARN, JOB, NETWORK, ON_FARGATE, ON_INSTANCES, WEB
from tests.api.raw import Raw
from tests.ecr.examples import image_manifest

TAGS = [{"key": "team", "value": "red"}]
DEMO = {"cluster": "demo"}
WEB_SERVICE = {**ON_FARGATE, "serviceName": "web", "desiredCount": 2}
APP = {"repositoryName": "app"}
POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}'


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    """A mock without neighbours, which must not have faults."""
    with mock_ecs(neighbours="null") as mock:
        yield mock
        assert mock.faults == []


def begin(call: Raw) -> None:
    """Settings, a cluster, task definitions, an instance."""
    call("PutAccountSettingDefault", name="awsvpcTrunking", value="enabled")
    call("PutAccountSetting", name="containerInsights", value="enhanced")
    call("ListAccountSettings", effectiveSettings=True)
    call("DeleteAccountSetting", name="containerInsights")
    call("CreateCluster", clusterName="demo", tags=TAGS, serviceConnectDefaults={"namespace": "n"})
    call("UpdateCluster", **DEMO, configuration={"executeCommandConfiguration": {"logging": "DEFAULT"}})
    call("UpdateClusterSettings", **DEMO, settings=[{"name": "containerInsights", "value": "enabled"}])
    providers = {"capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}
    call("PutClusterCapacityProviders", **DEMO, **providers)
    call("ListClusters")
    everything = ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"]
    call("DescribeClusters", clusters=["demo", "nope"], include=everything)
    call("RegisterTaskDefinition", **WEB, tags=TAGS)
    call("RegisterTaskDefinition", **JOB)
    call("DescribeTaskDefinition", taskDefinition="web", include=["TAGS"])
    call("ListTaskDefinitions")
    call("ListTaskDefinitionFamilies")


def run_tasks(call: Raw) -> None:
    """Tasks on an instance and on Fargate, from their first moment to their last."""
    instance = call("RegisterContainerInstance", **DEMO, tags=TAGS)["containerInstance"]["containerInstanceArn"]
    one = {**DEMO, "containerInstances": [instance]}
    included = ["TAGS", "CONTAINER_INSTANCE_HEALTH"]
    call("RunTask", **ON_INSTANCES, launchType="EC2", count=2)
    call("StartTask", **ON_INSTANCES, containerInstances=[instance, "nope"], tags=TAGS)
    arns = call("ListTasks", **DEMO)["taskArns"]
    call("DescribeTasks", **DEMO, tasks=[*arns, "nope"], include=["TAGS"])
    call("DescribeContainerInstances", **one, include=included)
    call("UpdateContainerInstancesState", **one, status="DRAINING")
    call("ListContainerInstances", **DEMO)
    call("StopTask", **DEMO, task=arns[0])
    call("DescribeTasks", **DEMO, tasks=arns)
    call("DeregisterContainerInstance", **DEMO, containerInstance=instance, force=True)
    (task,) = call("RunTask", **ON_FARGATE, enableExecuteCommand=True, startedBy="me")["tasks"]
    call("DescribeTasks", **DEMO, tasks=[task["taskArn"]])


def deploy(call: Raw) -> None:
    """A service that is made, updated, scaled and deleted, and its definitions with it."""
    call("CreateService", **WEB_SERVICE, tags=TAGS, enableECSManagedTags=True, propagateTags="SERVICE")
    call("RegisterTaskDefinition", **WEB)
    call("UpdateService", **DEMO, service="web", taskDefinition="web", desiredCount=3)
    call("DescribeServices", **DEMO, services=["web", "nope"], include=["TAGS"])
    call("ListServices", **DEMO)
    call("TagResource", resourceArn=f"{ARN}:service/demo/web", tags=TAGS)
    call("ListTagsForResource", resourceArn=f"{ARN}:service/demo/web")
    call("UntagResource", resourceArn=f"{ARN}:service/demo/web", tagKeys=["team"])
    call("DeleteService", **DEMO, service="web", force=True)
    call("DescribeServices", **DEMO, services=["web"])
    call("DeregisterTaskDefinition", taskDefinition="web:1")
    call("DeleteTaskDefinitions", taskDefinitions=["web:1", "web:2", "nope:1"])
    for arn in call("ListTasks", **DEMO)["taskArns"]:
        call("StopTask", **DEMO, task=arn)
    call("DeleteCluster", **DEMO)
    call("DescribeClusters", clusters=["demo"])


def push_and_pull(call: Raw) -> None:
    """A repository with an image, from its first moment to its last."""
    call("CreateRepository", **APP, tags=[{"Key": "team", "Value": "red"}])
    arn = call("DescribeRepositories", **{"repositoryNames": ["app"]})["repositories"][0]["repositoryArn"]
    call("PutImage", **APP, imageManifest=image_manifest(), imageTag="v1")
    call("PutImage", **APP, imageManifest=image_manifest("b"))
    call("ListImages", **APP)
    call("DescribeImages", **APP)
    call("BatchGetImage", **APP, imageIds=[{"imageTag": "v1"}, {"imageTag": "nope"}])
    call("PutImageScanningConfiguration", **APP, imageScanningConfiguration={"scanOnPush": True})
    call("PutImageTagMutability", **APP, imageTagMutability="IMMUTABLE")
    call("SetRepositoryPolicy", **APP, policyText=POLICY)
    call("GetRepositoryPolicy", **APP)
    call("DeleteRepositoryPolicy", **APP)
    call("TagResource", resourceArn=arn, tags=[{"Key": "tier", "Value": "1"}])
    call("ListTagsForResource", resourceArn=arn)
    call("UntagResource", resourceArn=arn, tagKeys=["tier"])
    call("GetAuthorizationToken")
    call("BatchDeleteImage", **APP, imageIds=[{"imageTag": "v1"}, {"imageTag": "nope"}])
    call("DeleteRepository", **APP, force=True)


def uncalled(call: Raw) -> list[str]:
    """The operations with a handler that the story never had answered."""
    return [name for name in call.service.answered() if "" not in call.seen.get(name, ())]


@pytest.mark.parametrize("clock", ["instant", "manual"])
def test_ecs_answers_as_its_model_says(mock: MockEcs, clock: str) -> None:
    call = Raw(mock)
    mock.clock.set_mode(clock)

    begin(call)
    run_tasks(call)
    mock.clock.advance(10)
    deploy_in_time(call, mock)

    assert uncalled(call) == []


def deploy_in_time(call: Raw, mock: MockEcs) -> None:
    """``deploy``; a cluster can only be deleted once what was in it has had time to stop."""
    call("DescribeClusters", clusters=["demo"])
    if mock.clock.mode == "instant":
        deploy(call)
        return
    with pytest.raises(Exception, match="ClusterContains"):
        deploy(call)
    mock.clock.settle()
    call("DeleteCluster", **DEMO)


def test_ecr_answers_as_its_model_says(mock: MockEcs) -> None:
    call = Raw(mock, "ecr")

    push_and_pull(call)

    assert uncalled(call) == []


NO_CLUSTER: dict[str, Any] = {"cluster": "nope"}
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("CreateCluster", {"clusterName": "a b"}, "InvalidParameterException"),
    ("DescribeClusters", {"clusters": ["arn:"]}, "InvalidParameterException"),
    ("DeleteCluster", NO_CLUSTER, "ClusterNotFoundException"),
    ("DeleteCluster", {"cluster": "serving"}, "ClusterContainsServicesException"),
    ("DeleteCluster", {"cluster": "hosting"}, "ClusterContainsContainerInstancesException"),
    ("DeleteCluster", {"cluster": "running"}, "ClusterContainsTasksException"),
    ("UpdateCluster", NO_CLUSTER, "ClusterNotFoundException"),
    ("UpdateClusterSettings", {**NO_CLUSTER, "settings": []}, "ClusterNotFoundException"),
    (
        "PutClusterCapacityProviders",
        {**NO_CLUSTER, "capacityProviders": [], "defaultCapacityProviderStrategy": []},
        "ClusterNotFoundException",
    ),
    (
        "PutClusterCapacityProviders",
        {"cluster": "serving", "capacityProviders": [], "defaultCapacityProviderStrategy": []},
        "ResourceInUseException",
    ),
    ("RegisterTaskDefinition", {}, "ClientException"),
    ("DescribeTaskDefinition", {"taskDefinition": "nope"}, "ClientException"),
    ("DeregisterTaskDefinition", {"taskDefinition": "nope:1"}, "ClientException"),
    ("DeregisterTaskDefinition", {"taskDefinition": "nope:x"}, "InvalidParameterException"),
    ("DeleteTaskDefinitions", {"taskDefinitions": []}, "InvalidParameterException"),
    ("ListTaskDefinitions", {"nextToken": "x"}, "InvalidParameterException"),
    ("RunTask", {**ON_FARGATE, **NO_CLUSTER}, "ClusterNotFoundException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "taskDefinition": "nope"}, "ClientException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "count": 0}, "InvalidParameterException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "platformVersion": "9"}, "PlatformUnknownException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "launchType": "MANAGED_INSTANCES"}, "UnsupportedFeatureException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "clientToken": "a", "count": 2}, "ConflictException"),
    ("StartTask", {**ON_INSTANCES, **NO_CLUSTER, "containerInstances": ["x"]}, "ClusterNotFoundException"),
    (
        "StartTask",
        {
            **ON_INSTANCES,
            "cluster": "hosting",
            "containerInstances": ["x"],
            "placementConstraints": [{"type": "memberOf"}],
        },
        "",
    ),
    ("StopTask", {"cluster": "running", "task": "x"}, "InvalidParameterException"),
    ("DescribeTasks", {**NO_CLUSTER, "tasks": ["x"]}, "ClusterNotFoundException"),
    ("ListTasks", {"cluster": "running", "serviceName": "nope"}, "ServiceNotFoundException"),
    ("CreateService", {**WEB_SERVICE, **NO_CLUSTER}, "ClusterNotFoundException"),
    ("CreateService", {**WEB_SERVICE, "cluster": "running", "platformVersion": "9"}, "PlatformUnknownException"),
    ("CreateService", {**WEB_SERVICE, "schedulingStrategy": "DAEMON", "cluster": "running"}, "UnsupportedFeatureException"),
    ("UpdateService", {"cluster": "serving", "service": "nope"}, "ServiceNotFoundException"),
    ("UpdateService", {"cluster": "serving", "service": "gone"}, "ServiceNotActiveException"),
    ("UpdateService", {"cluster": "serving", "service": "web", "platformVersion": "9"}, "PlatformUnknownException"),
    ("DeleteService", {"cluster": "serving", "service": "nope"}, "ServiceNotFoundException"),
    ("DescribeServices", {**NO_CLUSTER, "services": ["x"]}, "ClusterNotFoundException"),
    ("ListServices", NO_CLUSTER, "ClusterNotFoundException"),
    ("RegisterContainerInstance", NO_CLUSTER, "ClusterNotFoundException"),
    ("DeregisterContainerInstance", {"cluster": "hosting", "containerInstance": "x"}, "InvalidParameterException"),
    ("DescribeContainerInstances", {"cluster": "hosting", "containerInstances": []}, "ClientException"),
    ("ListContainerInstances", {"cluster": "hosting", "filter": "x"}, "InvalidParameterException"),
    (
        "UpdateContainerInstancesState",
        {**NO_CLUSTER, "containerInstances": ["x"], "status": "ACTIVE"},
        "ClusterNotFoundException",
    ),
    ("PutAccountSetting", {"name": "x", "value": "y"}, "InvalidParameterException"),
    ("PutAccountSettingDefault", {"name": "x", "value": "y"}, "InvalidParameterException"),
    ("DeleteAccountSetting", {"name": "x"}, "InvalidParameterException"),
    ("ListAccountSettings", {"maxResults": 11}, "InvalidParameterException"),
    ("TagResource", {"resourceArn": f"{ARN}:task/running/x", "tags": TAGS}, "ResourceNotFoundException"),
    ("TagResource", {"resourceArn": f"{ARN}:task/nope/x", "tags": TAGS}, "ClusterNotFoundException"),
    ("UntagResource", {"resourceArn": f"{ARN}:task/running/x", "tagKeys": []}, "ResourceNotFoundException"),
    ("ListTagsForResource", {"resourceArn": f"{ARN}:task/running/x"}, "InvalidParameterException"),
]
