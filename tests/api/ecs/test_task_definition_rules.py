"""What RegisterTaskDefinition refuses, with AWS's own words, and the nearest definition that it takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import JOB, fargate, health, job, refused, two, with_logs
from tests.api.raw import Raw

Document = dict[str, Any]

DIGEST = "sha256:" + "0" * 64
ROLE = "arn:aws:iam::123456789012:role/execution"
S3_FILE = {"type": "s3", "value": "arn:aws:s3:::bucket/app.env"}
SIZE = (
    "Invalid '{}' setting for task. For more information, see the Troubleshooting section of the Amazon ECS "
    "Developer Guide."
)
SSM_ACCOUNT = (
    "The Systems Manager parameter ARN has a different account ID than the current account. The current account ID is "
    "123456789012 and the ARN account ID is 999999999999. Cross-account access for ARNs is not currently supported."
)
SECRETS_ROLE = "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
SECRET_NAME = (
    "The secret name must be unique and not shared with any new or existing environment variables set on the "
    "container, such as 'TOKEN'."
)
ONE_ESSENTIAL = "Task definition doesn't have any essential container"


def secret(value: str, **members: Any) -> Document:
    return {**job(secrets=[{"name": "TOKEN", "valueFrom": value}], **members), "executionRoleArn": ROLE}


NAMES = [
    refused("no containers", {**JOB, "containerDefinitions": []}, "Container list cannot be empty.", JOB),
    refused(
        "11 containers",
        {**JOB, "containerDefinitions": [{"name": f"c{n}", "image": "x", "memory": 4} for n in range(11)]},
        "Too many containers.",
        {**JOB, "containerDefinitions": [{"name": f"c{n}", "image": "x", "memory": 4} for n in range(10)]},
    ),
    refused("no name", job(name=None), "Container.name should not be null or empty.", job(name="a")),
    refused("empty name", job(name=""), "Container.name should not be null or empty.", job(name="a")),
    # unsure in the reference
    refused("name", job(name="a b"), "Container.name contains invalid characters.", job(name="A_b-9")),
    refused("long name", job(name="a" * 256), "Container.name contains invalid characters.", job(name="a" * 255)),
    refused("no image", job(image=None), "Container.image should not be null or empty.", job(image="x")),
    refused("empty image", job(image=""), "Container.image should not be null or empty.", job(image="x")),
    refused("image", job(image="a b"), "Container.image contains invalid characters.", job(image="a.b/c_d-e:1")),
    refused(
        "image digest",
        job(image="a@sha256:0"),
        "Container.image contains invalid characters.",
        job(image=f"a@{DIGEST}"),
    ),
    refused("long image", job(image="a" * 256), "Container.image contains invalid characters.", job(image="a" * 255)),
    # unsure in the reference
    refused("empty family", {**JOB, "family": ""}, "Family should not be null or empty.", {**JOB, "family": "a"}),
    refused("family", {**JOB, "family": "a b"}, "Family contains invalid characters.", {**JOB, "family": "A_b-9"}),
    refused(
        "long family",
        {**JOB, "family": "a" * 256},
        "Family contains invalid characters.",
        {**JOB, "family": "a" * 255},
    ),
    refused(
        "same names",
        two({}, {"name": "a"}),
        "Container names must be unique within a task definition.",
        two({}, {}),
    ),
    refused("nothing essential", job(essential=False), ONE_ESSENTIAL, job(essential=True)),
    refused(
        "nothing of two essential",
        two({"essential": False}, {"essential": False}),
        ONE_ESSENTIAL,
        two({"essential": False}, {}),
    ),
]

SIZES = [
    # unsure in the reference: the words of containerPortRange
    refused("negative cpu", job(cpu=-1), "Invalid 'cpu' setting for container 'app'.", job(cpu=0)),
    refused("negative memory", job(memory=-1), "Invalid 'memory' setting for container 'app'.", job(memory=1)),
    refused(
        "negative reservation",
        job(memoryReservation=-1),
        "Invalid 'memoryReservation' setting for container 'app'.",
        job(memoryReservation=1),
    ),
    refused(
        "negative stop timeout",
        job(stopTimeout=-1),
        "Invalid 'stopTimeout' setting for container 'app'.",
        job(stopTimeout=2),
    ),
    refused(
        "no memory",
        job(memory=None),
        "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
        job(memory=None, memoryReservation=64),
    ),
    refused(
        "memory below reservation",
        job(memory=64, memoryReservation=65),
        # unsure in the reference
        "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'.",
        job(memory=64, memoryReservation=64),
    ),
    refused(
        "container memory above the task's",
        {**job(memory=513), "memory": "512"},
        "The 'memory' setting for container 'app' is greater than for the task.",
        {**job(memory=512), "memory": "512"},
    ),
    refused(
        "sum of cpu",
        two({"cpu": 128}, {"cpu": 129}, cpu="256"),
        "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
        two({"cpu": 128}, {"cpu": 128}, cpu="256"),
    ),
    refused("task cpu too small", {**JOB, "cpu": "127"}, SIZE.format("cpu"), {**JOB, "cpu": "128"}),
    refused("task cpu too large", {**JOB, "cpu": "196609"}, SIZE.format("cpu"), {**JOB, "cpu": "196608"}),
    refused("task cpu no number", {**JOB, "cpu": "lots"}, SIZE.format("cpu"), {**JOB, "cpu": "1 vCPU"}),
    refused("task cpu empty", {**JOB, "cpu": ""}, SIZE.format("cpu"), {**JOB, "cpu": "256"}),
    refused("task cpu with a fraction", {**JOB, "cpu": "256.5"}, SIZE.format("cpu"), {**JOB, "cpu": "0.5 vcpu"}),
    refused("task cpu of 400 digits", {**JOB, "cpu": "9" * 400}, SIZE.format("cpu"), {**JOB, "cpu": "1024"}),
    # unsure in the reference
    refused("task memory in vCPU", {**JOB, "memory": "1 vCPU"}, SIZE.format("memory"), {**JOB, "memory": "1 GB"}),
    refused(
        "ephemeral storage too small",
        fargate(ephemeralStorage={"sizeInGiB": 20}),
        "EphemeralStorage size should be at least 21",
        fargate(ephemeralStorage={"sizeInGiB": 21}),
    ),
    refused(
        "ephemeral storage too large",
        fargate(ephemeralStorage={"sizeInGiB": 201}),
        "EphemeralStorage size should be at most 200",  # unsure in the reference
        fargate(ephemeralStorage={"sizeInGiB": 200}),
    ),
    refused(
        "ephemeral storage on EC2",
        {**JOB, "requiresCompatibilities": ["EC2"], "ephemeralStorage": {"sizeInGiB": 21}},
        "Tasks using the EC2 launch type do not support EphemeralStorage.",
        {**JOB, "requiresCompatibilities": ["EC2"]},
    ),
    refused(
        "inference accelerators",
        {**JOB, "inferenceAccelerators": [{"deviceName": "a", "deviceType": "eia1.medium"}]},
        "Unsupported field 'inferenceAccelerators'.",
        JOB,
    ),
]

SECRETS_AND_LOGS = [
    refused(
        "secrets without role",
        job(secrets=[{"name": "TOKEN", "valueFrom": "token"}]),
        SECRETS_ROLE,  # unsure in the reference
        secret("token"),
    ),
    refused(
        "secret options without role",
        job(logConfiguration={"logDriver": "splunk", "secretOptions": [{"name": "a", "valueFrom": "b"}]}),
        SECRETS_ROLE,
        job(logConfiguration={"logDriver": "splunk"}),
    ),
    refused(
        "parameter of another account",
        secret("arn:aws:ssm:us-east-1:999999999999:parameter/token"),
        SSM_ACCOUNT,
        secret("arn:aws:ssm:us-east-1:123456789012:parameter/token"),
    ),
    refused(
        "secret named as a variable",
        secret("token", environment=[{"name": "TOKEN", "value": "x"}]),
        SECRET_NAME,
        secret("token", environment=[{"name": "OTHER", "value": "x"}]),
    ),
    refused(
        "11 environment files",
        job(environmentFiles=[S3_FILE] * 11),
        "The maximum number of environment files was exceeded. Specify ten or less and try again.",
        job(environmentFiles=[S3_FILE] * 10),
    ),
    refused(
        "environment file",
        job(environmentFiles=[{"type": "s3", "value": "s3://bucket/app.env"}]),
        "Invalid arn syntax.",
        job(environmentFiles=[S3_FILE]),
    ),
    refused(
        "awslogs without group",
        with_logs(JOB, "awslogs", "awslogs-group"),
        "Log driver awslogs requires options: awslogs-group",
        with_logs(JOB, "awslogs"),
    ),
    refused(
        "awslogs without options",
        with_logs(JOB, "awslogs", "awslogs-group", "awslogs-region"),
        "Log driver awslogs requires options: awslogs-region, awslogs-group",
        with_logs(JOB, "awslogs"),
    ),
    *(
        refused(
            f"health check {name} above",
            job(**health(**{name: most + 1})),
            f"Health check {name} must be less than or equal to the maximum allowed value {most} for container 'app'",
            job(**health(**{name: most})),
        )
        for name, most in (("interval", 300), ("timeout", 60), ("retries", 10), ("startPeriod", 300))
    ),
    *(
        # unsure in the reference
        refused(
            f"health check {name} below",
            job(**health(**{name: least - 1})),
            f"Health check {name} must be greater than or equal to the minimum allowed value {least} "
            "for container 'app'",
            job(**health(**{name: least})),
        )
        for name, least in (("interval", 5), ("timeout", 2), ("retries", 1), ("startPeriod", 0))
    ),
    *(
        refused(
            f"restart period {period}",
            job(restartPolicy={"enabled": True, "restartAttemptPeriod": period}),
            "The 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800.",
            job(restartPolicy={"enabled": True, "restartAttemptPeriod": neighbour}),
        )
        for period, neighbour in ((59, 60), (1801, 1800))
    ),
]

ENUMS = [
    refused(
        "network mode",
        {**JOB, "networkMode": "nat"},
        "nat should be one of [bridge,host,awsvpc,none]",  # unsure in the reference
        {**JOB, "networkMode": "none", "containerDefinitions": [{"name": "a", "image": "x", "memory": 8}]},
    ),
    refused(
        "compatibility",
        {**JOB, "requiresCompatibilities": ["LAMBDA"]},
        "LAMBDA should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]",
        {**JOB, "requiresCompatibilities": ["EC2"]},
    ),
]


@pytest.mark.parametrize(
    ("document", "message", "neighbour"),
    [*NAMES, *SIZES, *SECRETS_AND_LOGS, *ENUMS],
)
def test_one_is_refused_and_its_neighbour_is_taken(
    call: Raw, document: Document, message: str, neighbour: Document
) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)
    assert call("RegisterTaskDefinition", **neighbour)["taskDefinition"]["revision"] == 1


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            {**fargate(cpu=None, memory=None), "containerDefinitions": [{"name": "a", "image": "x"}]},
            "Invalid setting for container 'a'. At least one of 'memory' or 'memoryReservation' must be specified.",
            id="container memory before the sizes of Fargate",
        ),
        pytest.param(
            job(secrets=[{"name": "A", "valueFrom": "arn:aws:ssm:us-east-1:999999999999:parameter/a"}]),
            SSM_ACCOUNT,
            id="another account before the missing role",
        ),
        pytest.param(job(name=None, image=None), "Container.name should not be null or empty.", id="name before image"),
    ],
)
def test_of_two_faults_the_one_that_aws_tells_of_is_told(call: Raw, document: Document, message: str) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)


def test_a_definition_that_is_refused_uses_no_number(call: Raw) -> None:
    call("RegisterTaskDefinition", **JOB)
    call.refusal("RegisterTaskDefinition", **job(essential=False))

    assert call("RegisterTaskDefinition", **JOB)["taskDefinition"]["revision"] == 2
