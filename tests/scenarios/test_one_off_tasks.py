"""A task of RunTask is a job: it ends by itself, and a script waits for it."""

from __future__ import annotations

from typing import Any

from mock_ecs.testing import Clock
from tests.scenarios.story import CLUSTER, FARGATE, Story


def run(story: Story, **members: Any) -> dict[str, Any]:
    story.register(family="migrate")
    answer = story.ecs.run_task(cluster=CLUSTER, taskDefinition="migrate", **FARGATE, **members)
    assert answer["failures"] == []
    task: dict[str, Any] = answer["tasks"][0]
    return task


def test_a_job_runs_for_a_minute_and_ends_with_code_0(story: Story) -> None:
    task = run(story, startedBy="deploy", group="jobs")

    def look() -> str:
        (seen,) = story.ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"]
        (container,) = seen["containers"]
        (attachment,) = seen["attachments"]
        parts = (seen["lastStatus"], seen["desiredStatus"], container["lastStatus"], attachment["status"])
        return " ".join([*parts, str(container.get("exitCode", "-"))])

    states = story.watch(150, look)

    assert states == [
        (0.0, "PROVISIONING RUNNING PENDING PRECREATED -"),
        (4.0, "PENDING RUNNING PENDING ATTACHED -"),
        (10.0, "ACTIVATING RUNNING PENDING ATTACHED -"),
        (20.0, "RUNNING RUNNING RUNNING ATTACHED -"),
        (80.0, "DEPROVISIONING STOPPED STOPPED DETACHING 0"),
        (103.0, "STOPPED STOPPED STOPPED DELETED 0"),
    ]
    (ended,) = story.tasks(desiredStatus="STOPPED", startedBy="deploy")
    assert (ended["stopCode"], ended["stoppedReason"]) == (
        "EssentialContainerExited",
        "Essential container in task exited",
    )
    assert (ended["group"], ended["startedBy"], ended["version"]) == ("jobs", "deploy", 6)
    names = ("createdAt", "connectivityAt", "pullStartedAt", "pullStoppedAt", "startedAt", "stoppingAt")
    assert [story.at(ended[name]) for name in names] == [0.0, 4.0, 10.0, 19.0, 20.0, 80.0]
    assert [story.at(ended[name]) for name in ("executionStoppedAt", "stoppedAt")] == [80.0, 103.0]


def test_a_script_that_waits_for_a_job_sees_it_run_and_end(ecs: Any, ecs_clock: Clock) -> None:
    story = Story(ecs, ecs_clock)
    arn = run(story)["taskArn"]

    ecs.get_waiter("tasks_running").wait(cluster=CLUSTER, tasks=[arn])
    elapsed_until_it_ran = story.elapsed()
    ecs.get_waiter("tasks_stopped").wait(cluster=CLUSTER, tasks=[arn])

    (task,) = ecs.describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"]
    assert elapsed_until_it_ran == 20
    # It runs from 20 to 80; a look every 6 seconds finds its end on the tenth, and then all that follows is settled.
    assert story.elapsed() == 103
    assert [container["exitCode"] for container in task["containers"]] == [0]


def test_one_that_looks_at_once_sees_it_run(ecs: Any, ecs_clock: Clock) -> None:
    story = Story(ecs, ecs_clock)

    started = run(story)
    (seen,) = story.tasks()

    assert (started["lastStatus"], seen["lastStatus"]) == ("PROVISIONING", "RUNNING")
    assert (started["version"], seen["version"]) == (1, 4)


def test_a_job_that_is_stopped_ends_by_a_signal(story: Story) -> None:
    arn = run(story)["taskArn"]
    story.clock.advance(30)

    story.ecs.stop_task(cluster=CLUSTER, task=arn, reason="no longer needed")
    story.clock.advance(60)

    (ended,) = story.tasks(desiredStatus="STOPPED")
    assert (ended["lastStatus"], ended["stopCode"], ended["stoppedReason"]) == (
        "STOPPED",
        "UserInitiated",
        "no longer needed",
    )
    assert ended["containers"][0]["exitCode"] == 143
    assert story.at(ended["stoppedAt"]) == 55.0
