"""Events of ECS as a user gets them: by a rule of EventBridge whose target is a queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.testing import MockEcs
from mock_ecs.testing import mock_ecs as mocked

APP = {"name": "app", "image": "nginx:1.27"}
FOR_FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}
EVENTS = {"source": ["aws.ecs"]}
OF_TASKS = {"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"]}


class Listener:
    """A cluster, and a queue that gets what a rule lets through."""

    def __init__(self, mock: MockEcs, pattern: dict[str, Any]) -> None:
        self.ecs = mock.client("ecs")
        self.clock = mock.clock
        self._sqs = mock.client("sqs")
        self._queue = self._sqs.create_queue(QueueName="heard")["QueueUrl"]
        attributes = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])
        events = mock.client("events")
        events.put_rule(Name="heard", EventPattern=json.dumps(pattern))
        events.put_targets(Rule="heard", Targets=[{"Id": "queue", "Arn": attributes["Attributes"]["QueueArn"]}])
        subnet = mock.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
        self.on_fargate = {
            "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": [subnet]}},
        }
        self.ecs.create_cluster(clusterName="demo")
        self.ecs.register_task_definition(family="web", containerDefinitions=[APP], **FOR_FARGATE)

    def run(self) -> str:
        started = self.ecs.run_task(cluster="demo", taskDefinition="web", **self.on_fargate)
        arn: str = started["tasks"][0]["taskArn"]
        return arn

    def heard(self) -> list[Any]:
        """The events that came since the last look."""
        found: list[Any] = []
        while messages := self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(message["Body"]) for message in messages]
            for message in messages:
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return found


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    with mocked(clock="manual", profile="typical") as mock:
        yield mock
        assert mock.faults == []
        assert mock.warnings == []


def test_the_whole_life_of_a_task(mock: MockEcs) -> None:
    listener = Listener(mock, OF_TASKS)
    arn = listener.run()

    listener.clock.advance(200)

    heard = listener.heard()
    assert [(event["time"][14:19], event["detail"]["lastStatus"], event["detail"]["version"]) for event in heard] == [
        ("00:00", "PROVISIONING", 1),
        ("00:04", "PENDING", 2),
        ("00:10", "ACTIVATING", 3),
        ("00:20", "RUNNING", 4),
        ("01:20", "DEPROVISIONING", 5),
        ("01:43", "STOPPED", 6),
    ]
    assert {(*event["resources"], event["account"], event["region"]) for event in heard} == {
        (arn, "123456789012", "us-east-1")
    }
    (described,) = listener.ecs.describe_tasks(cluster="demo", tasks=[arn])["tasks"]
    last = heard[-1]["detail"]
    same = ("taskArn", "group", "cpu", "memory", "stopCode", "stoppedReason", "version", "platformVersion")
    assert [last[name] for name in same] == [described[name] for name in same]
    assert (last["startedAt"], last["stoppedAt"]) == ("2026-01-01T00:00:20Z", "2026-01-01T00:01:43Z")


def test_a_filter_on_the_detail_lets_only_that_through(mock: MockEcs) -> None:
    listener = Listener(mock, OF_TASKS | {"detail": {"lastStatus": ["STOPPED"], "group": ["family:web"]}})
    arn = listener.run()

    listener.clock.advance(50)
    running = listener.heard()
    listener.clock.advance(150)

    assert running == []
    assert [(event["detail"]["lastStatus"], event["resources"]) for event in listener.heard()] == [("STOPPED", [arn])]


def test_a_service_that_is_deployed_twice(mock: MockEcs) -> None:
    types = ["ECS Service Action", "ECS Deployment State Change"]
    listener = Listener(mock, EVENTS | {"detail-type": types})
    service = listener.ecs.create_service(
        cluster="demo", serviceName="web", taskDefinition="web", desiredCount=1, **listener.on_fargate
    )["service"]
    listener.clock.advance(100)
    first = listener.heard()

    listener.ecs.update_service(cluster="demo", service="web", forceNewDeployment=True)
    listener.clock.advance(200)

    names = [(event["detail-type"][4:11], event["detail"]["eventName"]) for event in first]
    assert names == [
        ("Service", "SERVICE_DEPLOYMENT_IN_PROGRESS"),
        ("Deploym", "SERVICE_DEPLOYMENT_IN_PROGRESS"),
        ("Service", "SERVICE_DEPLOYMENT_COMPLETED"),
        ("Deploym", "SERVICE_DEPLOYMENT_COMPLETED"),
        ("Service", "SERVICE_STEADY_STATE"),
    ]
    second = listener.heard()
    assert [event["detail"]["eventName"] for event in second if event["detail-type"] == types[0]] == [
        "SERVICE_DEPLOYMENT_IN_PROGRESS",
        "TASKS_STOPPED",
        "SERVICE_DEPLOYMENT_COMPLETED",
        "SERVICE_STEADY_STATE",
    ]
    assert {tuple(event["resources"]) for event in [*first, *second]} == {(service["serviceArn"],)}
    deployments = [event["detail"]["deploymentId"] for event in [*first, *second] if event["detail-type"] == types[1]]
    assert len(deployments) == 4
    assert deployments[0] == deployments[1] == service["deployments"][0]["id"] != deployments[2] == deployments[3]


def test_in_instant_time_all_of_it_is_there_at_the_next_request(mock: MockEcs) -> None:
    mock.clock.set_mode("instant")
    listener = Listener(mock, OF_TASKS)

    arn = listener.run()
    listener.ecs.stop_task(cluster="demo", task=arn)

    assert [event["detail"]["lastStatus"] for event in listener.heard()] == [
        "PROVISIONING",
        "PENDING",
        "ACTIVATING",
        "RUNNING",
        "RUNNING",
        "STOPPING",
        "DEPROVISIONING",
        "STOPPED",
    ]


def create_service(ecs: Any, **members: Any) -> str:
    """A service of one task on Fargate; the id of its first deployment."""
    ecs.create_cluster(clusterName="demo")
    ecs.register_task_definition(family="web", containerDefinitions=[APP], **FOR_FARGATE)
    created = ecs.create_service(
        cluster="demo",
        serviceName="web",
        taskDefinition="web",
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        **members,
    )
    identifier: str = created["service"]["deployments"][0]["id"]
    return identifier


def test_a_service_without_capacity_says_what_there_is_none_of() -> None:
    scenario = {"rules": [{"fargate-capacity": "none"}]}
    with mocked(clock="manual", neighbours="null", scenario=scenario) as mock:
        heard = mock.listen()
        create_service(mock.client("ecs"))

        mock.clock.advance(100)

    (failure,) = [e["detail"] for e in heard if e["detail"]["eventName"] == "SERVICE_TASK_PLACEMENT_FAILURE"]
    assert (failure["eventType"], failure["reason"]) == ("ERROR", "RESOURCE:FARGATE")
    assert failure["capacityProviderArns"] == ["arn:aws:ecs:us-east-1:123456789012:capacity-provider/FARGATE"]
    assert "containerInstanceArns" not in failure


def test_a_deployment_that_fails_and_the_way_back() -> None:
    scenario = {"rules": [{"match": {"image": "*:broken"}, "fail": "CannotPullContainerError"}]}
    breaker = {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}}
    with mocked(clock="manual", neighbours="null", scenario=scenario) as mock:
        ecs = mock.client("ecs")
        first = create_service(ecs, **breaker)
        mock.clock.advance(100)
        heard = mock.listen()

        broken = [{"name": "app", "image": "nginx:broken"}]
        ecs.register_task_definition(family="web", containerDefinitions=broken, **FOR_FARGATE)
        updated = ecs.update_service(cluster="demo", service="web", taskDefinition="web")["service"]
        mock.clock.advance(3600)

    second = updated["deployments"][0]["id"]
    told = [event["detail"] for event in heard if event["detail-type"] == "ECS Deployment State Change"]
    assert [
        (detail["eventType"], detail["eventName"], detail["deploymentId"], detail["reason"]) for detail in told
    ] == [
        ("INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", second, f"ECS deployment {second} in progress."),
        (
            "ERROR",
            "SERVICE_DEPLOYMENT_FAILED",
            second,
            "ECS deployment circuit breaker: task failed to start.",
        ),
        (
            "INFO",
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            first,
            f"ECS deployment circuit breaker: rolling back to deploymentId {first}.",
        ),
        ("INFO", "SERVICE_DEPLOYMENT_COMPLETED", first, f"ECS deployment {first} completed."),
    ]


def test_one_seed_gives_the_same_events() -> None:
    def told(seed: int) -> str:
        with mocked(clock="manual", seed=seed) as mock:
            listener = Listener(mock, EVENTS)
            listener.run()
            listener.clock.advance(5)
            heard = [{**event, "detail": event["detail"]["version"]} for event in listener.heard()]
            assert heard
        reset_moto()
        return json.dumps(heard)

    assert told(1) == told(1)
    assert told(1) != told(2)
