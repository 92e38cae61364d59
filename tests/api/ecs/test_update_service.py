"""UpdateService: what begins a deployment, what only changes the service, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, NETWORK, ON_FARGATE, ON_INSTANCES, WEB
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
OTHER_NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-9"]}}
REGISTRY = {"registryArn": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
NO_TASK_ROLE = (
    "The service couldn't be updated because a valid taskRoleArn is not being used. "
    "Specify a valid task role in your task definition and try again."
)


@pytest.fixture
def web(demo: Raw, ecs_world: MockEcs) -> Raw:
    """``demo``, with a steady service called web of two tasks, and a clock that stands still."""
    demo("CreateService", **ON_FARGATE, serviceName="web", desiredCount=2)
    ecs_world.clock.settle()
    ecs_world.clock.set_mode("manual")
    return demo


def update(call: Raw, **members: Any) -> dict[str, Any]:
    service: dict[str, Any] = call("UpdateService", cluster="demo", service="web", **members)["service"]
    return service


def statuses(service: dict[str, Any]) -> list[tuple[str, str]]:
    return [(deployment["status"], deployment["rolloutState"]) for deployment in service["deployments"]]


class TestUpdateService:
    @pytest.mark.parametrize(
        "members",
        [
            pytest.param({"forceNewDeployment": True}, id="forced"),
            pytest.param({"platformVersion": "1.3.0"}, id="platformVersion"),
            pytest.param({"networkConfiguration": OTHER_NETWORK}, id="networkConfiguration"),
            pytest.param({"serviceRegistries": [REGISTRY]}, id="serviceRegistries"),
            pytest.param({"serviceConnectConfiguration": {"enabled": False}}, id="serviceConnectConfiguration"),
        ],
    )
    def test_this_begins_a_deployment(self, web: Raw, members: dict[str, Any]) -> None:
        service = update(web, **members)

        assert statuses(service) == [("PRIMARY", "IN_PROGRESS"), ("ACTIVE", "COMPLETED")]

    @pytest.mark.parametrize(
        "members",
        [
            pytest.param({}, id="nothing"),
            pytest.param({"desiredCount": 5}, id="desiredCount"),
            pytest.param({"deploymentConfiguration": {"maximumPercent": 150}}, id="deploymentConfiguration"),
            pytest.param({"healthCheckGracePeriodSeconds": 5}, id="healthCheckGracePeriodSeconds"),
            pytest.param({"enableECSManagedTags": True}, id="enableECSManagedTags"),
            pytest.param({"propagateTags": "SERVICE"}, id="propagateTags"),
            pytest.param({"availabilityZoneRebalancing": "DISABLED"}, id="availabilityZoneRebalancing"),
            pytest.param({"taskDefinition": "web"}, id="the same definition by family"),
            pytest.param({"taskDefinition": f"{ARN}:task-definition/web:1"}, id="the same definition by ARN"),
            pytest.param({"networkConfiguration": NETWORK}, id="the same network"),
            pytest.param({"forceNewDeployment": False}, id="not forced"),
        ],
    )
    def test_this_does_not(self, web: Raw, members: dict[str, Any]) -> None:
        before = update(web)["deployments"][0]["id"]

        service = update(web, **members)

        assert [deployment["id"] for deployment in service["deployments"]] == [before]

    @pytest.mark.parametrize("reference", ["web", "web:2", f"{ARN}:task-definition/web:2"])
    def test_a_new_revision_begins_a_deployment_however_it_is_called(self, web: Raw, reference: str) -> None:
        web("RegisterTaskDefinition", **WEB)

        service = update(web, taskDefinition=reference)

        assert service["taskDefinition"] == f"{ARN}:task-definition/web:2"
        assert [deployment["taskDefinition"].rpartition(":")[2] for deployment in service["deployments"]] == ["2", "1"]

    def test_a_deployment_ends_with_one_deployment_left(self, web: Raw, ecs_world: MockEcs) -> None:
        web("RegisterTaskDefinition", **WEB)
        update(web, taskDefinition="web")

        ecs_world.clock.settle()

        (service,) = web("DescribeServices", cluster="demo", services=["web"])["services"]
        assert statuses(service) == [("PRIMARY", "COMPLETED")]
        assert service["runningCount"] == 2
        tasks = web("DescribeTasks", cluster="demo", tasks=web("ListTasks", cluster="demo")["taskArns"])["tasks"]
        assert {task["taskDefinitionArn"] for task in tasks} == {f"{ARN}:task-definition/web:2"}

    def test_desired_count_scales(self, web: Raw, ecs_world: MockEcs) -> None:
        changed = update(web, desiredCount=5)
        ecs_world.clock.settle()
        up = web("DescribeServices", cluster="demo", services=["web"])["services"][0]["runningCount"]

        update(web, desiredCount=1)
        ecs_world.clock.settle()
        down = web("DescribeServices", cluster="demo", services=["web"])["services"][0]["runningCount"]

        assert (changed["desiredCount"], changed["deployments"][0]["desiredCount"]) == (5, 5)
        assert (up, down) == (5, 1)

    def test_what_is_not_given_stays(self, web: Raw) -> None:
        update(
            web,
            deploymentConfiguration={"minimumHealthyPercent": 50},
            healthCheckGracePeriodSeconds=9,
            propagateTags="SERVICE",
            enableECSManagedTags=True,
        )

        service = update(web, deploymentConfiguration={"maximumPercent": 150}, desiredCount=3)

        configuration = service["deploymentConfiguration"]
        assert (configuration["minimumHealthyPercent"], configuration["maximumPercent"]) == (50, 150)
        assert (service["healthCheckGracePeriodSeconds"], service["propagateTags"]) == (9, "SERVICE")
        assert (service["enableECSManagedTags"], service["desiredCount"]) == (True, 3)

    def test_a_strategy_takes_the_place_of_the_launch_type_without_a_deployment(
        self, web: Raw, ecs_world: MockEcs
    ) -> None:
        web(
            "PutClusterCapacityProviders",
            cluster="demo",
            capacityProviders=["FARGATE_SPOT"],
            defaultCapacityProviderStrategy=[],
        )

        service = update(
            web, capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}], desiredCount=3
        )
        ecs_world.clock.settle()

        assert len(service["deployments"]) == 1
        assert "launchType" not in service
        tasks = web("DescribeTasks", cluster="demo", tasks=web("ListTasks", cluster="demo")["taskArns"])["tasks"]
        assert [task.get("capacityProviderName") for task in tasks] == [None, None, "FARGATE_SPOT"]

    def test_a_new_default_of_the_cluster_does_not_touch_it(self, demo: Raw) -> None:
        put = {"cluster": "demo", "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}
        strategy = [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]
        demo("PutClusterCapacityProviders", **put, defaultCapacityProviderStrategy=strategy)
        demo("CreateService", cluster="demo", serviceName="web", taskDefinition="web", networkConfiguration=NETWORK)
        other = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
        demo("PutClusterCapacityProviders", **put, defaultCapacityProviderStrategy=other)

        service = update(demo, desiredCount=1)

        assert service["capacityProviderStrategy"] == strategy

    @pytest.mark.parametrize(
        ("members", "code", "message"),
        [
            pytest.param({"service": "nope"}, "ServiceNotFoundException", "Service not found.", id="unknown"),
            pytest.param({"service": ""}, "ServiceNotFoundException", "Service not found.", id="empty"),
            pytest.param({"service": "gone"}, "ServiceNotActiveException", "Service was not ACTIVE.", id="inactive"),
            pytest.param({"cluster": "nope"}, "ClusterNotFoundException", "Cluster not found.", id="cluster"),
            pytest.param({"taskDefinition": "nope"}, "ClientException", "TaskDefinition not found.", id="definition"),
            pytest.param({"desiredCount": -1}, INVALID, "desiredCount must be at least 0", id="-1"),
            pytest.param(
                {"deploymentConfiguration": {"maximumPercent": 100}},
                INVALID,
                "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
                id="both 100",
            ),
            pytest.param({"enableExecuteCommand": True}, INVALID, NO_TASK_ROLE, id="exec"),
            pytest.param(
                {"taskDefinition": "job"},
                INVALID,
                "Task definition does not support launch_type FARGATE.",
                id="definition of another launch type",
            ),
            pytest.param(
                {"networkConfiguration": {"awsvpcConfiguration": {"subnets": []}}},
                INVALID,
                "subnets can not be empty.",
                id="no subnets",
            ),
            pytest.param(
                {"capacityProviderStrategy": [{"capacityProvider": "mine", "weight": 1}]},
                INVALID,
                # unsure in the reference
                "The specified capacity provider 'mine' was not found. Specify a valid name or ARN and try again.",
                id="provider",
            ),
        ],
    )
    def test_what_aws_does_not_take_is_refused_and_changes_nothing(
        self, web: Raw, ecs_world: MockEcs, members: dict[str, Any], code: str, message: str
    ) -> None:
        web("CreateService", **ON_INSTANCES, serviceName="gone")
        web("DeleteService", cluster="demo", service="gone")
        ecs_world.clock.settle()
        before = web("DescribeServices", cluster="demo", services=["web"])

        refusal = web.refusal("UpdateService", **{"cluster": "demo", "service": "web", **members})

        assert refusal == (code, message)
        assert web("DescribeServices", cluster="demo", services=["web"]) == before
