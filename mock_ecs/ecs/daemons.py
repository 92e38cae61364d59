"""Daemons on container instances: which instances they are to run on, and how their tasks get there.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.new_tasks import placement_class, start_on
from mock_ecs.ecs.placement.constraints import PlacementClass, refusal
from mock_ecs.ecs.placement.place import Failure
from mock_ecs.ecs.state import EcsState


def hosts_of(state: EcsState, service: Service) -> tuple[str, ...]:
    """The instances that ``service`` is to have a task on, whether or not they have room.

    They are ACTIVE, have the attributes, and satisfy the constraints. One whose agent is not connected keeps its task,
    and gets none.
    """
    wanted = _kind(state, service.primary.launch)
    anywhere = replace(wanted, needs=Needs(0, 0, attributes=wanted.needs.attributes))
    suitable = [instance.id for instance in state.placement.index(service.cluster, anywhere).suitable()]
    out_of_touch = [
        instance.id for instance in _instances(service) if instance.status == "ACTIVE" and not instance.agent_connected
    ]
    return tuple(dict.fromkeys((*suitable, *out_of_touch)))


def busy_hosts_of(service: Service) -> tuple[str, ...]:
    """The DRAINING instances of ``service`` that tasks of other services are still leaving: daemons go last.

    An instance of a capacity provider, which is going to be terminated, is left after all other tasks.
    """
    return tuple(
        instance.id
        for instance in _instances(service)
        if instance.status == "DRAINING" and any(_goes_first(task, instance) for task in instance.tasks.values())
    )


def start_daemons(
    state: EcsState, service: Service, deployment: Deployment, launch: Launch, hosts: Sequence[str]
) -> tuple[list[Task], list[Failure]]:
    """Start a task by ``launch`` on each of ``hosts``; those without room come back as failures."""
    wanted = _kind(state, launch)
    tasks: list[Task] = []
    failed: list[Failure] = []
    for host in hosts:
        instance = service.cluster.container_instances[host]
        if reason := refusal(instance, wanted):
            failed.append(Failure(reason, arn=instance.arn))
        else:
            tasks.append(start_on(state, service.cluster, launch, instance, wanted.needs, deployment=deployment))
    return tasks, failed


def _kind(state: EcsState, launch: Launch) -> PlacementClass:
    # One task on each instance is what a daemon is anyway.
    return replace(placement_class(state, launch), distinct_instance=False)


def _instances(service: Service) -> list[ContainerInstance]:
    """The instances that its tasks are on."""
    return [task.container_instance for task in service.live_tasks() if task.container_instance is not None]


def _goes_first(task: Task, instance: ContainerInstance) -> bool:
    if task.service is None:
        return instance.capacity_provider is not None
    return not task.service.daemon
