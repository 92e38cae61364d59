"""What is measured, and how: rounds of all systems in turn, so that a busy machine is busy for each of them."""

from __future__ import annotations

import base64
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from tests.perf.systems import System, raw_request

PREFIX = "AmazonEC2ContainerServiceV20141113."
# RunTask has a region to itself: moto's DescribeTasks looks at every task of the region.
REGION, REGION_OF_RUNS = "us-east-1", "us-west-2"
DEFINITION = {
    "family": "bench",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [
        {
            "name": "app",
            "image": "nginx:1.25",
            "essential": True,
            # moto cannot run a container without a memory limit and a host port of its own.
            "memory": 512,
            "portMappings": [{"containerPort": 80, "hostPort": 80}],
            "environment": [{"name": "STAGE", "value": "bench"}],
        }
    ],
}

SHOP: dict[str, Any] = json.loads((Path(__file__).parent / "definition.json").read_text(encoding="utf-8"))
"""Of a size that is in use: two containers with secrets, logs, a health check and a dependency."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One row: a request, how it is sent, and by how much mock-ecs is to be faster than moto.

    ``unit`` says what is compared: ``rate`` (requests per second) or ``time`` (of the median request).
    """

    title: str
    operation: str
    body: Callable[[Prepared], dict[str, Any]]
    unit: str = "time"
    connections: int = 1
    count: int = 100_000
    target: float | None = None
    with_floor: bool = False
    region: str = REGION


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a system holds before it is measured."""

    network: dict[str, Any]
    tasks: list[str]
    services: list[str]


MEASURES = [
    Measure("DescribeClusters, 1 client", "DescribeClusters", lambda _: {}, unit="rate", target=10, with_floor=True),
    Measure(
        "DescribeClusters, 8 clients",
        "DescribeClusters",
        lambda _: {},
        unit="rate",
        connections=8,
        target=10,
        with_floor=True,
    ),
    Measure(
        "RunTask(count=10), Fargate",
        "RunTask",
        lambda prepared: {
            "cluster": "bench",
            "taskDefinition": "bench",
            "count": 10,
            "launchType": "FARGATE",
            "networkConfiguration": prepared.network,
        },
        count=25,
        target=10,
        region=REGION_OF_RUNS,
    ),
    Measure(
        "DescribeTasks(100)",
        "DescribeTasks",
        lambda prepared: {"cluster": "bench", "tasks": prepared.tasks},
        target=20,
    ),
    Measure("RegisterTaskDefinition", "RegisterTaskDefinition", lambda _: DEFINITION, count=300),
    Measure("RegisterTaskDefinition, 1.8 kB", "RegisterTaskDefinition", lambda _: SHOP, count=300),
    Measure(
        "DescribeServices(10)",
        "DescribeServices",
        lambda prepared: {"cluster": "bench", "services": prepared.services},
    ),
]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done; the default takes about a minute."""

    rounds: int = 5
    seconds: float = 0.5
    starts: int = 5
    most: int = 100_000


class Load:
    """The load generator, in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.perf.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def times(self, port: int, request: bytes, **order: Any) -> list[float]:
        """Duration and latencies in seconds; RuntimeError when an answer was not a 200."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order |= {"port": port, "request": base64.b64encode(request).decode()}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return list(answer["times"])

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=10)


def measure(effort: Effort, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """All results: per row and system the median rate and time, start and memory, and on what machine."""
    starts = measure_starts(effort, tell)
    with ExitStack() as stack:
        systems = [stack.enter_context(System(name)) for name in ("mock-ecs", "moto", "floor")]
        fresh = {system.name: round(system.memory(), 1) for system in systems}
        load = Load()
        stack.callback(load.close)
        prepared = {system.name: prepare(system) for system in systems if system.name != "floor"}
        rows = [
            {"title": row.title, "unit": row.unit, "target": row.target}
            | measure_row(row, systems, prepared, load, effort, tell)
            for row in MEASURES
        ]
        loaded = {system.name: round(system.memory(), 1) for system in systems}
    return {
        "requests": rows,
        "start_seconds": starts,
        "memory_mib_fresh": fresh,
        "memory_mib_after": loaded,
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("mock-ecs", "moto", "botocore", "flask", "waitress", "werkzeug")},
    }


def measure_starts(effort: Effort, tell: Callable[[str], None]) -> dict[str, float]:
    """Seconds from starting the process to its first answer, the median of several starts by turns."""
    tell("start")
    seconds: dict[str, list[float]] = {"mock-ecs": [], "moto": [], "floor": []}
    for _ in range(effort.starts):
        for name, taken in seconds.items():
            with System(name) as system:
                taken.append(system.started_in)
    return {name: round(median(taken), 3) for name, taken in seconds.items()}


def measure_row(
    row: Measure,
    systems: list[System],
    prepared: dict[str, Prepared],
    load: Load,
    effort: Effort,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """The median over the rounds of requests per second and of milliseconds per request, by system."""
    tell(row.title)
    rates: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}
    for _ in range(effort.rounds):
        for system in systems:
            if system.name == "floor" and not row.with_floor:
                continue
            body = {} if system.name == "floor" else row.body(prepared[system.name])
            request = raw_request(system.port, PREFIX + row.operation, body, region=row.region)
            count = min(row.count, effort.most)
            duration, *latencies = load.times(
                system.port, request, connections=row.connections, count=count, seconds=effort.seconds
            )
            rates.setdefault(system.name, []).append(len(latencies) / duration)
            times.setdefault(system.name, []).append(median(latencies) * 1000)
    return {
        "requests_per_second": {name: round(median(found), 1) for name, found in rates.items()},
        "milliseconds": {name: round(median(found), 3) for name, found in times.items()},
    }


def prepare(system: System) -> Prepared:
    """Make the cluster, the task definition, 100 tasks and 10 services that the rows ask for."""
    import boto3

    def client(service: str, region: str) -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=f"http://127.0.0.1:{system.port}",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def network(region: str) -> dict[str, Any]:
        ec2 = client("ec2", region)
        subnets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
        groups = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]
        # moto cannot do without the security groups, which ECS may take from the VPC.
        return {
            "awsvpcConfiguration": {
                "subnets": [subnet["SubnetId"] for subnet in subnets],
                "securityGroups": [group["GroupId"] for group in groups],
            }
        }

    for region in (REGION, REGION_OF_RUNS):
        ecs = client("ecs", region)
        ecs.create_cluster(clusterName="bench")
        ecs.register_task_definition(**DEFINITION)
    ecs = client("ecs", REGION)
    fargate = {"cluster": "bench", "taskDefinition": "bench", "launchType": "FARGATE"}
    fargate_network = fargate | {"networkConfiguration": network(REGION)}
    tasks = [task["taskArn"] for _ in range(10) for task in ecs.run_task(**fargate_network, count=10)["tasks"]]
    services = [f"service-{number}" for number in range(10)]
    for name in services:
        ecs.create_service(**fargate_network, serviceName=name, desiredCount=2)
    return Prepared(network(REGION_OF_RUNS), tasks, services)
