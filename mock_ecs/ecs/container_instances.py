"""Container instances: the hosts that tasks of launch types EC2 and EXTERNAL are placed on.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_clusters.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.room import RESERVED_TCP_PORTS, Room
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.state import EcsState

DEFAULT_CPU = 2048
DEFAULT_MEMORY = 7974
"""What an agent on an instance with 2 vCPUs and 8 GiB reports; taken when a registration names no resources."""


def find_container_instance(cluster: Cluster, identifier: str) -> ContainerInstance:
    """The registered instance with this id; raises InvalidParameterException when there is none."""
    instance = cluster.container_instances.get(identifier)
    if instance is None:
        raise InvalidParameterException("The referenced container instance was not found.")
    return instance


def register_container_instance(
    state: EcsState, cluster: Cluster, *, cpu: int, memory: int, **members: Any
) -> ContainerInstance:
    """A new ACTIVE instance with ``cpu`` units and ``memory`` MiB, less the ports that its agent keeps."""
    identifier = state.ids.hex("container-instance")
    room = Room(cpu, memory, dict.fromkeys(("tcp", port) for port in RESERVED_TCP_PORTS))
    instance = ContainerInstance(
        id=identifier,
        arn=state.arn(f"container-instance/{cluster.name}/{identifier}"),
        cluster=cluster,
        registered=room,
        room=room.copy(),
        registered_at=state.engine.now,
        number=cluster.instances_registered,
        **members,
    )
    cluster.instances_registered += 1
    cluster.container_instances[identifier] = instance
    instance.changed()
    state.loop.mark_cluster(cluster)
    return instance


def deregister_container_instance(state: EcsState, instance: ContainerInstance, *, force: bool) -> None:
    """Let the instance go. Its tasks keep it (InvalidParameterException) unless ``force``, which stops them.

    For a time it can still be described, as INACTIVE.
    """
    running = [task for task in instance.tasks.values() if task.desired_status == "RUNNING"]
    if running and not force:
        raise InvalidParameterException("Found running tasks on the instance.")
    instance.status = "INACTIVE"
    instance.agent_connected = False
    instance.version += 1
    cluster = instance.cluster
    cluster.inactive_instances[instance.id] = cluster.container_instances.pop(instance.id)
    instance.changed()
    state.engine.after(
        state.timings.inactive_instances_kept, f"{instance.id} forgotten", _forget, instance, background=True
    )
    for task in running:
        state.lifecycle.stop(task, reason="Container instance deregistration forced by user", code="UserInitiated")


def set_container_instance_status(state: EcsState, instance: ContainerInstance, status: str) -> None:
    """Make it ACTIVE, or DRAINING: nothing is placed on it any more, and services move their tasks away."""
    if instance.status == status:
        return
    instance.status = status
    instance.version += 1
    instance.changed()
    for task in instance.tasks.values():
        if task.service is not None:
            state.loop.mark(task.service)
    if status == "ACTIVE":
        state.loop.mark_cluster(instance.cluster)


def _forget(instance: ContainerInstance) -> None:
    instance.cluster.inactive_instances.pop(instance.id, None)
