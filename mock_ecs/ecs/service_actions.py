"""What the scheduler tells Amazon EventBridge of a service beyond the bare name of an action.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
"""

from __future__ import annotations

from collections.abc import Sequence

from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.fargate_capacity import NO_FARGATE_CAPACITY
from mock_ecs.ecs.placement.place import NONE_ACTIVE, Failure
from mock_ecs.ecs.state import EcsState

_REASONS = {NO_FARGATE_CAPACITY: "RESOURCE:FARGATE"}


def tell_steady_state(state: EcsState, service: Service) -> None:
    """The service has as many tasks as it is to have, and so have the providers of its strategy."""
    state.events.service_action(service, "SERVICE_STEADY_STATE")
    if providers := _providers(state, service):
        state.events.service_action(service, "CAPACITY_PROVIDER_STEADY_STATE", capacity_provider_arns=providers)


def tell_placement_failure(state: EcsState, service: Service, failures: Sequence[Failure]) -> None:
    """A task could not be placed; without ``failures`` there was no instance that could be considered."""
    reason = failures[0].reason if failures else NONE_ACTIVE
    fargate = [] if service.launch.launch_type != "FARGATE" else [_provider_arn(state, "FARGATE")]
    state.events.service_action(
        service,
        "SERVICE_TASK_PLACEMENT_FAILURE",
        reason=_REASONS.get(reason, reason),
        capacity_provider_arns=_providers(state, service) or fargate,
        container_instance_arns=[failure.arn for failure in failures if failure.arn and failure.reason == reason],
    )


def _providers(state: EcsState, service: Service) -> list[str]:
    return [_provider_arn(state, item.provider) for item in service.launch.capacity_provider_strategy]


def _provider_arn(state: EcsState, name: str) -> str:
    return state.arn(f"capacity-provider/{name}")
