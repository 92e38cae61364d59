"""Fargate's capacity, which is always there unless a scenario says otherwise.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
"""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Deployment
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.networks import Subnet
from mock_ecs.ports.runtimes import TaskSpec

NO_FARGATE_CAPACITY = "Capacity is unavailable at this time. Please try again later or in a different availability zone"
"""The reason of a task that Fargate has no capacity for."""


def subnets_with_capacity(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    subnets: list[Subnet],
    *,
    deployment: Deployment | None,
    provider: str | None,
    attempt: str,
) -> list[Subnet]:
    """Those of ``subnets`` in whose zone there is room for a task; ``attempt`` tells one try from another."""
    scenario = state.neighbours.scenario
    if not scenario.limits_capacity:
        return subnets
    definition = launch.definition
    task = TaskSpec(
        state.scope,
        state.arn(f"task/{cluster.name}/to-come"),
        definition.family,
        deployment.service.name if deployment else None,
        (),
        revision=definition.revision,
        launch_type=launch.launch_type,
        capacity_provider=provider or "",
        tags=tuple(launch.tags.items()),
    )
    zones = dict.fromkeys(subnet.availability_zone for subnet in subnets)
    attempt = f"{cluster.arn}:{attempt}:{state.engine.now}"
    room = {zone: scenario.has_capacity(replace(task, zone=zone), f"{attempt}:{zone}") for zone in zones}
    return [subnet for subnet in subnets if room[subnet.availability_zone]]
