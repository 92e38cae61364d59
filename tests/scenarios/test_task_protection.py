"""Tasks that are busy protect themselves, and the service waits for them."""

from __future__ import annotations

from tests.scenarios.story import CLUSTER, Story

UNABLE = (
    "was unable to reach steady state because (taskSet A) was unable to scale in due to "
    "(reason {} tasks under protection)"
)


def protect(story: Story, *tasks: str, minutes: int) -> None:
    story.ecs.update_task_protection(
        cluster=CLUSTER, tasks=list(tasks), protectionEnabled=True, expiresInMinutes=minutes
    )


def test_a_deployment_waits_until_the_protection_of_a_task_ends(story: Story) -> None:
    story.steady_service(2, 50, 200)
    protect(story, story.tasks()[0]["taskArn"], minutes=5)
    story.register()

    story.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition="web")
    states = story.watch(400)

    assert states == [
        (0.0, "B PRIMARY 0+0/2 IN_PROGRESS, A ACTIVE 2+0/2 COMPLETED"),
        (1.0, "B PRIMARY 0+2/2 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (20.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (300.0, "B PRIMARY 2+0/2 IN_PROGRESS, A ACTIVE 0+0/0 COMPLETED"),
        (325.0, "B PRIMARY 2+0/2 COMPLETED"),
    ]
    assert story.events() == [
        (0.0, "has started 2 tasks: (task 3) (task 4)."),
        (0.0, "has stopped 1 running tasks: (task 2)."),
        (60.0, UNABLE.format(1)),
        (300.0, "has stopped 1 running tasks: (task 1)."),
        (325.0, "(deployment B) deployment completed."),
        (325.0, "has reached a steady state."),
    ]


def test_a_service_that_is_scaled_in_keeps_the_protected_tasks(story: Story) -> None:
    story.steady_service(3, 100, 200)
    first, second, _ = story.tasks()
    protect(story, first["taskArn"], second["taskArn"], minutes=10)

    story.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=1)
    states = story.watch(700)

    assert states == [
        (0.0, "A PRIMARY 3+0/1 COMPLETED"),
        (1.0, "A PRIMARY 2+0/1 COMPLETED"),
        (600.0, "A PRIMARY 1+0/1 COMPLETED"),
    ]
    assert story.events() == [
        (0.0, "has stopped 1 running tasks: (task 3)."),
        (25.0, UNABLE.format(2)),
        (600.0, "has stopped 1 running tasks: (task 2)."),
        (625.0, "has reached a steady state."),
    ]


def test_protection_does_not_keep_stop_task_from_it(story: Story) -> None:
    story.steady_service(1, 100, 200)
    (task,) = story.tasks()
    protect(story, task["taskArn"], minutes=10)

    story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    story.clock.advance(30)

    assert [each["taskArn"] for each in story.tasks(desiredStatus="STOPPED")] == [task["taskArn"]]
