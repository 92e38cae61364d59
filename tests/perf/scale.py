"""How placement, launching and reading grow, to 10,000 container instances and 100,000 tasks; and what a day costs.

``python -m tests.perf.scale`` (``make scale``) prints the figures; those of one run are to be compared with each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

from rich.console import Console

from mock_ecs.control import ask
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.launch import PlacementStrategy
from mock_ecs.ecs.entities.room import Needs, Room
from mock_ecs.ecs.placement.constraints import PlacementClass
from mock_ecs.ecs.placement.index import PlacementIndex
from mock_ecs.ecs.placement.query import parse_query
from mock_ecs.sim.ids import Ids
from tests.perf.bench import PREFIX, Load, raw_request
from tests.perf.day import measure_day
from tests.perf.figures import Effort, Figure
from tests.perf.rollouts import measure_rollouts
from tests.perf.systems import System

RESULTS = Path(__file__).with_name("scale.json")
REGION = "us-east-1"
STRATEGIES = (
    PlacementStrategy("spread", "attribute:ecs.availability-zone"),
    PlacementStrategy("binpack", "MEMORY"),
)
EXPRESSION = "attribute:ecs.instance-type =~ m5.*"
RUN_TASK = {
    "cluster": "scale",
    "taskDefinition": "job",
    "count": 10,
    "placementStrategy": [
        {"type": "spread", "field": "attribute:ecs.availability-zone"},
        {"type": "binpack", "field": "memory"},
    ],
    "placementConstraints": [{"type": "memberOf", "expression": EXPRESSION}],
}
JOB = {
    "family": "job",
    "containerDefinitions": [{"name": "app", "image": "busybox:1", "cpu": 10, "memory": 100}],
}


def hosts(count: int) -> Cluster:
    """A cluster of ``count`` m5.xlarge in three zones."""
    cluster = Cluster("arn:aws:ecs:us-east-1:123456789012:cluster/scale", "scale")
    for number in range(count):
        room = Room(4096, 16_000)
        attributes: dict[str, str | None] = {
            "ecs.availability-zone": f"us-east-1{'abc'[number % 3]}",
            "ecs.instance-type": "m5.xlarge",
        }
        instance = ContainerInstance(
            f"{number:032x}", "", cluster, room, room.copy(), 0.0, attributes=attributes, number=number
        )
        cluster.container_instances[instance.id] = instance
    return cluster


def seconds_per_placement(instances: int, tasks: int) -> float:
    """What it takes to choose an instance for each of ``tasks``, and to note what it takes there."""
    wanted = PlacementClass(Needs(10, 100), "family:job", STRATEGIES, (parse_query(EXPRESSION),))
    index = PlacementIndex(wanted, hosts(instances), Ids(0).stream("placement"))
    index.choose()
    started = perf_counter()
    for _ in range(tasks):
        instance = index.choose()
        assert instance is not None, "there is room for all"
        instance.room.take(wanted.needs)
        instance.task_groups["family:job"] = instance.task_groups.get("family:job", 0) + 1
        instance.changed()
    return (perf_counter() - started) / tasks


def measure_placement(effort: Effort) -> Iterator[Figure]:
    """Placements a second, and how their cost grows with the instances."""
    # As many tasks on each instance, so that only the number of instances differs.
    per_instance = effort.tasks // effort.instances[-1]
    costs = {
        count: median(seconds_per_placement(count, count * per_instance) for _ in range(3))
        for count in effort.instances
    }
    smallest, largest = effort.instances[0], effort.instances[-1]
    for count, cost in costs.items():
        yield Figure(f"one placement on {count:,} instances", cost * 1e6, "µs")
    yield Figure("placements a second", 1 / costs[largest], "/s", 20_000, at_most=False)
    yield Figure(f"cost at {largest:,} against {smallest:,} instances", costs[largest] / costs[smallest], "×", 2.0)


def measure_server(effort: Effort) -> Iterator[Figure]:
    """Tasks a second through RunTask, what DescribeTasks of one task costs among few and many, and the memory."""
    with ExitStack() as stack:
        system = stack.enter_context(System("mock-ecs"))
        load = Load()
        stack.callback(load.close)

        def send(operation: str, body: dict[str, Any], *, count: int = 1) -> list[float]:
            request = raw_request(system.port, PREFIX + operation, body, region=REGION)
            return load.times(system.port, request, connections=1, count=count, seconds=600.0)

        fresh = system.memory()
        prepare(send, effort.instances[-1])
        task = run_ten(system.port)
        send("RunTask", RUN_TASK, count=9)
        settled(system.port)
        few = one_task(send, task)
        calls = effort.tasks_over_http // 10
        duration = send("RunTask", RUN_TASK, count=calls)[0]
        yield Figure("tasks a second through RunTask(10) over HTTP", calls * 10 / duration, "/s", 3_000, at_most=False)
        settled(system.port)
        many = one_task(send, task)
        yield Figure("DescribeTasks(1) among 100 tasks", few * 1e3, "ms")
        yield Figure(f"DescribeTasks(1) among {effort.tasks_over_http:,} tasks", many * 1e3, "ms")
        yield Figure("its growth", many / few, "×", 1.5)
        yield Figure(f"memory with {effort.tasks_over_http:,} tasks", system.memory() - fresh, "MiB", 400)


def prepare(send: Callable[..., list[float]], instances: int) -> None:
    """The cluster, its instances in three zones, and the task definition."""
    send("CreateCluster", {"clusterName": "scale"})
    send("RegisterTaskDefinition", JOB)
    for zone in "abc":
        body = {
            "cluster": "scale",
            "totalResources": [
                {"name": "CPU", "type": "INTEGER", "integerValue": 4096},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": 16_000},
            ],
            "attributes": [
                {"name": "ecs.availability-zone", "value": f"us-east-1{zone}"},
                {"name": "ecs.instance-type", "value": "m5.xlarge"},
            ],
        }
        send("RegisterContainerInstance", body, count=-(-instances // 3))


def run_ten(port: int) -> str:
    """Run ten tasks; the ARN of the first."""
    import boto3

    ecs = boto3.client(
        "ecs",
        region_name=REGION,
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    return str(ecs.run_task(**RUN_TASK)["tasks"][0]["taskArn"])


def settled(port: int) -> None:
    """Wait until no task is on its way up any more, so that nothing else is measured with a request."""
    while not ask(f"http://127.0.0.1:{port}", "clock")["settled"]:
        sleep(0.05)


def one_task(send: Callable[..., list[float]], arn: str) -> float:
    """Seconds of the median DescribeTasks of one task, in the best of six rounds.

    The best, since where the machine puts server and load decides more than what is measured: rounds take 0.10 or
    0.15 ms, whatever the number of tasks.
    """
    body = {"cluster": "scale", "tasks": [arn]}
    return min(median(send("DescribeTasks", body, count=300)[1:]) for _ in range(6))


def measure(effort: Effort) -> list[Figure]:
    """All figures."""
    return [*measure_placement(effort), *measure_server(effort), *measure_day(effort), *measure_rollouts(effort)]


def show(figures: list[Figure], console: Console) -> None:
    """A line for each figure."""
    for figure in figures:
        digits = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:,.2f}"
        verdict = ""
        if figure.target is not None:
            word = "[green]met[/green]" if figure.met else "[red]missed[/red]"
            verdict = f"  {'<=' if figure.at_most else '>='} {figure.target:,g} {word}"
        console.print(f"{figure.title:<52} {digits:>10} {figure.unit}{verdict}", highlight=False)


def main() -> None:
    """Measure once, and keep the figures."""
    figures = measure(Effort())
    show(figures, Console())
    kept = [{"title": one.title, "value": round(one.value, 3), "unit": one.unit, "met": one.met} for one in figures]
    RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
