"""The host ports of tasks on container instances."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.container import NetworkBinding
from mock_ecs.ecs.entities.task_definition import PortMapping
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.tasks import launch_tasks
from tests.ecs.examples import (
    container,
    fargate,
    new_cluster,
    new_definition,
    new_instance,
    new_state,
    on_ec2,
    pass_time,
    run_task,
)


def running(state: EcsState, *ports: PortMapping, network_mode: str = "bridge") -> Task:
    """A task with these ports that runs on the first instance that takes it."""
    definition = new_definition(state, container(port_mappings=ports), network_mode=network_mode)
    task = run_task(state, new_cluster(state), on_ec2(definition, *(["subnet-1"] if network_mode == "awsvpc" else [])))
    pass_time(state, 2)
    return task


def host_ports(task: Task) -> list[int]:
    return [binding.host_port for container in task.containers for binding in container.network_bindings]


def new_state_with_instance(**members: Any) -> EcsState:
    state = new_state()
    new_instance(state, new_cluster(state), **members)
    return state


def test_a_binding_tells_ports_and_protocol() -> None:
    task = running(new_state_with_instance(), PortMapping(80, 8080), PortMapping(53, 0, "udp"))

    assert task.containers[0].network_bindings == (
        NetworkBinding(80, 8080, "tcp"),
        NetworkBinding(53, 32768, "udp"),
    )


def test_bindings_are_known_once_the_containers_run() -> None:
    state = new_state_with_instance()
    definition = new_definition(state, container(port_mappings=(PortMapping(80),)), network_mode="bridge")

    task = run_task(state, new_cluster(state), on_ec2(definition))
    before = host_ports(task)
    pass_time(state, 2)

    assert before == []
    assert host_ports(task) == [32768]


@pytest.mark.parametrize(
    ("network_mode", "ports"),
    [
        pytest.param("bridge", [32768, 9000], id="bridge: one of its own, or the one that was asked for"),
        pytest.param("host", [80, 9000], id="host: the port of the container"),
        pytest.param("awsvpc", [], id="awsvpc: the interface has the ports"),
        pytest.param("none", [], id="none: there is no network"),
    ],
)
def test_the_network_mode_decides(network_mode: str, ports: list[int]) -> None:
    task = running(new_state_with_instance(), PortMapping(80), PortMapping(90, 9000), network_mode=network_mode)

    assert host_ports(task) == ports


def test_a_task_on_fargate_has_no_bindings() -> None:
    state = new_state()
    launch = fargate(new_definition(state, container(port_mappings=(PortMapping(80),))))

    task = run_task(state, new_cluster(state), launch)
    pass_time(state, 2)

    assert host_ports(task) == []


def test_no_two_tasks_of_an_instance_share_a_dynamic_port() -> None:
    state = new_state_with_instance()

    tasks = [running(state, PortMapping(80), PortMapping(81)) for _ in range(3)]

    assert [host_ports(task) for task in tasks] == [[32768, 32769], [32770, 32771], [32772, 32773]]


def test_instances_and_protocols_count_apart() -> None:
    state = new_state_with_instance()
    new_instance(state, new_cluster(state), zone="us-east-1b")

    tasks = [running(state, PortMapping(80), PortMapping(80, 0, "udp")) for _ in range(2)]

    assert [host_ports(task) for task in tasks] == [[32768, 32768], [32768, 32768]]


def test_a_dynamic_port_keeps_off_a_static_one() -> None:
    state = new_state_with_instance()

    tasks = [running(state, PortMapping(80, 32768)), running(state, PortMapping(80))]

    assert [host_ports(task) for task in tasks] == [[32768], [32769]]


def test_the_ports_of_a_stopped_task_are_given_out_again() -> None:
    state = new_state_with_instance()
    first, second = running(state, PortMapping(80)), running(state, PortMapping(80))

    state.lifecycle.stop(first, reason="", code="UserInitiated")
    pass_time(state, 2)
    third = running(state, PortMapping(80))

    assert host_ports(first) == host_ports(third) == [32768]
    assert host_ports(second) == [32769]


def test_dynamic_ports_are_not_among_the_resources_of_the_instance() -> None:
    state = new_state_with_instance()
    task = running(state, PortMapping(80), PortMapping(90, 9000))
    assert task.container_instance is not None

    assert list(task.container_instance.room.ports) == [
        ("tcp", 22),
        ("tcp", 2376),
        ("tcp", 2375),
        ("tcp", 51678),
        ("tcp", 51679),
        ("tcp", 9000),
    ]


def test_dynamic_ports_end_at_60999_and_leave_out_those_of_the_agent() -> None:
    state = new_state()
    instance = new_instance(state, new_cluster(state))
    free = {51678, 51679, 60998, 60999}
    instance.dynamic_ports = {("tcp", number): None for number in range(32768, 61000) if number not in free}

    ports = [instance.bind_dynamic_ports("tcp") for _ in range(3)]

    assert ports == [60998, 60999, None]


def test_a_task_for_which_no_dynamic_port_is_left_fails_to_start() -> None:
    state = new_state()
    instance = new_instance(state, new_cluster(state))
    used = dict.fromkeys(("tcp", number) for number in range(32768, 60999))
    instance.dynamic_ports = dict(used)
    app = container("app", port_mappings=(PortMapping(80), PortMapping(81)))
    log = container("log", essential=False)

    task = run_task(state, instance.cluster, on_ec2(new_definition(state, app, log, network_mode="bridge")))
    pass_time(state, 5)

    assert (task.last_status, task.stop_code, task.started_at) == ("STOPPED", "TaskFailedToStart", None)
    assert task.stopped_reason == "Task failed to start"
    assert [(each.last_status, each.exit_code, each.reason) for each in task.containers] == [
        ("STOPPED", None, "CannotStartContainerError: Error response from daemon: all ports are allocated"),
        ("STOPPED", 143, None),
    ]
    assert instance.dynamic_ports == used


def test_a_range_of_ports_gets_as_many_host_ports_in_a_row() -> None:
    state = new_state_with_instance()
    running(state, PortMapping(80, 32770))

    task = running(state, PortMapping(8000, 0, "tcp", 3, is_range=True), PortMapping(80))

    assert task.containers[0].network_bindings == (
        NetworkBinding(8000, 32771, "tcp", 3, is_range=True),
        NetworkBinding(80, 32768, "tcp"),
    )


def test_the_range_of_a_stopped_task_is_free_again() -> None:
    state = new_state_with_instance()
    task = running(state, PortMapping(8000, 0, "tcp", 3, is_range=True))
    assert task.container_instance is not None

    state.lifecycle.stop(task, reason="", code="UserInitiated")
    pass_time(state, 2)

    assert task.container_instance.dynamic_ports == {}
    assert host_ports(running(state, PortMapping(80))) == [32768]


def test_a_static_port_that_a_dynamic_one_holds_is_in_use() -> None:
    state = new_state_with_instance()
    holder = running(state, PortMapping(80))
    assert host_ports(holder) == [32768]
    launch = on_ec2(
        new_definition(state, container(port_mappings=(PortMapping(90, 32768),)), family="late", network_mode="bridge")
    )

    _, failures = launch_tasks(state, holder.cluster, launch, 1)
    state.lifecycle.stop(holder, reason="", code="UserInitiated")
    pass_time(state, 2)
    tasks, _ = launch_tasks(state, holder.cluster, launch, 1)

    assert [failure.reason for failure in failures] == ["RESOURCE:PORTS"]
    assert len(tasks) == 1


def test_a_port_that_a_static_mapping_gave_up_is_found_again_when_no_other_is_left() -> None:
    state = new_state()
    instance = new_instance(state, new_cluster(state))
    instance.room.ports["tcp", 32768] = None
    assert instance.bind_dynamic_ports("tcp") == 32769
    instance.dynamic_ports.update(dict.fromkeys(("tcp", number) for number in range(32770, 61000)))

    del instance.room.ports["tcp", 32768]

    assert [instance.bind_dynamic_ports("tcp") for _ in range(2)] == [32768, None]
