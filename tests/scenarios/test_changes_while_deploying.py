"""What happens to a rolling update when something else changes meanwhile, and when it counts as a success.

A task runs 20 seconds after it was created (18 on an instance), and counts as healthy 40 seconds later.
"""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest

from mock_ecs.testing import Clock
from tests.scenarios.story import APP, CLUSTER, EC2, FARGATE, FOR_FARGATE, FOR_INSTANCES, Story, Timeline


def update(story: Story, **changes: Any) -> None:
    story.ecs.update_service(cluster=CLUSTER, service="web", **changes)


def test_the_service_is_scaled_out_and_then_in(story: Story) -> None:
    story.steady_service(4, 100, 150)
    story.register()
    update(story, taskDefinition="web")

    first = story.watch(30)
    update(story, desiredCount=6)
    then = story.watch(40)
    update(story, desiredCount=2)

    assert first[-1] == (20.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED")
    assert then[1:] == [
        (31.0, "B PRIMARY 2+3/6 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
        (50.0, "B PRIMARY 5+0/6 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
    ]
    assert story.watch(60)[1:] == [
        (71.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
        (95.0, "B PRIMARY 2+0/2 COMPLETED"),
    ]
    assert story.events() == [
        (0.0, "has started 2 tasks: (task 5) (task 6)."),
        (30.0, "has started 3 tasks: (task 7) (task 8) (task 9)."),
        (70.0, "has stopped 7 running tasks: (task 1) (task 2) (task 3) (task 4) (task 7) (task 8) (task 9)."),
        (95.0, "(deployment B) deployment completed."),
        (95.0, "has reached a steady state."),
    ]


def test_the_service_is_scaled_to_nothing(story: Story) -> None:
    story.steady_service(4, 100, 150)
    story.register()
    update(story, taskDefinition="web")
    story.clock.advance(10)

    update(story, desiredCount=0)

    assert story.watch(60)[-1][1] == "B PRIMARY 0+0/0 COMPLETED"
    assert [text for _, text in story.events()[1:]] == [
        "has stopped 4 running tasks: (task 1) (task 2) (task 3) (task 4).",
        "stopped 2 pending tasks.",
        "(deployment B) deployment completed.",
        "has reached a steady state.",
    ]


def test_an_instance_is_drained(story: Story) -> None:
    story.instance(cpu=2048)
    drained = story.instance(cpu=2048, zone="us-east-1b")
    story.steady_service(4, 50, 100, **EC2)
    story.register(**FOR_INSTANCES)
    update(story, taskDefinition="web")
    story.clock.advance(30)

    story.ecs.update_container_instances_state(cluster=CLUSTER, containerInstances=[drained], status="DRAINING")

    assert [(time, text) for time, text in story.watch(200) if time in (30, 58, 88, 146)] == [
        (30.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (58.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (88.0, "B PRIMARY 3+0/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
        (146.0, "B PRIMARY 4+0/4 COMPLETED"),
    ]
    assert [task for task in story.tasks() if task["containerInstanceArn"] == drained] == []


@pytest.mark.parametrize(
    ("cleanup", "end"),
    [
        pytest.param(
            "DEFERRED",
            [
                (85.0, "B PRIMARY 2+0/4 COMPLETED, A ACTIVE 0+0/0 COMPLETED"),
                (110.0, "B PRIMARY 2+2/4 COMPLETED, A ACTIVE 0+0/0 COMPLETED"),
                (130.0, "B PRIMARY 4+0/4 COMPLETED, A ACTIVE 0+0/0 COMPLETED"),
                (170.0, "B PRIMARY 4+0/4 COMPLETED"),
            ],
            id="deferred: before the old tasks are gone",
        ),
        pytest.param(
            "BLOCKING",
            [
                (85.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
                (110.0, "B PRIMARY 2+2/4 COMPLETED, A ACTIVE 0+0/0 COMPLETED"),
                (130.0, "B PRIMARY 4+0/4 COMPLETED, A ACTIVE 0+0/0 COMPLETED"),
                (170.0, "B PRIMARY 4+0/4 COMPLETED"),
            ],
            id="blocking: when the old tasks are gone",
        ),
    ],
)
def test_it_succeeds_early_with_half_of_the_tasks(story: Story, cleanup: str, end: Timeline) -> None:
    story.steady_service(4, 50, 100)
    story.register()
    criteria = {"enable": True, "healthyPercent": 50, "sourceServiceRevisionCleanup": cleanup}

    update(story, taskDefinition="web", deploymentConfiguration={"earlySuccessCriteria": criteria})

    assert story.watch(300)[-4:] == end


def test_ten_minutes_of_bake_time_pass_at_once_in_instant_mode(ecs: Any, ecs_clock: Clock) -> None:
    ecs.create_cluster(clusterName=CLUSTER)
    ecs.register_task_definition(family="web", containerDefinitions=[APP], **FOR_FARGATE)
    configuration = {"bakeTimeInMinutes": 10}
    began = perf_counter()

    ecs.create_service(
        cluster=CLUSTER,
        serviceName="web",
        taskDefinition="web",
        desiredCount=2,
        deploymentConfiguration=configuration,
        **FARGATE,
    )
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["web"])
    (service,) = ecs.describe_services(cluster=CLUSTER, services=["web"])["services"]

    (deployment,) = service["deployments"]
    assert perf_counter() - began < 1
    assert deployment["rolloutState"] == "COMPLETED"
    assert deployment["updatedAt"] - deployment["createdAt"] == timedelta(seconds=60 + 600)
