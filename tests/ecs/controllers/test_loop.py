"""The loop: when controllers look at a service, and how what they plan is carried out."""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.container_instances import set_container_instance_status
from mock_ecs.ecs.deployments import deploy
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.services import delete_service, scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.sim.engine import LATE
from tests.ecs.examples import (
    START,
    ScriptedRuntime,
    events,
    fargate,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    pass_time,
    small_service,
    told,
)


def steady_service(state: EcsState, **members: Any) -> Service:
    """A service of two tasks on Fargate that has come to rest."""
    service = new_service(state, new_cluster(state), fargate(new_definition(state)), **members)
    state.engine.settle()
    return service


def test_a_service_is_looked_at_once_an_instant_after_everything_else() -> None:
    state = new_state()
    service = new_service(state, new_cluster(state), fargate(new_definition(state)))

    for _ in range(3):
        state.loop.mark(service)

    looks = [(event.time, event.priority) for event in state.engine.pending() if event.label == "controllers"]
    assert looks == [(START, LATE)]


def test_tasks_are_started_and_the_end_of_the_rollout_is_told_in_order() -> None:
    state = new_state()
    service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=2)

    state.engine.settle()

    first, second = service.primary.tasks
    assert events(service) == [
        (0.0, f"(service web) has started 2 tasks: (task {first}) (task {second})."),
        (2.4, f"(service web) (deployment {service.primary.id}) deployment completed."),
        (2.4, "(service web) has reached a steady state."),
    ]
    assert service.primary.rollout_state == "COMPLETED"
    assert service.primary.rollout_state_reason == f"ECS deployment {service.primary.id} completed."
    assert service.primary.updated_at == START + 2.4


def test_running_and_pending_tasks_that_are_stopped_are_told_apart() -> None:
    runtime = ScriptedRuntime()
    state = new_state(runtime)
    service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=3)
    pass_time(state, 1)
    first, second, _ = service.primary.tasks.values()
    runtime.says(first, "RUNNING")
    runtime.says(second, "RUNNING")

    scale_service(state, service, 0)
    pass_time(state, 0)

    assert told(service)[-2:] == [
        f"(service web) has stopped 2 running tasks: (task {first.id}) (task {second.id}).",
        "(service web) stopped 1 pending tasks.",
    ]
    assert first.stopped_reason == f"Scaling activity initiated by (deployment {service.primary.id})"
    assert first.stop_code == "ServiceSchedulerInitiated"


def test_a_steady_service_says_so_every_six_hours() -> None:
    state = new_state()
    service = steady_service(state)

    pass_time(state, 13 * 3600)

    times = [time for time, text in events(service) if text == "(service web) has reached a steady state."]
    assert times == [2.4, 2.4 + 21_600, 2.4 + 43_200]


def test_a_service_whose_instance_drained_and_came_back_goes_on_saying_that_it_is_steady() -> None:
    state = new_state()
    service = small_service(state)
    service.minimum_healthy_percent, service.maximum_percent = 100, 100
    instance = new_instance(state, service.cluster)
    state.engine.settle()

    set_container_instance_status(state, instance, "DRAINING")
    pass_time(state, 3600)
    set_container_instance_status(state, instance, "ACTIVE")
    pass_time(state, 7 * 3600)

    assert [(round(time), text) for time, text in events(service)[3:]] == [
        (
            2,
            "(service web) was unable to stop or start tasks during a deployment because of the service deployment "
            "configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
        ),
        (3602, "(service web) has reached a steady state."),
        (3602 + 21_600, "(service web) has reached a steady state."),
    ]


def test_bounds_that_let_nothing_move_are_told_once() -> None:
    state = new_state()
    service = steady_service(state, desired_count=2, minimum_healthy_percent=75, maximum_percent=100)

    deploy(state, service, service.launch, {})
    state.engine.settle()
    state.loop.mark(service)
    pass_time(state, 60)

    assert told(service)[3:] == [
        "(service web) was unable to stop or start tasks during a deployment because of the service deployment "
        "configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
    ]


def test_they_are_told_again_of_the_next_deployment() -> None:
    state = new_state()
    service = steady_service(state, desired_count=2, minimum_healthy_percent=75, maximum_percent=100)

    for _ in range(2):
        deploy(state, service, service.launch, {})
        state.engine.settle()

    assert len(told(service)) == 5
    assert told(service)[3] == told(service)[4]


class TestDeleting:
    def test_a_service_without_tasks_is_inactive_in_the_same_instant(self) -> None:
        state = new_state()
        service = steady_service(state, desired_count=0)

        delete_service(state, service, force=False)
        before = service.status
        pass_time(state, 0)

        assert before == "DRAINING"
        assert service.status == "INACTIVE"
        assert service.deployments == []

    def test_it_is_inactive_once_its_tasks_are_stopping_and_they_can_still_be_found(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime)
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=1)
        pass_time(state, 1)
        (task,) = service.live_tasks()
        runtime.says(task, "RUNNING")
        pass_time(state, 1)

        delete_service(state, service, force=True)
        pass_time(state, 0)
        runtime.says(task, "STOPPED")
        pass_time(state, 1)

        assert service.status == "INACTIVE"
        assert task.last_status == "STOPPED"
        assert service.stopped_tasks == {task.id: task}

    def test_nothing_of_it_is_waited_for_any_more(self) -> None:
        state = new_state()
        service = steady_service(state)

        delete_service(state, service, force=True)
        state.engine.settle()

        assert [event.label for event in state.engine.pending() if "looked at" in event.label] == []

    def test_its_revision_is_released(self) -> None:
        state = new_state()
        service = steady_service(state)
        users = service.launch.definition.users

        delete_service(state, service, force=True)
        state.engine.settle()

        assert users == 3
        assert service.launch.definition.users == 0


def test_every_deployment_keeps_the_base_of_its_strategy() -> None:
    state = new_state()
    strategy = (CapacityProviderStrategyItem("FARGATE", 0, 1), CapacityProviderStrategyItem("FARGATE_SPOT", 1, 0))
    launch = fargate(new_definition(state), capacity_provider_strategy=strategy)
    service = new_service(state, new_cluster(state), launch, desired_count=2)
    state.engine.settle()

    deploy(state, service, launch, {})
    state.engine.settle()

    assert [task.capacity_provider for task in service.live_tasks()] == ["FARGATE", "FARGATE_SPOT"]


def test_new_tasks_are_spread_over_the_zones_away_from_those_that_run() -> None:
    state = new_state()
    service = steady_service(state, desired_count=1)

    scale_service(state, service, 4)
    state.engine.settle()

    assert [task.availability_zone for task in service.live_tasks()] == [
        "us-east-1a",
        "us-east-1b",
        "us-east-1a",
        "us-east-1b",
    ]


def test_a_wait_for_a_task_that_is_gone_does_not_keep_the_engine_busy() -> None:
    runtime = ScriptedRuntime()
    state = new_state(runtime, profile="typical")
    service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=1)
    pass_time(state, 4)
    (task,) = service.live_tasks()
    runtime.says(task, "RUNNING")
    pass_time(state, 1)

    scale_service(state, service, 0)
    pass_time(state, 0)
    runtime.says(task, "STOPPED")
    state.engine.settle()

    # The task would have counted as healthy at 44; the teardown of its network ends at 28.
    assert state.engine.now == START + 28
