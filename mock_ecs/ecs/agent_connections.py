"""The connection of an instance's agent to ECS, which a scenario, among others, can take away for a while.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-health.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.runtimes import InstanceSpec


def set_agent_connected(state: EcsState, instance: ContainerInstance, *, connected: bool) -> None:
    """Let the agent be connected, or not: then nothing is placed on the instance."""
    if instance.agent_connected == connected:
        return
    instance.agent_connected = connected
    instance.agent_seen_at = state.engine.now
    instance.version += 1
    instance.changed()
    state.events.container_instance(instance)
    state.loop.mark_daemons(instance.cluster)
    if connected:
        state.loop.mark_cluster(instance.cluster)


def watch_agent(state: EcsState, instance: ContainerInstance) -> None:
    """Let the agent lose its connection when the scenario says so, from now on; what was to come before does not."""
    state.engine.cancel(instance.disconnection)
    planned = state.neighbours.scenario.disconnection(_spec(instance))
    if planned is None:
        instance.disconnection = None
        return
    instance.disconnection = state.engine.after(
        planned.after, f"{instance.id} agent lost", _lose, state, instance, planned.lasts, background=planned.after > 0
    )


def _lose(state: EcsState, instance: ContainerInstance, lasts: float | None) -> None:
    if instance.status != "INACTIVE":
        set_agent_connected(state, instance, connected=False)
    if lasts is not None:
        instance.disconnection = state.engine.after(
            lasts, f"{instance.id} agent back", _return, state, instance, background=True
        )


def _return(state: EcsState, instance: ContainerInstance) -> None:
    instance.disconnection = None
    if instance.status != "INACTIVE":
        set_agent_connected(state, instance, connected=True)


def _spec(instance: ContainerInstance) -> InstanceSpec:
    return InstanceSpec(
        arn=instance.arn,
        ec2_instance_id=instance.ec2_instance_id,
        instance_type=instance.attributes.get("ecs.instance-type") or "",
        zone=instance.availability_zone,
        capacity_provider=instance.capacity_provider or "",
        tags=tuple(instance.tags.items()),
    )
