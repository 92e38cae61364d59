"""``compatibilities``: the launch types that a task definition could run on, whatever was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import JOB, WEB, with_container
from tests.api.raw import Raw

Document = dict[str, Any]

ALL = {"EC2", "FARGATE", "MANAGED_INSTANCES"}
OFF_FARGATE = {"EC2", "MANAGED_INSTANCES"}
ON_HOSTS = {"EC2", "EXTERNAL"}
PLAIN: Document = {name: value for name, value in WEB.items() if name != "requiresCompatibilities"}
PROXY = {
    "type": "APPMESH",
    "containerName": "app",
    "properties": [
        {"name": "IgnoredUID", "value": "1337"},
        {"name": "ProxyIngressPort", "value": "1"},
        {"name": "ProxyEgressPort", "value": "2"},
    ],
}
LOGS = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "a", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "a"},
}


def sized(cpu: str, memory: str, **members: Any) -> Document:
    return {**PLAIN, "cpu": cpu, "memory": memory, **members}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(WEB, ALL, id="Fargate asked for"),
        pytest.param(PLAIN, ALL, id="a size of Fargate, nothing asked for"),
        pytest.param({**PLAIN, "requiresCompatibilities": ["EC2"]}, ALL, id="a size of Fargate, EC2 asked for"),
        pytest.param(sized("512", "717"), OFF_FARGATE, id="no size of Fargate"),
        pytest.param({**JOB, "networkMode": "awsvpc"}, OFF_FARGATE, id="no size"),
        pytest.param(JOB, ON_HOSTS, id="no network mode"),
        pytest.param({**JOB, "networkMode": "bridge"}, ON_HOSTS, id="bridge"),
        pytest.param({**JOB, "networkMode": "host"}, ON_HOSTS, id="host"),  # unsure in the reference
        pytest.param({**with_container(JOB, portMappings=[]), "networkMode": "none"}, ON_HOSTS, id="none"),
        pytest.param({**JOB, "cpu": "256", "memory": "512"}, ON_HOSTS, id="a size of Fargate, but bridge"),
        pytest.param(sized("512", "717", pidMode="host"), {"EC2"}, id="pidMode"),
        pytest.param(sized("512", "717", ipcMode="host"), {"EC2"}, id="ipcMode"),
        pytest.param(sized("512", "717", proxyConfiguration=PROXY), {"EC2"}, id="App Mesh"),
        # unsure in the reference
        pytest.param({**WEB, "pidMode": "task"}, {"EC2", "FARGATE"}, id="pidMode that Fargate has"),
        pytest.param({**WEB, "proxyConfiguration": PROXY}, {"EC2", "FARGATE"}, id="App Mesh on Fargate"),
        pytest.param({**PLAIN, "ipcMode": "task"}, {"EC2"}, id="ipcMode and a size of Fargate"),
        pytest.param(with_container(PLAIN, privileged=True), OFF_FARGATE, id="privileged"),
        pytest.param(
            with_container(PLAIN, resourceRequirements=[{"type": "GPU", "value": "1"}]), OFF_FARGATE, id="GPU"
        ),
        pytest.param({**PLAIN, "volumes": [{"name": "v", "host": {"sourcePath": "/v"}}]}, OFF_FARGATE, id="sourcePath"),
        pytest.param(with_container(PLAIN, logConfiguration=LOGS), OFF_FARGATE, id="awslogs without execution role"),
        pytest.param(
            {**with_container(PLAIN, logConfiguration=LOGS), "executionRoleArn": "role"}, ALL, id="awslogs with it"
        ),
    ],
)
def test_a_definition_shows_what_could_run_it(call: Raw, document: Document, expected: set[str]) -> None:
    shown = call("RegisterTaskDefinition", **document)["taskDefinition"]["compatibilities"]

    assert set(shown) == expected
    assert len(shown) == len(expected)


@pytest.mark.parametrize(
    ("cpu", "memories"),
    [
        ("256", [512, 1024, 2048]),
        ("512", [1024, 2048, 3072, 4096]),
        ("1024", [2048, 3072, 4096, 5120, 6144, 7168, 8192]),
        ("2048", list(range(4096, 16384 + 1, 1024))),
        ("4096", list(range(8192, 30720 + 1, 1024))),
        ("8192", list(range(16384, 61440 + 1, 4096))),
        ("16384", list(range(32768, 122880 + 1, 8192))),
        ("32768", [61440, 122880, 249856]),
    ],
)
def test_fargate_has_these_sizes_and_no_others(call: Raw, cpu: str, memories: list[int]) -> None:
    tried = [*memories, *(memory + 1 for memory in memories), memories[0] - 256, memories[-1] + 1024]

    found = [
        memory
        for memory in tried
        if "FARGATE" in call("RegisterTaskDefinition", **sized(cpu, str(memory)))["taskDefinition"]["compatibilities"]
    ]

    assert found == memories


def test_a_launch_type_it_cannot_run_on_is_refused(demo: Raw) -> None:
    refusal = demo.refusal("RunTask", cluster="demo", taskDefinition="job", launchType="FARGATE")

    assert refusal == ("InvalidParameterException", "Task definition does not support launch_type FARGATE.")
