"""References to subnets, security groups and roles that do not exist: refused, warned of, or let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.config import load_config
from mock_ecs.neighbours.null import NullNetworks, NullRoles
from mock_ecs.ports import Subnet
from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ON_FARGATE, START, WEB
from tests.api.raw import Raw

ROLE = "arn:aws:iam::123456789012:role/nobody"
SUBNET = (
    "Error retrieving subnet information for [subnet-1]: The subnet ID 'subnet-1' does not exist "
    "(ErrorCode: InvalidSubnetID.NotFound)"
)
GROUP = (
    "Error retrieving security group information for [sg-1]: The security group 'sg-1' does not exist "
    "(ErrorCode: InvalidGroup.NotFound)"
)
NO_ROLE = (
    f"ECS was unable to assume the role '{ROLE}' that was provided for this task. Please verify that the role being "
    "passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
)


class NoNetworks(NullNetworks):
    """Neither subnets nor security groups exist."""

    def subnet(self, scope: Scope, subnet_id: str) -> Subnet | None:
        return None

    def has_security_group(self, scope: Scope, group_id: str) -> bool:
        return False


class NoRoles(NullRoles):
    """No role exists."""

    def has_role(self, scope: Scope, role: str) -> bool:
        return False


@pytest.fixture
def lonely() -> Iterator[Callable[[str], Raw]]:
    """Makes a mock with this setting of ``references``, where nothing exists outside of ECS."""
    made: list[MockEcs] = []

    def make(references: str) -> Raw:
        config = load_config({"clock": "instant", "start_time": START, "references": references}, environ={})
        mock = MockEcs(config, neighbours="null")
        world = mock.world
        world.neighbours = replace(world.neighbours, networks=NoNetworks(world.ids), roles=NoRoles())
        made.append(mock)
        call = Raw(mock)
        call("CreateCluster", clusterName="demo")
        call("RegisterTaskDefinition", **WEB)
        return call

    yield make
    assert [mock.faults for mock in made] == [[] for _ in made]


def launch(operation: str, **awsvpc: Any) -> dict[str, Any]:
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], **awsvpc}}
    name = {"serviceName": "web", "desiredCount": 1} if operation == "CreateService" else {}
    return {**ON_FARGATE, **name, "networkConfiguration": network}


@pytest.mark.parametrize("operation", ["RunTask", "CreateService"])
def test_strict_refuses_a_subnet(lonely: Callable[[str], Raw], operation: str) -> None:
    call = lonely("strict")

    assert call.refusal(operation, **launch(operation)) == ("InvalidParameterException", SUBNET)


@pytest.mark.parametrize("operation", ["RunTask", "CreateService"])
def test_warn_accepts_and_tells(lonely: Callable[[str], Raw], operation: str) -> None:
    call = lonely("warn")

    call(operation, **launch(operation, securityGroups=["sg-1"]))

    assert call.warnings == [SUBNET, GROUP]
    (task,) = call("DescribeTasks", cluster="demo", tasks=call("ListTasks", cluster="demo")["taskArns"])["tasks"]
    assert task["lastStatus"] == "RUNNING"


def test_off_says_nothing(lonely: Callable[[str], Raw]) -> None:
    call = lonely("off")

    call("RunTask", **launch("RunTask", securityGroups=["sg-1"]), overrides={"taskRoleArn": ROLE})

    assert call.warnings == []


@pytest.mark.parametrize("where", ["definition", "override"])
def test_a_role_is_looked_for_when_a_task_starts(lonely: Callable[[str], Raw], where: str) -> None:
    call = lonely("warn")
    roles = {"taskRoleArn": ROLE}
    call("RegisterTaskDefinition", **WEB, **(roles if where == "definition" else {}))
    registered = list(call.warnings)

    call("RunTask", **launch("RunTask"), overrides=roles if where == "override" else {})

    assert registered == []
    assert call.warnings == [SUBNET, NO_ROLE]


@pytest.mark.parametrize("members", [{"desiredCount": 0}, {"forceNewDeployment": True}], ids=["scale", "force"])
def test_what_a_service_already_uses_is_not_looked_for_again(
    lonely: Callable[[str], Raw], members: dict[str, Any]
) -> None:
    call = lonely("warn")
    call("RegisterTaskDefinition", **WEB, taskRoleArn=ROLE)
    call("CreateService", **launch("CreateService"))
    created = list(call.warnings)

    call("UpdateService", cluster="demo", service="web", **members)

    assert created == [SUBNET, NO_ROLE]
    assert call.warnings == []


def test_what_is_new_to_a_service_is_looked_for(lonely: Callable[[str], Raw]) -> None:
    call = lonely("warn")
    call("CreateService", **launch("CreateService"))
    call("RegisterTaskDefinition", **WEB, taskRoleArn=ROLE)

    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}}
    call("UpdateService", cluster="demo", service="web", taskDefinition="web", networkConfiguration=network)

    assert call.warnings == [SUBNET, GROUP, NO_ROLE]
