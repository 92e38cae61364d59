"""Rolling updates of a service of four tasks on Fargate, in AWS's own durations.

A task runs 20 seconds after it was created, and counts as healthy 40 seconds later. One that is stopped ends after
2 seconds; its network interface takes 23 more.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.story import APP, CLUSTER, FARGATE, Story, Timeline


def update(story: Story, **changes: Any) -> None:
    story.ecs.update_service(cluster=CLUSTER, service="web", **changes)


@pytest.mark.parametrize(
    ("minimum", "maximum", "states", "events"),
    [
        pytest.param(
            50,
            200,
            [
                (0.0, "B PRIMARY 0+0/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
                (1.0, "B PRIMARY 0+4/4 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
                (20.0, "B PRIMARY 4+0/4 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
                (60.0, "B PRIMARY 4+0/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
                (85.0, "B PRIMARY 4+0/4 COMPLETED"),
            ],
            [
                (0.0, "has started 4 tasks: (task 5) (task 6) (task 7) (task 8)."),
                (0.0, "has stopped 2 running tasks: (task 1) (task 2)."),
                (60.0, "has stopped 2 running tasks: (task 3) (task 4)."),
                (85.0, "(deployment B) deployment completed."),
                (85.0, "has reached a steady state."),
            ],
            id="50-200: starts all and stops half, then the other half",
        ),
        pytest.param(
            100,
            200,
            [
                (0.0, "B PRIMARY 0+0/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
                (1.0, "B PRIMARY 0+4/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
                (20.0, "B PRIMARY 4+0/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
                (60.0, "B PRIMARY 4+0/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
                (85.0, "B PRIMARY 4+0/4 COMPLETED"),
            ],
            [
                (0.0, "has started 4 tasks: (task 5) (task 6) (task 7) (task 8)."),
                (60.0, "has stopped 4 running tasks: (task 1) (task 2) (task 3) (task 4)."),
                (85.0, "(deployment B) deployment completed."),
                (85.0, "has reached a steady state."),
            ],
            id="100-200: starts all, and when they are healthy stops all",
        ),
        pytest.param(
            50,
            100,
            [
                (0.0, "B PRIMARY 0+0/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
                (1.0, "B PRIMARY 0+0/4 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
                # unsure in the reference: whether a task that is DEPROVISIONING still counts for maximumPercent.
                (25.0, "B PRIMARY 0+2/4 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
                (45.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
                (85.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
                (110.0, "B PRIMARY 2+2/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
                (130.0, "B PRIMARY 4+0/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
                (170.0, "B PRIMARY 4+0/4 COMPLETED"),
            ],
            [
                (0.0, "has stopped 2 running tasks: (task 1) (task 2)."),
                (25.0, "has started 2 tasks: (task 5) (task 6)."),
                (85.0, "has stopped 2 running tasks: (task 3) (task 4)."),
                (110.0, "has started 2 tasks: (task 7) (task 8)."),
                (170.0, "(deployment B) deployment completed."),
                (170.0, "has reached a steady state."),
            ],
            id="50-100: stops half, starts half, and again",
        ),
        pytest.param(
            75,
            125,
            [
                (0.0, "B PRIMARY 0+0/4 IN_PROGRESS, A ACTIVE 4+0/4 COMPLETED"),
                (1.0, "B PRIMARY 0+1/4 IN_PROGRESS, A ACTIVE 3+0/3 COMPLETED"),
                (20.0, "B PRIMARY 1+0/4 IN_PROGRESS, A ACTIVE 3+0/3 COMPLETED"),
                (25.0, "B PRIMARY 1+1/4 IN_PROGRESS, A ACTIVE 3+0/3 COMPLETED"),
                (45.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 3+0/3 COMPLETED"),
                (60.0, "B PRIMARY 2+0/4 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
                (85.0, "B PRIMARY 2+1/4 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
                (105.0, "B PRIMARY 3+0/4 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
                (110.0, "B PRIMARY 3+1/4 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
                (130.0, "B PRIMARY 4+0/4 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
                (145.0, "B PRIMARY 4+0/4 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
                (170.0, "B PRIMARY 4+0/4 COMPLETED"),
            ],
            [
                (0.0, "has started 1 tasks: (task 5)."),
                (0.0, "has stopped 1 running tasks: (task 1)."),
                (25.0, "has started 1 tasks: (task 6)."),
                (60.0, "has stopped 1 running tasks: (task 2)."),
                (85.0, "has started 1 tasks: (task 7)."),
                (85.0, "has stopped 1 running tasks: (task 3)."),
                (110.0, "has started 1 tasks: (task 8)."),
                (145.0, "has stopped 1 running tasks: (task 4)."),
                (170.0, "(deployment B) deployment completed."),
                (170.0, "has reached a steady state."),
            ],
            id="75-125: one after the other",
        ),
    ],
)
def test_a_new_revision_replaces_the_old_one(
    story: Story, minimum: int, maximum: int, states: Timeline, events: Timeline
) -> None:
    story.steady_service(4, minimum, maximum)

    update(story, taskDefinition=story.register())

    assert story.watch(300) == states
    assert story.events() == events
    assert {task["taskDefinitionArn"].rpartition("/")[2] for task in story.tasks()} == {"web:2"}


def test_one_seed_gives_one_wording(story: Story) -> None:
    story.steady_service(1, 100, 200)

    update(story, forceNewDeployment=True)
    story.clock.advance(300)

    assert [event["message"] for event in story.service()["events"]] == [
        "(service web) has reached a steady state.",
        "(service web) (deployment ecs-svc/1148896595738027643) deployment completed.",
        "(service web) has stopped 1 running tasks: (task 1b284e547b158878ea96bdd1f92985a3).",
        "(service web) has started 1 tasks: (task de43383b29cc163f632866325bf8ea8e).",
        "(service web) has reached a steady state.",
        "(service web) (deployment ecs-svc/3443107036481085863) deployment completed.",
        "(service web) has started 1 tasks: (task 1b284e547b158878ea96bdd1f92985a3).",
    ]


def test_the_old_tasks_are_told_why_they_stop(story: Story) -> None:
    story.steady_service(1, 100, 200)

    update(story, forceNewDeployment=True)
    primary = story.service()["deployments"][0]["id"]
    story.clock.advance(100)

    (task,) = story.tasks(desiredStatus="STOPPED")
    assert task["lastStatus"] == "STOPPED"
    assert task["stopCode"] == "ServiceSchedulerInitiated"
    assert task["stoppedReason"] == f"Scaling activity initiated by (deployment {primary})"
    assert task["containers"][0]["exitCode"] == 143
    assert [story.at(task[name]) for name in ("stoppingAt", "executionStoppedAt", "stoppedAt")] == [60.0, 62.0, 85.0]


def test_a_newer_deployment_takes_the_place_of_one_in_progress(story: Story) -> None:
    story.steady_service(2, 100, 200)
    update(story, taskDefinition=story.register())
    before = story.watch(30)

    update(story, taskDefinition=story.register())
    after = story.watch(200)

    assert before == [
        (0.0, "B PRIMARY 0+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (1.0, "B PRIMARY 0+2/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (20.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
    ]
    assert after == [
        (30.0, "C PRIMARY 0+0/2 IN_PROGRESS, B ACTIVE 2+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (31.0, "C PRIMARY 0+0/2 IN_PROGRESS, B ACTIVE 0+0/0 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (55.0, "C PRIMARY 0+2/2 IN_PROGRESS, B ACTIVE 0+0/0 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (75.0, "C PRIMARY 2+0/2 IN_PROGRESS, B ACTIVE 0+0/0 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (115.0, "C PRIMARY 2+0/2 IN_PROGRESS, B ACTIVE 0+0/0 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
        (140.0, "C PRIMARY 2+0/2 COMPLETED"),
    ]
    assert story.events() == [
        (0.0, "has started 2 tasks: (task 3) (task 4)."),
        (30.0, "has stopped 2 running tasks: (task 3) (task 4)."),
        (55.0, "has started 2 tasks: (task 5) (task 6)."),
        (115.0, "has stopped 2 running tasks: (task 1) (task 2)."),
        (140.0, "(deployment C) deployment completed."),
        (140.0, "has reached a steady state."),
    ]


def test_bounds_that_let_nothing_move_stop_a_deployment_until_they_are_changed(story: Story) -> None:
    story.steady_service(2, 75, 100)
    update(story, forceNewDeployment=True)
    before = story.watch(60)

    update(story, deploymentConfiguration={"minimumHealthyPercent": 50})
    story.clock.advance(300)

    assert before == [(0.0, "B PRIMARY 0+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED")]
    assert story.deployments() == "B PRIMARY 2+0/2 COMPLETED"
    assert story.events() == [
        (
            0.0,
            "was unable to stop or start tasks during a deployment because of the service deployment configuration. "
            "Update the minimumHealthyPercent or maximumPercent value and try again.",
        ),
        (60.0, "has stopped 1 running tasks: (task 1)."),
        (85.0, "has started 1 tasks: (task 3)."),
        (145.0, "has stopped 1 running tasks: (task 2)."),
        (170.0, "has started 1 tasks: (task 4)."),
        (230.0, "(deployment B) deployment completed."),
        (230.0, "has reached a steady state."),
    ]


def test_a_health_check_that_passes_takes_the_place_of_the_40_seconds(story: Story) -> None:
    check = {"command": ["CMD-SHELL", "curl -f http://localhost"]}
    story.register({**APP, "healthCheck": check}, {"name": "log", "image": "fluent-bit", "essential": False})
    story.create_service(1, 100, 200, **FARGATE)

    states = story.watch(80, lambda: f"{story.deployments()} {[t['healthStatus'] for t in story.tasks()]}")

    assert states == [
        (0.0, "A PRIMARY 0+0/1 IN_PROGRESS []"),
        (1.0, "A PRIMARY 0+1/1 IN_PROGRESS ['UNKNOWN']"),
        (20.0, "A PRIMARY 1+0/1 IN_PROGRESS ['UNKNOWN']"),
        (50.0, "A PRIMARY 1+0/1 COMPLETED ['HEALTHY']"),
    ]
