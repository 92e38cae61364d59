"""Tasks: running copies of a task definition, and how they are launched.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/scheduling_tasks.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mock_ecs.ecs.capacity_providers import distribute
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Deployment, Task
from mock_ecs.ecs.entities.container import Attachment, Container
from mock_ecs.ecs.entities.launch import ContainerOverride, Launch
from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.entities.task_definition import ContainerDefinition
from mock_ecs.ecs.placement.place import Failure, PlacementRequest, place
from mock_ecs.ecs.placement.resources import needs_of
from mock_ecs.ecs.refusals.tasks import TASK_NOT_FOUND
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports import Subnet


def find_task(cluster: Cluster, identifier: str) -> Task:
    """The task with this id; raises InvalidParameterException when there is none."""
    task = cluster.tasks.get(identifier)
    if task is None:
        raise TASK_NOT_FOUND()
    return task


def launch_tasks(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    count: int,
    *,
    deployment: Deployment | None = None,
    peers: Iterable[Task] = (),
) -> tuple[list[Task], list[Failure]]:
    """Start ``count`` tasks; what could not be placed comes back as failures.

    ``peers`` are the tasks of the same service, which new ones are spread away from; those of the same deployment
    count for its capacity provider strategy.
    """
    if launch.launch_type == "FARGATE":
        return _launch_on_fargate(state, cluster, launch, count, deployment, peers), []
    return _launch_on_instances(state, cluster, launch, count, deployment)


def start_tasks(
    state: EcsState, cluster: Cluster, launch: Launch, instances: Sequence[ContainerInstance | Failure]
) -> tuple[list[Task], list[Failure]]:
    """Start a task on each of ``instances`` as StartTask does: no scheduler chooses, but a task must fit."""
    tasks: list[Task] = []
    failures: list[Failure] = []
    for instance in instances:
        if isinstance(instance, Failure):
            failures.append(instance)
            continue
        request = PlacementRequest(1, _needs(launch), launch.group)
        plan = place([instance], request, state.ids.stream("placement"))
        failures.extend(plan.failures)
        tasks.extend(_start_on(state, cluster, launch, chosen, request.needs, None) for chosen in plan.chosen)
    return tasks, failures


def candidates(cluster: Cluster, launch: Launch) -> list[ContainerInstance]:
    """The container instances that may be considered for ``launch`` at all."""
    external = launch.launch_type == "EXTERNAL"
    return [
        instance
        for instance in cluster.container_instances.values()
        if instance.status == "ACTIVE" and instance.external == external
    ]


def _launch_on_fargate(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    count: int,
    deployment: Deployment | None,
    peers: Iterable[Task],
) -> list[Task]:
    peers = list(peers)
    subnets = _subnets(state, launch)
    zones = {subnet.availability_zone: 0 for subnet in subnets}
    for peer in peers:
        if peer.availability_zone in zones:
            zones[peer.availability_zone] += 1
    running = [peer.capacity_provider for peer in peers if peer.deployment is deployment]
    providers = distribute(launch.capacity_provider_strategy, count, running)
    tasks = []
    for provider in providers:
        subnet = min(subnets, key=lambda subnet: zones[subnet.availability_zone])
        zones[subnet.availability_zone] += 1
        tasks.append(
            _begin(state, cluster, launch, deployment, zone=subnet.availability_zone, provider=provider, subnet=subnet)
        )
    return tasks


def _launch_on_instances(
    state: EcsState, cluster: Cluster, launch: Launch, count: int, deployment: Deployment | None
) -> tuple[list[Task], list[Failure]]:
    request = PlacementRequest(
        count,
        _needs(launch),
        launch.group,
        launch.placement_strategy,
        distinct_instance=any(item["type"] == "distinctInstance" for item in launch.placement_constraints),
    )
    plan = place(candidates(cluster, launch), request, state.ids.stream("placement"))
    tasks = [_start_on(state, cluster, launch, instance, request.needs, deployment) for instance in plan.chosen]
    return tasks, plan.failures


def _start_on(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    instance: ContainerInstance,
    needs: Needs,
    deployment: Deployment | None,
) -> Task:
    subnets = _subnets(state, launch)
    near = [subnet for subnet in subnets if subnet.availability_zone == instance.availability_zone]
    subnet = next(iter(near or subnets), None)
    return _begin(
        state,
        cluster,
        launch,
        deployment,
        zone=instance.availability_zone,
        subnet=subnet,
        instance=instance,
        needs=needs,
    )


def _begin(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    deployment: Deployment | None,
    *,
    zone: str,
    subnet: Subnet | None = None,
    provider: str | None = None,
    instance: ContainerInstance | None = None,
    needs: Needs | None = None,
) -> Task:
    identifier = state.ids.hex("task")
    task = Task(
        id=identifier,
        arn=state.arn(f"task/{cluster.name}/{identifier}"),
        cluster=cluster,
        launch=launch,
        containers=[Container(state.ids.uuid("container"), container) for container in launch.definition.containers],
        created_at=state.engine.now,
        last_status="PROVISIONING" if subnet else "PENDING",
        availability_zone=zone,
        capacity_provider=provider,
        container_instance=instance,
        needs=needs,
        attachment=Attachment(state.ids.uuid("attachment"), subnet) if subnet else None,
        service=deployment.service if deployment else None,
        deployment=deployment,
        tags=dict(launch.tags),
    )
    state.lifecycle.begin(task)
    return task


def _subnets(state: EcsState, launch: Launch) -> list[Subnet]:
    """The subnets of ``launch``; one that does not exist is replaced by a made-up one."""
    if launch.network is None:
        return []
    networks = state.neighbours.networks
    return [
        networks.subnet(state.scope, subnet) or networks.stand_in(state.scope, subnet)
        for subnet in launch.network.subnets
    ]


def _needs(launch: Launch) -> Needs:
    overrides = launch.overrides
    return needs_of(
        launch.definition,
        cpu=overrides.cpu,
        memory=overrides.memory,
        containers=[
            _overridden(container, overrides.containers[container.name])
            if container.name in overrides.containers
            else container
            for container in launch.definition.containers
        ],
    )


def _overridden(container: ContainerDefinition, override: ContainerOverride) -> ContainerDefinition:
    return replace(
        container,
        cpu=container.cpu if override.cpu is None else override.cpu,
        memory=override.memory or container.memory,
        memory_reservation=override.memory_reservation or container.memory_reservation,
    )
