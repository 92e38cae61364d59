"""A mock without neighbours for the tests of ECS's operations, and ways to call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.api.ecs.examples import JOB, WEB
from tests.api.raw import Raw


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    """As the plugin's fixture, but every subnet and role exists, so that no test waits for moto."""
    with mock_ecs(neighbours="null") as mock:
        yield mock
        assert mock.faults == []


@pytest.fixture
def call(ecs_world: MockEcs) -> Raw:
    """Calls ECS by wire names; all that is called is checked against the model."""
    return Raw(ecs_world)


@pytest.fixture
def demo(call: Raw) -> Raw:
    """``call``, with a cluster called demo and the task definitions web (Fargate) and job (EC2)."""
    call("CreateCluster", clusterName="demo")
    call("RegisterTaskDefinition", **WEB)
    call("RegisterTaskDefinition", **JOB)
    return call


@pytest.fixture
def hosted(demo: Raw) -> Raw:
    """``demo``, with two container instances in zones a and b: 1024 cpu units and 1000 MiB each."""
    for zone in "ab":
        demo(
            "RegisterContainerInstance",
            cluster="demo",
            totalResources=[
                {"name": "CPU", "type": "INTEGER", "integerValue": 1024},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": 1000},
            ],
            attributes=[{"name": "ecs.availability-zone", "value": f"us-east-1{zone}"}],
        )
    return demo
