"""CreateService: what comes of refused requests, and what is told; what AWS refuses is in tests/cases/ecs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import JOB, ON_FARGATE, ON_INSTANCES, WEB, percent, target, with_container
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
WEB_SERVICE = {**ON_FARGATE, "serviceName": "web"}
JOB_SERVICE = {**ON_INSTANCES, "serviceName": "job"}


def balanced(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"loadBalancers": list(entries)}


def connect(*aliases: dict[str, Any], namespace: str | None = "internal") -> dict[str, Any]:
    """Service Connect with these aliases of one port."""
    where = {"namespace": namespace} if namespace else {}
    services = [{"portName": "http", "clientAliases": list(aliases)}]
    return {"serviceConnectConfiguration": {"enabled": True, "services": services, **where}}


class TestCreateServiceRefusals:
    @pytest.mark.parametrize(
        "members",
        [
            pytest.param({"serviceName": "a b"}, id="by the schema"),
            pytest.param(percent(100, 100), id="by a rule across members"),
            pytest.param({"taskDefinition": "nope"}, id="by the state"),
            pytest.param(balanced(target(containerPort=81)), id="by what is launched"),
        ],
    )
    def test_a_refused_service_is_not_made(self, demo: Raw, members: dict[str, Any]) -> None:
        demo.refusal("CreateService", **{**WEB_SERVICE, **members})

        assert demo("ListServices", cluster="demo")["serviceArns"] == []

    def test_a_classic_load_balancer_needs_a_host_port(self, demo: Raw) -> None:
        classic = balanced({"loadBalancerName": "classic", "containerName": "app", "containerPort": 80})
        refusal = demo.refusal("CreateService", **JOB_SERVICE, **classic)
        mappings = [{"containerPort": 80, "hostPort": 8080}]
        demo("RegisterTaskDefinition", **with_container(JOB, portMappings=mappings))

        service = demo("CreateService", **JOB_SERVICE, **classic, role="mine")["service"]

        assert refusal == (INVALID, "A host port mapping for the container port 80 is required.")
        assert (service["roleArn"], service["availabilityZoneRebalancing"]) == ("mine", "DISABLED")

    @pytest.mark.parametrize(
        ("members", "names"),
        [
            pytest.param(balanced(target()), [], id="load balancer"),
            pytest.param({"serviceRegistries": [{"registryArn": "r"}]}, [], id="registry"),
            pytest.param(
                {"vpcLatticeConfigurations": [{"roleArn": "r", "targetGroupArn": "t", "portName": "p"}]},
                ["vpcLatticeConfigurations"],
                id="VPC Lattice",
            ),
            pytest.param(
                {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}},
                [],
                id="circuit breaker",
            ),
            pytest.param({"availabilityZoneRebalancing": "ENABLED"}, [], id="zone rebalancing"),
        ],
    )
    def test_what_is_only_kept_is_told(self, demo: Raw, members: dict[str, Any], names: list[str]) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=0, **members)

        assert demo.warnings == [f"{name}: mock-ecs keeps this setting, but does not act on it yet." for name in names]

    def test_service_connect_takes_the_namespace_of_the_cluster(self, demo: Raw) -> None:
        alias = {"port": 80, "dnsName": "web.internal"}
        named = [{"containerPort": 80, "name": "http"}]
        demo("RegisterTaskDefinition", **with_container(WEB, portMappings=named))
        before = demo.refusal("CreateService", **WEB_SERVICE, **connect(alias, namespace=None))
        demo("UpdateCluster", cluster="demo", serviceConnectDefaults={"namespace": "internal"})

        service = demo("CreateService", **WEB_SERVICE, **connect(alias, namespace=None))["service"]

        assert before == (INVALID, "Namespace is missing")
        shown = service["deployments"][0]["serviceConnectConfiguration"]
        assert shown["services"] == [{"portName": "http", "clientAliases": [alias]}]

    def test_a_volume_must_be_one_that_the_definition_leaves_to_the_launch(self, demo: Raw) -> None:
        mounts = [{"sourceVolume": "disk", "containerPath": "/disk"}]
        volumes = [{"name": "disk", "configuredAtLaunch": True}]
        demo("RegisterTaskDefinition", **{**with_container(WEB, mountPoints=mounts), "volumes": volumes})

        refusal = demo.refusal("CreateService", **WEB_SERVICE, volumeConfigurations=[{"name": "other"}])
        service = demo("CreateService", **WEB_SERVICE, volumeConfigurations=[{"name": "disk"}])["service"]

        assert refusal == (
            INVALID,
            "The volume name 'other' in your request does not have a matching volume in your Task Definition that is "
            "configurable at launch.",
        )
        assert service["deployments"][0]["volumeConfigurations"] == [{"name": "disk"}]
