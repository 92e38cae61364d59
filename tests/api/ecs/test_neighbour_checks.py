"""References to subnets, security groups and roles that do not exist: refused, warned of, or let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.config import load_config
from mock_ecs.neighbours.null import NullRoles
from mock_ecs.neighbours.null_networks import NullNetworks, NullServiceRegistries, NullTargetGroups
from mock_ecs.ports.networks import Namespace, Subnet, TargetGroup
from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import JOB, ON_FARGATE, START, TARGETS, WEB, target, with_container
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


class NoNamespaces(NullServiceRegistries):
    """Cloud Map without any namespace."""

    def namespace(self, scope: Scope, reference: str) -> Namespace | None:
        return None


class OneTargetGroup(NullTargetGroups):
    """One and the same target group, or none."""

    def __init__(self, found: TargetGroup | None) -> None:
        super().__init__()
        self.found = found

    def target_group(self, scope: Scope, arn: str) -> TargetGroup | None:
        return self.found


@pytest.fixture
def lonely() -> Iterator[Callable[[str], Raw]]:
    """Makes a mock with this setting of ``references``, where nothing exists outside of ECS."""
    made: list[MockEcs] = []

    def make(references: str) -> Raw:
        config = load_config({"clock": "instant", "start_time": START, "references": references}, environ={})
        mock = MockEcs(config, neighbours="null")
        world = mock.world
        world.neighbours = replace(
            world.neighbours,
            networks=NoNetworks(world.ids),
            roles=NoRoles(),
            classic_load_balancers=OneTargetGroup(None),
            service_registries=NoNamespaces(),
        )
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


NO_TARGET_GROUP = (
    "Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being "
    "passed has the proper permissions."
)
NO_CLASSIC = (
    "Unable to assume role and validate the listeners configured on your load balancer. Please verify that the ECS "
    "service role being passed has the proper permissions."
)
NO_NAMESPACE = "The specified namespace wasn't found."
DETACHED = f"The target group with targetGroupArn {TARGETS} does not have an associated load balancer."
OF_INSTANCES = (
    f"The provided target group {TARGETS} has target type instance, which is incompatible with the awsvpc network mode "
    "specified in the task definition."
)


class TestTargetGroups:
    @pytest.fixture
    def balanced(self) -> Iterator[Callable[[str, TargetGroup | None], Raw]]:
        """Makes a mock with this setting of ``references``, where that is the only target group."""
        made: list[MockEcs] = []

        def make(references: str, found: TargetGroup | None) -> Raw:
            mock = MockEcs(load_config({"clock": "instant", "references": references}, environ={}), neighbours="null")
            mock.world.neighbours = replace(mock.world.neighbours, target_groups=OneTargetGroup(found))
            made.append(mock)
            call = Raw(mock)
            call("CreateCluster", clusterName="demo")
            call("RegisterTaskDefinition", **WEB)
            call("RegisterTaskDefinition", **JOB)
            return call

        yield make
        assert [mock.faults for mock in made] == [[] for _ in made]

    @pytest.mark.parametrize(
        ("found", "message"),
        [
            pytest.param(None, NO_TARGET_GROUP, id="unknown"),
            pytest.param(TargetGroup("ip", attached=False), DETACHED, id="without load balancer"),
            pytest.param(TargetGroup("instance", attached=True), OF_INSTANCES, id="of instances"),
        ],
    )
    def test_strict_refuses_and_warn_tells(
        self,
        balanced: Callable[[str, TargetGroup | None], Raw],
        found: TargetGroup | None,
        message: str,
    ) -> None:
        request = {**ON_FARGATE, "serviceName": "web", "loadBalancers": [target()]}
        warned = balanced("warn", found)
        silent = balanced("off", found)

        refusal = balanced("strict", found).refusal("CreateService", **request)
        warned("CreateService", **request)
        silent("CreateService", **request)

        assert refusal == ("InvalidParameterException", message)
        assert message in warned.warnings
        assert message not in silent.warnings

    def test_a_classic_load_balancer_has_to_exist(self, lonely: Callable[[str], Raw]) -> None:
        mappings = [{"containerPort": 80, "hostPort": 8080}]
        classic = {"loadBalancerName": "old", "containerName": "app", "containerPort": 80}
        request = {"cluster": "demo", "serviceName": "job", "taskDefinition": "job", "loadBalancers": [classic]}
        strict, warned = lonely("strict"), lonely("warn")
        for call in (strict, warned):
            call("RegisterTaskDefinition", **with_container(JOB, portMappings=mappings))

        refusal = strict.refusal("CreateService", **request, desiredCount=0)
        warned("CreateService", **request, desiredCount=0)

        assert refusal == ("InvalidParameterException", NO_CLASSIC)
        assert warned.warnings == [NO_CLASSIC]

    def test_what_fits_is_taken(self, balanced: Callable[[str, TargetGroup | None], Raw]) -> None:
        on_fargate = {**ON_FARGATE, "serviceName": "web", "loadBalancers": [target()]}
        on_instances = {"cluster": "demo", "serviceName": "job", "taskDefinition": "job", "loadBalancers": [target()]}

        balanced("strict", TargetGroup("ip", attached=True))("CreateService", **on_fargate)
        balanced("strict", TargetGroup("instance", attached=True))("CreateService", **on_instances)

    def test_an_update_asks_for_those_it_names(self, balanced: Callable[[str, TargetGroup | None], Raw]) -> None:
        call = balanced("strict", None)
        call("CreateService", **ON_FARGATE, serviceName="web")

        refusal = call.refusal("UpdateService", cluster="demo", service="web", loadBalancers=[target()])
        call("UpdateService", cluster="demo", service="web", desiredCount=1)

        assert refusal == ("InvalidParameterException", NO_TARGET_GROUP)


def test_a_namespace_has_to_exist(lonely: Callable[[str], Raw]) -> None:
    services = [{"portName": "http", "clientAliases": [{"port": 80}]}]
    connect = {"enabled": True, "namespace": "internal", "services": services}
    request = {"cluster": "demo", "serviceName": "job", "taskDefinition": "job", "desiredCount": 0}
    request |= {"serviceConnectConfiguration": connect}
    strict, warned, silent = lonely("strict"), lonely("warn"), lonely("off")
    for call in (strict, warned, silent):
        call("RegisterTaskDefinition", **with_container(JOB, portMappings=[{"containerPort": 80, "name": "http"}]))

    refusal = strict.refusal("CreateService", **request)
    warned("CreateService", **request)
    silent("CreateService", **request)

    assert refusal == ("NamespaceNotFoundException", NO_NAMESPACE)
    assert (warned.warnings, silent.warnings) == ([NO_NAMESPACE], [])


def test_services_are_listed_by_a_namespace_that_only_they_name(lonely: Callable[[str], Raw]) -> None:
    call = lonely("off")
    connect = {"enabled": True, "namespace": "internal"}
    call("RegisterTaskDefinition", **JOB)
    request = {"cluster": "demo", "serviceName": "job", "taskDefinition": "job", "desiredCount": 0}
    service = call("CreateService", **request, serviceConnectConfiguration=connect)["service"]

    listed = call("ListServicesByNamespace", namespace="internal")
    refusal = call.refusal("ListServicesByNamespace", namespace="other")

    assert listed == {"serviceArns": [service["serviceArn"]]}
    assert refusal == ("NamespaceNotFoundException", NO_NAMESPACE)
