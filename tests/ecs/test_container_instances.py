"""Container instances: coming, draining and going."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.ecs.container_instances import deregister_container_instance, set_container_instance_status
from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.entities.room import Room
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.tasks import launch_tasks, start_tasks
from tests.ecs.examples import (
    START,
    changes,
    container,
    events,
    new_cluster,
    new_definition,
    new_instance,
    new_service,
    new_state,
    on_ec2,
    pass_time,
    run_task,
)

AGENT_PORTS = {("tcp", 22): None, ("tcp", 2376): None, ("tcp", 2375): None, ("tcp", 51678): None, ("tcp", 51679): None}


def service_on(count: int, **members: Any) -> tuple[EcsState, list[ContainerInstance], Service]:
    """A service of two tasks that has come to rest on ``count`` instances, the first of which has the first task."""
    state = new_state()
    cluster = new_cluster(state)
    instances = [new_instance(state, cluster) for _ in range(count)]
    launch = on_ec2(new_definition(state, container(cpu=512), network_mode="bridge"))
    service = new_service(state, cluster, launch, **members)
    state.engine.settle()
    return state, instances, service


def homes(service: Service, instances: list[ContainerInstance]) -> list[tuple[int, str]]:
    """Of each task of the service the number of its instance, and its status."""
    return [
        (instances.index(task.container_instance), task.last_status)
        for task in service.live_tasks()
        if task.container_instance is not None
    ]


class TestRegistering:
    def test_an_instance_has_all_it_came_with_less_the_ports_of_its_agent(self) -> None:
        state = new_state()

        instance = new_instance(state, new_cluster(state), cpu=2048, memory=7974)

        assert instance.arn == f"arn:aws:ecs:us-east-1:123456789012:container-instance/demo/{instance.id}"
        assert len(instance.id) == 32
        assert (instance.status, instance.agent_connected, instance.version) == ("ACTIVE", True, 1)
        assert instance.registered_at == START
        assert instance.registered == instance.room == Room(2048, 7974, AGENT_PORTS)
        assert instance.availability_zone == "us-east-1a"

    def test_what_tasks_take_does_not_touch_what_it_came_with(self) -> None:
        state = new_state()
        instance = new_instance(state, new_cluster(state))

        run_task(state, new_cluster(state), on_ec2(new_definition(state, container(cpu=24), network_mode="bridge")))

        assert (instance.room.cpu, instance.registered.cpu) == (1000, 1024)

    @pytest.mark.parametrize(
        ("attributes", "external"), [({"ecs.capability.external": None}, True), ({"stack": "blue"}, False)]
    )
    def test_an_attribute_says_whether_it_stands_outside_of_aws(
        self, attributes: dict[str, str | None], external: bool
    ) -> None:
        state = new_state()

        assert new_instance(state, new_cluster(state), attributes=attributes).external is external

    @pytest.mark.parametrize(
        ("attributes", "lacks"),
        [
            pytest.param({"stack": "blue"}, False, id="none is named: registered by hand, it can do all"),
            pytest.param({"ecs.capability.task-eni": None}, False, id="the one that is needed"),
            pytest.param({"com.amazonaws.ecs.capability.ecr-auth": None}, True, id="another"),
        ],
    )
    def test_capabilities_that_it_names_are_all_that_it_has(
        self, attributes: dict[str, str | None], lacks: bool
    ) -> None:
        state = new_state()
        instance = new_instance(state, new_cluster(state), attributes=attributes)

        assert instance.lacks(("ecs.capability.task-eni",)) is lacks


class TestPlacing:
    def test_launch_types_keep_to_their_own_instances(self) -> None:
        state = new_state()
        cluster = new_cluster(state)
        inside = new_instance(state, cluster)
        outside = new_instance(state, cluster, attributes={"ecs.capability.external": None})
        definition = new_definition(state, network_mode="bridge")
        ec2 = on_ec2(definition)

        on_inside, _ = launch_tasks(state, cluster, ec2, 2)
        external = type(ec2)(definition, "EXTERNAL", "family:web")
        on_outside, _ = launch_tasks(state, cluster, external, 2)

        assert {task.container_instance for task in on_inside} == {inside}
        assert {task.container_instance for task in on_outside} == {outside}

    def test_a_task_with_an_interface_takes_a_subnet_of_its_instance_s_zone(self) -> None:
        state = new_state()
        cluster = new_cluster(state)
        for zone in ("us-east-1b", "us-east-1a"):
            new_instance(state, cluster, zone=zone)
        launch = on_ec2(new_definition(state), "subnet-1", "subnet-2")

        tasks, _ = launch_tasks(state, cluster, launch, 2)

        assert [(t.availability_zone, t.attachment and t.attachment.subnet.id) for t in tasks] == [
            ("us-east-1b", "subnet-2"),
            ("us-east-1a", "subnet-1"),
        ]

    def test_what_was_asked_to_start_on_an_instance_must_fit_there(self) -> None:
        state = new_state()
        cluster = new_cluster(state)
        large, small = new_instance(state, cluster), new_instance(state, cluster, memory=64)
        launch = on_ec2(new_definition(state, container(memory=128), network_mode="bridge"))

        tasks, failures = start_tasks(state, cluster, launch, [small, large])

        assert [task.container_instance for task in tasks] == [large]
        assert [(failure.arn, failure.reason) for failure in failures] == [(small.arn, "RESOURCE:MEMORY")]


class TestDraining:
    def test_nothing_is_placed_on_it(self) -> None:
        state, instances, service = service_on(2, desired_count=0)

        set_container_instance_status(state, instances[0], "DRAINING")
        tasks, _ = launch_tasks(state, service.cluster, service.launch, 2)

        assert [task.container_instance for task in tasks] == [instances[1], instances[1]]
        assert instances[0].version == 2

    def test_tasks_of_services_move_away_once_their_replacements_are_healthy(self) -> None:
        state, instances, service = service_on(2, desired_count=2)

        set_container_instance_status(state, instances[0], "DRAINING")
        moves = changes(state, lambda: homes(service, instances), 10)

        start = moves[0][0]
        assert [(round(time - start, 3), seen) for time, seen in moves] == [
            (0.0, [(0, "RUNNING"), (1, "RUNNING")]),
            (0.0, [(0, "RUNNING"), (1, "RUNNING"), (1, "PENDING")]),
            (0.2, [(0, "RUNNING"), (1, "RUNNING"), (1, "ACTIVATING")]),
            (0.9, [(0, "RUNNING"), (1, "RUNNING"), (1, "RUNNING")]),
            (1.9, [(0, "STOPPING"), (1, "RUNNING"), (1, "RUNNING")]),
            (2.1, [(1, "RUNNING"), (1, "RUNNING")]),
        ]
        assert instances[0].status == "DRAINING"
        assert events(service)[-1][1] == "(service web) has reached a steady state."

    def test_with_a_lower_bound_below_a_task_goes_first(self) -> None:
        state, instances, service = service_on(2, desired_count=2, minimum_healthy_percent=50, maximum_percent=100)

        set_container_instance_status(state, instances[0], "DRAINING")
        moves = changes(state, lambda: homes(service, instances), 10)

        assert [seen for _, seen in moves][1:4] == [
            [(0, "STOPPING"), (1, "RUNNING")],
            [(1, "RUNNING")],
            [(1, "RUNNING"), (1, "PENDING")],
        ]

    def test_pending_tasks_of_services_go_at_once(self) -> None:
        state = new_state()
        cluster = new_cluster(state)
        first, second = new_instance(state, cluster), new_instance(state, cluster)
        launch = on_ec2(new_definition(state, network_mode="bridge"))
        service = new_service(state, cluster, launch, desired_count=1)
        pass_time(state, 0.5)

        set_container_instance_status(state, first, "DRAINING")
        pass_time(state, 0.3)

        assert [task.container_instance for task in service.live_tasks()] == [second]

    def test_tasks_outside_of_services_stay(self) -> None:
        state = new_state(one_off_seconds="never")
        cluster = new_cluster(state)
        instance = new_instance(state, cluster)
        task = run_task(state, cluster, on_ec2(new_definition(state, network_mode="bridge")))

        set_container_instance_status(state, instance, "DRAINING")
        pass_time(state, 3600)

        assert task.last_status == "RUNNING"

    def test_an_instance_that_becomes_active_again_keeps_its_tasks(self) -> None:
        state, instances, service = service_on(2, desired_count=2)
        set_container_instance_status(state, instances[0], "DRAINING")
        pass_time(state, 0.5)

        set_container_instance_status(state, instances[0], "ACTIVE")
        pass_time(state, 10)

        assert homes(service, instances) == [(0, "RUNNING"), (1, "RUNNING")]

    def test_saying_it_again_changes_nothing(self) -> None:
        state, instances, _ = service_on(1)
        version = instances[0].version

        set_container_instance_status(state, instances[0], "ACTIVE")

        assert instances[0].version == version


class TestDeregistering:
    def test_an_instance_with_tasks_stays_unless_forced(self) -> None:
        state, instances, _ = service_on(1)

        with pytest.raises(InvalidParameterException) as refused:
            deregister_container_instance(state, instances[0], force=False)

        assert refused.value.message == "Found running tasks on the instance."
        assert instances[0].status == "ACTIVE"

    def test_tasks_that_are_to_stop_do_not_keep_it(self) -> None:
        state, instances, service = service_on(1, desired_count=1)
        service.desired_count = 0
        for task in service.live_tasks():
            state.lifecycle.stop(task, reason="", code="UserInitiated")

        deregister_container_instance(state, instances[0], force=False)

        assert service.cluster.container_instances == {}

    def test_forced_it_is_gone_and_services_replace_its_tasks(self) -> None:
        state, instances, service = service_on(2, desired_count=2)
        lost = [task for task in service.live_tasks() if task.container_instance is instances[0]]

        deregister_container_instance(state, instances[0], force=True)
        state.engine.settle()

        assert (instances[0].status, instances[0].agent_connected) == ("INACTIVE", False)
        assert list(service.cluster.container_instances.values()) == [instances[1]]
        assert homes(service, instances) == [(1, "RUNNING"), (1, "RUNNING")]
        assert [(task.last_status, task.stop_code, task.stopped_reason) for task in lost] == [
            ("STOPPED", "UserInitiated", "Container instance deregistration forced by user")
        ]
