"""Tasks: running copies of a task definition, and how they are launched.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/scheduling_tasks.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mock_ecs.ecs.capacity_providers import distribute
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Task
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.entities.service import Deployment
from mock_ecs.ecs.fargate_capacity import NO_FARGATE_CAPACITY, subnets_with_capacity
from mock_ecs.ecs.new_tasks import begin, needs_of_launch, placement_class, start_on, subnets_of
from mock_ecs.ecs.placement.constraints import PlacementClass, concerns, refusal
from mock_ecs.ecs.placement.decisions import decision
from mock_ecs.ecs.placement.place import Failure, failures
from mock_ecs.ecs.provided_tasks import launch_by_providers
from mock_ecs.ecs.refusals.tasks import TASK_NOT_FOUND
from mock_ecs.ecs.state import EcsState


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
    zone: str = "",
) -> tuple[list[Task], list[Failure]]:
    """Start ``count`` tasks, in ``zone`` where one is named; what could not be placed comes back as failures.

    ``cause`` is the service or the request that asks for them: what a decision can be found by later.

    ``peers`` are the tasks of the same service. On Fargate new ones are spread over the zones beside those of their own
    deployment, which count for its capacity provider strategy, too: the others will be gone.
    """
    if launch.launch_type == "FARGATE":
        return _launch_on_fargate(state, cluster, launch, count, deployment, peers, cause, zone)
    if launch.capacity_provider_strategy:
        running = [peer.capacity_provider for peer in peers if peer.deployment is deployment]
        providers = distribute(launch.capacity_provider_strategy, count, running)
        return launch_by_providers(state, cluster, launch, providers, deployment=deployment, cause=cause)
    return _launch_on_instances(state, cluster, launch, count, deployment, cause, zone)


def start_tasks(
    state: EcsState, cluster: Cluster, launch: Launch, instances: Sequence[ContainerInstance | Failure]
) -> tuple[list[Task], list[Failure]]:
    """Start a task on each of ``instances`` as StartTask does: no scheduler chooses, but a task must fit."""
    tasks: list[Task] = []
    failed: list[Failure] = []
    wanted = PlacementClass(needs_of_launch(launch), launch.group)
    for instance in instances:
        if isinstance(instance, Failure):
            failed.append(instance)
        elif reason := refusal(instance, wanted):
            failed.append(Failure(reason, arn=instance.arn))
        else:
            tasks.append(start_on(state, cluster, launch, instance, wanted.needs))
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
    zone: str,
) -> tuple[list[Task], list[Failure]]:
    peers = [peer for peer in peers if peer.deployment is deployment]
    subnets = [subnet for subnet in subnets_of(state, launch) if zone in ("", subnet.availability_zone)]
    zones = {subnet.availability_zone: 0 for subnet in subnets}
    for peer in peers:
        if peer.availability_zone in zones:
            zones[peer.availability_zone] += 1
    running = [peer.capacity_provider for peer in peers]
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
            begin(state, cluster, launch, deployment, zone=subnet.availability_zone, provider=provider, subnet=subnet)
        )
    return tasks, failed


def _launch_on_instances(
    state: EcsState, cluster: Cluster, launch: Launch, count: int, deployment: Deployment | None, cause: str, zone: str
) -> tuple[list[Task], list[Failure]]:
    wanted = placement_class(state, launch)
    wanted = replace(wanted, zones=(zone,)) if zone else wanted
    index = state.placement.index(cluster, wanted)
    tasks: list[Task] = []
    for missing in range(count, 0, -1):
        instance = index.choose()
        made = decision(index, at=state.engine.now, cause=cause, instance=instance)
        if instance is None:
            state.decisions.add(made)
            return tasks, failures(cluster, wanted) * missing
        task = start_on(state, cluster, launch, instance, wanted.needs, deployment=deployment)
        state.decisions.add(replace(made, task=task.id))
        tasks.append(task)
    return tasks, []
