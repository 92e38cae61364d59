"""How a story is told: what changed and when, with short names for what has long ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from mock_ecs.testing import Clock

CLUSTER = "demo"
FARGATE = {
    "launchType": "FARGATE",
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"]}},
}
EC2 = {"launchType": "EC2"}
APP = {"name": "app", "image": "nginx:1.25", "cpu": 512, "memory": 512}
FOR_FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "1024"}
FOR_INSTANCES = {"networkMode": "bridge"}
Timeline = list[tuple[float, str]]
"""Seconds since the story began, and what was to be seen or read."""

_LONG = {
    "instance": r"(?<=container-instance )[0-9a-f]{32}",
    "task": r"\b[0-9a-f]{32}\b",
    "deployment": r"ecs-svc/\d{19}\b",
}


class Story:
    """One cluster over time.

    Tasks are called by number in the order in which they are seen, container instances i1 and i2, deployments A, B
    and C. A deployment is shown as ``A PRIMARY 2+1/4 IN_PROGRESS``: 2 running and 1 pending of 4 desired.
    """

    def __init__(self, ecs: Any, clock: Clock) -> None:
        self.ecs = ecs
        self.clock = clock
        self.start = clock.now
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        ecs.create_cluster(clusterName=CLUSTER)

    def instance(self, cpu: int = 1024, zone: str = "us-east-1a") -> str:
        """The ARN of a new container instance; each task of the service takes 512 units."""
        registered = self.ecs.register_container_instance(
            cluster=CLUSTER,
            totalResources=[
                {"name": "CPU", "type": "INTEGER", "integerValue": cpu},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": 4096},
            ],
            attributes=[{"name": "ecs.availability-zone", "value": zone}],
        )
        arn: str = registered["containerInstance"]["containerInstanceArn"]
        self.named(f"container-instance {arn.rpartition('/')[2]}")
        return arn

    def register(self, *containers: dict[str, Any], family: str = "web", **members: Any) -> str:
        """The ARN of a new revision for Fargate, of one container unless told otherwise."""
        registered = self.ecs.register_task_definition(
            family=family, containerDefinitions=containers or [APP], **(members or FOR_FARGATE)
        )
        arn: str = registered["taskDefinition"]["taskDefinitionArn"]
        return arn

    def create_service(self, count: int, minimum: int, maximum: int, **members: Any) -> None:
        """The service web, of ``count`` tasks between ``minimum`` and ``maximum`` percent."""
        self.ecs.create_service(
            cluster=CLUSTER,
            serviceName="web",
            taskDefinition="web",
            desiredCount=count,
            deploymentConfiguration={"minimumHealthyPercent": minimum, "maximumPercent": maximum},
            **(members or FARGATE),
        )

    def steady_service(self, count: int, minimum: int, maximum: int, **members: Any) -> None:
        """The same with a first revision, 100 seconds later: the story begins now, and so do its events."""
        self.register(**(FOR_INSTANCES if members else FOR_FARGATE))
        self.create_service(count, minimum, maximum, **members)
        self.clock.advance(100)
        assert self.service()["events"][0]["message"] == "(service web) has reached a steady state."
        self.named(" ".join(event["message"] for event in self.service()["events"][::-1]))
        self.start = self.clock.now

    def service(self) -> dict[str, Any]:
        described = self.ecs.describe_services(cluster=CLUSTER, services=["web"])
        service: dict[str, Any] = described["services"][0]
        return service

    def tasks(self, **wanted: Any) -> list[dict[str, Any]]:
        """The tasks that ListTasks finds, described."""
        arns = self.ecs.list_tasks(cluster=CLUSTER, **wanted)["taskArns"]
        described = self.ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"] if arns else []
        found: list[dict[str, Any]] = described
        return found

    def deployments(self) -> str:
        """The deployments of the service, the newest first."""
        return ", ".join(
            f"{self.named(d['id'])} {d['status']} "
            f"{d['runningCount']}+{d['pendingCount']}/{d['desiredCount']} {d['rolloutState']}"
            for d in self.service()["deployments"]
        )

    def events(self) -> Timeline:
        """The events of the service since the story began, the oldest first."""
        told = [(self.at(event["createdAt"]), self.named(event["message"])) for event in self.service()["events"][::-1]]
        return [(time, text.removeprefix("(service web) ")) for time, text in told if time >= 0]

    def watch(self, seconds: int, look: Callable[[], str] | None = None) -> Timeline:
        """What ``look`` (or else the deployments) shows now, and after each second that changes it."""
        look = look or self.deployments
        seen = [(self.elapsed(), look())]
        for _ in range(seconds):
            self.clock.advance(1)
            shown = look()
            if shown != seen[-1][1]:
                seen.append((self.elapsed(), shown))
        return seen

    def elapsed(self) -> float:
        return round(self.clock.now - self.start, 3)

    def at(self, moment: datetime) -> float:
        return round(moment.timestamp() - self.start, 3)

    def named(self, text: str) -> str:
        """``text`` with short names in place of ids."""
        for kind, pattern in _LONG.items():
            text = re.sub(pattern, partial(self._name, kind), text)
        return text

    def _name(self, kind: str, match: re.Match[str]) -> str:
        if match[0] not in self._names:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            self._names[match[0]] = {"instance": f"i{number}", "task": f"{number}"}.get(kind) or chr(ord("@") + number)
        return self._names[match[0]]
