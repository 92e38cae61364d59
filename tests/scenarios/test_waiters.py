"""Scripts that wait, in instant mode: what a request set off is over before the next."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import WaiterError

from mock_ecs.testing import Clock
from tests.scenarios.story import CLUSTER, FARGATE, Story


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that botocore's waiters, or anybody else, slept."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.fixture
def story(ecs: Any, ecs_clock: Clock) -> Story:
    story = Story(ecs, ecs_clock)
    story.register()
    return story


def wait(story: Story, waiter: str, **wanted: Any) -> None:
    story.ecs.get_waiter(waiter).wait(cluster=CLUSTER, **wanted)


def run_task(story: Story) -> str:
    (task,) = story.ecs.run_task(cluster=CLUSTER, taskDefinition="web", **FARGATE)["tasks"]
    arn: str = task["taskArn"]
    return arn


def test_a_new_service_is_stable_at_the_first_look(story: Story, naps: list[float]) -> None:
    story.create_service(3, 100, 200)

    wait(story, "services_stable", services=["web"])

    assert naps == []
    assert story.deployments() == "A PRIMARY 3+0/3 COMPLETED"
    assert story.elapsed() == 60


def test_so_it_is_after_an_update(story: Story, naps: list[float]) -> None:
    story.create_service(4, 50, 100)
    wait(story, "services_stable", services=["web"])
    before = story.deployments()

    story.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition=story.register(), desiredCount=6)
    wait(story, "services_stable", services=["web"])

    assert naps == []
    assert (before, story.deployments()) == ("A PRIMARY 4+0/4 COMPLETED", "B PRIMARY 6+0/6 COMPLETED")
    assert [text for _, text in story.events()][-2:] == [
        "(deployment B) deployment completed.",
        "has reached a steady state.",
    ]


def test_a_deleted_service_is_inactive_at_the_first_look(story: Story, naps: list[float]) -> None:
    story.create_service(2, 100, 200)
    story.ecs.delete_service(cluster=CLUSTER, service="web", force=True)

    wait(story, "services_inactive", services=["web"])

    assert naps == []
    assert story.service()["status"] == "INACTIVE"
    assert story.ecs.delete_cluster(cluster=CLUSTER)["cluster"]["status"] == "INACTIVE"


def test_a_task_runs_at_the_first_look(story: Story, naps: list[float]) -> None:
    arn = run_task(story)

    wait(story, "tasks_running", tasks=[arn])

    assert naps == []
    assert story.elapsed() == 20
    assert [task["lastStatus"] for task in story.tasks()] == ["RUNNING"]


def test_a_task_that_was_stopped_is_stopped_at_the_first_look(story: Story, naps: list[float]) -> None:
    arn = run_task(story)
    wait(story, "tasks_running", tasks=[arn])
    story.ecs.stop_task(cluster=CLUSTER, task=arn)

    wait(story, "tasks_stopped", tasks=[arn])

    assert naps == []
    assert story.elapsed() == 45
    assert [task["lastStatus"] for task in story.tasks(desiredStatus="STOPPED")] == ["STOPPED"]


def test_waiting_for_what_there_is_not_fails_at_the_first_look(story: Story, naps: list[float]) -> None:
    with pytest.raises(WaiterError, match="MISSING"):
        wait(story, "services_stable", services=["nothing"])

    assert naps == []


def test_waiting_for_a_service_without_capacity_goes_on_until_it_gives_up(story: Story, naps: list[float]) -> None:
    story.register(networkMode="bridge", family="host")
    story.ecs.create_service(cluster=CLUSTER, serviceName="web", taskDefinition="host", desiredCount=1)

    with pytest.raises(WaiterError, match="Max attempts exceeded"):
        wait(story, "services_stable", services=["web"])

    assert naps == []
    assert story.elapsed() == 39 * 15
