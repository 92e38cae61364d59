"""The simulated day of a cluster: services whose containers have health checks and fail now and then."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from mock_ecs.config import Config
from mock_ecs.testing import MockEcs
from tests.perf.figures import Effort, Figure

CLUSTER = "day"
TASKS_PER_SERVICE = 100
DAY = 86_400.0
# A container fails after 0 to 100 hours, each as likely: on its first day one in a hundred fails each hour.
FAILING = {"rules": [{"exit": {"code": 1, "after": {"seconds": "50h", "jitter": "50h"}}}]}
WORKER = {
    "name": "app",
    "image": "busybox:1",
    "memory": 500,
    "healthCheck": {"command": ["CMD-SHELL", "test -e /ready"]},
}
RESOURCES = [
    {"name": "CPU", "type": "INTEGER", "integerValue": 4096},
    {"name": "MEMORY", "type": "INTEGER", "integerValue": 8000},
]


def measure_day(effort: Effort) -> Iterator[Figure]:
    """Seconds for one day of a cluster, and how many of its tasks had to be replaced in it."""
    config = Config(clock="manual", start_time=1767225600.0)
    mock = MockEcs(config, neighbours="null", scenario=FAILING)
    ecs = mock.client("ecs")
    prepare(ecs, effort)
    mock.clock.advance(300)
    first = running(ecs)
    began = perf_counter()
    mock.clock.advance(DAY)
    seconds = perf_counter() - began
    last = running(ecs)
    what = f"{effort.day_instances:,} instances and {len(first):,} tasks"
    yield Figure(f"a day of {what}", seconds, "s", 60)
    yield Figure("tasks replaced in it", len(last - first), "")


def prepare(ecs: Any, effort: Effort) -> None:
    """The cluster, its instances in three zones, and its services."""
    ecs.create_cluster(clusterName=CLUSTER)
    for number in range(effort.day_instances):
        zone = {"name": "ecs.availability-zone", "value": f"us-east-1{'abc'[number % 3]}"}
        ecs.register_container_instance(cluster=CLUSTER, totalResources=RESOURCES, attributes=[zone])
    ecs.register_task_definition(family="worker", containerDefinitions=[WORKER])
    for number in range(effort.day_services):
        ecs.create_service(
            cluster=CLUSTER, serviceName=f"worker-{number}", taskDefinition="worker", desiredCount=TASKS_PER_SERVICE
        )


def running(ecs: Any) -> set[str]:
    """The ARNs of the tasks that are to run."""
    pages = ecs.get_paginator("list_tasks").paginate(cluster=CLUSTER)
    return {arn for page in pages for arn in page["taskArns"]}
