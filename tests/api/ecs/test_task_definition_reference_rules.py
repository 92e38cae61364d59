"""What RegisterTaskDefinition refuses of volumes, dependencies and log routers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import JOB, health, job, refused, two
from tests.api.raw import Raw

Document = dict[str, Any]

EFS = {"fileSystemId": "fs-12345678"}
NO_ROUTER = (
    "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be "
    "configured in one of the containers."
)
NOTHING_ROUTED = (
    "When a firelensConfiguration object is specified, at least one container has to be configured with the "
    "awsfirelens log driver"
)
CIRCLE = "Container definitions should not have circular dependencies"
NOT_ESSENTIAL = "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"


def depends(condition: str, **target: Any) -> Document:
    return two({"dependsOn": [{"containerName": "b", "condition": condition}]}, target)


def efs(root: str | None = None, port: int | None = None, **members: Any) -> Document:
    configuration = {**EFS, **members}
    configuration |= {"rootDirectory": root} if root else {}
    configuration |= {"transitEncryptionPort": port} if port else {}
    return {**JOB, "volumes": [{"name": "data", "efsVolumeConfiguration": configuration}]}


def firelens(driver: str) -> Document:
    return two({"logConfiguration": {"logDriver": driver}}, {"firelensConfiguration": {"type": "fluentbit"}})


REFERENCES = [
    refused(
        "unknown volume",
        job(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}]),
        "Unknown volume 'data'.",
        {**job(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}]), "volumes": [{"name": "data"}]},
    ),
    refused(
        "volume of the launch that nobody mounts",
        {**JOB, "volumes": [{"name": "disk", "configuredAtLaunch": True}]},
        "Volumes [disk] are not referenced by any of the containers",
        {**JOB, "volumes": [{"name": "disk"}]},
    ),
    refused(
        "volumesFrom",
        job(volumesFrom=[{"sourceContainer": "b"}]),
        "Invalid 'volumesFrom' setting. Unknown container: 'b'.",
        two({"volumesFrom": [{"sourceContainer": "b"}]}, {}),
    ),
    refused(
        "EFS iam",
        efs(authorizationConfig={"iam": "ENABLED"}),
        "EFS IAM authorization requires TransitEncryption to be enabled.",
        efs(authorizationConfig={"iam": "ENABLED"}, transitEncryption="ENABLED"),
    ),
    refused(
        "EFS port",
        efs(port=2049),
        "TransitEncryptionPort requires that TransitEncryption is enabled.",
        efs(port=2049, transitEncryption="ENABLED"),
    ),
    refused(
        "EFS access point",
        efs(root="/app", authorizationConfig={"accessPointId": "fsap-1"}, transitEncryption="ENABLED"),
        'When using an EFS access point, the root directory must either be set to "/" or be omitted.',
        efs(root="/", authorizationConfig={"accessPointId": "fsap-1"}, transitEncryption="ENABLED"),
    ),
    refused(
        "dependsOn unknown",
        job(dependsOn=[{"containerName": "b", "condition": "START"}]),
        "Cannot depend on container + 'b' because it does not exist",
        depends("START"),
    ),
    refused("dependsOn COMPLETE", depends("COMPLETE"), NOT_ESSENTIAL, depends("COMPLETE", essential=False)),
    refused("dependsOn SUCCESS", depends("SUCCESS"), NOT_ESSENTIAL, depends("SUCCESS", essential=False)),
    refused(
        "dependsOn HEALTHY",
        depends("HEALTHY"),
        "A dependency container with HEALTHY condition must have health check configured",
        depends("HEALTHY", **health()),
    ),
    # unsure in the reference
    refused(
        "circle of dependsOn",
        depends("START", dependsOn=[{"containerName": "a", "condition": "START"}]),
        CIRCLE,
        depends("START"),
    ),
    refused("circle of links", two({"links": ["b:db"]}, {"links": ["a"]}), CIRCLE, two({"links": ["b:db"]}, {})),
    refused(
        "circle of one",
        job(volumesFrom=[{"sourceContainer": "app"}]),
        CIRCLE,
        two({"volumesFrom": [{"sourceContainer": "b"}]}, {}),
    ),
    refused(
        "awsfirelens without router",
        job(logConfiguration={"logDriver": "awsfirelens"}),
        NO_ROUTER,
        firelens("awsfirelens"),
    ),
    refused("router without awsfirelens", firelens("json-file"), NOTHING_ROUTED, firelens("awsfirelens")),
]


@pytest.mark.parametrize(
    ("document", "message", "neighbour"),
    REFERENCES,
)
def test_one_is_refused_and_its_neighbour_is_taken(
    call: Raw, document: Document, message: str, neighbour: Document
) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)
    assert call("RegisterTaskDefinition", **neighbour)["taskDefinition"]["revision"] == 1
