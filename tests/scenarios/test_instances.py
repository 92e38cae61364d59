"""Services on container instances: waiting for room, draining an instance, losing one."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.scenarios.story import APP, CLUSTER, EC2, FOR_INSTANCES, Story

MORE = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
UNPLACED = "was unable to place a task because no container instance met all of its requirements."


def tasks_by_instance(story: Story, *instances: str) -> str:
    """Of each instance its status, and the tasks that run and are pending there."""
    described = story.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=list(instances))
    return ", ".join(
        f"{instance['status']} {instance['runningTasksCount']}+{instance['pendingTasksCount']}"
        for instance in described["containerInstances"]
    )


def test_a_service_waits_for_capacity_until_instances_register(story: Story) -> None:
    story.register(**FOR_INSTANCES)
    story.create_service(3, 100, 200, **EC2)

    without = story.watch(20)
    story.instance()
    with_one = story.watch(20)
    story.instance()
    with_two = story.watch(100)

    assert without == [(0.0, "A PRIMARY 0+0/3 IN_PROGRESS")]
    assert with_one == [
        (20.0, "A PRIMARY 0+0/3 IN_PROGRESS"),
        (21.0, "A PRIMARY 0+2/3 IN_PROGRESS"),
        (36.0, "A PRIMARY 2+0/3 IN_PROGRESS"),
    ]
    assert with_two == [
        (40.0, "A PRIMARY 2+0/3 IN_PROGRESS"),
        (41.0, "A PRIMARY 2+1/3 IN_PROGRESS"),
        (56.0, "A PRIMARY 3+0/3 IN_PROGRESS"),
        (96.0, "A PRIMARY 3+0/3 COMPLETED"),
    ]
    assert story.events() == [
        (0.0, f"{UNPLACED} Reason: No Container Instances were found in your cluster.{MORE}"),
        (20.0, "has started 2 tasks: (task 1) (task 2)."),
        (20.0, f"{UNPLACED} The closest matching (container-instance i1) has insufficient CPU units available.{MORE}"),
        (40.0, "has started 1 tasks: (task 3)."),
        (96.0, "(deployment A) deployment completed."),
        (96.0, "has reached a steady state."),
    ]


def test_a_drained_instance_loses_its_tasks_once_others_are_healthy(story: Story) -> None:
    first, second = story.instance(2048), story.instance(2048)
    story.steady_service(2, 100, 200, **EC2)

    story.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[first], status="DRAINING")
    states = story.watch(100, lambda: tasks_by_instance(story, first, second))

    assert states == [
        (0.0, "DRAINING 1+0, ACTIVE 1+0"),
        (1.0, "DRAINING 1+0, ACTIVE 1+1"),
        (16.0, "DRAINING 1+0, ACTIVE 2+0"),
        (56.0, "DRAINING 0+0, ACTIVE 2+0"),
    ]
    assert story.events() == [
        (0.0, "has started 1 tasks: (task 3)."),
        (56.0, "has stopped 1 running tasks: (task 1)."),
        (58.0, "has reached a steady state."),
    ]
    assert story.ecs.list_container_instances(cluster=CLUSTER, status="DRAINING")["containerInstanceArns"] == [first]


def test_without_another_instance_a_drained_one_keeps_its_tasks_until_one_comes(story: Story) -> None:
    first = story.instance()
    story.steady_service(1, 100, 200, **EC2)

    story.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[first], status="DRAINING")
    alone = story.watch(100, lambda: tasks_by_instance(story, first))
    second = story.instance()
    together = story.watch(100, lambda: tasks_by_instance(story, first, second))

    assert alone == [(0.0, "DRAINING 1+0")]
    assert together == [
        (100.0, "DRAINING 1+0, ACTIVE 0+0"),
        (101.0, "DRAINING 1+0, ACTIVE 0+1"),
        (116.0, "DRAINING 1+0, ACTIVE 1+0"),
        (156.0, "DRAINING 0+0, ACTIVE 1+0"),
    ]
    assert story.events() == [
        (0.0, f"{UNPLACED} Reason: No Container Instances were found in your cluster.{MORE}"),
        (100.0, "has started 1 tasks: (task 2)."),
        (156.0, "has stopped 1 running tasks: (task 1)."),
        (158.0, "has reached a steady state."),
    ]


def test_a_lost_instance_is_made_up_for_by_the_others(story: Story) -> None:
    first, second = story.instance(2048), story.instance(2048)
    story.steady_service(2, 100, 200, **EC2)

    with pytest.raises(ClientError) as refused:
        story.ecs.deregister_container_instance(cluster=CLUSTER, containerInstance=first)
    gone = story.ecs.deregister_container_instance(cluster=CLUSTER, containerInstance=first, force=True)
    states = story.watch(100, lambda: f"{story.deployments()}; {tasks_by_instance(story, second)}")

    assert refused.value.response["Error"]["Message"] == "Found running tasks on the instance."
    assert gone["containerInstance"]["status"] == "INACTIVE"
    assert states == [
        (0.0, "A PRIMARY 2+0/2 COMPLETED; ACTIVE 1+0"),
        (1.0, "A PRIMARY 1+1/2 COMPLETED; ACTIVE 1+1"),
        (16.0, "A PRIMARY 2+0/2 COMPLETED; ACTIVE 2+0"),
    ]
    assert story.events() == [
        (0.0, "has started 1 tasks: (task 3)."),
        (56.0, "has reached a steady state."),
    ]


def test_a_rolling_update_on_a_full_instance_needs_room_below(story: Story) -> None:
    story.instance(1024)
    story.steady_service(2, 50, 100, **EC2)

    story.ecs.update_service(cluster=CLUSTER, service="web", forceNewDeployment=True)
    states = story.watch(200)

    assert states == [
        (0.0, "B PRIMARY 0+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (1.0, "B PRIMARY 0+0/2 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (2.0, "B PRIMARY 0+1/2 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (18.0, "B PRIMARY 1+0/2 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (58.0, "B PRIMARY 1+0/2 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
        (60.0, "B PRIMARY 1+1/2 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
        (76.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
        (116.0, "B PRIMARY 2+0/2 COMPLETED"),
    ]
    assert story.events() == [
        (0.0, "has stopped 1 running tasks: (task 1)."),
        (2.0, "has started 1 tasks: (task 3)."),
        (58.0, "has stopped 1 running tasks: (task 2)."),
        (60.0, "has started 1 tasks: (task 4)."),
        (116.0, "(deployment B) deployment completed."),
        (116.0, "has reached a steady state."),
    ]


def test_one_instance_cannot_hold_two_tasks_with_the_same_host_port(story: Story) -> None:
    first = story.instance(2048)
    story.register({**APP, "portMappings": [{"containerPort": 80, "hostPort": 80}]}, **FOR_INSTANCES)
    story.create_service(2, 100, 200, **EC2)

    story.clock.advance(100)
    alone = tasks_by_instance(story, first)
    second = story.instance(2048)
    story.clock.advance(100)

    assert alone == "ACTIVE 1+0"
    assert tasks_by_instance(story, first, second) == "ACTIVE 1+0, ACTIVE 1+0"
    in_use = "is already using a port required by your task."
    assert story.events() == [
        (0.0, "has started 1 tasks: (task 1)."),
        (0.0, f"{UNPLACED} The closest matching (container-instance i1) {in_use}{MORE}"),
        (100.0, "has started 1 tasks: (task 2)."),
        (156.0, "(deployment A) deployment completed."),
        (156.0, "has reached a steady state."),
    ]
