"""What RegisterTaskDefinition refuses on Fargate."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import WEB, fargate, refused, web, with_logs
from tests.api.raw import Raw

Document = dict[str, Any]

ECR_IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1"
ROLE = "arn:aws:iam::123456789012:role/execution"
NO_SIZE = (
    "No Fargate configuration exists for given values: {} CPU, {} memory. "
    "See the Amazon ECS documentation for the valid values."
)
STREAM_PREFIX = (
    "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs."
)


def prefixed(document: Document) -> Document:
    return with_logs(document, "awslogs", **{"awslogs-stream-prefix": "app"})


def linux(**members: Any) -> Document:
    return {"linuxParameters": members}


FARGATE = [
    refused("no cpu", fargate(cpu=None), "Fargate requires that 'cpu' be defined at the task level.", fargate()),
    refused(
        "no memory of the task",
        {**fargate(memory=None), "containerDefinitions": [{"name": "a", "image": "x", "memory": 8}]},
        "Fargate requires that 'memory' be defined at the task level.",
        fargate(),
    ),
    refused("512 and 512", fargate("512", "512"), NO_SIZE.format(512, 512), fargate("512", "1024")),
    refused("256 and 4096", fargate("256", "4096"), NO_SIZE.format(256, 4096), fargate("256", "2048")),
    refused("100 and 512", fargate("100", "512"), NO_SIZE.format(100, 512), fargate("256", "512")),
    refused("8192 and 17408", fargate("8192", "17408"), NO_SIZE.format(8192, 17408), fargate("8192", "20480")),
    refused("32768 and 61441", fargate("32768", "61441"), NO_SIZE.format(32768, 61441), fargate("32768", "61440")),
    refused("in words", fargate("1 vCPU", "1 GB"), NO_SIZE.format(1024, 1024), fargate("1 vCPU", "2 GB")),
    refused(
        "Windows below 1 vCPU",
        fargate("512", "1024", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
        NO_SIZE.format(512, 1024),
        fargate("1024", "2048", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
    ),
    refused(
        "Windows of 8 vCPU",
        fargate("8192", "16384", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
        NO_SIZE.format(8192, 16384),
        fargate("4096", "16384", runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}),
    ),
    *(
        refused(f"network mode {mode}", fargate(networkMode=mode), "Fargate only supports network mode ‘awsvpc’.", WEB)
        for mode in ("bridge", "host", "none", None)
    ),
    *(
        refused(f"no {name}", document, f"Fargate compatible task definitions do not support {name}", neighbour)
        for name, document, neighbour in (
            (
                "dockerVolumeConfiguration",
                fargate(volumes=[{"name": "v", "dockerVolumeConfiguration": {"scope": "task"}}]),
                fargate(volumes=[{"name": "v"}]),
            ),
            (
                "sourcePath",
                fargate(volumes=[{"name": "v", "host": {"sourcePath": "/srv"}}]),
                fargate(volumes=[{"name": "v", "host": {}}]),
            ),
            ("devices", web(**linux(devices=[{"hostPath": "/dev/fuse"}])), web(**linux(devices=[]))),
            ("dockerSecurityOptions", web(dockerSecurityOptions=["no-new-privileges"]), web(dockerSecurityOptions=[])),
            ("ipcMode", fargate(ipcMode="task"), WEB),
            ("maxSwap", web(**linux(maxSwap=100)), web(**linux(initProcessEnabled=True))),
            ("sharedMemorySize", web(**linux(sharedMemorySize=64)), web(**linux(initProcessEnabled=True))),
            ("constraints", fargate(placementConstraints=[{"type": "memberOf"}]), fargate(placementConstraints=[])),
        )
    ),
    refused(
        "privileged",
        web(privileged=True),
        "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.",
        web(privileged=False),
    ),
    refused(
        "pidMode host",
        fargate(pidMode="host"),
        "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
        fargate(pidMode="task"),
    ),
    refused(
        "capability",
        web(**linux(capabilities={"add": ["SYS_PTRACE", "NET_ADMIN"]})),
        "NET_ADMIN is not allowed on Fargate.",
        web(**linux(capabilities={"add": ["SYS_PTRACE"], "drop": ["NET_ADMIN"]})),
    ),
    refused(
        "GPU",
        web(resourceRequirements=[{"type": "GPU", "value": "1"}]),
        "Tasks using the Fargate launch type do not support GPU resource requirements.",
        web(resourceRequirements=[]),
    ),
    refused(
        "stop timeout",
        web(stopTimeout=121),
        "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.",
        web(stopTimeout=120),
    ),
    refused(
        "log driver",
        with_logs(WEB, "json-file"),
        "json-file is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]",
        with_logs(WEB, "splunk"),
    ),
    refused(
        "stream prefix",
        {**with_logs(WEB, "awslogs"), "executionRoleArn": ROLE},
        STREAM_PREFIX,
        {**prefixed(WEB), "executionRoleArn": ROLE},
    ),
    refused(
        "awslogs without role",
        prefixed(WEB),
        "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        {**prefixed(WEB), "executionRoleArn": ROLE},
    ),
    refused(
        "ECR image without role",
        web(image=ECR_IMAGE),
        "Fargate requires task definition to have execution role ARN to support ECR images.",
        {**web(image=ECR_IMAGE), "executionRoleArn": ROLE},
    ),
]


@pytest.mark.parametrize(
    ("document", "message", "neighbour"),
    FARGATE,
)
def test_one_is_refused_and_its_neighbour_is_taken(
    call: Raw, document: Document, message: str, neighbour: Document
) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)
    assert call("RegisterTaskDefinition", **neighbour)["taskDefinition"]["revision"] == 1
