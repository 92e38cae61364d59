"""The loop: when controllers look at a service, and how what they plan is carried out."""

from __future__ import annotations

from mock_ecs.ecs.capacity_providers import CapacityProviderStrategyItem
from mock_ecs.ecs.container_instances import deregister_container_instance, set_container_instance_status
from mock_ecs.ecs.services import Service, delete_service, deploy, scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.sim.engine import LATE, Engine
from tests.ecs.examples import (
    START,
    FailingRuntime,
    ScriptedRuntime,
    container,
    events,
    fargate,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    on_ec2,
    pass_time,
)

NO_INSTANCES = (
    "(service web) was unable to place a task because no container instance met all of its requirements. "
    "Reason: No Container Instances were found in your cluster. "
    "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
)
UNSTABLE = "(service web) is unable to consistently start tasks successfully."


def told(service: Service) -> list[str]:
    return [text for _, text in events(service)]


def steady_service(state: EcsState, **members: object) -> Service:
    """A service of two tasks on Fargate that has come to rest."""
    service = new_service(state, new_cluster(state), fargate(new_definition(state)), **members)
    state.engine.settle()
    return service


def small_service(state: EcsState, *, desired_count: int = 1) -> Service:
    """A service on container instances, two of whose tasks fill one of the example's instances."""
    launch = on_ec2(new_definition(state, container(cpu=512), network_mode="bridge"))
    return new_service(state, new_cluster(state), launch, desired_count=desired_count)


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
    pass_time(state, 7 * 3600)
    set_container_instance_status(state, instance, "ACTIVE")
    pass_time(state, 7 * 3600)

    assert [text for time, text in events(service) if time > 60] == [
        "(service web) has reached a steady state.",
        "(service web) has reached a steady state.",
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


class TestWaitingForRoom:
    def test_a_service_without_instances_says_so_once_while_it_tries_every_15_seconds(self) -> None:
        state = new_state()
        service = small_service(state)

        pass_time(state, 60)

        assert events(service) == [(0.0, NO_INSTANCES)]
        assert [event.time - START for event in state.engine.pending()] == [75.0]

    def test_waiting_does_not_keep_the_engine_from_settling(self) -> None:
        state = new_state()
        small_service(state)

        state.engine.settle()

        assert state.engine.now == START

    def test_an_instance_that_registers_is_used_at_once(self) -> None:
        state = new_state()
        service = small_service(state, desired_count=3)
        new_instance(state, service.cluster)
        pass_time(state, 5)

        second = new_instance(state, service.cluster)
        pass_time(state, 0)

        assert service.pending_count == 1
        assert next(iter(second.tasks.values())).created_at == START + 5

    def test_so_it_is_when_the_service_was_steady_before(self) -> None:
        state = new_state()
        service = small_service(state)
        lost = new_instance(state, service.cluster)
        state.engine.settle()

        deregister_container_instance(state, lost, force=True)
        state.engine.settle()
        before = state.engine.now
        new_instance(state, service.cluster)
        state.engine.settle()

        assert [task.created_at for task in service.live_tasks()] == [before]
        assert told(service)[-1] == "(service web) has reached a steady state."

    def test_room_that_another_task_leaves_is_used_at_once(self) -> None:
        state = new_state()
        service = small_service(state, desired_count=2)
        new_instance(state, service.cluster)
        state.engine.settle()
        launch = on_ec2(new_definition(state, container(cpu=512), family="other", network_mode="bridge"))
        other = new_service(state, service.cluster, launch, name="other", desired_count=1)
        state.engine.settle()

        scale_service(state, service, 1)
        state.engine.settle()

        assert other.running_count == 1
        assert told(other)[-1] == "(service other) has reached a steady state."

    def test_what_fits_is_started_and_the_rest_is_complained_of(self) -> None:
        state = new_state()
        service = small_service(state, desired_count=3)
        instance = new_instance(state, service.cluster)

        pass_time(state, 0)

        first, second = service.primary.tasks
        assert told(service) == [
            f"(service web) has started 2 tasks: (task {first}) (task {second}).",
            "(service web) was unable to place a task because no container instance met all of its requirements. "
            f"The closest matching (container-instance {instance.id}) has insufficient CPU units available. "
            "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
        ]


class TestTasksThatFailToStart:
    def failing(self, desired_count: int = 1) -> tuple[EcsState, Service]:
        engine = Engine(START)
        state = new_state(FailingRuntime(engine), engine=engine)
        return state, new_service(
            state, new_cluster(state), fargate(new_definition(state)), desired_count=desired_count
        )

    def test_after_the_third_in_a_row_each_wait_is_twice_as_long(self) -> None:
        state, service = self.failing()

        pass_time(state, 100)

        starts = [time for time, text in events(service) if "has started" in text]
        # A try takes a second, half of it for the network; then 0, 0, 5, 10, 20 and 40 seconds pass until the next.
        assert starts == [0.0, 1.0, 2.0, 8.0, 19.0, 40.0, 81.0]
        assert service.primary.failed_tasks == 7

    def test_it_is_told_once(self) -> None:
        state, service = self.failing()

        pass_time(state, 100)

        assert [(time, text) for time, text in events(service) if "has started" not in text] == [(3.0, UNSTABLE)]

    def test_waiting_does_not_keep_the_engine_from_settling(self) -> None:
        state, service = self.failing()

        state.engine.settle()

        assert round(state.engine.now - START, 3) == 3.3
        assert service.primary.failed_tasks == 3

    def test_the_rollout_stays_in_progress(self) -> None:
        state, service = self.failing()

        pass_time(state, 86_400)

        assert service.primary.rollout_state == "IN_PROGRESS"

    def test_a_new_deployment_is_tried_at_once(self) -> None:
        state, service = self.failing()
        pass_time(state, 50)

        deploy(state, service, service.launch, {})
        pass_time(state, 0)

        assert service.primary.failed_tasks == 0
        assert [task.created_at for task in service.primary.tasks.values()] == [START + 50]

    def test_a_task_that_becomes_healthy_ends_the_row(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime)
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=2)
        pass_time(state, 1)
        first, second = service.primary.tasks.values()

        runtime.says(first, "STOPPED", reason="CannotPullContainerError")
        pass_time(state, 1)
        failed = service.primary.failed_tasks
        runtime.says(second, "RUNNING")
        pass_time(state, 2)

        assert failed == 1
        assert service.primary.failed_tasks == 0

    def test_a_pending_task_that_the_scheduler_stops_is_no_failure(self) -> None:
        state = new_state(ScriptedRuntime())
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        pass_time(state, 0)

        scale_service(state, service, 0)
        pass_time(state, 1)

        assert service.pending_count == 0
        assert service.primary.failed_tasks == 0


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
