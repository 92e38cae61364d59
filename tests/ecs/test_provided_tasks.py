"""Tasks by capacity providers of Auto Scaling groups: where they go, and how they wait."""

from __future__ import annotations

from collections import Counter

import pytest

from mock_ecs.ecs.container_instances import deregister_container_instance, set_container_instance_status
from mock_ecs.ecs.entities.cluster import Cluster, Task
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.task_definition import TaskDefinition
from mock_ecs.ecs.placement.place import LIMIT, Failure
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.tasks import launch_tasks
from tests.ecs.examples import (
    container,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    on_ec2,
    told,
)
from tests.ecs.examples import pass_time as wait
from tests.ecs.groups import by, capacity_provider, provided


def half(state: EcsState, **members: object) -> TaskDefinition:
    """A task that fills half of an instance of the examples."""
    return new_definition(state, container(cpu=512), network_mode="bridge", **members)


def world(*, scales: bool = True) -> tuple[EcsState, Cluster, Launch]:
    """A cluster with the provider hosts, and a launch by it."""
    state = new_state(one_off_seconds="never")
    capacity_provider(state, scales=scales)
    return state, new_cluster(state, capacity_providers=["hosts"]), by(half(state))


def run(state: EcsState, cluster: Cluster, launch: Launch, count: int = 1) -> list[Task]:
    return launch_tasks(state, cluster, launch, count)[0]


class TestPlaced:
    def test_a_task_goes_to_an_instance_of_its_provider_alone(self) -> None:
        state, cluster, launch = world(scales=False)
        new_instance(state, cluster, cpu=4096)
        own = provided(state, cluster)

        tasks, failures = launch_tasks(state, cluster, launch, 3)

        assert [(task.container_instance, task.capacity_provider) for task in tasks] == [(own, "hosts")] * 2
        assert [(failure.reason, failure.arn) for failure in failures] == [("RESOURCE:CPU", own.arn)]

    def test_a_launch_of_type_ec2_may_use_it_as_well(self) -> None:
        state, cluster, launch = world()
        own = provided(state, cluster)

        (task,) = run(state, cluster, on_ec2(launch.definition))

        assert (task.container_instance, task.capacity_provider) == (own, None)

    def test_two_providers_share_by_base_and_weight(self) -> None:
        state, cluster, launch = world()
        capacity_provider(state, "more")
        for name in ("hosts", "more"):
            provided(state, cluster, name, cpu=8192, memory=8192)

        tasks = run(state, cluster, by(launch.definition, ("hosts", 1, 2), ("more", 3, 0)), 10)

        assert Counter(task.container_instance and task.container_instance.capacity_provider for task in tasks) == {
            "hosts": 4,
            "more": 6,
        }

    @pytest.mark.parametrize(
        ("status", "reason"), [(None, "EMPTY CAPACITY PROVIDER"), ("DRAINING", "NO ACTIVE INSTANCES")]
    )
    def test_without_managed_scaling_nothing_waits(self, status: str | None, reason: str) -> None:
        state, cluster, launch = world(scales=False)
        if status is not None:
            set_container_instance_status(state, provided(state, cluster), status)

        tasks, failures = launch_tasks(state, cluster, launch, 1)

        assert (tasks, failures) == ([], [Failure(reason)])


class TestWaiting:
    def test_a_task_without_room_waits_in_provisioning_and_takes_nothing(self) -> None:
        state, cluster, launch = world()
        own = provided(state, cluster)

        *_, waiting = run(state, cluster, launch, 3)
        wait(state, 100)

        assert (waiting.last_status, waiting.desired_status, waiting.container_instance) == (
            "PROVISIONING",
            "RUNNING",
            None,
        )
        assert (own.room.cpu, own.counts.running, own.counts.pending) == (0, 2, 0)
        assert (cluster.running_tasks, cluster.pending_tasks) == (2, 1)

    def test_it_is_placed_once_an_instance_joins(self) -> None:
        state, cluster, launch = world()
        (task,) = run(state, cluster, launch)
        wait(state, 10)

        own = provided(state, cluster)
        wait(state, 5)

        assert (task.container_instance, task.last_status, own.room.cpu) == (own, "RUNNING", 512)
        assert (own.counts.running, own.counts.pending, cluster.pending_tasks) == (1, 0, 0)
        assert task.availability_zone == "us-east-1a"

    def test_it_is_placed_once_another_task_stops(self) -> None:
        state, cluster, launch = world()
        provided(state, cluster)
        first, _, third = run(state, cluster, launch, 3)
        wait(state, 5)

        state.lifecycle.stop(first, reason="", code="UserInitiated")
        wait(state, 60)

        assert third.last_status == "RUNNING"

    def test_it_is_placed_once_an_instance_is_active_again(self) -> None:
        state, cluster, launch = world()
        own = provided(state, cluster)
        set_container_instance_status(state, own, "DRAINING")
        (task,) = run(state, cluster, launch)

        wait(state, 5)
        before = task.container_instance
        set_container_instance_status(state, own, "ACTIVE")
        wait(state, 5)

        assert (before, task.container_instance) == (None, own)

    def test_an_instance_of_another_provider_is_no_help(self) -> None:
        state, cluster, launch = world()
        (task,) = run(state, cluster, launch)

        provided(state, cluster, "other")
        new_instance(state, cluster)
        wait(state, 5)

        assert task.container_instance is None

    def test_in_network_mode_awsvpc_it_gets_its_interface_when_it_is_placed(self) -> None:
        state, cluster, _ = world()
        definition = new_definition(state, container(cpu=512))
        launch = by(definition)
        launch = on_ec2(definition, "subnet-1", capacity_provider_strategy=launch.capacity_provider_strategy)
        (task,) = run(state, cluster, launch)
        before = task.attachment

        provided(state, cluster)
        state.engine.step()
        placed = task.last_status
        wait(state, 5)

        assert (before, placed, task.last_status) == (None, "PROVISIONING", "RUNNING")
        assert task.attachment is not None
        assert task.attachment.status == "ATTACHED"

    def test_those_that_came_first_are_placed_first_whatever_their_kind(self) -> None:
        state, cluster, launch = world()
        other = by(half(state, family="other"))
        waiting = [run(state, cluster, each)[0] for each in (launch, other, launch, other)]

        provided(state, cluster)
        wait(state, 5)

        assert [task.container_instance is not None for task in waiting] == [True, True, False, False]

    def test_one_that_does_not_fit_holds_up_no_other(self) -> None:
        state, cluster, launch = world()
        large = by(new_definition(state, container(cpu=2048), family="large", network_mode="bridge"))
        waiting = [run(state, cluster, each)[0] for each in (large, launch)]

        provided(state, cluster)
        wait(state, 5)

        assert [task.container_instance is not None for task in waiting] == [False, True]

    def test_at_most_500_wait_in_a_cluster(self) -> None:
        state, cluster, launch = world()

        tasks, failures = launch_tasks(state, cluster, launch, 501)

        assert (len(tasks), failures) == (500, [Failure(LIMIT)])
        assert state.waiting.count(cluster) == 500

    def test_one_that_is_stopped_makes_room_for_another_that_waits(self) -> None:
        state, cluster, launch = world()
        task = run(state, cluster, launch, 500)[0]

        state.lifecycle.stop(task, reason="", code="UserInitiated")
        wait(state, 0)

        assert task.last_status == "STOPPED"
        assert len(run(state, cluster, launch, 2)) == 1
        assert state.waiting.count(cluster) == 500

    def test_services_wait_with_what_they_start(self) -> None:
        state, cluster, launch = world()
        service = new_service(state, cluster, launch, desired_count=2)
        wait(state, 30)
        before = service.pending_count

        provided(state, cluster)
        wait(state, 60)

        assert (before, service.running_count) == (2, 2)
        assert [text.partition(":")[0] for text in told(service)] == [
            "(service web) has started 2 tasks",
            f"(service web) (deployment {service.primary.id}) deployment completed.",
            "(service web) has reached a steady state.",
        ]

    def test_a_service_that_waits_in_part_can_be_scaled_in(self) -> None:
        state, cluster, launch = world()
        provided(state, cluster)
        service = new_service(state, cluster, launch, desired_count=4)
        wait(state, 0)

        scale_service(state, service, 1)
        wait(state, 10)

        assert (service.running_count, service.pending_count, state.waiting.count(cluster)) == (1, 0, 0)

    def test_a_service_scaled_in_keeps_the_ratio_of_its_providers(self) -> None:
        state, cluster, launch = world()
        capacity_provider(state, "more")
        for name in ("hosts", "more"):
            provided(state, cluster, name, cpu=8192, memory=8192)
        service = new_service(state, cluster, by(launch.definition, ("hosts", 1, 0), ("more", 3, 0)), desired_count=8)
        wait(state, 10)

        scale_service(state, service, 4)
        wait(state, 10)

        assert Counter(task.capacity_provider for task in service.live_tasks()) == {"hosts": 1, "more": 3}

    def test_a_service_whose_provider_cannot_scale_complains(self) -> None:
        state, cluster, launch = world(scales=False)

        service = new_service(state, cluster, launch)
        wait(state, 0)

        assert told(service) == [
            "(service web) was unable to reach steady state. "
            "Reason: No Container Instances were found in your capacity provider."
        ]

    def test_a_service_of_more_tasks_than_may_wait_complains(self) -> None:
        state, cluster, launch = world()

        service = new_service(state, cluster, launch, desired_count=501)
        wait(state, 0)

        assert told(service)[-1] == (
            "(service web) was unable to place tasks in your cluster because the tasks provisioning capacity limit was "
            "exceeded."
        )


class TestGivingUp:
    @pytest.mark.parametrize(
        ("cpu", "status", "reason"),
        [
            (None, "", "EMPTY CAPACITY PROVIDER"),
            (1024, "DRAINING", "NO ACTIVE INSTANCES"),
            (256, "ACTIVE", "RESOURCE:CPU"),
        ],
    )
    def test_after_15_minutes_a_task_gives_up(self, cpu: int | None, status: str, reason: str) -> None:
        state, cluster, launch = world()
        if cpu is not None:
            set_container_instance_status(state, provided(state, cluster, cpu=cpu), status)
        (task,) = run(state, cluster, launch)

        wait(state, 899)
        before = task.last_status
        wait(state, 1)

        assert (before, task.last_status) == ("PROVISIONING", "STOPPED")
        assert (task.stop_code, task.stopped_reason) == ("TaskFailedToStart", f"TaskFailedToStart: {reason}")
        assert (state.waiting.count(cluster), cluster.pending_tasks) == (0, 0)

    def test_the_reason_of_a_constraint_has_no_full_stop(self) -> None:
        state, cluster, launch = world()
        provided(state, cluster)
        constraint = {"type": "memberOf", "expression": "attribute:rack == 7"}
        (task,) = run(state, cluster, by(launch.definition, placement_constraints=(constraint,)))

        wait(state, 900)

        assert task.stopped_reason == "TaskFailedToStart: MemberOf placement constraint unsatisfied"

    def test_a_task_that_was_placed_does_not_give_up(self) -> None:
        state, cluster, launch = world()
        (task,) = run(state, cluster, launch)
        wait(state, 800)

        own = provided(state, cluster)
        wait(state, 200)

        assert task.last_status == "RUNNING"
        deregister_container_instance(state, own, force=True)
