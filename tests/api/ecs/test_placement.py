"""Placement through the API: the documentation's own snippets as they are written, and what they come to.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/strategy-examples.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/constraint-examples.html
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.api.raw import Raw

# One m5.large and one t2.large in each of the zones a and b, a t2.micro in zone c.
HOSTS = [
    ("us-east-1a", "m5.large", 2048, 7900),
    ("us-east-1a", "t2.large", 2048, 7900),
    ("us-east-1b", "m5.large", 2048, 7900),
    ("us-east-1b", "t2.large", 2048, 7900),
    ("us-east-1c", "t2.micro", 1024, 980),
]

BY_ZONE = '"placementStrategy": [{"field": "attribute:ecs.availability-zone", "type": "spread"}]'
BY_INSTANCE = '"placementStrategy": [{"field": "instanceId", "type": "spread"}]'
BY_MEMORY = '"placementStrategy": [{"field": "memory", "type": "binpack"}]'
BY_CHANCE = '"placementStrategy": [{"type": "random"}]'
BY_ZONE_AND_INSTANCE = (
    '"placementStrategy": [{"field": "attribute:ecs.availability-zone", "type": "spread"}, '
    '{"field": "instanceId", "type": "spread"}]'
)
BY_ZONE_AND_MEMORY = (
    '"placementStrategy": [{"field": "attribute:ecs.availability-zone", "type": "spread"}, '
    '{"field": "memory", "type": "binpack"}]'
)
ON_T2 = '"placementConstraints": [{"expression": "attribute:ecs.instance-type =~ t2.*", "type": "memberOf"}]'
WITH_DATABASES = '"placementConstraints": [{"expression": "task:group == databases", "type": "memberOf"}]'
DISTINCT = '"placementConstraints": [{"type": "distinctInstance"}]'


@pytest.fixture
def placing(call: Raw) -> Raw:
    """A cluster of five hosts, and a task definition that takes 200 MiB."""
    call("CreateCluster", clusterName="demo")
    for zone, instance_type, cpu, memory in HOSTS:
        call(
            "RegisterContainerInstance",
            cluster="demo",
            totalResources=[
                {"name": "CPU", "type": "INTEGER", "integerValue": cpu},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": memory},
            ],
            attributes=[
                {"name": "ecs.availability-zone", "value": zone},
                {"name": "ecs.instance-type", "value": instance_type},
            ],
        )
    call(
        "RegisterTaskDefinition",
        family="job",
        containerDefinitions=[{"name": "app", "image": "busybox:1", "memory": 200}],
    )
    return call


def snippet(*parts: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads("{" + ", ".join(parts) + "}")
    return document


def run(call: Raw, count: int, **members: Any) -> list[int]:
    """The numbers of the hosts that ``count`` tasks go to, task by task."""
    arns = call("ListContainerInstances", cluster="demo")["containerInstanceArns"]
    started = call("RunTask", cluster="demo", taskDefinition="job", count=count, **members)
    return [arns.index(task["containerInstanceArn"]) for task in started["tasks"]]


@pytest.mark.parametrize(
    ("strategy", "hosts"),
    [
        pytest.param(BY_ZONE, [0, 2, 4, 0, 2, 4], id="over zones"),
        pytest.param(BY_INSTANCE, [0, 1, 2, 3, 4, 0], id="over instances"),
        pytest.param(BY_MEMORY, [4, 4, 4, 4, 0, 0], id="packed by memory"),
        pytest.param(BY_ZONE_AND_INSTANCE, [0, 2, 4, 1, 3, 4], id="over zones and instances"),
        pytest.param(BY_ZONE_AND_MEMORY, [4, 0, 2, 4, 0, 2], id="over zones, packed by memory"),
    ],
)
def test_the_strategies_of_the_documentation_place_as_it_says(placing: Raw, strategy: str, hosts: list[int]) -> None:
    assert run(placing, 6, **snippet(strategy)) == hosts


def test_tasks_placed_at_random_go_to_different_instances(placing: Raw) -> None:
    assert len(set(run(placing, 10, **snippet(BY_CHANCE)))) > 2


def test_an_expression_takes_instances_of_a_type(placing: Raw) -> None:
    assert set(run(placing, 10, **snippet(ON_T2, BY_INSTANCE))) == {1, 3, 4}


def test_an_expression_takes_instances_where_tasks_of_a_group_run(placing: Raw) -> None:
    (database,) = run(placing, 1, group="databases")

    assert set(run(placing, 5, **snippet(WITH_DATABASES, BY_INSTANCE))) == {database}


def test_an_expression_of_the_task_definition_counts_too(placing: Raw) -> None:
    placing(
        "RegisterTaskDefinition",
        family="tied",
        containerDefinitions=[{"name": "app", "image": "busybox:1", "memory": 10}],
        **snippet(ON_T2),
    )
    arns = placing("ListContainerInstances", cluster="demo")["containerInstanceArns"]

    started = placing("RunTask", cluster="demo", taskDefinition="tied", count=10, **snippet(BY_INSTANCE))

    assert {arns.index(task["containerInstanceArn"]) for task in started["tasks"]} == {1, 3, 4}


def test_distinct_instance_places_one_task_of_the_group_on_each_and_no_more(placing: Raw) -> None:
    arns = placing("ListContainerInstances", cluster="demo")["containerInstanceArns"]

    answer = placing("RunTask", cluster="demo", taskDefinition="job", count=6, **snippet(DISTINCT))

    assert sorted(arns.index(task["containerInstanceArn"]) for task in answer["tasks"]) == [0, 1, 2, 3, 4]
    assert Counter(failure["reason"] for failure in answer["failures"]) == {
        "DistinctInstance placement constraint unsatisfied.": 5
    }


def test_what_no_instance_meets_fails_once_for_each_instance(placing: Raw) -> None:
    answer = placing(
        "RunTask",
        cluster="demo",
        taskDefinition="job",
        placementConstraints=[{"type": "memberOf", "expression": "attribute:stack exists"}],
    )

    assert answer["tasks"] == []
    assert {failure["reason"] for failure in answer["failures"]} == {"MemberOf placement constraint unsatisfied."}
    assert len(answer["failures"]) == 5


def test_a_service_waits_for_an_instance_that_its_expression_means(placing: Raw) -> None:
    placing(
        "CreateService",
        cluster="demo",
        serviceName="web",
        taskDefinition="job",
        desiredCount=1,
        placementConstraints=[{"type": "memberOf", "expression": "attribute:stack == prod"}],
    )
    before = placing("DescribeServices", cluster="demo", services=["web"])["services"][0]

    (host, *_) = placing("ListContainerInstances", cluster="demo")["containerInstanceArns"]
    placing("PutAttributes", cluster="demo", attributes=[{"name": "stack", "value": "prod", "targetId": host}])
    placing("DescribeServices", cluster="demo", services=["web"])

    assert before["runningCount"] == 0
    assert "MemberOf placement constraint unsatisfied." in before["events"][0]["message"]
    (task,) = placing("ListTasks", cluster="demo", serviceName="web")["taskArns"]
    shown = placing("DescribeTasks", cluster="demo", tasks=[task])["tasks"][0]
    assert shown["containerInstanceArn"] == host


@pytest.mark.parametrize(
    ("query", "hosts"),
    [
        ("attribute:ecs.instance-type == t2.micro", [4]),
        ("attribute:ecs.availability-zone in [us-east-1a] and not(attribute:ecs.instance-type =~ t2.*)", [0]),
        ("runningTasksCount == 0", [0, 1, 2, 3, 4]),
        ("attribute:stack exists", []),
    ],
)
def test_instances_are_listed_by_a_query(placing: Raw, query: str, hosts: list[int]) -> None:
    arns = placing("ListContainerInstances", cluster="demo")["containerInstanceArns"]

    found = placing("ListContainerInstances", cluster="demo", filter=query)["containerInstanceArns"]

    assert [arns.index(arn) for arn in found] == hosts
