"""Services that cannot start their tasks: waiting for room, and waiting after failures."""

from __future__ import annotations

from mock_ecs.ecs.container_instances import deregister_container_instance, set_container_instance_status
from mock_ecs.ecs.deployments import deploy
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.sim.engine import Engine
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
    small_service,
    told,
)

NO_INSTANCES = (
    "(service web) was unable to place a task because no container instance met all of its requirements. "
    "Reason: No Container Instances were found in your cluster. "
    "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
)
UNSTABLE = "(service web) is unable to consistently start tasks successfully."


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

    def test_so_is_one_that_was_draining_and_becomes_active_again(self) -> None:
        state = new_state()
        service = small_service(state)
        drained = new_instance(state, service.cluster)
        set_container_instance_status(state, drained, "DRAINING")
        pass_time(state, 5)

        set_container_instance_status(state, drained, "ACTIVE")
        pass_time(state, 0)

        assert [task.created_at for task in drained.tasks.values()] == [START + 5]

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

    def test_one_that_ran_and_exited_at_once_fails_too_but_ends_the_row_of_those_that_did_not_start(self) -> None:
        runtime = ScriptedRuntime()
        state = new_state(runtime)
        service = new_service(state, new_cluster(state), fargate(new_definition(state)), desired_count=2)
        pass_time(state, 1)
        first, second = service.primary.tasks.values()

        runtime.says(first, "STOPPED", reason="CannotPullContainerError")
        in_a_row = service.primary.failed_launches
        runtime.says(second, "RUNNING", "STOPPED", exit_code=1)

        assert in_a_row == 1
        assert (service.primary.failed_launches, service.primary.failed_tasks) == (0, 2)

    def test_a_pending_task_that_the_scheduler_stops_is_no_failure(self) -> None:
        state = new_state(ScriptedRuntime())
        service = new_service(state, new_cluster(state), fargate(new_definition(state)))
        pass_time(state, 0)

        scale_service(state, service, 0)
        pass_time(state, 1)

        assert service.pending_count == 0
        assert service.primary.failed_tasks == 0
