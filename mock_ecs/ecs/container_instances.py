"""Container instances: the hosts that tasks of launch types EC2 and EXTERNAL are placed on.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_clusters.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from mock_ecs.ecs.agent_capabilities import LATEST_AGENT, VERSION_INFO
from mock_ecs.ecs.agent_connections import watch_agent
from mock_ecs.ecs.capacity_providers import provider_of_host
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.room import Room
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.instance_sizes import interfaces_of
from mock_ecs.ecs.refusals import attributes as attribute_refusals
from mock_ecs.ecs.refusals import container_instances as refusals
from mock_ecs.ecs.state import EcsState

DEFAULT_CPU = 2048
DEFAULT_MEMORY = 7974
"""What an agent on an instance with 2 vCPUs and 8 GiB reports; taken when a registration names no resources."""

SPOT_NOTICE = 120.0
"""Seconds between the notice of an interruption of a Spot instance and its end."""

ATTRIBUTES = 10
"""How many custom attributes an instance can have."""

_ATTRIBUTE_NAME = re.compile(r"[a-zA-Z0-9\-_./\\]{1,128}")
_ATTRIBUTE_VALUE = re.compile(r"(?! )[a-zA-Z0-9\-_.@/\\: ]{1,128}(?<! )")
_UPDATING = ("PENDING", "STAGING", "STAGED", "UPDATING")
"""What an update of an agent goes through, before it is UPDATED."""


def is_built_in(attribute: str) -> bool:
    """True for the name of an attribute that ECS or its agent makes."""
    return attribute.startswith(("ecs.", "com.amazonaws."))


def find_container_instance(cluster: Cluster, identifier: str) -> ContainerInstance:
    """The registered instance with this id; raises InvalidParameterException when there is none."""
    instance = cluster.container_instances.get(identifier)
    if instance is None:
        raise refusals.NOT_FOUND()
    return instance


def interfaces_of_type(state: EcsState, instance_type: str) -> int | None:
    """How many interfaces for tasks a host of this EC2 instance type has; None where it has no known type."""
    size = state.neighbours.instance_types.size(instance_type) if instance_type else None
    if size is None:
        return None
    trunking = state.account_settings.effective("awsvpcTrunking") == "enabled"
    return interfaces_of(instance_type, size, trunking=trunking)


def register_container_instance(state: EcsState, cluster: Cluster, room: Room, **members: Any) -> ContainerInstance:
    """A new ACTIVE instance with this ``room``, whose ports are those that its agent keeps.

    It belongs to the capacity provider whose Auto Scaling group launched it.
    """
    members.setdefault("capacity_provider", provider_of_host(state, cluster, members.get("ec2_instance_id", "")))
    identifier = state.ids.hex("container-instance")
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
    _count_in_zone(instance, 1)
    instance.changed()
    state.events.container_instance(instance)
    state.loop.mark_cluster(cluster)
    state.loop.mark_rebalanced(cluster)
    state.loop.mark_daemons(cluster)
    watch_agent(state, instance)
    return instance


def register_again(
    state: EcsState,
    instance: ContainerInstance,
    *,
    room: Room,
    attributes: dict[str, str | None],
    version_info: Document,
    tags: dict[str, str],
) -> None:
    """Let an instance whose agent has started anew have this ``room``, less what its tasks take.

    Custom attributes and tags stay beside the new ones. Raises ClientException for another instance type.
    """
    instance_type = instance.attributes.get("ecs.instance-type")
    if attributes.get("ecs.instance-type", instance_type) != instance_type:
        raise refusals.TYPE_CHANGED(id=instance.id, type=instance_type)
    instance.registered, instance.room = room, room.copy()
    for task in instance.tasks.values():
        if task.needs is not None:
            instance.room.take(task.needs, task.gpus)
    custom = {name: value for name, value in instance.attributes.items() if not is_built_in(name)}
    instance.attributes = custom | attributes
    instance.version_info = version_info
    instance.tags = instance.tags | tags
    instance.agent_connected = True
    instance.version += 1
    instance.changed()
    state.events.container_instance(instance)
    state.loop.mark_cluster(instance.cluster)
    state.loop.mark_daemons(instance.cluster)


def check_attribute(name: str, value: str | None) -> None:
    """Raise InvalidParameterException for a name or a value that an attribute cannot have."""
    if not _ATTRIBUTE_NAME.fullmatch(name):
        raise attribute_refusals.NAME()
    if value is not None and not _ATTRIBUTE_VALUE.fullmatch(value):
        raise attribute_refusals.VALUE()


def check_attributes(target: str, attributes: Iterable[str]) -> None:
    """Raise AttributeLimitExceededException when too many of ``attributes``, those of ``target``, are custom ones."""
    if len({name for name in attributes if not is_built_in(name)}) > ATTRIBUTES:
        raise attribute_refusals.LIMIT(maximum=ATTRIBUTES, target=target)


def put_attributes(state: EcsState, instance: ContainerInstance, attributes: dict[str, str | None]) -> None:
    """Set attributes; raises AttributeLimitExceededException, and sets none, when there would be too many."""
    check_attributes(instance.arn, (*instance.attributes, *attributes))
    instance.attributes = instance.attributes | attributes
    instance.version += 1
    instance.changed()
    state.events.container_instance(instance)
    state.loop.mark_cluster(instance.cluster)
    state.loop.mark_daemons(instance.cluster)


def delete_attributes(state: EcsState, instance: ContainerInstance, attributes: dict[str, str | None]) -> list[str]:
    """Take attributes away, and return their names: those that are there, with the value where one is given."""
    gone = [
        name
        for name, value in attributes.items()
        if name in instance.attributes and value in (None, instance.attributes[name])
    ]
    instance.attributes = {name: value for name, value in instance.attributes.items() if name not in gone}
    if gone:
        instance.version += 1
        instance.changed()
        state.events.container_instance(instance)
        state.loop.mark_daemons(instance.cluster)
    return gone


def deregister_container_instance(state: EcsState, instance: ContainerInstance, *, force: bool) -> None:
    """Let the instance go. Its tasks keep it (InvalidParameterException) unless ``force``: ECS then forgets them.

    For a time it can still be described, as INACTIVE.
    """
    running = [task for task in instance.tasks.values() if task.desired_status == "RUNNING"]
    if running and not force:
        raise refusals.RUNNING_TASKS()
    _deregister(state, instance)
    for task in list(instance.tasks.values()):
        state.lifecycle.lose(task, reason="Container instance deregistration forced by user", code="UserInitiated")


def deregister_lost_instance(state: EcsState, instance: ContainerInstance, reason: str) -> None:
    """Let an instance go whose host is gone; its tasks are STOPPED for this ``reason``."""
    _deregister(state, instance)
    for task in list(instance.tasks.values()):
        state.lifecycle.lose(task, reason=reason, code="TerminationNotice")


def _deregister(state: EcsState, instance: ContainerInstance) -> None:
    instance.status = "INACTIVE"
    state.engine.cancel(instance.disconnection)
    instance.agent_connected = False
    instance.agent_seen_at = state.engine.now
    instance.version += 1
    cluster = instance.cluster
    cluster.inactive_instances[instance.id] = cluster.container_instances.pop(instance.id)
    _count_in_zone(instance, -1)
    instance.changed()
    state.events.container_instance(instance)
    state.loop.mark_daemons(cluster)
    state.scaling.mark(cluster)
    state.engine.after(
        state.timings.inactive_instances_kept, f"{instance.id} forgotten", _forget, instance, background=True
    )


def interrupt(state: EcsState, instance: ContainerInstance) -> None:
    """EC2 takes the Spot host of an instance back: its agent has the notice now, and in two minutes it is gone.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-spot.html
    """
    if instance.drains_on_spot_notice and instance.status == "ACTIVE":
        set_container_instance_status(state, instance, "DRAINING")
    state.engine.after(SPOT_NOTICE, f"{instance.id} interrupted", _interrupted, state, instance)


def _interrupted(state: EcsState, instance: ContainerInstance) -> None:
    if instance.status != "INACTIVE":
        deregister_lost_instance(state, instance, f"Host EC2 (instance {instance.ec2_instance_id}) terminated.")


def set_container_instance_status(state: EcsState, instance: ContainerInstance, status: str) -> None:
    """Make it ACTIVE, or DRAINING: nothing is placed on it any more, and services move their tasks away."""
    if instance.status == status:
        return
    instance.status = status
    instance.version += 1
    instance.changed()
    state.events.container_instance(instance)
    for task in instance.tasks.values():
        if task.service is not None:
            state.loop.mark(task.service)
    state.loop.mark_daemons(instance.cluster)
    if status == "ACTIVE":
        state.loop.mark_cluster(instance.cluster)


def update_agent(state: EcsState, instance: ContainerInstance) -> None:
    """Have the agent updated, which takes a while.

    Raises MissingVersionException where the agent did not tell its version, UpdateInProgressException while an update
    is under way, and NoUpdateAvailableException when there is no newer version.
    """
    if instance.agent_update_status in _UPDATING:
        raise refusals.UPDATE_IN_PROGRESS()
    version = version_of(instance.agent_version)
    if version is None:
        raise refusals.MISSING_VERSION()
    if version >= (version_of(LATEST_AGENT) or ()):
        raise refusals.NO_UPDATE_AVAILABLE()
    _set_update_status(state, instance, _UPDATING[0])
    _next_update_step(state, instance)


def version_of(text: str) -> tuple[int, ...] | None:
    """``1.98.0`` as numbers; None for anything else."""
    parts = text.removeprefix("v").split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return None
    return tuple(int(part) for part in parts)


def _next_update_step(state: EcsState, instance: ContainerInstance) -> None:
    state.engine.after(
        state.timings.agent_update_step, f"{instance.id} agent update", _agent_update_goes_on, state, instance
    )


def _agent_update_goes_on(state: EcsState, instance: ContainerInstance) -> None:
    if instance.status == "INACTIVE" or instance.agent_update_status not in _UPDATING:
        return
    step = _UPDATING.index(instance.agent_update_status) + 1
    if step < len(_UPDATING):
        _set_update_status(state, instance, _UPDATING[step])
        _next_update_step(state, instance)
        return
    instance.version_info = instance.version_info | VERSION_INFO
    _set_update_status(state, instance, "UPDATED")
    instance.changed()


def _set_update_status(state: EcsState, instance: ContainerInstance, status: str) -> None:
    instance.agent_update_status = status
    instance.version += 1
    state.events.container_instance(instance)


def _forget(instance: ContainerInstance) -> None:
    instance.cluster.inactive_instances.pop(instance.id, None)


def _count_in_zone(instance: ContainerInstance, step: int) -> None:
    zones = instance.cluster.zones
    zones[instance.availability_zone] = zones.get(instance.availability_zone, 0) + step
