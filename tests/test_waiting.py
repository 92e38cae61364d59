"""Waiters of botocore spend their pauses on the mock's clock."""

from __future__ import annotations

import time
from typing import Any

import boto3
import botocore.waiter
import pytest
from botocore.exceptions import WaiterError

from mock_ecs.testing import START, mock_ecs

CONTAINER = {"name": "app", "image": "busybox", "memory": 64}


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} seconds")

    monkeypatch.setattr(time, "sleep", refuse)


def run_a_task(ecs: Any) -> str:
    ecs.create_cluster()
    ecs.register_task_definition(family="job", containerDefinitions=[CONTAINER])
    ecs.register_container_instance()
    task: str = ecs.run_task(taskDefinition="job")["tasks"][0]["taskArn"]
    return task


@pytest.mark.parametrize("clock", ["instant", "manual"])
def test_a_task_that_ends_by_itself_is_waited_for_without_sleeping(clock: str) -> None:
    with mock_ecs(clock=clock, neighbours="null") as world:
        ecs = boto3.client("ecs")
        task = run_a_task(ecs)

        ecs.get_waiter("tasks_stopped").wait(tasks=[task])

        stopped = ecs.describe_tasks(tasks=[task])["tasks"][0]
        assert stopped["containers"][0]["exitCode"] == 0
        assert START + 10 < world.clock.now < START + 30


def test_a_waiter_gives_up_after_the_simulated_minutes_it_would_have_taken() -> None:
    with mock_ecs(neighbours="null", one_off_seconds="never") as world:
        ecs = boto3.client("ecs")
        task = run_a_task(ecs)

        with pytest.raises(WaiterError, match="Max attempts exceeded"):
            ecs.get_waiter("tasks_stopped").wait(tasks=[task])

        assert world.clock.now >= START + 99 * 6


def test_in_real_mode_a_waiter_sleeps() -> None:
    with mock_ecs(clock="real", neighbours="null"):
        ecs = boto3.client("ecs")
        task = run_a_task(ecs)

        with pytest.raises(AssertionError, match="slept 6 seconds"):
            ecs.get_waiter("tasks_stopped").wait(tasks=[task])


def test_botocore_is_left_as_it_was_when_the_last_block_ends() -> None:
    with mock_ecs(neighbours="null"):
        with mock_ecs(neighbours="null"):
            pass
        within = botocore.waiter.time

    assert within is not time
    assert botocore.waiter.time is time
