"""Task sets in the domain: what else than their operations moves them."""

from __future__ import annotations

from mock_ecs.ecs.entities.launch import no_launch
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.services import scale_service
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_sets import create_service_of_task_sets, create_task_set
from tests.ecs.examples import USER, container, fargate, new_cluster, new_definition, new_state, pass_time


def external_service(state: EcsState, desired_count: int) -> Service:
    """A service without task sets."""
    members = {"desired_count": desired_count, "created_by": USER, "request": {}}
    settings = {"deploymentController": {"type": "EXTERNAL"}}
    launch = no_launch("EC2")
    return create_service_of_task_sets(state, new_cluster(state), "web", launch, **members, settings=settings)


def test_auto_scaling_scales_every_task_set() -> None:
    state = new_state()
    service = external_service(state, 4)
    launch = fargate(new_definition(state, container()))
    first, second = (create_task_set(state, service, launch, scale=scale, settings={}) for scale in (100.0, 25.0))
    pass_time(state, 100)

    scale_service(state, service, 8)
    pass_time(state, 1)
    stable = first.stable, second.stable
    pass_time(state, 100)

    assert stable == (False, False)
    assert (first.deployment.counts.running, second.deployment.counts.running) == (8, 2)
    assert (first.stable, second.stable, service.steady) == (True, True, True)


def test_a_service_without_task_sets_can_be_scaled() -> None:
    state = new_state()
    service = external_service(state, 0)

    scale_service(state, service, 3)
    pass_time(state, 100)

    assert (service.desired_count, service.running_count, len(service.events)) == (3, 0, 0)


def test_the_revision_of_a_task_set_is_kept_while_it_has_tasks() -> None:
    state = new_state()
    service = external_service(state, 1)
    definition = new_definition(state, container())

    task_set = create_task_set(state, service, fargate(definition), scale=100.0, settings={})
    pass_time(state, 100)
    with_a_task = definition.users
    state.loop.mark(service)
    task_set.deployment.status = "DRAINING"
    pass_time(state, 100)

    assert (with_a_task, definition.users) == (2, 0)
    assert service.task_sets == []
