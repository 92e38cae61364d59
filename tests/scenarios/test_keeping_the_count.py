"""A service that keeps its count: tasks that are stopped, scaling out, scaling in, scaling to nothing, deleting."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.scenarios.story import CLUSTER, FARGATE, Story


def life(story: Story) -> str:
    """The service, as long as it can be described: status, counts, and how many deployments it has."""
    service = story.service()
    return "{status} {runningCount}+{pendingCount}/{desiredCount} {deployed}".format(
        deployed=len(service["deployments"]), **service
    )


def set_count(story: Story, count: int) -> None:
    story.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=count)


def test_a_task_that_somebody_stops_is_replaced(story: Story) -> None:
    story.steady_service(2, 100, 200)
    victim = story.tasks()[0]["taskArn"]

    stopping = story.ecs.stop_task(cluster=CLUSTER, task=victim, reason="a test of ours")["task"]
    states = story.watch(100)

    assert (stopping["lastStatus"], stopping["desiredStatus"]) == ("RUNNING", "STOPPED")
    assert states == [
        (0.0, "A PRIMARY 2+0/2 COMPLETED"),
        (1.0, "A PRIMARY 1+1/2 COMPLETED"),
        (20.0, "A PRIMARY 2+0/2 COMPLETED"),
    ]
    assert story.events() == [
        (0.0, "has started 1 tasks: (task 3)."),
        (60.0, "has reached a steady state."),
    ]
    (stopped,) = story.tasks(desiredStatus="STOPPED")
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "a test of ours")
    assert victim not in [task["taskArn"] for task in story.tasks()]


def test_a_service_is_scaled_out_and_in_without_a_deployment(story: Story) -> None:
    story.steady_service(2, 100, 200)

    set_count(story, 5)
    out = story.watch(100)
    set_count(story, 3)
    back = story.watch(50)

    assert out == [
        (0.0, "A PRIMARY 2+0/5 COMPLETED"),
        (1.0, "A PRIMARY 2+3/5 COMPLETED"),
        (20.0, "A PRIMARY 5+0/5 COMPLETED"),
    ]
    assert back == [(100.0, "A PRIMARY 5+0/3 COMPLETED"), (101.0, "A PRIMARY 3+0/3 COMPLETED")]
    assert story.events() == [
        (0.0, "has started 3 tasks: (task 3) (task 4) (task 5)."),
        (60.0, "has reached a steady state."),
        (100.0, "has stopped 2 running tasks: (task 4) (task 5)."),
        (125.0, "has reached a steady state."),
    ]
    assert sorted(task["availabilityZone"] for task in story.tasks()) == ["us-east-1a", "us-east-1a", "us-east-1b"]


def test_tasks_that_have_not_come_up_yet_are_the_first_to_go(story: Story) -> None:
    story.steady_service(2, 100, 200)
    set_count(story, 4)
    story.clock.advance(10)

    set_count(story, 1)
    states = story.watch(50)

    assert states == [(10.0, "A PRIMARY 2+2/1 COMPLETED"), (11.0, "A PRIMARY 1+0/1 COMPLETED")]
    assert story.events() == [
        (0.0, "has started 2 tasks: (task 3) (task 4)."),
        (10.0, "has stopped 1 running tasks: (task 2)."),
        (10.0, "stopped 2 pending tasks."),
        (35.0, "has reached a steady state."),
    ]


def test_a_service_is_scaled_to_nothing_and_deleted(story: Story) -> None:
    story.steady_service(2, 100, 200)

    set_count(story, 0)
    down = story.watch(60, lambda: life(story))
    deleted = story.ecs.delete_service(cluster=CLUSTER, service="web")["service"]
    after = story.watch(60, lambda: life(story))

    assert down == [(0.0, "ACTIVE 2+0/0 1"), (1.0, "ACTIVE 0+0/0 1")]
    assert (deleted["status"], deleted["desiredCount"]) == ("DRAINING", 0)
    assert after == [(60.0, "DRAINING 0+0/0 1"), (61.0, "INACTIVE 0+0/0 0")]
    assert story.events() == [
        (0.0, "has stopped 2 running tasks: (task 1) (task 2)."),
        (25.0, "has reached a steady state."),
    ]
    assert story.ecs.list_services(cluster=CLUSTER)["serviceArns"] == []


def test_a_service_is_deleted_by_force(story: Story) -> None:
    story.steady_service(2, 100, 200)

    def look() -> str:
        stopped = [task["lastStatus"] for task in story.tasks(serviceName="web", desiredStatus="STOPPED")]
        return f"{life(story)} {' '.join(stopped)}".strip()

    deleted = story.ecs.delete_service(cluster=CLUSTER, service="web", force=True)["service"]
    states = story.watch(60, look)

    assert (deleted["status"], deleted["desiredCount"], deleted["runningCount"]) == ("DRAINING", 0, 2)
    assert states == [
        (0.0, "DRAINING 2+0/0 1"),
        (1.0, "INACTIVE 0+0/0 0 STOPPING STOPPING"),
        (2.0, "INACTIVE 0+0/0 0 DEPROVISIONING DEPROVISIONING"),
        (25.0, "INACTIVE 0+0/0 0 STOPPED STOPPED"),
    ]
    assert story.events() == [(0.0, "has stopped 2 running tasks: (task 1) (task 2).")]


def test_a_count_above_0_keeps_a_service_from_being_deleted(story: Story) -> None:
    story.steady_service(1, 100, 200)

    with pytest.raises(ClientError) as refused:
        story.ecs.delete_service(cluster=CLUSTER, service="web")

    assert refused.value.response["Error"] == {
        "Code": "InvalidParameterException",
        "Message": "The service cannot be stopped while it is scaled above 0.",
    }
    assert life(story) == "ACTIVE 1+0/1 1"


def test_a_name_is_free_again_once_its_service_is_inactive(story: Story) -> None:
    story.steady_service(1, 100, 200)
    story.ecs.delete_service(cluster=CLUSTER, service="web", force=True)

    with pytest.raises(ClientError) as refused:
        story.create_service(1, 100, 200, **FARGATE)
    story.clock.advance(1)
    story.create_service(1, 100, 200, **FARGATE)
    story.clock.advance(100)

    assert refused.value.response["Error"]["Message"] == "Unable to Start a service that is still Draining."
    assert life(story) == "ACTIVE 1+0/1 1"


def test_a_steady_service_says_so_every_six_hours(story: Story) -> None:
    story.steady_service(1, 100, 200)

    story.clock.advance(13 * 3600)

    # It was steady for the first time 60 seconds after it was made, and the story begins 40 seconds later.
    assert story.events() == [
        (21_560.0, "has reached a steady state."),
        (43_160.0, "has reached a steady state."),
    ]


def test_a_stopped_task_can_be_described_for_an_hour(story: Story) -> None:
    story.steady_service(1, 100, 200)
    arn = story.tasks()[0]["taskArn"]
    story.ecs.stop_task(cluster=CLUSTER, task=arn)

    def describe() -> dict[str, Any]:
        described: dict[str, Any] = story.ecs.describe_tasks(cluster=CLUSTER, tasks=[arn])
        return described

    story.clock.advance(25 + 3599)
    before = [task["lastStatus"] for task in describe()["tasks"]]
    story.clock.advance(1)

    assert before == ["STOPPED"]
    assert describe()["tasks"] == []
    assert describe()["failures"] == [{"arn": arn, "reason": "MISSING"}]
