"""Which of several faults of a task definition is told, where a finding points, and what is no fault.

What is refused, with AWS's own words, stands in tests/cases/ecs/task_definitions_*.json.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.api.ecs.task_definition_document import completed
from mock_ecs.api.ecs.task_definition_rules import MOST_BYTES, task_definition_findings
from mock_ecs.aws.refusals import Path
from mock_ecs.ecs.refusals.task_definitions import TASK_SIZE
from mock_ecs.schema import load_schema
from tests.api.ecs.examples import JOB, WEB, awsvpc, fargate, job, mapped, port, two, web
from tests.api.raw import Raw

Document = dict[str, Any]

SSM_ACCOUNT = (
    "The Systems Manager parameter ARN has a different account ID than the current account. The current account ID is "
    "123456789012 and the ARN account ID is 999999999999. Cross-account access for ARNs is not currently supported."
)
OF_ANOTHER = "arn:aws:ssm:us-east-1:999999999999:parameter/a"
FIRST: Path = ("containerDefinitions", 0)
SECOND: Path = ("containerDefinitions", 1)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            {**fargate(cpu=None, memory=None), "containerDefinitions": [{"name": "a", "image": "x"}]},
            "Invalid setting for container 'a'. At least one of 'memory' or 'memoryReservation' must be specified.",
            id="container memory before the sizes of Fargate",
        ),
        pytest.param(
            job(secrets=[{"name": "A", "valueFrom": OF_ANOTHER}]),
            SSM_ACCOUNT,
            id="another account before the missing role",
        ),
        pytest.param(
            web(
                secrets=[{"name": "A", "valueFrom": OF_ANOTHER}],
                logConfiguration={"logDriver": "awslogs", "options": {}},
            ),
            SSM_ACCOUNT,
            id="another account before the role that Fargate needs for logs",
        ),
        pytest.param(job(name=None, image=None), "Container.name should not be null or empty.", id="name before image"),
        pytest.param(
            {**job(healthCheck={"command": ["CMD"], "retries": 11}), "networkMode": "awsvpc", "cpu": "1"},
            "Health check retries must be less than or equal to the maximum allowed value 10 for container 'app'",
            id="one member before several",
        ),
        pytest.param(
            fargate("256", "4096", networkMode="host"),
            "No Fargate configuration exists for given values: 256 CPU, 4096 memory. "
            "See the Amazon ECS documentation for the valid values.",
            id="the size before the network mode",
        ),
    ],
)
def test_of_two_faults_the_one_that_aws_tells_of_is_told(call: Raw, document: Document, message: str) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)


@pytest.mark.parametrize(
    ("document", "places"),
    [
        pytest.param(
            job(name=None), [((*FIRST, "name"),)], id="a member that is lacking is pointed at where it ought to be"
        ),
        pytest.param({**JOB, "family": "a b"}, [(("family",),)], id="a member"),
        pytest.param(
            two({"image": "a b"}, {"image": "a b"}),
            [((*FIRST, "image"),), ((*SECOND, "image"),)],
            id="of two containers",
        ),
        pytest.param(two({}, {"name": "a"}), [((*SECOND, "name"), (*FIRST, "name"))], id="names"),
        pytest.param(
            {**job(memory=513), "memory": "512"}, [((*FIRST, "memory"), ("memory",))], id="memory above the task's"
        ),
        pytest.param(
            job(memory=8, memoryReservation=9),
            [((*FIRST, "memory"), (*FIRST, "memoryReservation"))],
            id="memory below its reservation",
        ),
        pytest.param(
            awsvpc(**mapped(port(80, hostPort=81))),
            [((*FIRST, "portMappings", 0, "hostPort"), (*FIRST, "portMappings", 0, "containerPort"), ("networkMode",))],
            id="host port",
        ),
        pytest.param(
            awsvpc(**mapped(port(80), port(80))),
            [((*FIRST, "portMappings", 1), (*FIRST, "portMappings", 0))],
            id="port twice",
        ),
        pytest.param(
            two({"dependsOn": [{"containerName": "b", "condition": "HEALTHY"}]}, {}),
            [((*FIRST, "dependsOn", 0, "condition"), (*SECOND, "healthCheck"))],
            id="dependency",
        ),
        pytest.param(
            two({"links": ["b"]}, {"links": ["a"]}),
            [(FIRST, SECOND)],
            id="circle",
        ),
        pytest.param(
            {**JOB, "volumes": [{"name": "a", "host": {"sourcePath": "/a"}, "configuredAtLaunch": True}]},
            [(("volumes", 0),), (("volumes", 0, "configuredAtLaunch"), ("volumes", 0, "host"))],
            id="two faults of a volume",
        ),
        pytest.param(
            job(secrets=[{"name": "A", "valueFrom": "a"}]),
            [(("executionRoleArn",), (*FIRST, "secrets", 0))],
            id="role",
        ),
        pytest.param(fargate("256", "4096"), [(("memory",), ("cpu",))], id="size of Fargate"),
        pytest.param(
            web(linuxParameters={"capabilities": {"add": ["SYS_PTRACE", "NET_RAW"]}}),
            [((*FIRST, "linuxParameters", "capabilities", "add", 1),)],
            id="capability",
        ),
    ],
)
def test_a_finding_points_at_what_is_wrong_and_at_what_it_is_compared_with(
    document: Document, places: list[tuple[Path, ...]]
) -> None:
    found = list(task_definition_findings(document))

    assert [(finding.path, *finding.also) for finding in found] == places


@pytest.mark.parametrize("document", [JOB, WEB, awsvpc(), two({}, {}), {**JOB, "inferenceAccelerators": []}])
def test_a_definition_without_fault_has_no_finding(document: Document) -> None:
    assert list(task_definition_findings(document, "123456789012")) == []


def test_without_an_account_parameters_may_be_of_any() -> None:
    document = {**job(secrets=[{"name": "A", "valueFrom": OF_ANOTHER}]), "executionRoleArn": "app"}

    assert list(task_definition_findings(document)) == []
    assert [finding.message for finding in task_definition_findings(document, "123456789012")] == [SSM_ACCOUNT]


def test_a_size_that_fargate_lacks_is_answered_with_those_that_it_has() -> None:
    (finding,) = task_definition_findings(fargate("256", "4096"))

    assert finding.mend == "Choose a combination that Fargate has; with 256 CPU it has 512, 1024, 2048 MiB."


@pytest.mark.parametrize("name", ["cpu", "memory"])
def test_schema_and_rules_have_the_same_words_for_sizes(name: str) -> None:
    in_schema = load_schema("ecs/task_definition")["properties"][name]["x-aws-message"]

    assert in_schema == TASK_SIZE.words(name=name)


@pytest.mark.parametrize("character", ["a", "é", '"', "\\", "\x01", "\U0001f600"])
def test_the_length_is_that_of_the_bytes_in_json(character: str) -> None:
    """The largest definition of each character, and one character more."""
    written = len(json.dumps(character, ensure_ascii=False).encode()) - 2
    empty = len(json.dumps(completed(job(command=[""])), separators=(",", ":")))
    most = (MOST_BYTES - empty) // written

    fitting = list(task_definition_findings(job(command=[character * most])))
    (finding,) = task_definition_findings(job(command=[character * (most + 1)]))

    assert fitting == []
    assert finding.message == f"Actual length: '{empty + (most + 1) * written}'. Max allowed length is '65536' bytes."


def test_a_definition_that_is_refused_uses_no_number(call: Raw) -> None:
    call("RegisterTaskDefinition", **JOB)
    call.refusal("RegisterTaskDefinition", **job(essential=False))

    assert call("RegisterTaskDefinition", **JOB)["taskDefinition"]["revision"] == 2
