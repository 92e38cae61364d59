"""Task sets: what is shown of them and of their services; what AWS refuses is in tests/cases/ecs."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, JOB, NETWORK, ON_FARGATE, START, target
from tests.api.raw import Raw

INVALID = "InvalidParameterException"
SERVICE = {"cluster": "demo", "service": "web"}
TASK_SET = {**SERVICE, "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": NETWORK}
EXTERNAL = {"cluster": "demo", "serviceName": "web", "deploymentController": {"type": "EXTERNAL"}}
CODE_DEPLOY = {
    **ON_FARGATE,
    "serviceName": "web",
    "desiredCount": 2,
    "deploymentController": {"type": "CODE_DEPLOY"},
    "loadBalancers": [target()],
}


def percent(value: float) -> dict[str, Any]:
    return {"scale": {"value": value, "unit": "PERCENT"}}


@pytest.fixture
def external(demo: Raw, ecs_world: MockEcs) -> Raw:
    """``demo`` with a service of four tasks without any task set; only the test moves the clock."""
    ecs_world.clock.set_mode("manual")
    demo("CreateService", **EXTERNAL, desiredCount=4)
    return demo


def service_of(call: Raw) -> dict[str, Any]:
    service: dict[str, Any] = call("DescribeServices", cluster="demo", services=["web"])["services"][0]
    return service


def made(call: Raw, **members: Any) -> dict[str, Any]:
    """A new task set."""
    task_set: dict[str, Any] = call("CreateTaskSet", **{**TASK_SET, **members})["taskSet"]
    return task_set


class TestCreateService:
    def test_an_external_service_launches_nothing_before_its_first_task_set(self, external: Raw) -> None:
        service = service_of(external)

        assert (service["launchType"], service["desiredCount"], service["runningCount"]) == ("EC2", 4, 0)
        assert (service["deployments"], service["taskSets"], service["events"]) == ([], [], [])
        assert service["availabilityZoneRebalancing"] == "DISABLED"
        absent = {"taskDefinition", "platformVersion", "networkConfiguration", "currentServiceRevisions", "roleArn"}
        assert absent & set(service) == set()

    def test_what_belongs_to_the_task_sets_is_named_in_a_warning(self, demo: Raw) -> None:
        demo("CreateService", **EXTERNAL, desiredCount=0, launchType="FARGATE", networkConfiguration=NETWORK)

        assert [warning.partition(":")[0] for warning in demo.warnings] == ["launchType", "networkConfiguration"]
        assert service_of(demo)["launchType"] == "FARGATE"

    def test_ecs_makes_the_first_task_set_of_a_service_that_code_deploy_deploys(self, demo: Raw) -> None:
        service = demo("CreateService", **CODE_DEPLOY)["service"]

        (first,) = service["taskSets"]
        assert (service["deployments"], service["taskDefinition"]) == ([], f"{ARN}:task-definition/web:1")
        assert (first["status"], first["scale"]) == ("PRIMARY", {"value": 100.0, "unit": "PERCENT"})
        assert (first["computedDesiredCount"], first["stabilityStatus"]) == (2, "STABILIZING")
        assert first["loadBalancers"] == service["loadBalancers"] == [target()]
        assert {"startedBy", "externalId"} & set(first) == set()

    def test_a_repeated_call_makes_no_other_service(self, external: Raw) -> None:
        assert external("CreateService", **EXTERNAL, desiredCount=4)["service"]["taskSets"] == []
        assert external.refusal("CreateService", **EXTERNAL, desiredCount=5)[0] == INVALID


class TestCreateTaskSet:
    def test_a_task_set_is_shown(self, external: Raw) -> None:
        tags = [{"key": "team", "value": "red"}]

        task_set = made(external, **percent(30), externalId="v2", tags=tags)

        identifier = task_set["id"]
        assert identifier.startswith("ecs-svc/")
        assert task_set == {
            "id": identifier,
            "taskSetArn": f"{ARN}:task-set/demo/web/{identifier}",
            "serviceArn": f"{ARN}:service/demo/web",
            "clusterArn": f"{ARN}:cluster/demo",
            "externalId": "v2",
            "status": "ACTIVE",
            "taskDefinition": f"{ARN}:task-definition/web:1",
            "computedDesiredCount": 2,
            "pendingCount": 0,
            "runningCount": 0,
            "createdAt": START,
            "updatedAt": START,
            "launchType": "FARGATE",
            "platformVersion": "1.4.0",
            "platformFamily": "Linux",
            "networkConfiguration": {
                "awsvpcConfiguration": {
                    **NETWORK["awsvpcConfiguration"],
                    "securityGroups": [],
                    "assignPublicIp": "DISABLED",
                }
            },
            "loadBalancers": [],
            "serviceRegistries": [],
            "scale": {"value": 30.0, "unit": "PERCENT"},
            "stabilityStatus": "STABILIZING",
            "stabilityStatusAt": START,
            "tags": tags,
        }

    @pytest.mark.parametrize(
        ("desired", "scale", "count"),
        [
            pytest.param(10, 12, 2, id="1.2 are rounded up to 2"),
            pytest.param(100, 7, 7, id="7 of a hundred are 7"),
            pytest.param(3, 100, 3, id="all"),
            pytest.param(3, 33.3, 1, id="0.999 is rounded up"),
            pytest.param(1, 0.1, 1, id="a little is one"),
            pytest.param(5, 0, 0, id="none"),
            pytest.param(0, 100, 0, id="all of none"),
        ],
    )
    def test_the_share_of_a_task_set_is_rounded_up(self, demo: Raw, desired: int, scale: float, count: int) -> None:
        demo("CreateService", **EXTERNAL, desiredCount=desired)

        assert made(demo, **percent(scale))["computedDesiredCount"] == count

    def test_a_task_set_has_no_tasks_unless_told_otherwise(self, external: Raw) -> None:
        task_set = made(external)

        assert (task_set["scale"]["value"], task_set["computedDesiredCount"]) == (0.0, 0)

    def test_a_repeated_call_makes_no_other_task_set(self, external: Raw) -> None:
        first, again = made(external, clientToken="a"), made(external, clientToken="a")

        assert (first["id"], len(service_of(external)["taskSets"])) == (again["id"], 1)

    def test_what_code_deploy_makes_is_said_to_be_its_own(self, demo: Raw) -> None:
        demo("CreateService", **CODE_DEPLOY)

        replacement = made(demo, externalId="d-ABCDEF123")

        assert (replacement["startedBy"], replacement["externalId"]) == ("CODE_DEPLOY", "d-ABCDEF123")

    def test_the_tasks_are_those_of_the_service_and_started_by_the_task_set(
        self, external: Raw, ecs_world: MockEcs
    ) -> None:
        external("UpdateService", **SERVICE, propagateTags="SERVICE", enableECSManagedTags=True)
        task_set = made(external, **percent(50))
        ecs_world.clock.advance(1)

        arns = external("ListTasks", cluster="demo", serviceName="web")["taskArns"]
        tasks = external("DescribeTasks", cluster="demo", tasks=arns, include=["TAGS"])["tasks"]

        assert {(task["group"], task["startedBy"]) for task in tasks} == {("service:web", task_set["id"])}
        assert external("ListTasks", cluster="demo", startedBy=task_set["id"])["taskArns"] == arns
        assert {tag["key"] for tag in tasks[0]["tags"]} == {"aws:ecs:clusterName", "aws:ecs:serviceName"}

    def test_the_tasks_are_placed_as_the_service_says(self, hosted: Raw) -> None:
        strategy = [{"type": "binpack", "field": "memory"}]
        hosted("CreateService", **EXTERNAL, desiredCount=2, placementStrategy=strategy)
        made(hosted, taskDefinition="job", launchType="EC2", networkConfiguration=None, **percent(100))

        arns = hosted("ListTasks", cluster="demo", serviceName="web")["taskArns"]
        tasks = hosted("DescribeTasks", cluster="demo", tasks=arns)["tasks"]

        assert service_of(hosted)["placementStrategy"] == [{"type": "binpack", "field": "MEMORY"}]
        assert len({task["containerInstanceArn"] for task in tasks}) == 1


class TestUpdateServicePrimaryTaskSet:
    def test_the_service_looks_as_its_primary_task_set_does(self, external: Raw) -> None:
        external("RegisterTaskDefinition", **JOB)
        task_set = made(external, loadBalancers=[target()])

        primary = external("UpdateServicePrimaryTaskSet", **SERVICE, primaryTaskSet=task_set["id"])["taskSet"]

        service = service_of(external)
        assert primary["status"] == "PRIMARY"
        assert service["taskDefinition"] == task_set["taskDefinition"]
        assert (service["launchType"], service["platformVersion"]) == ("FARGATE", "1.4.0")
        assert service["networkConfiguration"] == task_set["networkConfiguration"]
        assert service["loadBalancers"] == [target()]

    def test_there_is_one_primary_task_set(self, external: Raw) -> None:
        first, second = made(external)["id"], made(external)["taskSetArn"]

        external("UpdateServicePrimaryTaskSet", **SERVICE, primaryTaskSet=first)
        external("UpdateServicePrimaryTaskSet", **SERVICE, primaryTaskSet=second)

        assert [task_set["status"] for task_set in service_of(external)["taskSets"]] == ["ACTIVE", "PRIMARY"]


class TestDeleteTaskSet:
    def test_a_deleted_task_set_is_draining_until_its_tasks_are_gone(self, external: Raw, ecs_world: MockEcs) -> None:
        task_set = made(external, **percent(100))["id"]
        ecs_world.clock.advance(100)

        deleted = external("DeleteTaskSet", **SERVICE, taskSet=task_set, force=True)["taskSet"]
        again = external("DeleteTaskSet", **SERVICE, taskSet=task_set)["taskSet"]
        ecs_world.clock.advance(100)

        counts = ("status", "computedDesiredCount", "runningCount", "stabilityStatus")
        assert [deleted[name] for name in counts] == ["DRAINING", 0, 4, "STABILIZING"]
        assert again == deleted
        assert service_of(external)["taskSets"] == []

    def test_a_task_set_that_is_draining_is_not_changed_any_more(self, external: Raw) -> None:
        task_set = made(external, **percent(100))["id"]
        external("DeleteTaskSet", **SERVICE, taskSet=task_set, force=True)

        scaled = external.refusal("UpdateTaskSet", **SERVICE, taskSet=task_set, **percent(50))
        promoted = external.refusal("UpdateServicePrimaryTaskSet", **SERVICE, primaryTaskSet=task_set)

        assert scaled == promoted == (INVALID, "The task set is DRAINING.")

    def test_a_task_set_that_is_draining_still_counts(self, external: Raw, ecs_world: MockEcs) -> None:
        made(external, **percent(100))
        ecs_world.clock.advance(100)
        first = service_of(external)["taskSets"][0]["id"]
        for _ in range(4):
            made(external)
        external("DeleteTaskSet", **SERVICE, taskSet=first, force=True)

        at_once = external.refusal("CreateTaskSet", **TASK_SET)
        ecs_world.clock.advance(100)
        made(external)

        assert at_once[0] == INVALID
        assert len(service_of(external)["taskSets"]) == 5


class TestDescribeTaskSets:
    def test_all_are_shown_where_none_is_named(self, external: Raw) -> None:
        made(external)
        made(external)

        assert len(external("DescribeTaskSets", **SERVICE)["taskSets"]) == 2

    def test_tags_are_shown_when_they_are_asked_for(self, external: Raw) -> None:
        tags = [{"key": "team", "value": "red"}]
        made(external, tags=tags)

        (without,) = external("DescribeTaskSets", **SERVICE)["taskSets"]
        (tagged,) = external("DescribeTaskSets", **SERVICE, include=["TAGS"])["taskSets"]

        assert (without["tags"], tagged["tags"]) == ([], tags)

    def test_what_there_is_not_is_missing(self, external: Raw) -> None:
        task_set = made(external)
        other = f"{ARN}:task-set/demo/other/ecs-svc/1"

        described = external("DescribeTaskSets", **SERVICE, taskSets=["ecs-svc/1", task_set["taskSetArn"], other])

        assert [found["id"] for found in described["taskSets"]] == [task_set["id"]]
        assert described["failures"] == [
            {"arn": f"{ARN}:task-set/demo/web/ecs-svc/1", "reason": "MISSING"},
            {"arn": other, "reason": "MISSING"},
        ]

    def test_a_task_set_bears_tags(self, external: Raw) -> None:
        arn = made(external)["taskSetArn"]

        external("TagResource", resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
        external("UntagResource", resourceArn=arn, tagKeys=["a"])

        assert external("ListTagsForResource", resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]
        unknown = external.refusal("TagResource", resourceArn=f"{arn}0", tags=[])
        assert unknown == ("ResourceNotFoundException", "The specified resource was not found.")


class TestUpdateService:
    def test_each_task_set_has_its_share_of_the_new_count(self, external: Raw) -> None:
        for scale in (100, 25):
            made(external, **percent(scale))

        service = external("UpdateService", **SERVICE, desiredCount=10)["service"]

        assert service["desiredCount"] == 10
        assert [task_set["computedDesiredCount"] for task_set in service["taskSets"]] == [10, 3]

    def test_new_tasks_are_placed_by_the_new_constraints(self, hosted: Raw, ecs_world: MockEcs) -> None:
        hosted("CreateService", **EXTERNAL, desiredCount=1)
        made(hosted, taskDefinition="job", launchType="EC2", networkConfiguration=None, **percent(100))
        expression = "attribute:ecs.availability-zone == us-east-1b"
        constraints = [{"type": "memberOf", "expression": expression}]

        hosted("UpdateService", **SERVICE, desiredCount=3, placementConstraints=constraints)

        zones = [
            task["availabilityZone"]
            for task in hosted(
                "DescribeTasks",
                cluster="demo",
                tasks=hosted("ListTasks", cluster="demo", serviceName="web")["taskArns"],
            )["tasks"]
        ]
        assert zones[1:] == ["us-east-1b", "us-east-1b"]
        assert service_of(hosted)["placementConstraints"] == constraints

    def test_ecs_takes_over_a_service(self, external: Raw, ecs_world: MockEcs) -> None:
        task_set = made(external, **percent(100))["id"]
        external("UpdateServicePrimaryTaskSet", **SERVICE, primaryTaskSet=task_set)
        ecs_world.clock.advance(100)

        service = external("UpdateService", **SERVICE, deploymentController={"type": "ECS"})["service"]

        (deployment,) = service["deployments"]
        assert (deployment["id"], deployment["status"], deployment["rolloutState"]) == (
            task_set,
            "PRIMARY",
            "COMPLETED",
        )
        assert (deployment["runningCount"], "taskSets" in service) == (4, False)
        assert len(service["currentServiceRevisions"]) == 1

    def test_another_takes_over_a_service_from_ecs(self, demo: Raw) -> None:
        demo("CreateService", **ON_FARGATE, serviceName="web", desiredCount=2)

        service = demo("UpdateService", **SERVICE, deploymentController={"type": "EXTERNAL"})["service"]
        steady = service_of(demo)

        (task_set,) = service["taskSets"]
        assert (task_set["status"], task_set["runningCount"], task_set["scale"]["value"]) == ("PRIMARY", 2, 100.0)
        assert (service["deployments"], service["taskDefinition"]) == ([], f"{ARN}:task-definition/web:1")
        assert steady["taskSets"][0]["stabilityStatus"] == "STEADY_STATE"

    def test_no_controller_changes_during_a_deployment(self, demo: Raw, ecs_world: MockEcs) -> None:
        ecs_world.clock.set_mode("manual")
        demo("CreateService", **ON_FARGATE, serviceName="web", desiredCount=2)

        refusal = demo.refusal("UpdateService", **SERVICE, deploymentController={"type": "EXTERNAL"})

        assert refusal == (INVALID, "The deployment controller cannot be changed during a deployment.")
        assert service_of(demo)["deploymentController"] == {"type": "ECS"}


class TestDeleteService:
    def test_a_service_goes_with_its_task_sets(self, external: Raw, ecs_world: MockEcs) -> None:
        made(external, **percent(100))
        made(external, **percent(50))
        ecs_world.clock.advance(100)

        refusal = external.refusal("DeleteService", **SERVICE)
        deleted = external("DeleteService", **SERVICE, force=True)["service"]
        ecs_world.clock.advance(100)

        assert refusal == (INVALID, "The service cannot be stopped while it is scaled above 0.")
        assert (deleted["status"], deleted["desiredCount"]) == ("DRAINING", 0)
        assert (service_of(external)["status"], service_of(external)["taskSets"]) == ("INACTIVE", [])
        assert external("ListTasks", cluster="demo")["taskArns"] == []

    def test_an_empty_service_goes_at_once(self, external: Raw, ecs_world: MockEcs) -> None:
        external("UpdateService", **SERVICE, desiredCount=0)

        external("DeleteService", **SERVICE)
        ecs_world.clock.advance(1)

        assert service_of(external)["status"] == "INACTIVE"
