"""Spot capacity that is taken back, and hosts that are gone."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.container_instances import set_container_instance_status
from mock_ecs.ecs.interruptions import host_lost, interrupt_spot_instance, interrupt_spot_task
from tests.ecs.examples import (
    container,
    fargate_task,
    instance_task,
    new_instance,
    new_state,
    pass_time,
    seconds,
    small_service,
)


def test_an_interrupted_spot_task_gets_sigterm_and_says_so() -> None:
    state = new_state(profile="typical")
    task = fargate_task(state)
    pass_time(state, 30)

    interrupt_spot_task(state, task)
    at_once = (task.last_status, task.desired_status, seconds(state, task.stopping_at))
    pass_time(state, 60)

    assert at_once == ("RUNNING", "STOPPED", 30.0)
    assert (task.last_status, task.stop_code, task.stopped_reason) == (
        "STOPPED",
        "SpotInterruption",
        "Your Spot Task was interrupted.",
    )
    assert task.containers[0].exit_code == 143
    assert seconds(state, task.execution_stopped_at) == 32.0


def test_a_spot_instance_is_drained_on_its_notice_and_its_tasks_go_on() -> None:
    state = new_state()
    task = instance_task(state)
    pass_time(state, 2)
    assert task.container_instance is not None

    interrupt_spot_instance(state, task.container_instance)
    pass_time(state, 2)

    assert (task.container_instance.status, task.last_status) == ("DRAINING", "RUNNING")


def test_a_notice_changes_nothing_for_an_instance_that_is_no_longer_active() -> None:
    state = new_state()
    task = instance_task(state)
    assert task.container_instance is not None
    set_container_instance_status(state, task.container_instance, "DRAINING")
    version = task.container_instance.version

    interrupt_spot_instance(state, task.container_instance)

    assert task.container_instance.version == version


class TestALostHost:
    @pytest.mark.parametrize(
        ("reason", "told"),
        [
            pytest.param(None, "Host EC2 (instance i-0123) terminated.", id="terminated"),
            pytest.param("Host EC2 (instance i-0123) stopped.", "Host EC2 (instance i-0123) stopped.", id="stopped"),
        ],
    )
    def test_ends_its_tasks_at_once_without_an_exit_code(self, reason: str | None, told: str) -> None:
        state = new_state()
        task = instance_task(state, container("app"), container("log", essential=False))
        pass_time(state, 2)
        instance = task.container_instance
        assert instance is not None
        instance.ec2_instance_id = "i-0123"

        host_lost(state, instance, reason)

        assert (task.last_status, task.stop_code, task.stopped_reason) == ("STOPPED", "TerminationNotice", told)
        assert [(each.last_status, each.exit_code) for each in task.containers] == [("STOPPED", None)] * 2
        assert seconds(state, task.execution_stopped_at) == 2.0
        assert (instance.tasks, instance.room.cpu, instance.counts.running) == ({}, instance.registered.cpu, 0)

    def test_lets_nothing_more_be_heard_of_them(self) -> None:
        state = new_state()
        task = instance_task(state, container(has_health_check=True))
        pass_time(state, 1)
        assert task.container_instance is not None

        host_lost(state, task.container_instance)
        version = task.version
        pass_time(state, 60)

        assert (task.last_status, task.version, state.engine.settled) == ("STOPPED", version, True)

    def test_keeps_the_reason_of_a_task_that_was_stopping(self) -> None:
        state = new_state()
        task = instance_task(state)
        pass_time(state, 2)
        assert task.container_instance is not None
        state.lifecycle.stop(task, reason="Task stopped by user", code="UserInitiated")

        host_lost(state, task.container_instance)
        host_lost(state, task.container_instance)

        assert (task.last_status, task.stop_code, task.stopped_reason) == (
            "STOPPED",
            "UserInitiated",
            "Task stopped by user",
        )

    def test_has_the_tasks_of_services_replaced_and_is_not_their_fault(self) -> None:
        state = new_state()
        service = small_service(state)
        first = new_instance(state, service.cluster, cpu=600)
        pass_time(state, 20)
        new_instance(state, service.cluster)
        first.status = "INACTIVE"
        first.changed()

        host_lost(state, first)
        pass_time(state, 20)

        assert service.running_count == 1
        assert service.primary.failed_tasks == 0
        assert [task.stop_code for task in service.stopped_tasks.values()] == ["TerminationNotice"]
