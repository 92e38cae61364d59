"""New tasks: what they need, and how one is begun on a container instance, on Fargate, or without a place yet.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
"""

from __future__ import annotations

from dataclasses import replace

from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance, Task
from mock_ecs.ecs.entities.container import Attachment, Container
from mock_ecs.ecs.entities.launch import ContainerOverride, Launch
from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.entities.service import Deployment
from mock_ecs.ecs.entities.task_definition import ContainerDefinition, TaskDefinition
from mock_ecs.ecs.placement.constraints import PlacementClass
from mock_ecs.ecs.placement.query import parse_query
from mock_ecs.ecs.placement.resources import needs_of
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.networks import Subnet

_ON = "attribute:ecs.cpu-architecture == {}"


def placement_class(state: EcsState, launch: Launch, provider: str | None = None) -> PlacementClass:
    """The kind of task that ``launch`` places on container instances: those of ``provider``, where one is named."""
    constraints = [*launch.definition.document.get("placementConstraints", ()), *launch.placement_constraints]
    if launch.launch_type == "MANAGED_INSTANCES":
        constraints.append({"type": "memberOf", "expression": _ON.format(architecture_of(launch.definition))})
    return PlacementClass(
        needs=needs_of_launch(launch),
        group=launch.group,
        strategies=launch.placement_strategy,
        queries=tuple(parse_query(item["expression"]) for item in constraints if item.get("type") == "memberOf"),
        distinct_instance=any(item.get("type") == "distinctInstance" for item in constraints),
        external=launch.launch_type == "EXTERNAL",
        zones=tuple(sorted({subnet.availability_zone for subnet in subnets_of(state, launch)})),
        capacity_provider=provider,
    )


def architecture_of(definition: TaskDefinition) -> str:
    """``x86_64`` or ``arm64``: the processors that the tasks of ``definition`` are for."""
    platform = definition.document.get("runtimePlatform", {})
    return "arm64" if platform.get("cpuArchitecture") == "ARM64" else "x86_64"


def start_on(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    instance: ContainerInstance,
    needs: Needs,
    *,
    deployment: Deployment | None = None,
    provider: str | None = None,
) -> Task:
    """Begin a task on ``instance``, which has room for it."""
    return begin(
        state,
        cluster,
        launch,
        deployment,
        zone=instance.availability_zone,
        subnet=subnet_near(state, launch, instance),
        provider=provider,
        instance=instance,
        needs=needs,
    )


def begin(
    state: EcsState,
    cluster: Cluster,
    launch: Launch,
    deployment: Deployment | None = None,
    *,
    zone: str = "",
    subnet: Subnet | None = None,
    provider: str | None = None,
    instance: ContainerInstance | None = None,
    needs: Needs | None = None,
) -> Task:
    """Begin a task: on ``instance``, or with its interface in ``subnet``, or (with neither) waiting for capacity."""
    identifier = state.ids.hex("task")
    task = Task(
        id=identifier,
        arn=state.arn(f"task/{cluster.name}/{identifier}"),
        cluster=cluster,
        launch=launch,
        containers=[Container(state.ids.uuid("container"), container) for container in launch.definition.containers],
        created_at=state.engine.now,
        last_status="PENDING" if instance and not subnet else "PROVISIONING",
        availability_zone=zone,
        capacity_provider=provider,
        container_instance=instance,
        needs=needs,
        attachment=attachment_in(state, subnet),
        service=deployment.service if deployment else None,
        deployment=deployment,
        tags=dict(launch.tags),
    )
    state.lifecycle.begin(task)
    return task


def attachment_in(state: EcsState, subnet: Subnet | None) -> Attachment | None:
    """What will hold a task's interface in ``subnet``; None for a task that gets none."""
    return Attachment(state.ids.uuid("attachment"), subnet) if subnet else None


def subnet_near(state: EcsState, launch: Launch, instance: ContainerInstance) -> Subnet | None:
    """The subnet of ``launch`` for a task on ``instance``: one in its zone, where there is one."""
    subnets = subnets_of(state, launch)
    near = [subnet for subnet in subnets if subnet.availability_zone == instance.availability_zone]
    return next(iter(near or subnets), None)


def subnets_of(state: EcsState, launch: Launch) -> list[Subnet]:
    """The subnets of ``launch``; one that does not exist is replaced by a made-up one."""
    if launch.network is None:
        return []
    networks = state.neighbours.networks
    return [
        networks.subnet(state.scope, subnet) or networks.stand_in(state.scope, subnet)
        for subnet in launch.network.subnets
    ]


def needs_of_launch(launch: Launch) -> Needs:
    """What each task of ``launch`` takes of a container instance, its overrides applied."""
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
