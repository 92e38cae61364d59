"""Every answer of every operation that has a handler is one that its model describes: a story over all of them.

``Raw`` holds each answer against the output shape (nothing unknown, ill-typed or null) and each error against
the errors that the model of the operation lists; here all operations are called, and refuse what they can.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest

import mock_ecs
from mock_ecs.app import services
from mock_ecs.aws.refusals import refusals_in
from mock_ecs.ecr import errors as ecr_errors
from mock_ecs.ecs import errors as ecs_errors
from mock_ecs.ecs import refusals as ecs_refusals
from mock_ecs.testing import MockEcs
from mock_ecs.testing import mock_ecs as mocked
from tests.api.ecs.examples import ARN, JOB, MANAGED_INSTANCES, NETWORK, ON_FARGATE, ON_INSTANCES, WEB
from tests.api.raw import Raw
from tests.cases.suite import cases
from tests.ecr.examples import image_manifest, list_manifest

TAGS = [{"key": "team", "value": "red"}]
DEMO = {"cluster": "demo"}
WEB_SERVICE = {**ON_FARGATE, "serviceName": "web", "desiredCount": 2}
APP = {"repositoryName": "app"}
PUBLIC_TAG = {"Key": "team", "Value": "red"}
PUBLIC_ARN = "arn:aws:ecr-public::123456789012:repository/app"
GROUP = f"arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:{'0' * 8}:autoScalingGroupName/hosts"
UUID = "11111111-2222-3333-4444-555555555555"
PROFILE = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/release"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/quay-a1b2c3"
NO_DIGEST = f"sha256:{'0' * 64}"
POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}'
REGISTRY_POLICY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:*", "Resource": "*"}]}'
LIFECYCLE_POLICY = (
    '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan",'
    ' "countNumber": 10}, "action": {"type": "expire"}}]}'
)


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    """A mock without neighbours, which must not have faults."""
    with mocked(neighbours="null") as mock:
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


def scale(call: Raw) -> None:
    """A capacity provider of each kind."""
    group = {"autoScalingGroupArn": GROUP, "managedScaling": {"status": "ENABLED"}}
    call("CreateCapacityProvider", name="hosts", autoScalingGroupProvider=group, tags=TAGS)
    call("CreateCluster", clusterName="scaled", capacityProviders=["hosts"])
    call("DescribeClusters", clusters=["scaled"], include=["ATTACHMENTS"])
    call("UpdateCapacityProvider", name="hosts", autoScalingGroupProvider={"managedDraining": "DISABLED"})
    call("CreateCluster", clusterName="managed")
    members = {"name": "managed", "cluster": "managed"}
    call("CreateCapacityProvider", **members, managedInstancesProvider=MANAGED_INSTANCES, tags=TAGS)
    call("UpdateCapacityProvider", **members, managedInstancesProvider=MANAGED_INSTANCES)
    call("DescribeCapacityProviders", include=["TAGS"])
    call("DescribeCapacityProviders", capacityProviders=["hosts", "FARGATE", "nope"])


def drop(call: Raw) -> None:
    """The cluster and the capacity providers of ``scale`` go."""
    call("DeleteCapacityProvider", capacityProvider="managed", cluster="managed")
    call("DeleteCluster", cluster="scaled")
    call("DeleteCapacityProvider", capacityProvider="hosts")
    call("DescribeCapacityProviders", capacityProviders=["hosts"])


def run_tasks(call: Raw) -> None:
    """Tasks on an instance and on Fargate, from their first moment to their last."""
    instance = call("RegisterContainerInstance", **DEMO, tags=TAGS)["containerInstance"]["containerInstanceArn"]
    one = {**DEMO, "containerInstances": [instance]}
    included = ["TAGS", "CONTAINER_INSTANCE_HEALTH"]
    attributes = [{"name": "stack", "value": "blue", "targetId": instance}, {"name": "spare", "targetId": instance}]
    call("PutAttributes", **DEMO, attributes=attributes)
    call("ListAttributes", **DEMO, targetType="container-instance")
    call("DeleteAttributes", **DEMO, attributes=attributes)
    talk(call, instance)
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
    with_exec = {"enableExecuteCommand": True, "overrides": {"taskRoleArn": "arn:aws:iam::123456789012:role/task"}}
    (task,) = call("RunTask", **ON_FARGATE, **with_exec, startedBy="me")["tasks"]
    call("DescribeTasks", **DEMO, tasks=[task["taskArn"]])
    call("StopTask", **DEMO, task=task["taskArn"])


def talk(call: Raw, instance: str) -> None:
    """What an agent says, and an update of one that has GPUs."""
    gpus = {"name": "GPU", "type": "STRINGSET", "stringSetValue": ["GPU-0", "GPU-1"]}
    info = {"agentVersion": "1.80.0", "agentHash": "0123abcd", "dockerVersion": "DockerVersion: 20.10.25"}
    registered = call("RegisterContainerInstance", **DEMO, totalResources=[gpus], versionInfo=info)
    old = registered["containerInstance"]["containerInstanceArn"]
    call("DiscoverPollEndpoint", **DEMO, containerInstance=instance)
    call("SubmitContainerStateChange", **DEMO, task="0f", containerName="app", status="RUNNING")
    call("SubmitTaskStateChange", **DEMO, task="0f", status="RUNNING")
    call("SubmitAttachmentStateChanges", **DEMO, attachments=[{"attachmentArn": "x", "status": "ATTACHED"}])
    call("UpdateContainerAgent", **DEMO, containerInstance=old)
    call("DescribeContainerInstances", **DEMO, containerInstances=[old])
    call("DeregisterContainerInstance", **DEMO, containerInstance=old)


def execute(call: Raw, mock: MockEcs) -> None:
    """A session in a task that runs."""
    with_exec = {"enableExecuteCommand": True, "overrides": {"taskRoleArn": "arn:aws:iam::123456789012:role/task"}}
    (task,) = call("RunTask", **ON_FARGATE, **with_exec)["tasks"]
    mock.clock.settle()
    call("ExecuteCommand", **DEMO, task=task["taskArn"], command="sh", interactive=True)
    call("StopTask", **DEMO, task=task["taskArn"])


def deploy(call: Raw) -> None:
    """A service that is made, updated, scaled and deleted."""
    call("CreateService", **WEB_SERVICE, tags=TAGS, enableECSManagedTags=True, propagateTags="SERVICE")
    call("RegisterTaskDefinition", **WEB)
    call("UpdateService", **DEMO, service="web", taskDefinition="web", desiredCount=3)
    (deployment,) = call("ListServiceDeployments", **DEMO, service="web")["serviceDeployments"][:1]
    call("DescribeServiceDeployments", serviceDeploymentArns=[deployment["serviceDeploymentArn"]])
    call("DescribeServiceRevisions", serviceRevisionArns=[deployment["targetServiceRevisionArn"]])
    waiting = call("CreateService", **ON_INSTANCES, serviceName="waiting", launchType="EC2", desiredCount=9)["service"]
    call("StopServiceDeployment", serviceDeploymentArn=waiting["currentServiceDeployment"])
    call("DeleteService", **DEMO, service="waiting", force=True)
    call("DescribeServices", **DEMO, services=["web", "nope"], include=["TAGS"])
    call("ListServices", **DEMO)
    call("ListServicesByNamespace", namespace="n")
    tasks = [*call("ListTasks", **DEMO, serviceName="web")["taskArns"], "nope"]
    call("UpdateTaskProtection", **DEMO, tasks=tasks, protectionEnabled=True, expiresInMinutes=60)
    call("GetTaskProtection", **DEMO, tasks=tasks)
    call("TagResource", resourceArn=f"{ARN}:service/demo/web", tags=TAGS)
    call("ListTagsForResource", resourceArn=f"{ARN}:service/demo/web")
    call("UntagResource", resourceArn=f"{ARN}:service/demo/web", tagKeys=["team"])
    call("DeleteService", **DEMO, service="web", force=True)


def shift(call: Raw, mock: MockEcs) -> None:
    """A deployment that waits at a pause while it shifts traffic."""
    hook = {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}
    linear = {"strategy": "LINEAR", "bakeTimeInMinutes": 1, "lifecycleHooks": [hook]}
    call("CreateService", **{**WEB_SERVICE, "serviceName": "shifted"}, deploymentConfiguration=linear)
    mock.clock.settle()
    arn = call("UpdateService", **DEMO, service="shifted", forceNewDeployment=True)["service"][
        "currentServiceDeployment"
    ]
    mock.clock.settle()
    described = call("DescribeServiceDeployments", serviceDeploymentArns=[arn])["serviceDeployments"][0]
    (waiting,) = described["lifecycleHookDetails"]
    call("ContinueServiceDeployment", serviceDeploymentArn=arn, hookId=waiting["hookId"], action="ROLLBACK")
    call("DeleteService", **DEMO, service="shifted", force=True)


def deploy_from_outside(call: Raw) -> None:
    """A service that something else than ECS deploys, by two task sets."""
    call("CreateService", **DEMO, serviceName="out", desiredCount=2, deploymentController={"type": "EXTERNAL"})
    out = {**DEMO, "service": "out"}
    launch = {**out, "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": NETWORK}
    blue = call("CreateTaskSet", **launch, tags=TAGS, scale={"value": 100, "unit": "PERCENT"})["taskSet"]["id"]
    green = call("CreateTaskSet", **launch, externalId="green", clientToken="green")["taskSet"]["id"]
    call("UpdateServicePrimaryTaskSet", **out, primaryTaskSet=blue)
    call("UpdateTaskSet", **out, taskSet=green, scale={"value": 50, "unit": "PERCENT"})
    call("DescribeTaskSets", **out, taskSets=[blue, green, "nope"], include=["TAGS"])
    call("UpdateServicePrimaryTaskSet", **out, primaryTaskSet=green)
    call("DeleteTaskSet", **out, taskSet=blue, force=True)
    call("DescribeServices", **DEMO, services=["out"], include=["TAGS"])
    call("DeleteService", **out, force=True)


def end(call: Raw) -> None:
    """All that is left goes."""
    call("DescribeServices", **DEMO, services=["web"])
    call("DeregisterTaskDefinition", taskDefinition="web:1")
    call("DeleteTaskDefinitions", taskDefinitions=["web:1", "web:2", "nope:1"])
    call("DeleteCluster", **DEMO)
    call("DescribeClusters", clusters=["demo"])


def push_and_pull(call: Raw) -> None:
    """A repository with an image, from its first moment to its last."""
    call("CreateRepository", **APP, tags=[{"Key": "team", "Value": "red"}])
    arn = call("DescribeRepositories", **{"repositoryNames": ["app"]})["repositories"][0]["repositoryArn"]
    layer = upload_layer(call)
    call("PutImage", **APP, imageManifest=image_manifest(), imageTag="v1")
    call("PutImage", **APP, imageManifest=image_manifest("b", layers=[layer]))
    call("GetDownloadUrlForLayer", **APP, layerDigest=layer["digest"])
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
    set_policies(call)
    set_registry(call)
    make_repositories_by_rule(call)
    follow_images(call)
    call("BatchDeleteImage", **APP, imageIds=[{"imageTag": "v1"}, {"imageTag": "nope"}])
    call("DeleteRepository", **APP, force=True)


def upload_layer(call: Raw) -> dict[str, Any]:
    """Upload a layer of one byte to the repository; returns how a manifest names it."""
    digest = "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    upload = {**APP, "uploadId": call("InitiateLayerUpload", **APP)["uploadId"]}
    call("UploadLayerPart", **upload, partFirstByte=0, partLastByte=0, layerPartBlob="eA==")
    call("CompleteLayerUpload", **upload, layerDigests=[digest])
    call("BatchCheckLayerAvailability", **APP, layerDigests=[digest, "x", ""])
    return {"mediaType": "application/vnd.oci.image.layer.v1.tar", "size": 1, "digest": digest}


def set_policies(call: Raw) -> None:
    """Policies of the repository and of the registry, from their first moment to their last."""
    call("PutLifecyclePolicy", **APP, lifecyclePolicyText=LIFECYCLE_POLICY)
    call("GetLifecyclePolicy", **APP)
    call("StartLifecyclePolicyPreview", **APP)
    call("GetLifecyclePolicyPreview", **APP)
    call("DeleteLifecyclePolicy", **APP)
    call("PutRegistryPolicy", policyText=REGISTRY_POLICY)
    call("GetRegistryPolicy")
    call("DeleteRegistryPolicy")


def make_repositories_by_rule(call: Raw) -> None:
    """Creation templates and pull through cache rules, from their first moment to their last."""
    template = {"prefix": "quay", "customRoleArn": "arn:aws:iam::123456789012:role/ecr", "description": "cached"}
    tags = [{"Key": "team", "Value": "red"}]
    call("CreateRepositoryCreationTemplate", **template, appliedFor=["PULL_THROUGH_CACHE"], resourceTags=tags)
    policies = {"repositoryPolicy": POLICY, "lifecyclePolicy": LIFECYCLE_POLICY}
    kms = {"encryptionType": "KMS", "kmsKey": f"arn:aws:kms:us-east-1:123456789012:key/{UUID}"}
    call("UpdateRepositoryCreationTemplate", prefix="quay", **policies, encryptionConfiguration=kms)
    call("DescribeRepositoryCreationTemplates")
    rule = {"ecrRepositoryPrefix": "quay"}
    call("CreatePullThroughCacheRule", **rule, upstreamRegistryUrl="quay.io", customRoleArn=template["customRoleArn"])
    call("UpdatePullThroughCacheRule", **rule, credentialArn=SECRET)
    call("DescribePullThroughCacheRules")
    call("ValidatePullThroughCacheRule", **rule)
    call("BatchGetImage", repositoryName="quay/org/app", imageIds=[{"imageTag": "1"}, {"imageDigest": NO_DIGEST}])
    call("DescribeImages", repositoryName="quay/org/app")
    call("DeletePullThroughCacheRule", **rule)
    call("DeleteRepositoryCreationTemplate", prefix="quay")


def follow_images(call: Raw) -> None:
    """What becomes of an image: replicated, signed, archived and restored."""
    destination = {"region": "eu-west-1", "registryId": "123456789012"}
    image = {**APP, "imageId": {"imageTag": "v3"}}
    call("PutSigningConfiguration", signingConfiguration={"rules": [{"signingProfileArn": PROFILE}]})
    digest = call("PutImage", **APP, imageManifest=image_manifest("d"), imageTag="v3")["image"]["imageId"][
        "imageDigest"
    ]
    call("DescribeImageReplicationStatus", **image)
    call("DescribeImageSigningStatus", **image)
    call("ListImageReferrers", **APP, subjectId={"imageDigest": digest}, filter={"artifactStatus": "ANY"})
    call("GetSigningConfiguration")
    call("DeleteSigningConfiguration")
    call("UpdateImageStorageClass", **image, targetStorageClass="ARCHIVE")
    call("UpdateImageStorageClass", **image, targetStorageClass="STANDARD")
    call("DescribeImages", **APP)
    backfill = call("StartReplicationBackfill", destination=destination)["replicationBackfillId"]
    call("DescribeReplicationBackfillResults", replicationBackfillId=backfill)
    call("ListReplicationBackfills")
    principal = {"principalArn": "arn:aws:iam::123456789012:role/scanner"}
    call("RegisterPullTimeUpdateExclusion", **principal)
    call("ListPullTimeUpdateExclusions")
    call("DeregisterPullTimeUpdateExclusion", **principal)


def stop_a_backfill(call: Raw, mock: MockEcs) -> None:
    """Only a clock that stands still leaves one to be stopped."""
    mock.clock.set_mode("manual")
    destination = {"region": "eu-west-1", "registryId": "123456789012"}
    backfill = call("StartReplicationBackfill", destination=destination)["replicationBackfillId"]
    call("DescribeReplicationBackfillResults", replicationBackfillId=backfill)
    call("StopReplicationBackfill", replicationBackfillId=backfill)


def set_registry(call: Raw) -> None:
    """Settings of the registry."""
    destinations = [{"region": "eu-west-1", "registryId": "123456789012"}]
    filters = [{"filter": "ap*", "filterType": "WILDCARD"}]
    call("PutReplicationConfiguration", replicationConfiguration={"rules": [{"destinations": destinations}]})
    call("DescribeRegistry")
    call("CreateRepository", repositoryName="scanned")
    scanned = {"repositoryName": "scanned", "imageId": {"imageTag": "v1"}}
    call("PutImage", **IMAGE | {"repositoryName": "scanned", "imageTag": "v1"})
    call("StartImageScan", **scanned)
    call("DescribeImageScanFindings", **scanned)
    call(
        "PutRegistryScanningConfiguration",
        scanType="ENHANCED",
        rules=[{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": filters}],
    )
    call("GetRegistryScanningConfiguration")
    call("BatchGetRepositoryScanningConfiguration", repositoryNames=["app", "nope"])
    call("PutAccountSetting", name="BLOB_MOUNTING", value="ENABLED")
    call("GetAccountSetting", name="BLOB_MOUNTING")


def publish(call: Raw) -> None:
    """A public repository from its first moment to its last, with an image whose layer is uploaded."""
    call("DescribeRegistries")
    call("CreateRepository", **APP, catalogData={"description": "An app.", "logoImageBlob": "AAAA"}, tags=[PUBLIC_TAG])
    call("DescribeRepositories")
    call("PutRepositoryCatalogData", **APP, catalogData={"architectures": ["ARM"], "aboutText": "# App"})
    call("GetRepositoryCatalogData", **APP)
    call("PutRegistryCatalogData", displayName="Red Team")
    call("GetRegistryCatalogData")
    call("DescribeRegistries")
    call("GetAuthorizationToken")
    for operation, members in (("SetRepositoryPolicy", {"policyText": POLICY}), ("GetRepositoryPolicy", {})):
        call(operation, **APP, **members)
    call("DeleteRepositoryPolicy", **APP)
    call("TagResource", resourceArn=PUBLIC_ARN, tags=[{"Key": "stage"}])
    call("ListTagsForResource", resourceArn=PUBLIC_ARN)
    call("UntagResource", resourceArn=PUBLIC_ARN, tagKeys=["stage"])
    upload = {**APP, "uploadId": call("InitiateLayerUpload", **APP)["uploadId"]}
    call("UploadLayerPart", **upload, partFirstByte=0, partLastByte=2, layerPartBlob="AAAA")
    digest = f"sha256:{sha256(bytes(3)).hexdigest()}"
    call("CompleteLayerUpload", **upload, layerDigests=[digest])
    call("BatchCheckLayerAvailability", **APP, layerDigests=[digest, NO_DIGEST, "x"])
    call("PutImage", **APP, imageManifest=image_manifest(), imageTag="v1")
    call("PutImage", **APP, imageManifest=image_manifest("b"))
    call("DescribeImages", **APP)
    call("DescribeImageTags", **APP)
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
    scale(call)
    run_tasks(call)
    execute(call, mock)
    deploy(call)
    shift(call, mock)
    deploy_from_outside(call)
    mock.clock.settle()
    drop(call)
    end(call)

    assert uncalled(call) == []


def test_ecr_answers_as_its_model_says(mock: MockEcs) -> None:
    call = Raw(mock, "ecr")

    push_and_pull(call)
    stop_a_backfill(call, mock)

    assert uncalled(call) == []


def test_ecr_public_answers_as_its_model_says(mock: MockEcs) -> None:
    call = Raw(mock, "ecr-public")

    publish(call)

    assert uncalled(call) == []


NO_CLUSTER: dict[str, Any] = {"cluster": "nope"}
HOST = {"targetType": "container-instance"}
ECS_REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("CreateCluster", {"clusterName": "a b"}, "InvalidParameterException"),
    ("DescribeClusters", {"clusters": ["arn:"]}, "InvalidParameterException"),
    ("DeleteCluster", NO_CLUSTER, "ClusterNotFoundException"),
    ("DeleteCluster", {"cluster": "serving"}, "ClusterContainsServicesException"),
    ("DeleteCluster", {"cluster": "hosting"}, "ClusterContainsContainerInstancesException"),
    ("DeleteCluster", {"cluster": "running"}, "ClusterContainsTasksException"),
    ("DeleteCluster", {"cluster": "managed"}, "ClusterContainsCapacityProviderException"),
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
    (
        "ExecuteCommand",
        {**NO_CLUSTER, "task": "a", "command": "sh", "interactive": True},
        "ClusterNotFoundException",
    ),
    (
        "ExecuteCommand",
        {"cluster": "running", "task": "a", "command": "sh", "interactive": True},
        "InvalidParameterException",
    ),
    ("GetTaskProtection", NO_CLUSTER, "ClusterNotFoundException"),
    ("GetTaskProtection", {"cluster": "running", "tasks": ["a"] * 101}, "InvalidParameterException"),
    (
        "UpdateTaskProtection",
        {**NO_CLUSTER, "tasks": ["a"], "protectionEnabled": True},
        "ClusterNotFoundException",
    ),
    (
        "UpdateTaskProtection",
        {"cluster": "running", "tasks": [], "protectionEnabled": True},
        "InvalidParameterException",
    ),
    ("RunTask", {**ON_FARGATE, **NO_CLUSTER}, "ClusterNotFoundException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "taskDefinition": "nope"}, "ClientException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "count": 0}, "InvalidParameterException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "platformVersion": "9"}, "PlatformUnknownException"),
    (
        "RunTask",
        {
            **ON_FARGATE,
            "cluster": "running",
            "platformVersion": "1.3.0",
            "overrides": {"ephemeralStorage": {"sizeInGiB": 50}},
        },
        "PlatformTaskDefinitionIncompatibilityException",
    ),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "launchType": "MANAGED_INSTANCES"}, "InvalidParameterException"),
    ("RunTask", {**ON_FARGATE, "cluster": "running", "clientToken": "a", "count": 2}, "ConflictException"),
    ("StartTask", {**ON_INSTANCES, **NO_CLUSTER, "containerInstances": ["x"]}, "ClusterNotFoundException"),
    ("StopTask", {"cluster": "running", "task": "x"}, "InvalidParameterException"),
    ("DescribeTasks", {**NO_CLUSTER, "tasks": ["x"]}, "ClusterNotFoundException"),
    ("ListTasks", {"cluster": "running", "serviceName": "nope"}, "ServiceNotFoundException"),
    ("CreateService", {**WEB_SERVICE, **NO_CLUSTER}, "ClusterNotFoundException"),
    ("CreateService", {**WEB_SERVICE, "cluster": "running", "platformVersion": "9"}, "PlatformUnknownException"),
    (
        "CreateService",
        {
            "cluster": "running",
            "serviceName": "web",
            "desiredCount": 0,
            "deploymentController": {"type": "EXTERNAL"},
            "deploymentConfiguration": {"strategy": "BLUE_GREEN"},
        },
        "UnsupportedFeatureException",
    ),
    ("UpdateService", {"cluster": "serving", "service": "nope"}, "ServiceNotFoundException"),
    ("ListServiceDeployments", {"cluster": "serving", "service": "nope"}, "ServiceNotFoundException"),
    ("DescribeServiceDeployments", {"serviceDeploymentArns": ["x"]}, "InvalidParameterException"),
    ("DescribeServiceRevisions", {"serviceRevisionArns": []}, "InvalidParameterException"),
    (
        "StopServiceDeployment",
        {"serviceDeploymentArn": f"{ARN}:service-deployment/serving/web/nope"},
        "ServiceDeploymentNotFoundException",
    ),
    (
        "ContinueServiceDeployment",
        {"serviceDeploymentArn": f"{ARN}:service-deployment/serving/web/nope", "hookId": "ecs-pause-x"},
        "ServiceDeploymentNotFoundException",
    ),
    ("UpdateService", {"cluster": "serving", "service": "gone"}, "ServiceNotActiveException"),
    ("UpdateService", {"cluster": "serving", "service": "web", "platformVersion": "9"}, "PlatformUnknownException"),
    ("DeleteService", {"cluster": "serving", "service": "nope"}, "ServiceNotFoundException"),
    (
        "CreateTaskSet",
        {"cluster": "serving", "service": "web", "taskDefinition": "web"},
        "InvalidParameterException",
    ),
    (
        "UpdateTaskSet",
        {"cluster": "serving", "service": "out", "taskSet": "nope", "scale": {}},
        "TaskSetNotFoundException",
    ),
    ("DeleteTaskSet", {"cluster": "serving", "service": "nope", "taskSet": "x"}, "ServiceNotFoundException"),
    ("DescribeTaskSets", {"cluster": "serving", "service": "gone"}, "ServiceNotActiveException"),
    (
        "UpdateServicePrimaryTaskSet",
        {**NO_CLUSTER, "service": "out", "primaryTaskSet": "x"},
        "ClusterNotFoundException",
    ),
    ("DescribeServices", {**NO_CLUSTER, "services": ["x"]}, "ClusterNotFoundException"),
    ("ListServices", NO_CLUSTER, "ClusterNotFoundException"),
    ("ListServicesByNamespace", {"namespace": f"{ARN}:cluster/demo"}, "NamespaceNotFoundException"),
    ("RegisterContainerInstance", NO_CLUSTER, "ClusterNotFoundException"),
    ("DeregisterContainerInstance", {"cluster": "hosting", "containerInstance": "x"}, "InvalidParameterException"),
    ("DescribeContainerInstances", {"cluster": "hosting", "containerInstances": []}, "ClientException"),
    ("DiscoverPollEndpoint", {"cluster": "hosting", "containerInstance": "x"}, "InvalidParameterException"),
    ("SubmitContainerStateChange", NO_CLUSTER, "ClusterNotFoundException"),
    ("SubmitTaskStateChange", NO_CLUSTER, "ClusterNotFoundException"),
    ("SubmitAttachmentStateChanges", {**NO_CLUSTER, "attachments": []}, "ClusterNotFoundException"),
    ("UpdateContainerAgent", {"cluster": "hosting", "containerInstance": "$instance"}, "MissingVersionException"),
    ("UpdateContainerAgent", {"cluster": "updated", "containerInstance": "$updated"}, "NoUpdateAvailableException"),
    ("ListContainerInstances", {"cluster": "hosting", "filter": "x"}, "InvalidParameterException"),
    (
        "UpdateContainerInstancesState",
        {**NO_CLUSTER, "containerInstances": ["x"], "status": "ACTIVE"},
        "ClusterNotFoundException",
    ),
    ("CreateCapacityProvider", {"name": "ecs-hosts"}, "InvalidParameterException"),
    (
        "CreateCapacityProvider",
        {
            "name": "hosts",
            "managedInstancesProvider": {
                "infrastructureRoleArn": "x",
                "instanceLaunchTemplate": {"ec2InstanceProfileArn": "x", "networkConfiguration": {}},
            },
        },
        "InvalidParameterException",
    ),
    ("DescribeCapacityProviders", NO_CLUSTER, "ClusterNotFoundException"),
    ("UpdateCapacityProvider", {"name": "FARGATE"}, "InvalidParameterException"),
    ("DeleteCapacityProvider", {"capacityProvider": "attached"}, "ClientException"),
    (
        "PutAttributes",
        {"cluster": "hosting", "attributes": [{"name": "a", "targetId": f"{ARN}:container-instance/hosting/x"}]},
        "TargetNotFoundException",
    ),
    (
        "PutAttributes",
        {"cluster": "hosting", "attributes": [{"name": "one-more", "targetId": "$instance", **HOST}]},
        "AttributeLimitExceededException",
    ),
    (
        "DeleteAttributes",
        {"cluster": "hosting", "attributes": [{"name": "a", "targetId": "x", **HOST}]},
        "TargetNotFoundException",
    ),
    ("ListAttributes", {"cluster": "hosting", "targetType": "x"}, "InvalidParameterException"),
    ("PutAccountSetting", {"name": "x", "value": "y"}, "InvalidParameterException"),
    ("PutAccountSettingDefault", {"name": "x", "value": "y"}, "InvalidParameterException"),
    ("DeleteAccountSetting", {"name": "x"}, "InvalidParameterException"),
    ("ListAccountSettings", {"maxResults": 11}, "InvalidParameterException"),
    ("TagResource", {"resourceArn": f"{ARN}:task/running/x", "tags": TAGS}, "ResourceNotFoundException"),
    ("TagResource", {"resourceArn": f"{ARN}:task/nope/x", "tags": TAGS}, "ClusterNotFoundException"),
    ("UntagResource", {"resourceArn": f"{ARN}:task/running/x", "tagKeys": []}, "ResourceNotFoundException"),
    ("ListTagsForResource", {"resourceArn": f"{ARN}:task/running/x"}, "InvalidParameterException"),
]

IMAGE: dict[str, Any] = {**APP, "imageManifest": image_manifest("b")}
NO_REPOSITORY: dict[str, Any] = {"repositoryName": "nope"}
PROD = {"prefix": "prod"}
QUAY = {"ecrRepositoryPrefix": "quay"}
NO_RULE = {"ecrRepositoryPrefix": "nope"}
SCANNER = {"principalArn": "arn:aws:iam::123456789012:role/scanner"}
NO_ARN = "arn:aws:ecr:us-east-1:123456789012:repository/nope"
NO_UPLOAD = "00000000-0000-4000-8000-000000000000"
X = "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
PART: dict[str, Any] = {
    **APP,
    "uploadId": "$upload",
    "partFirstByte": 1,
    "partLastByte": 1,
    "layerPartBlob": "eA==",
}
ECR_REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("CreateRepository", {"repositoryName": "A"}, "InvalidParameterException"),
    ("CreateRepository", APP, "RepositoryAlreadyExistsException"),
    ("CreateRepository", {**NO_REPOSITORY, "tags": [{"Key": "", "Value": ""}]}, "InvalidTagParameterException"),
    (
        "CreateRepository",
        {**NO_REPOSITORY, "tags": [{"Key": f"k{number}", "Value": ""} for number in range(51)]},
        "TooManyTagsException",
    ),
    ("DescribeRepositories", {"repositoryNames": ["nope"]}, "RepositoryNotFoundException"),
    ("DeleteRepository", APP, "RepositoryNotEmptyException"),
    ("DeleteRepository", NO_REPOSITORY, "RepositoryNotFoundException"),
    ("CreateRepository", {**NO_REPOSITORY, "registryId": "999999999999"}, "AccessDeniedException"),
    ("PutImage", {**IMAGE, **NO_REPOSITORY}, "RepositoryNotFoundException"),
    ("PutImage", {**IMAGE, "imageTag": "v1"}, "ImageTagAlreadyExistsException"),
    ("PutImage", {**APP, "imageManifest": image_manifest(), "imageTag": "v1"}, "ImageAlreadyExistsException"),
    ("PutImage", {**IMAGE, "imageTag": "v2", "imageDigest": NO_DIGEST}, "ImageDigestDoesNotMatchException"),
    (
        "PutImage",
        {**APP, "imageManifest": list_manifest(NO_DIGEST), "imageTag": "v2"},
        "ReferencedImagesNotFoundException",
    ),
    ("PutImage", {**APP, "imageManifest": "x"}, "InvalidParameterException"),
    ("ListImages", NO_REPOSITORY, "RepositoryNotFoundException"),
    ("DescribeImages", {**APP, "imageIds": [{"imageTag": "nope"}]}, "ImageNotFoundException"),
    ("BatchGetImage", {**NO_REPOSITORY, "imageIds": [{"imageTag": "v1"}]}, "RepositoryNotFoundException"),
    ("BatchDeleteImage", {**NO_REPOSITORY, "imageIds": [{"imageTag": "v1"}]}, "RepositoryNotFoundException"),
    (
        "PutImageScanningConfiguration",
        {**NO_REPOSITORY, "imageScanningConfiguration": {}},
        "RepositoryNotFoundException",
    ),
    ("PutImageTagMutability", {**NO_REPOSITORY, "imageTagMutability": "MUTABLE"}, "RepositoryNotFoundException"),
    ("SetRepositoryPolicy", {**APP, "policyText": "x"}, "InvalidParameterException"),
    ("GetRepositoryPolicy", APP, "RepositoryPolicyNotFoundException"),
    ("DeleteRepositoryPolicy", APP, "RepositoryPolicyNotFoundException"),
    ("TagResource", {"resourceArn": NO_ARN, "tags": []}, "RepositoryNotFoundException"),
    ("UntagResource", {"resourceArn": NO_ARN, "tagKeys": []}, "RepositoryNotFoundException"),
    ("ListTagsForResource", {"resourceArn": NO_ARN}, "RepositoryNotFoundException"),
    ("GetAuthorizationToken", {"registryIds": ["x"]}, "InvalidParameterException"),
    (
        "CreateRepository",
        {**NO_REPOSITORY, "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "no key"}},
        "KmsException",
    ),
    ("PutLifecyclePolicy", {**NO_REPOSITORY, "lifecyclePolicyText": LIFECYCLE_POLICY}, "RepositoryNotFoundException"),
    ("PutLifecyclePolicy", {**APP, "lifecyclePolicyText": "x" * 100}, "InvalidParameterException"),
    ("GetLifecyclePolicy", APP, "LifecyclePolicyNotFoundException"),
    ("DeleteLifecyclePolicy", APP, "LifecyclePolicyNotFoundException"),
    ("StartLifecyclePolicyPreview", APP, "LifecyclePolicyNotFoundException"),
    ("GetLifecyclePolicyPreview", APP, "LifecyclePolicyPreviewNotFoundException"),
    ("PutRegistryPolicy", {"policyText": "x"}, "InvalidParameterException"),
    ("GetRegistryPolicy", {}, "RegistryPolicyNotFoundException"),
    ("DeleteRegistryPolicy", {}, "RegistryPolicyNotFoundException"),
    (
        "PutReplicationConfiguration",
        {"replicationConfiguration": {"rules": [{"destinations": []}] * 11}},
        "ValidationException",
    ),
    ("StartImageScan", {**NO_REPOSITORY, "imageId": {"imageTag": "v1"}}, "RepositoryNotFoundException"),
    ("DescribeImageScanFindings", {**NO_REPOSITORY, "imageId": {"imageTag": "v1"}}, "RepositoryNotFoundException"),
    ("PutRegistryScanningConfiguration", {"scanType": "x"}, "InvalidParameterException"),
    ("BatchGetRepositoryScanningConfiguration", {"repositoryNames": []}, "InvalidParameterException"),
    ("PutAccountSetting", {"name": "BLOB_MOUNTING", "value": "x"}, "ValidationException"),
    ("BatchCheckLayerAvailability", {**NO_REPOSITORY, "layerDigests": [NO_DIGEST]}, "RepositoryNotFoundException"),
    ("InitiateLayerUpload", NO_REPOSITORY, "RepositoryNotFoundException"),
    ("UploadLayerPart", {**PART, "uploadId": NO_UPLOAD}, "UploadNotFoundException"),
    ("UploadLayerPart", {**PART, "partFirstByte": 2, "partLastByte": 2}, "InvalidLayerPartException"),
    ("UploadLayerPart", {**PART, "partLastByte": 2}, "InvalidLayerPartException"),
    ("CompleteLayerUpload", {**APP, "uploadId": "$empty", "layerDigests": [NO_DIGEST]}, "EmptyUploadException"),
    ("CompleteLayerUpload", {**APP, "uploadId": "$upload", "layerDigests": [NO_DIGEST]}, "InvalidLayerException"),
    ("CompleteLayerUpload", {**APP, "uploadId": "$upload", "layerDigests": [X]}, "LayerAlreadyExistsException"),
    ("CompleteLayerUpload", {**APP, "uploadId": "$small", "layerDigests": [X]}, "LayerPartTooSmallException"),
    ("GetDownloadUrlForLayer", {**APP, "layerDigest": NO_DIGEST}, "LayersNotFoundException"),
    ("GetDownloadUrlForLayer", {**APP, "layerDigest": X}, "LayerInaccessibleException"),
    ("GetAccountSetting", {"name": "x"}, "ValidationException"),
    ("CreateRepositoryCreationTemplate", {**PROD, "appliedFor": ["REPLICATION"]}, "TemplateAlreadyExistsException"),
    ("UpdateRepositoryCreationTemplate", {"prefix": "nope"}, "TemplateNotFoundException"),
    ("DeleteRepositoryCreationTemplate", {"prefix": "nope"}, "TemplateNotFoundException"),
    ("DescribeRepositoryCreationTemplates", {"maxResults": 0}, "InvalidParameterException"),
    (
        "CreatePullThroughCacheRule",
        {**QUAY, "upstreamRegistryUrl": "quay.io"},
        "PullThroughCacheRuleAlreadyExistsException",
    ),
    ("CreatePullThroughCacheRule", {**QUAY, "upstreamRegistryUrl": "x"}, "UnsupportedUpstreamRegistryException"),
    ("UpdatePullThroughCacheRule", NO_RULE, "PullThroughCacheRuleNotFoundException"),
    ("DeletePullThroughCacheRule", NO_RULE, "PullThroughCacheRuleNotFoundException"),
    ("ValidatePullThroughCacheRule", NO_RULE, "PullThroughCacheRuleNotFoundException"),
    ("DescribePullThroughCacheRules", {"ecrRepositoryPrefixes": ["nope"]}, "PullThroughCacheRuleNotFoundException"),
    (
        "BatchGetImage",
        {"repositoryName": "quay/org/app", "imageIds": [{"imageTag": "1"}]},
        "UnableToGetUpstreamImageException",
    ),
    ("DescribeImageReplicationStatus", {**APP, "imageId": {"imageTag": "nope"}}, "ImageNotFoundException"),
    (
        "StartReplicationBackfill",
        {"destination": {"region": "eu-west-1", "registryId": "1" * 12}},
        "ValidationException",
    ),
    ("StopReplicationBackfill", {"replicationBackfillId": UUID}, "ReplicationBackfillNotFoundException"),
    ("DescribeReplicationBackfillResults", {"replicationBackfillId": UUID}, "ReplicationBackfillNotFoundException"),
    ("ListReplicationBackfills", {"maxResults": 51}, "InvalidParameterException"),
    ("PutSigningConfiguration", {"signingConfiguration": {}}, "InvalidParameterException"),
    ("GetSigningConfiguration", {}, "SigningConfigurationNotFoundException"),
    ("DeleteSigningConfiguration", {}, "SigningConfigurationNotFoundException"),
    ("DescribeImageSigningStatus", {**APP, "imageId": {"imageTag": "nope"}}, "ImageNotFoundException"),
    ("RegisterPullTimeUpdateExclusion", SCANNER, "ExclusionAlreadyExistsException"),
    (
        "DeregisterPullTimeUpdateExclusion",
        {"principalArn": f"{SCANNER['principalArn']}s"},
        "ExclusionNotFoundException",
    ),
    ("ListPullTimeUpdateExclusions", {"nextToken": "x"}, "InvalidParameterException"),
    (
        "UpdateImageStorageClass",
        {**APP, "imageId": {"imageTag": "nope"}, "targetStorageClass": "ARCHIVE"},
        "ImageNotFoundException",
    ),
    ("ListImageReferrers", {**NO_REPOSITORY, "subjectId": {"imageDigest": NO_DIGEST}}, "RepositoryNotFoundException"),
]


@pytest.fixture
def ecs(mock: MockEcs) -> Raw:
    """ECS with a cluster for each reason why a cluster cannot be deleted."""
    call = Raw(mock)
    for name in ("serving", "hosting", "running"):
        call("CreateCluster", clusterName=name)
    call("RegisterTaskDefinition", **WEB)
    call("RegisterTaskDefinition", **JOB)
    call("CreateCapacityProvider", name="attached", autoScalingGroupProvider={"autoScalingGroupArn": GROUP})
    call("CreateCluster", clusterName="scaled", capacityProviders=["attached"])
    call("CreateCluster", clusterName="managed")
    call("CreateCapacityProvider", name="managed", cluster="managed", managedInstancesProvider=MANAGED_INSTANCES)
    call("CreateCluster", clusterName="updated")
    call("RegisterContainerInstance", cluster="updated", versionInfo={"agentVersion": "999.0.0"})
    call("RegisterContainerInstance", cluster="hosting")
    (host,) = call("ListContainerInstances", cluster="hosting")["containerInstanceArns"]
    attributes = [{"name": f"a{number}", "targetId": host} for number in range(10)]
    call("PutAttributes", cluster="hosting", attributes=attributes)
    call("RunTask", **{**ON_FARGATE, "cluster": "running", "clientToken": "a"})
    weighted = [{"capacityProvider": "FARGATE", "weight": 1}]
    put = {"cluster": "serving", "defaultCapacityProviderStrategy": weighted}
    call("PutClusterCapacityProviders", **put, capacityProviders=["FARGATE"])
    service = {"cluster": "serving", "taskDefinition": "web", "networkConfiguration": NETWORK}
    for name in ("web", "gone"):
        call("CreateService", **service, serviceName=name)
    call("DeleteService", cluster="serving", service="gone")
    outside = {"desiredCount": 0, "deploymentController": {"type": "EXTERNAL"}}
    call("CreateService", cluster="serving", serviceName="out", **outside)
    return call


@pytest.fixture
def ecr(mock: MockEcs) -> Raw:
    """ECR with a repository of immutable tags that has one image, v1, a layer, and one of each rule."""
    call = Raw(mock, "ecr")
    call("CreateRepositoryCreationTemplate", **PROD, appliedFor=["REPLICATION"])
    tags = [{"Key": "team", "Value": "red"}]
    call("CreateRepositoryCreationTemplate", prefix="quay", appliedFor=["PULL_THROUGH_CACHE"], resourceTags=tags)
    call("CreatePullThroughCacheRule", **QUAY, upstreamRegistryUrl="quay.io")
    call("RegisterPullTimeUpdateExclusion", **SCANNER)
    call("CreateRepository", **APP, imageTagMutability="IMMUTABLE")
    call("PutImage", **APP, imageManifest=image_manifest(), imageTag="v1")
    upload_layer(call)
    return call


@pytest.fixture
def uploads(ecr: Raw) -> dict[str, str]:
    """By the words that stand for them: uploads of one byte, of none, and in parts that are too small."""
    found = {}
    for word, parts in (("$upload", 1), ("$empty", 0), ("$small", 2)):
        found[word] = ecr("InitiateLayerUpload", **APP)["uploadId"]
        for byte in range(parts):
            part = {**PART, "uploadId": found[word], "partFirstByte": byte, "partLastByte": byte}
            ecr("UploadLayerPart", **part)
    return found


@pytest.mark.parametrize(("operation", "members", "code"), ECS_REFUSALS)
def test_ecs_refuses_with_errors_of_its_model(ecs: Raw, operation: str, members: dict[str, Any], code: str) -> None:
    for word, cluster in (("$instance", "hosting"), ("$updated", "updated")):
        if word in str(members):
            (host,) = ecs("ListContainerInstances", cluster=cluster)["containerInstanceArns"]
            members = json.loads(json.dumps(members).replace(word, host))

    assert ecs.refusal(operation, **members)[0] == code


@pytest.mark.parametrize(("operation", "members", "code"), ECR_REFUSALS)
def test_ecr_refuses_with_errors_of_its_model(
    ecr: Raw, uploads: dict[str, str], operation: str, members: dict[str, Any], code: str
) -> None:
    members = members | {name: uploads.get(str(value), value) for name, value in members.items()}

    assert ecr.refusal(operation, **members)[0] == code


def raised_in(folders: list[str], errors: ModuleType) -> set[str]:
    """The names of the errors that the modules of ``folders`` raise by name."""
    found = set()
    for folder in folders:
        for path in (Path(mock_ecs.__file__).parent / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                raised = node.exc if isinstance(node, ast.Raise) else None
                name = raised.func if isinstance(raised, ast.Call) else raised
                if isinstance(name, ast.Name) and hasattr(errors, name.id):
                    found.add(name.id)
    return found


def refused_with(package: ModuleType) -> set[str]:
    """The names of the errors of the refusals in the modules of ``package``."""
    modules = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    return {refusal.error.__name__ for refusal in refusals_in(modules) if not refusal.doubtful}


def test_each_error_that_is_raised_is_seen_here() -> None:
    """Some take settings, sizes or moments that other tests make: LayersNotFoundException and
    LimitExceededException of ECR, UpdateInProgressException of ECS.
    """
    ecs_seen = {code for _, _, code in ECS_REFUSALS} | {"UpdateInProgressException"}
    ecr_seen = {code for _, _, code in ECR_REFUSALS} | {"LayersNotFoundException", "LimitExceededException"}

    assert (raised_in(["api/ecs", "ecs"], ecs_errors) | refused_with(ecs_refusals)) - ecs_seen == set()
    assert raised_in(["api/ecr", "ecr"], ecr_errors) - ecr_seen == set()


@pytest.mark.parametrize("service", ["ecs", "ecr"])
def test_each_operation_is_refused_something(service: str) -> None:
    refused = {operation for operation, _, _ in (ECS_REFUSALS if service == "ecs" else ECR_REFUSALS)}
    takes_anything = {
        "ListClusters",
        "ListTaskDefinitionFamilies",
        "DescribeRegistry",
        "GetRegistryScanningConfiguration",
    }

    assert set(services()[service].answered()) - refused - takes_anything == set()


def test_each_operation_of_ecr_public_is_refused_something_and_elsewhere_altogether(mock: MockEcs) -> None:
    """Each case of a refusal is sent as ``Raw`` sends it: held against the model."""
    refused = {case.operation for case in cases("ecr-public") if case.code}
    refused |= {"CompleteLayerUpload", "UploadLayerPart"}  # They need the id of an upload; tests/api/ecr_public has it.
    elsewhere = Raw(mock, "ecr-public", region="eu-west-1")

    codes = {elsewhere.refusal(name)[0] for name in ("GetAuthorizationToken", "GetRegistryCatalogData")}

    assert codes == {"UnsupportedCommandException"}
    assert set(services()["ecr-public"].answered()) - refused == {"GetAuthorizationToken", "GetRegistryCatalogData"}
