"""Any request that a model can describe is answered or refused, and never a fault of ours.

Requests are drawn from the shapes of the models; names in them are often those of things that there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_ecs.app import services
from mock_ecs.testing import mock_ecs as mocked
from tests.api.ecs.examples import ARN, JOB, ON_FARGATE, WEB
from tests.api.raw import Raw
from tests.ecr.examples import image_manifest

GROUP = f"arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:{'0' * 8}:autoScalingGroupName/hosts"
KNOWN = [
    "demo",
    "web",
    "job",
    "web:1",
    "app",
    "FARGATE",
    "hosts",
    "stack",
    GROUP,
    "v1",
    "subnet-1",
    "256",
    "512",
    f"{ARN}:cluster/demo",
    f"{ARN}:service/demo/web",
    f"{ARN}:task-definition/web:1",
    f"{ARN}:capacity-provider/hosts",
    "arn:aws:ecr:us-east-1:123456789012:repository/app",
    "demo/app",
    "eu-west-1",
    "123456789012",
    "quay.io",
]
ODD = [
    "",
    " ",
    "é\U0001f600",
    "\u0000",
    "arn:",
    "arn:aws:ecs:::",
    "web:²",
    "web:" + "9" * 5000,
    "a" * 300,
    "{}",
    "1 vCPU",
]
NUMBERS = [-(2**31), -1, 0, 1, 2, 10, 11, 80, 128, 512, 65535, 2**31 - 1]
TEXT = st.sampled_from(KNOWN) | st.sampled_from(ODD)


@cache
def requests(service: str, name: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of the shape called ``name``, mostly as it demands; optional members come less often deeper down."""
    shape = services()[service].model.shapes[name]
    match shape["type"]:
        case "structure":
            required = shape.get("required", ())
            members = {key: requests(service, member["shape"], depth + 1) for key, member in shape["members"].items()}
            if depth > 4:
                members = {key: value for key, value in members.items() if key in required}
            return st.fixed_dictionaries(
                {key: value for key, value in members.items() if key in required},
                optional={key: value for key, value in members.items() if key not in required},
            )
        case "list":
            return st.lists(requests(service, shape["member"]["shape"], depth + 1), max_size=3 if depth < 3 else 1)
        case "map":
            return st.dictionaries(TEXT, requests(service, shape["value"]["shape"], depth + 1), max_size=2)
        case "string":
            return st.sampled_from(shape["enum"]) if "enum" in shape else TEXT
        case "integer" | "long":
            return st.sampled_from(NUMBERS)
        case "float" | "double":
            return st.sampled_from([0.0, 0.5, -1.0, 100.0])
        case "boolean":
            return st.booleans()
        case "timestamp":
            return st.sampled_from([0, 1767225600.5])
        case _:
            return st.just("aGVsbG8=")


@pytest.fixture(scope="module")
def full() -> Iterator[dict[str, Raw]]:
    """Clients by service of one mock for all requests, in which there is one of each thing."""
    with mocked(neighbours="null") as mock:
        ecs, ecr = Raw(mock), Raw(mock, "ecr")
        fill(ecs, ecr)
        yield {"ecs": ecs, "ecr": ecr}
        assert mock.faults == []


def fill(ecs: Raw, ecr: Raw) -> None:
    ecs("CreateCapacityProvider", name="hosts", autoScalingGroupProvider={"autoScalingGroupArn": GROUP})
    ecs("CreateCluster", clusterName="demo", capacityProviders=["hosts", "FARGATE"])
    ecs("RegisterTaskDefinition", **WEB)
    ecs("RegisterTaskDefinition", **JOB)
    ecs("RegisterContainerInstance", cluster="demo")
    ecs("CreateService", **ON_FARGATE, serviceName="web", desiredCount=1)
    ecs("RunTask", **ON_FARGATE)
    ecr("CreateRepository", repositoryName="app")
    destination = {"region": "eu-west-1", "registryId": "123456789012"}
    ecr("PutReplicationConfiguration", replicationConfiguration={"rules": [{"destinations": [destination]}]})
    ecr("CreatePullThroughCacheRule", ecrRepositoryPrefix="demo", upstreamRegistryUrl="quay.io")
    ecr("CreateRepositoryCreationTemplate", prefix="demo", appliedFor=["PULL_THROUGH_CACHE", "REPLICATION"])
    ecr("PutImage", repositoryName="app", imageManifest=image_manifest(), imageTag="v1")


OPERATIONS = [(service, name) for service in ("ecs", "ecr") for name in services()[service].answered()]


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_any_request_is_answered_or_refused(full: dict[str, Raw], service: str, operation: str) -> None:
    call = full[service]
    shape = services()[service].model.input_shape(operation)

    @settings(
        max_examples=50,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(requests(service, shape))
    def sends(members: dict[str, Any]) -> None:
        status, answer = call.send(operation, json.dumps(members).encode())

        assert status in (200, 400), answer

    sends()
