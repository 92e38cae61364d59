"""One seed gives one future: the same answers and the same events, in any process and in any company."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from mock_ecs.app import create_world, create_wsgi
from mock_ecs.config import Config
from mock_ecs.sim.engine import Event

ROOT = Path(__file__).parents[1]
FARGATE = {
    "launchType": "FARGATE",
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2", "subnet-3"]}},
}
APP = {"name": "app", "image": "nginx:1.25", "cpu": 64, "memory": 128, "portMappings": [{"containerPort": 80}]}
SPOT = [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 3}]


class Teller:
    """A World of its own, with all that it answered and all that happened in it."""

    def __init__(self, seed: int, clock: str) -> None:
        config = Config(clock=clock, seed=seed, start_time=1767225600.0)
        self.world = create_world(config, neighbours="null", follow_wall=False)
        self.answers: list[str] = []
        self.happened: list[tuple[float, str]] = []
        self._edge = create_wsgi(self.world)
        self._step = self.world.engine.step
        self.world.engine.step = self._note  # type: ignore[method-assign]

    def call(self, operation: str, **request: Any) -> dict[str, Any]:
        """Ask, and keep status, headers and body as they came."""
        body = json.dumps(request).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "HTTP_X_AMZ_TARGET": f"AmazonEC2ContainerServiceV20141113.{operation}",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        head: list[Any] = []
        answer = b"".join(self._edge(environ, lambda status, headers, exc_info=None: head.extend((status, headers))))
        self.answers.append(f"{operation} {head} {answer.decode()}")
        told: dict[str, Any] = json.loads(answer)
        return told

    def digest(self) -> str:
        """All of it as one number."""
        return sha256(json.dumps([self.answers, self.happened]).encode()).hexdigest()

    def _note(self) -> Event | None:
        event = self._step()
        if event is not None:
            self.happened.append((event.time, event.label))
        return event


def tell(seed: int, clock: str) -> Teller:
    """A story with everything that draws an id or has a choice."""
    teller = Teller(seed, clock)
    call, advance = teller.call, teller.world.advance
    call("CreateCluster", clusterName="demo", capacityProviders=["FARGATE", "FARGATE_SPOT"], tags=[{"key": "a"}])
    for family in ("web", "job"):
        call("RegisterTaskDefinition", family=family, containerDefinitions=[APP, {**APP, "name": "log"}])
    serverless = {"networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512"}
    call("RegisterTaskDefinition", family="api", containerDefinitions=[APP], **serverless)
    instances = [
        call(
            "RegisterContainerInstance",
            cluster="demo",
            attributes=[{"name": "ecs.availability-zone", "value": f"us-east-1{zone}"}, {"name": "stack"}],
        )["containerInstance"]["containerInstanceArn"]
        for zone in "abca"
    ]
    call("CreateService", cluster="demo", serviceName="api", taskDefinition="api", desiredCount=5, **FARGATE)
    spread_at_random = [{"type": "spread", "field": "attribute:stack"}, {"type": "random"}]
    call(
        "CreateService",
        cluster="demo",
        serviceName="web",
        taskDefinition="web",
        desiredCount=6,
        placementStrategy=spread_at_random,
        enableECSManagedTags=True,
        deploymentConfiguration={"minimumHealthyPercent": 50, "maximumPercent": 150},
    )
    jobs = call("RunTask", cluster="demo", taskDefinition="job", count=3)["tasks"]
    constraints = [{"type": "memberOf", "expression": "attribute:stack exists and not(task:group == service:nobody)"}]
    by_zone_and_memory = [
        {"type": "spread", "field": "attribute:ecs.availability-zone"},
        {"type": "binpack", "field": "memory"},
    ]
    placement = {"placementConstraints": constraints, "placementStrategy": by_zone_and_memory}
    call("RunTask", cluster="demo", taskDefinition="job", count=5, **placement)
    network = {"networkConfiguration": FARGATE["networkConfiguration"]}
    call("RunTask", cluster="demo", taskDefinition="api", count=4, capacityProviderStrategy=SPOT, **network)
    template = {"ec2InstanceProfileArn": "profile", "networkConfiguration": {"subnets": ["subnet-1", "subnet-2"]}}
    managed = {"infrastructureRoleArn": "role", "instanceLaunchTemplate": template}
    call("CreateCapacityProvider", name="managed", cluster="demo", managedInstancesProvider=managed)
    by_managed = {"capacityProviderStrategy": [{"capacityProvider": "managed", "weight": 1}]}
    call("RunTask", cluster="demo", taskDefinition="api", count=9, **by_managed, **network)
    advance(3)
    call("UpdateService", cluster="demo", service="web", forceNewDeployment=True, desiredCount=4)
    call("UpdateContainerInstancesState", cluster="demo", containerInstances=instances[:1], status="DRAINING")
    advance(7)
    call("StopTask", cluster="demo", task=jobs[0]["taskArn"])
    call("UpdateService", cluster="demo", service="api", desiredCount=2)
    call("DeregisterContainerInstance", cluster="demo", containerInstance=instances[1], force=True)
    call("RunTask", cluster="nowhere", taskDefinition="job")
    advance(60)
    describe_everything(teller)
    call("DeleteService", cluster="demo", service="web", force=True)
    advance(4000)
    describe_everything(teller)
    return teller


def describe_everything(teller: Teller) -> None:
    call = teller.call
    call("DescribeClusters", clusters=["demo"], include=["STATISTICS", "SETTINGS", "TAGS"])
    call("DescribeServices", cluster="demo", services=["api", "web"], include=["TAGS"])
    for status in ("RUNNING", "STOPPED"):
        arns = call("ListTasks", cluster="demo", desiredStatus=status)["taskArns"]
        if arns:
            call("DescribeTasks", cluster="demo", tasks=arns, include=["TAGS"])
    arns = call("ListContainerInstances", cluster="demo")["containerInstanceArns"]
    call("DescribeContainerInstances", cluster="demo", containerInstances=arns)
    call("ListAccountSettings", effectiveSettings=True)
    call("ListTaskDefinitions")


@pytest.mark.parametrize("clock", ["instant", "manual"])
def test_a_seed_tells_one_story_in_every_process(clock: str) -> None:
    digests = []

    for hash_seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-m", "tests.test_determinism", clock]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        digests.append(done.stdout.strip())

    assert digests == [tell(7, clock).digest()] * 2


def test_the_story_is_long_enough_to_tell_something() -> None:
    teller = tell(7, "manual")

    assert len(teller.answers) > 30
    assert len(teller.happened) > 150
    refused = [line for line in teller.answers if "200 OK" not in line]
    assert [line.partition(" ")[0] for line in refused] == ["RunTask"]
    assert "ClusterNotFoundException" in refused[0]
    assert teller.world.faults == []


def test_another_seed_tells_another_story() -> None:
    assert tell(7, "manual").digest() != tell(8, "manual").digest()


def test_two_worlds_in_one_process_answer_alike_and_never_meet() -> None:
    first, second = Teller(7, "instant"), Teller(7, "instant")

    for teller in (first, second):
        teller.call("CreateCluster", clusterName="demo")
    for teller in (first, second):
        teller.call("RegisterTaskDefinition", family="web", containerDefinitions=[APP])
        teller.call("RegisterContainerInstance", cluster="demo")
    only_here = first.call("RunTask", cluster="demo", taskDefinition="web", count=2)["tasks"]
    there = second.call("ListTasks", cluster="demo")["taskArns"]
    same_there = second.call("RunTask", cluster="demo", taskDefinition="web", count=2)["tasks"]

    assert first.answers[:-1] == second.answers[:3]
    assert there == []
    assert [task["taskArn"] for task in only_here] == [task["taskArn"] for task in same_there]


def test_time_in_one_world_stands_still_in_another() -> None:
    first, second = tell(7, "manual"), tell(7, "manual")

    first.world.advance(3600)

    assert first.world.engine.now == second.world.engine.now + 3600
    assert second.digest() == tell(7, "manual").digest()


def test_a_reset_world_tells_its_story_again() -> None:
    config = Config(clock="manual", seed=7, start_time=1767225600.0)
    world = create_world(config, neighbours="null", follow_wall=False)
    before = [world.ids.hex("task"), world.ids.uuid("request")]
    world.advance(100)

    world.reset()

    assert [world.ids.hex("task"), world.ids.uuid("request")] == before
    assert world.engine.now == 1767225600.0


if __name__ == "__main__":
    print(tell(7, sys.argv[1]).digest())
