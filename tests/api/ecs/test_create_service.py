"""CreateService: what it makes, and how it is shown."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, NETWORK, ON_FARGATE, ON_INSTANCES, START, WEB, percent, target
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
SERVICE_LINKED = "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
WEB_SERVICE = {**ON_FARGATE, "serviceName": "web"}
JOB_SERVICE = {**ON_INSTANCES, "serviceName": "job"}


class TestCreateService:
    def test_it_answers_with_the_service_and_one_deployment(self, demo: Raw) -> None:
        service = demo("CreateService", **WEB_SERVICE, desiredCount=2)["service"]

        network = {
            "awsvpcConfiguration": {
                **NETWORK["awsvpcConfiguration"],
                "securityGroups": [],
                "assignPublicIp": "DISABLED",
            }
        }
        (deployment,) = service.pop("deployments")
        (revision,) = service.pop("currentServiceRevisions")
        assert revision.pop("arn").startswith(f"{ARN}:service-revision/demo/web/")
        assert revision == {"requestedTaskCount": 2, "runningTaskCount": 0, "pendingTaskCount": 0}
        ongoing = service.pop("currentServiceDeployment")
        assert ongoing.startswith(f"{ARN}:service-deployment/demo/web/")
        assert service == {
            "serviceArn": f"{ARN}:service/demo/web",
            "serviceName": "web",
            "clusterArn": f"{ARN}:cluster/demo",
            "status": "ACTIVE",
            "desiredCount": 2,
            "runningCount": 0,
            "pendingCount": 0,
            "launchType": "FARGATE",
            "platformVersion": "LATEST",
            "platformFamily": "Linux",
            "taskDefinition": f"{ARN}:task-definition/web:1",
            "deploymentConfiguration": {
                "maximumPercent": 200,
                "minimumHealthyPercent": 100,
                "deploymentCircuitBreaker": {"enable": False, "rollback": False},
                "alarms": {"alarmNames": [], "rollback": False, "enable": False},
                # unsure in the reference
                "strategy": "ROLLING",
                "bakeTimeInMinutes": 0,
            },
            "deploymentController": {"type": "ECS"},
            "schedulingStrategy": "REPLICA",
            "networkConfiguration": network,
            "loadBalancers": [],
            "serviceRegistries": [],
            "placementConstraints": [],
            "placementStrategy": [],
            "events": [],
            "createdAt": START,
            "createdBy": "arn:aws:iam::123456789012:root",
            "roleArn": SERVICE_LINKED,
            "healthCheckGracePeriodSeconds": 0,
            "enableECSManagedTags": False,
            "enableExecuteCommand": False,
            "propagateTags": "NONE",
            "availabilityZoneRebalancing": "ENABLED",
            "resourceManagementType": "CUSTOMER",
            "tags": [],
        }
        identifier = deployment.pop("id")
        assert re.fullmatch(r"ecs-svc/\d{19}", identifier)
        assert deployment == {
            "status": "PRIMARY",
            "taskDefinition": f"{ARN}:task-definition/web:1",
            "desiredCount": 2,
            "runningCount": 0,
            "pendingCount": 0,
            "failedTasks": 0,
            "createdAt": START,
            "updatedAt": START,
            "launchType": "FARGATE",
            "platformVersion": "1.4.0",
            "platformFamily": "Linux",
            "networkConfiguration": network,
            "rolloutState": "IN_PROGRESS",
            "rolloutStateReason": f"ECS deployment {identifier} in progress.",
        }

    def test_without_launch_type_it_is_one_of_ec2(self, demo: Raw) -> None:
        service = demo("CreateService", **JOB_SERVICE, desiredCount=0)["service"]

        assert service["launchType"] == "EC2"
        assert {"platformVersion", "platformFamily", "networkConfiguration", "roleArn"} & set(service) == set()

    def test_with_a_strategy_it_shows_no_launch_type(self, demo: Raw) -> None:
        demo(
            "PutClusterCapacityProviders",
            cluster="demo",
            capacityProviders=["FARGATE"],
            defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}],
        )
        request = {name: value for name, value in WEB_SERVICE.items() if name != "launchType"}

        service = demo("CreateService", **request)["service"]

        expected = [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]
        assert service["capacityProviderStrategy"] == expected
        assert service["deployments"][0]["capacityProviderStrategy"] == expected
        assert "launchType" not in service
        assert "launchType" not in service["deployments"][0]

    def test_members_of_the_request_are_shown(self, demo: Raw) -> None:
        given: dict[str, Any] = {
            "loadBalancers": [target()],
            "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}],
            "healthCheckGracePeriodSeconds": 30,
            "platformVersion": "1.4.0",
            "propagateTags": "SERVICE",
            "enableECSManagedTags": True,
            "tags": [{"key": "team", "value": "red"}],
            "availabilityZoneRebalancing": "DISABLED",
        }

        service = demo("CreateService", **WEB_SERVICE, **given)["service"]

        assert {name: service[name] for name in given} == given

    def test_a_strategy_of_placement_is_shown_as_aws_writes_it(self, demo: Raw) -> None:
        strategy = [
            {"type": "spread", "field": "host"},
            {"type": "binpack", "field": "memory"},
            {"type": "spread", "field": "attribute:ecs.availability-zone"},
            {"type": "random"},
        ]

        service = demo("CreateService", **JOB_SERVICE, placementStrategy=strategy)["service"]

        assert service["placementStrategy"] == [
            {"type": "spread", "field": "instanceId"},
            {"type": "binpack", "field": "MEMORY"},
            {"type": "spread", "field": "attribute:ecs.availability-zone"},
            {"type": "random"},
        ]

    @pytest.mark.parametrize(
        ("members", "expected"),
        [
            pytest.param({}, "ENABLED", id="eligible"),
            pytest.param({"availabilityZoneRebalancing": "DISABLED"}, "DISABLED", id="said"),
            pytest.param(percent(0, 100), "DISABLED", id="no room for more tasks"),
            pytest.param({"placementStrategy": [{"type": "random"}]}, "DISABLED", id="no spread first"),
            pytest.param(
                {"placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]},
                "ENABLED",
                id="zones first",
            ),
        ],
    )
    def test_zones_are_rebalanced_where_that_can_be(self, demo: Raw, members: dict[str, Any], expected: str) -> None:
        service = demo("CreateService", **JOB_SERVICE, **members)["service"]

        assert service["availabilityZoneRebalancing"] == expected

    def test_a_circuit_breaker_resets_on_a_healthy_task(self, demo: Raw) -> None:
        breaker = {"enable": True, "rollback": True}

        service = demo("CreateService", **WEB_SERVICE, deploymentConfiguration={"deploymentCircuitBreaker": breaker})[
            "service"
        ]

        assert service["deploymentConfiguration"]["deploymentCircuitBreaker"] == {
            "enable": True,
            "rollback": True,
            "resetOnHealthyTask": True,
        }

    def test_its_tasks_run_in_its_group_and_are_started_by_its_deployment(self, demo: Raw) -> None:
        service = demo("CreateService", **WEB_SERVICE, desiredCount=1)["service"]

        arns = demo("ListTasks", cluster="demo", serviceName="web")["taskArns"]
        (task,) = demo("DescribeTasks", cluster="demo", tasks=arns)["tasks"]
        assert (task["lastStatus"], task["group"]) == ("RUNNING", "service:web")
        assert task["startedBy"] == service["deployments"][0]["id"]

    @pytest.mark.parametrize(
        ("members", "tags"),
        [
            pytest.param({"propagateTags": "SERVICE"}, {"team": "red"}, id="of the service"),
            pytest.param({"propagateTags": "TASK_DEFINITION"}, {"team": "blue"}, id="of the definition"),
            pytest.param({"propagateTags": "NONE"}, {}, id="none"),
            pytest.param(
                {"enableECSManagedTags": True},
                {"aws:ecs:clusterName": "demo", "aws:ecs:serviceName": "web"},
                id="managed",
            ),
        ],
    )
    def test_its_tasks_get_the_tags_it_says(self, demo: Raw, members: dict[str, Any], tags: dict[str, str]) -> None:
        demo("RegisterTaskDefinition", **WEB, tags=[{"key": "team", "value": "blue"}])
        demo("CreateService", **WEB_SERVICE, desiredCount=1, tags=[{"key": "team", "value": "red"}], **members)

        arns = demo("ListTasks", cluster="demo")["taskArns"]
        (task,) = demo("DescribeTasks", cluster="demo", tasks=arns, include=["TAGS"])["tasks"]
        assert {tag["key"]: tag["value"] for tag in task["tags"]} == tags

    def test_the_same_call_again_answers_with_the_service(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=1, clientToken="a")

        service = demo("CreateService", **WEB_SERVICE, desiredCount=1, clientToken="b")["service"]

        assert service["runningCount"] == 1
        assert demo("ListServices", cluster="demo")["serviceArns"] == [f"{ARN}:service/demo/web"]

    def test_the_same_name_with_other_members_is_refused(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=1)

        refusal = demo.refusal("CreateService", **WEB_SERVICE, desiredCount=2)

        assert refusal == (INVALID, "Creation of service was not idempotent.")

    def test_a_name_that_is_draining_is_refused(self, demo: Raw, ecs_world: MockEcs) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=1)
        ecs_world.clock.settle()
        ecs_world.clock.set_mode("manual")
        demo("DeleteService", cluster="demo", service="web", force=True)

        refusal = demo.refusal("CreateService", **WEB_SERVICE, desiredCount=1)

        assert refusal == (INVALID, "Unable to Start a service that is still Draining.")

    def test_an_inactive_name_can_be_used_again(self, demo: Raw) -> None:
        demo("CreateService", **WEB_SERVICE, desiredCount=1)
        demo("DeleteService", cluster="demo", service="web", force=True)

        service = demo("CreateService", **WEB_SERVICE, desiredCount=3)["service"]

        assert (service["status"], service["desiredCount"], service["events"]) == ("ACTIVE", 3, [])

    @pytest.mark.parametrize("name", ["a", "A-b_9", "a" * 255])
    def test_a_name_of_the_pattern_is_taken(self, demo: Raw, name: str) -> None:
        assert demo("CreateService", **{**WEB_SERVICE, "serviceName": name})["service"]["serviceName"] == name

    @pytest.mark.parametrize(
        ("minimum", "maximum"), [(0, 100), (100, 101), (50, 200), (100, 10_000), (None, 150), (50, None)]
    )
    def test_percentages_are_taken(self, demo: Raw, minimum: int | None, maximum: int | None) -> None:
        service = demo("CreateService", **WEB_SERVICE, **percent(minimum, maximum))["service"]

        configuration = service["deploymentConfiguration"]
        assert configuration["minimumHealthyPercent"] == (100 if minimum is None else minimum)
        assert configuration["maximumPercent"] == (200 if maximum is None else maximum)
