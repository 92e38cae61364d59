"""In which Availability Zones a service may have tasks, and whether it could be spread over them more evenly.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
"""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.ecs.controllers.rebalancing import off_balance, tasks_by_zone
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.new_tasks import placement_class, subnets_of
from mock_ecs.ecs.state import EcsState


def is_rebalanced(service: Service) -> bool:
    """True for services that ECS spreads anew: on Fargate, or on instances of no capacity provider."""
    if service.controller != "ECS":
        return False
    enabled = service.settings.get("availabilityZoneRebalancing") == "ENABLED" and service.maximum_percent > 100
    on_fargate = service.launch.launch_type == "FARGATE"
    return enabled and (on_fargate or not service.launch.capacity_provider_strategy)


def zones_of(state: EcsState, service: Service) -> tuple[str, ...]:
    """The zones of the service's subnets; for tasks on instances those that have instances, too."""
    of_subnets = sorted({subnet.availability_zone for subnet in subnets_of(state, service.launch)})
    if service.launch.launch_type == "FARGATE":
        return tuple(of_subnets)
    with_instances = sorted(zone for zone, count in service.cluster.zones.items() if count)
    return tuple(zone for zone in with_instances if not of_subnets or zone in of_subnets)


def zones_to_even(state: EcsState, service: Service) -> tuple[str, ...]:
    """The zones of a service that is off balance, where the emptiest has room for a task; else none."""
    counts = tasks_in_zones(state, service)
    if not off_balance(counts) or counts == service.unbalanced_for_good:
        return ()
    if service.launch.launch_type != "FARGATE" and not _has_room(state, service, min(counts, key=counts.__getitem__)):
        return ()
    return tuple(counts)


def tasks_in_zones(state: EcsState, service: Service) -> dict[str, int]:
    """How many tasks that are to run the service has in each zone."""
    tasks = [task.availability_zone for task in service.live_tasks() if task.desired_status == "RUNNING"]
    return tasks_by_zone(zones_of(state, service), tasks)


def _has_room(state: EcsState, service: Service, zone: str) -> bool:
    wanted = replace(placement_class(state, service.launch), zones=(zone,))
    return state.placement.choose(service.cluster, wanted) is not None
