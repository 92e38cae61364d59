"""A service on a capacity provider with managed scaling, from nothing to four instances and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.testing import Clock, MockEcs, mock_ecs
from tests.ecs.groups import Group, Groups
from tests.scenarios.story import APP, CLUSTER, Story

BY_HOSTS = {"capacityProviderStrategy": [{"capacityProvider": "hosts", "weight": 1}]}
IN_BRIDGE = {"networkMode": "bridge"}
GROUP = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:11111111-2222-3333-4444-555555555555:"


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    """As for the other stories, but with two Auto Scaling groups, of none to four instances each."""
    with mock_ecs(seed=1, profile="typical", neighbours="null") as mock:
        groups = Groups(hosts=Group(), more=Group())
        mock.world.neighbours = replace(mock.world.neighbours, auto_scaling_groups=groups, hosts=groups)
        yield mock
        assert mock.faults == []


@pytest.fixture
def story(ecs: Any, ecs_clock: Clock) -> Story:
    """A story whose cluster has the provider of the group."""
    ecs_clock.set_mode("manual")
    story = Story(ecs, ecs_clock)
    ecs.create_capacity_provider(
        name="hosts",
        autoScalingGroupProvider={
            "autoScalingGroupArn": f"{GROUP}autoScalingGroupName/hosts",
            "managedScaling": {"status": "ENABLED"},
        },
    )
    ecs.put_cluster_capacity_providers(cluster=CLUSTER, capacityProviders=["hosts"], defaultCapacityProviderStrategy=[])
    story.register(APP | {"memory": 3000}, **IN_BRIDGE)
    return story


def shown(story: Story) -> str:
    """The tasks by status, and the instances."""
    tasks = Counter(task["lastStatus"] for task in story.tasks())
    arns = story.ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    found = []
    if arns:
        described = story.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)
        found = [instance["status"] for instance in described["containerInstances"]]
    return ", ".join([*(f"{count} {status}" for status, count in tasks.items()), *found])


def test_from_zero_two_instances_boot_and_then_as_many_as_are_needed(story: Story) -> None:
    story.create_service(6, 100, 200, **BY_HOSTS)

    seen = story.watch(700, lambda: shown(story))

    # The first look at the full minute; 90 s until an agent registers; 300 s until the first instances are warm.
    assert seen == [
        (0.0, ""),
        (1.0, "6 PROVISIONING"),
        (150.0, "4 PENDING, 2 PROVISIONING, ACTIVE, ACTIVE"),
        (156.0, "4 ACTIVATING, 2 PROVISIONING, ACTIVE, ACTIVE"),
        (166.0, "4 RUNNING, 2 PROVISIONING, ACTIVE, ACTIVE"),
        (450.0, "4 RUNNING, 2 PENDING, ACTIVE, ACTIVE, ACTIVE"),
        (456.0, "4 RUNNING, 2 ACTIVATING, ACTIVE, ACTIVE, ACTIVE"),
        (466.0, "6 RUNNING, ACTIVE, ACTIVE, ACTIVE"),
    ]


def test_without_tasks_the_instances_go_after_a_quarter_of_an_hour(story: Story) -> None:
    story.create_service(2, 100, 200, **BY_HOSTS)
    story.clock.advance(600)
    story.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=0)
    story.start = story.clock.now

    seen = story.watch(1200, lambda: shown(story))

    assert seen == [
        (0.0, "2 RUNNING, ACTIVE, ACTIVE"),
        (1.0, "ACTIVE, ACTIVE"),
        (900.0, "DRAINING, DRAINING"),
        (960.0, ""),
    ]


def test_a_strategy_changed_without_a_deployment_is_for_the_tasks_to_come(story: Story) -> None:
    story.ecs.create_capacity_provider(name="more", autoScalingGroupProvider={"autoScalingGroupArn": "more"})
    story.clock.advance(30)
    story.ecs.put_cluster_capacity_providers(
        cluster=CLUSTER, capacityProviders=["hosts", "more"], defaultCapacityProviderStrategy=[]
    )
    story.create_service(1, 100, 200, **BY_HOSTS)
    story.clock.advance(400)

    strategy = [{"capacityProvider": "hosts", "weight": 0, "base": 1}, {"capacityProvider": "more", "weight": 1}]
    story.ecs.update_service(cluster=CLUSTER, service="web", capacityProviderStrategy=strategy, desiredCount=2)
    story.clock.advance(100)

    service = story.service()
    assert len(service["deployments"]) == 1
    assert service["capacityProviderStrategy"] == [{"base": 0, **item} for item in strategy]
    assert [task["capacityProviderName"] for task in story.tasks()] == ["hosts"]
    assert service["events"][0]["message"] == (
        "(service web) was unable to reach steady state. "
        "Reason: No Container Instances were found in your capacity provider."
    )
