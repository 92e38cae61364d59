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
from mock_ecs.ecs.fargate_capacity import NO_FARGATE_CAPACITY, subnets_with_capacity
from mock_ecs.ecs.placement.constraints import PlacementClass, concerns, refusal
from mock_ecs.ecs.placement.decisions import decision
from mock_ecs.ecs.placement.place import Failure, failures
from mock_ecs.ecs.placement.query import parse_query
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
    cause: str = "",
) -> tuple[list[Task], list[Failure]]:
    """Start ``count`` tasks; what could not be placed comes back as failures.

    ``cause`` is the service or the request that asks for them: what a decision can be found by later.

    ``peers`` are the tasks of the same service, which new ones are spread away from; those of the same deployment
    count for its capacity provider strategy.
    """
    if launch.launch_type == "FARGATE":
        return _launch_on_fargate(state, cluster, launch, count, deployment, peers, cause)
    return _launch_on_instances(state, cluster, launch, count, deployment, cause)


def start_tasks(
    state: EcsState, cluster: Cluster, launch: Launch, instances: Sequence[ContainerInstance | Failure]
) -> tuple[list[Task], list[Failure]]:
    """Start a task on each of ``instances`` as StartTask does: no scheduler chooses, but a task must fit."""
    tasks: list[Task] = []
    failed: list[Failure] = []
    wanted = PlacementClass(_needs(launch), launch.group)
    for instance in instances:
        if isinstance(instance, Failure):
            failed.append(instance)
        elif reason := refusal(instance, wanted):
            failed.append(Failure(reason, arn=instance.arn))
        else:
            tasks.append(_start_on(state, cluster, launch, instance, wanted.needs, None))
    return tasks, failed


def has_candidates(cluster: Cluster, launch: Launch) -> bool:
    """True when there is a container instance that may be considered for ``launch`` at all."""
    wanted = PlacementClass(Needs(0, 0), launch.group, external=launch.launch_type == "EXTERNAL")
    return any(
        instance.status == "ACTIVE" and concerns(instance, wanted) for instance in cluster.container_instances.values()
    )


def _launch_on_fargate(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    count: int,
    deployment: Deployment | None,
    peers: Iterable[Task],
    cause: str,
) -> tuple[list[Task], list[Failure]]:
    peers = list(peers)
    subnets = _subnets(state, launch)
    zones = {subnet.availability_zone: 0 for subnet in subnets}
    for peer in peers:
        if peer.availability_zone in zones:
            zones[peer.availability_zone] += 1
    running = [peer.capacity_provider for peer in peers if peer.deployment is deployment]
    providers = distribute(launch.capacity_provider_strategy, count, running)
    tasks: list[Task] = []
    failed: list[Failure] = []
    for number, provider in enumerate(providers):
        open_subnets = subnets_with_capacity(
            state, cluster, launch, subnets, deployment=deployment, provider=provider, attempt=f"{cause}:{number}"
        )
        if not open_subnets:
            failed.append(Failure(NO_FARGATE_CAPACITY))
            continue
        subnet = min(open_subnets, key=lambda subnet: zones[subnet.availability_zone])
        zones[subnet.availability_zone] += 1
        tasks.append(
            _begin(state, cluster, launch, deployment, zone=subnet.availability_zone, provider=provider, subnet=subnet)
        )
    return tasks, failed


def _launch_on_instances(
    state: EcsState, cluster: Cluster, launch: Launch, count: int, deployment: Deployment | None, cause: str
) -> tuple[list[Task], list[Failure]]:
    wanted = placement_class(state, launch)
    index = state.placement.index(cluster, wanted)
    tasks: list[Task] = []
    for missing in range(count, 0, -1):
        instance = index.choose()
        made = decision(index, at=state.engine.now, cause=cause, instance=instance)
        if instance is None:
            state.decisions.add(made)
            return tasks, failures(cluster, wanted) * missing
        task = _start_on(state, cluster, launch, instance, wanted.needs, deployment)
        state.decisions.add(replace(made, task=task.id))
        tasks.append(task)
    return tasks, []


def placement_class(state: EcsState, launch: Launch) -> PlacementClass:
    """The kind of task that ``launch`` places on container instances."""
    constraints = [*launch.definition.document.get("placementConstraints", ()), *launch.placement_constraints]
    return PlacementClass(
        needs=_needs(launch),
        group=launch.group,
        strategies=launch.placement_strategy,
        queries=tuple(parse_query(item["expression"]) for item in constraints if item.get("type") == "memberOf"),
        distinct_instance=any(item.get("type") == "distinctInstance" for item in constraints),
        external=launch.launch_type == "EXTERNAL",
        zones=tuple(sorted({subnet.availability_zone for subnet in _subnets(state, launch)})),
    )


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
        gpus=container.gpus if override.gpus is None else override.gpus,
    )
