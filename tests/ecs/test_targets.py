"""The targets that tasks are, and when a load balancer changes what it says of them."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.entities.container import NetworkBinding
from mock_ecs.ecs.entities.load_balancer import HEALTHY
from mock_ecs.ecs.targets import FLAPS, address_of, health_changes
from mock_ecs.ports.networks import Target, TargetGroup, TargetHealth
from mock_ecs.ports.runtimes import UnhealthyTarget
from tests.ecs.examples import fargate_task, instance_task, new_cluster, new_instance, new_state, pass_time

NEVER = float("inf")
GROUP = TargetGroup("ip", True, interval=10.0, healthy_threshold=3, unhealthy_threshold=2)
ILL = TargetHealth("unhealthy", "Request timed out")


def unhealthy(after: float | None = None, lasts: float | None = None, every: float | None = None) -> UnhealthyTarget:
    return UnhealthyTarget(after, lasts, every, "Request timed out")


@pytest.mark.parametrize(
    ("told", "changes"),
    [
        pytest.param(None, ((30.0, HEALTHY),), id="all is well"),
        pytest.param(unhealthy(), ((20.0, ILL),), id="from the start"),
        pytest.param(unhealthy(5.0), ((5.0, ILL),), id="before it is healthy"),
        pytest.param(unhealthy(30.0), ((30.0, ILL),), id="when it would be healthy"),
        pytest.param(unhealthy(31.0), ((30.0, HEALTHY), (31.0, ILL)), id="after it was healthy"),
        pytest.param(unhealthy(50.0, 15.0), ((30.0, HEALTHY), (50.0, ILL), (65.0, HEALTHY)), id="for a while"),
    ],
)
def test_a_target_is_healthy_once_enough_checks_passed_unless_told_otherwise(
    told: UnhealthyTarget | None, changes: tuple[tuple[float, TargetHealth], ...]
) -> None:
    assert health_changes(GROUP, told, NEVER) == changes


def test_a_fast_profile_bounds_how_long_a_judgement_takes_but_not_what_is_told() -> None:
    assert health_changes(GROUP, None, 1.0) == ((1.0, HEALTHY),)
    assert health_changes(GROUP, unhealthy(), 1.0) == ((1.0, ILL),)
    assert health_changes(GROUP, unhealthy(40.0), 1.0) == ((1.0, HEALTHY), (40.0, ILL))


def test_a_target_that_flaps_does_so_for_long() -> None:
    changes = health_changes(GROUP, unhealthy(40.0, 5.0, 60.0), NEVER)

    assert changes[:5] == ((30.0, HEALTHY), (40.0, ILL), (45.0, HEALTHY), (100.0, ILL), (105.0, HEALTHY))
    assert len(changes) == 1 + 2 * FLAPS


def test_a_task_with_an_interface_is_reached_at_its_address() -> None:
    state = new_state()
    task = fargate_task(state)
    assert address_of(task, "app", 8080) is None

    pass_time(state, 1)

    assert task.attachment is not None
    assert task.attachment.interface is not None
    assert address_of(task, "app", 8080) == Target(task.attachment.interface.private_ip, 8080)


def test_a_task_on_an_instance_is_reached_at_the_port_of_its_host() -> None:
    state = new_state()
    new_instance(state, new_cluster(state), ec2_instance_id="i-1")
    task = instance_task(state)
    task.containers[0].network_bindings = (
        NetworkBinding(9000, 33000, "tcp", 10, is_range=True),
        NetworkBinding(8080, 32768, "tcp"),
    )

    found = [address_of(task, "app", port) for port in (8080, 9000, 9009, 9010)]

    assert found == [Target("i-1", 32768), Target("i-1", 33000), Target("i-1", 33009), None]
    assert address_of(task, "other", 8080) is None


def test_a_task_on_a_host_outside_of_aws_is_no_target() -> None:
    state = new_state()
    task = instance_task(state)
    assert task.container_instance is not None
    task.container_instance.attributes["ecs.capability.external"] = None
    task.containers[0].network_bindings = (NetworkBinding(8080, 32768, "tcp"),)

    assert address_of(task, "app", 8080) is None
