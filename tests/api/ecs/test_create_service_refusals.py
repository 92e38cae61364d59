"""CreateService: what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import JOB, ON_FARGATE, ON_INSTANCES, WEB, percent, target, with_container
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
NAME = "ServiceName must match ^[a-zA-Z0-9\\-_]{1,255}$, but was "
OWN_ROLE = "You cannot specify an IAM role for services that require a service linked role."
NO_TASK_ROLE = (
    "The service couldn't be created because a valid taskRoleArn is not being used. "
    "Specify a valid task role in your task definition and try again."
)
TWO_KINDS = (
    "loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a "
    "targetGroupArn in all loadBalancer entries"
)
WEB_SERVICE = {**ON_FARGATE, "serviceName": "web"}
JOB_SERVICE = {**ON_INSTANCES, "serviceName": "job"}


def balanced(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"loadBalancers": list(entries)}


def connect(*aliases: dict[str, Any], namespace: str | None = "internal") -> dict[str, Any]:
    """Service Connect with these aliases of one port."""
    where = {"namespace": namespace} if namespace else {}
    services = [{"portName": "http", "clientAliases": list(aliases)}]
    return {"serviceConnectConfiguration": {"enabled": True, "services": services, **where}}


DNS_NAME = (
    "The DNS name that you provided is invalid. The name must be a valid DNS name but doesn’t need to be "
    "fully-qualified. Up to 127 characters are allowed. The characters can include lowercase letters, numbers, "
    "underscores (_), hyphens (-), and periods (.). A hyphen can’t be the first character."
)


class TestCreateServiceRefusals:
    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"serviceName": "a b"}, INVALID, NAME + "a b", id="name"),
            pytest.param({"serviceName": ""}, INVALID, NAME, id="empty name"),
            pytest.param({"serviceName": "a" * 256}, INVALID, NAME + "a" * 256, id="long name"),
            pytest.param({"taskDefinition": "nope"}, "ClientException", "TaskDefinition not found.", id="definition"),
            pytest.param({"desiredCount": -1}, INVALID, "desiredCount must be at least 0", id="-1"),
            # unsure in the reference
            pytest.param({"desiredCount": 5001}, INVALID, "desiredCount must be at most 5000", id="5001"),
            pytest.param(percent(101), INVALID, "minimumHealthyPercent must be at most 100", id="minimum 101"),
            # unsure in the reference
            pytest.param(percent(-1), INVALID, "minimumHealthyPercent must be at least 0", id="minimum -1"),
            pytest.param(percent(0, 99), INVALID, "maximumPercent must be at least 100", id="maximum 99"),
            pytest.param(
                percent(100, 100),
                INVALID,
                "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
                id="both 100",
            ),
            pytest.param(balanced(*[target()] * 6), INVALID, "loadBalancers can have at most 5 items.", id="6"),
            pytest.param(
                balanced(target(containerName="nope")),
                INVALID,
                "The container nope does not exist in the task definition.",
                id="container",
            ),
            pytest.param(
                balanced(target(containerPort=81)),
                INVALID,
                "The container app did not have a container port 81 defined.",
                id="port",
            ),
            pytest.param(
                balanced(target(containerName="")), INVALID, "Container Name can not be blank.", id="no container"
            ),
            pytest.param(
                balanced({"containerName": "app", "containerPort": 80}),
                INVALID,
                "Target Group ARN and Load Balancer Name cannot both be blank.",
                id="no balancer",
            ),
            pytest.param(balanced(target(loadBalancerName="classic")), INVALID, TWO_KINDS, id="both balancers"),
            pytest.param(
                balanced({"loadBalancerName": "classic", "containerName": "app", "containerPort": 80}),
                INVALID,
                "Classic Load Balancers are not supported with Fargate.",
                id="classic on Fargate",
            ),
            pytest.param({"role": "mine"}, INVALID, OWN_ROLE, id="role with awsvpc"),
            pytest.param(
                {"volumeConfigurations": [{"name": "disk"}]},
                INVALID,
                "Volume configuration provided but no matching configuredAtLaunch volume found in task definition.",
                id="volume",
            ),
            pytest.param(connect(namespace=None), INVALID, "Namespace is missing", id="no namespace"),
            pytest.param(connect(), INVALID, "clientAliases must have 1 element.", id="no alias"),
            pytest.param(
                connect({"port": 80}, {"port": 81}),
                INVALID,
                "2 clientAliases exceeds the max limit of 1",
                id="two aliases",
            ),
            *(
                pytest.param(connect({"port": 80, "dnsName": name}), INVALID, DNS_NAME, id=f"DNS name {name[:9]}")
                for name in ("-web", "Web", "a b", "a" * 128)
            ),
            pytest.param(
                {"serviceRegistries": [{}, {}]},
                INVALID,
                "service registries can have at most 1 items.",
                id="two registries",
            ),
            pytest.param({"enableExecuteCommand": True}, INVALID, NO_TASK_ROLE, id="exec"),  # unsure in the reference
            pytest.param(
                {"clientToken": "a" * 37},
                "ClientException",
                "clientToken must have 1 to 36 characters of ASCII 33 to 126.",  # unsure in the reference
                id="token",
            ),
            pytest.param(
                {"tags": [{"key": "aws:a", "value": "b"}]},
                INVALID,
                "Tag keys and values must not start with aws:, which is reserved for AWS use.",
                id="tags",
            ),
            pytest.param(
                {"schedulingStrategy": "DAEMON"},
                "UnsupportedFeatureException",
                "mock-ecs does not have the scheduling strategy DAEMON yet.",
                id="daemon",
            ),
            pytest.param(
                {"deploymentController": {"type": "CODE_DEPLOY"}},
                "UnsupportedFeatureException",
                "mock-ecs does not have the deployment controller CODE_DEPLOY yet.",
                id="controller",
            ),
            pytest.param(
                {"deploymentConfiguration": {"strategy": "BLUE_GREEN"}},
                "UnsupportedFeatureException",
                "mock-ecs does not have the deployment strategy BLUE_GREEN yet.",
                id="strategy",
            ),
            pytest.param({"cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="cluster"),
        ],
    )
    def test_what_aws_does_not_take_is_refused(
        self, demo: Raw, members: dict[str, Any], code: str, message: str
    ) -> None:
        assert demo.refusal("CreateService", **{**WEB_SERVICE, **members}) == (code, message)
        assert demo("ListServices", cluster="demo")["serviceArns"] == []

    def test_a_deleted_cluster_takes_no_service(self, demo: Raw) -> None:
        demo("DeleteCluster", cluster="demo")

        refusal = demo.refusal("CreateService", **WEB_SERVICE)

        assert refusal == ("ClusterNotFoundException", "The referenced cluster was inactive.")

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
            pytest.param(balanced(target()), ["loadBalancers"], id="load balancer"),
            pytest.param({"serviceRegistries": [{"registryArn": "r"}]}, ["serviceRegistries"], id="registry"),
            pytest.param(
                {"vpcLatticeConfigurations": [{"roleArn": "r", "targetGroupArn": "t", "portName": "p"}]},
                ["vpcLatticeConfigurations"],
                id="VPC Lattice",
            ),
            pytest.param(
                {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}},
                ["deploymentCircuitBreaker"],
                id="circuit breaker",
            ),
            pytest.param(
                {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": False, "rollback": False}}},
                [],
                id="circuit breaker that is off",
            ),
            pytest.param({"deploymentConfiguration": {"bakeTimeInMinutes": 5}}, ["bakeTimeInMinutes"], id="bake time"),
            pytest.param(
                {"availabilityZoneRebalancing": "ENABLED"}, ["availabilityZoneRebalancing"], id="zone rebalancing"
            ),
            pytest.param({"availabilityZoneRebalancing": "DISABLED"}, [], id="no zone rebalancing"),
        ],
    )
    def test_what_is_only_kept_is_told(self, demo: Raw, members: dict[str, Any], names: list[str]) -> None:
        demo("CreateService", **WEB_SERVICE, **members)

        assert demo.warnings == [f"{name}: mock-ecs keeps this setting, but does not act on it yet." for name in names]

    def test_without_a_name_it_is_refused(self, demo: Raw) -> None:
        assert demo.refusal("CreateService", **ON_FARGATE) == (INVALID, "ServiceName can not be blank.")

    def test_service_connect_takes_the_namespace_of_the_cluster(self, demo: Raw) -> None:
        alias = {"port": 80, "dnsName": "web.internal"}
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
