"""Managed scaling carried out: once a minute, for the Auto Scaling groups for which there is something to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mock_ecs.ecs.capacity_providers import group_providers
from mock_ecs.ecs.container_instances import (
    DEFAULT_CPU,
    DEFAULT_MEMORY,
    deregister_lost_instance,
    set_container_instance_status,
)
from mock_ecs.ecs.controllers import capacity
from mock_ecs.ecs.entities.capacity_provider import AutoScalingGroupProvider, CapacityProvider
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.room import Room
from mock_ecs.ecs.instance_sizes import RESERVED, room_of
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.hosts import AutoScalingGroup
from mock_ecs.sim.engine import LATE, Event


@dataclass(slots=True, eq=False)
class _Scaled:
    """A provider in its cluster, and what is remembered of it from one look to the next."""

    cluster: Cluster
    provider: CapacityProvider
    size: Room
    size_of: str | None = None
    leaving: dict[str, float] = field(default_factory=dict)
    warm_at: float = 0.0
    low: int = 0
    look: Event | None = None

    @property
    def group(self) -> AutoScalingGroupProvider:
        """The provider's group, as it is now."""
        assert self.provider.group is not None
        return self.provider.group


class GroupScaling:
    """Looks at the groups of clusters that were marked, at the next full minute, and again while a plan says so."""

    def __init__(self, state: EcsState) -> None:
        self._state = state
        self._scaled: dict[tuple[Cluster, CapacityProvider], _Scaled] = {}

    def mark(self, cluster: Cluster) -> None:
        """Something changed by which the groups of ``cluster`` are scaled: have them looked at."""
        for provider in group_providers(self._state, cluster):
            if provider.scales:
                scaled = self._scaled.get((cluster, provider))
                if scaled is None:
                    empty = Room(DEFAULT_CPU, DEFAULT_MEMORY, dict.fromkeys(RESERVED))
                    scaled = self._scaled[cluster, provider] = _Scaled(cluster, provider, empty)
                if scaled.look is None:
                    self._look_later(scaled, background=True)
                if scaled.look is not None and scaled.look.background and self._state.waiting.count(cluster):
                    # A first look may be the beginning of a change; whether it is shows then.
                    self._look_later(scaled, background=False)

    def _look_later(self, scaled: _Scaled, *, background: bool) -> None:
        engine = self._state.engine
        engine.cancel(scaled.look)
        at = (engine.now // capacity.PERIOD + 1) * capacity.PERIOD
        name = f"{scaled.provider.name} scaled"
        scaled.look = engine.after(at - engine.now, name, self._look_at, scaled, priority=LATE, background=background)

    def _look_at(self, scaled: _Scaled) -> None:
        scaled.look = None
        state, provider = self._state, scaled.provider
        if provider.name not in scaled.cluster.capacity_providers or not provider.scales:
            del self._scaled[scaled.cluster, provider]
            return
        group = state.neighbours.auto_scaling_groups.group(state.scope, scaled.group.name)
        if group is None:
            return
        hosts = {
            instance.ec2_instance_id: instance
            for instance in scaled.cluster.container_instances.values()
            if instance.capacity_provider == provider.name
        }
        scaled.leaving = {host.id: scaled.leaving[host.id] for host in group.instances if host.id in scaled.leaving}
        for action in capacity.plan(self._view_of(scaled, group, hosts), state.engine.now):
            _CARRY_OUT[type(action)](self, scaled, action, hosts)

    def _view_of(
        self, scaled: _Scaled, group: AutoScalingGroup, hosts: dict[str, ContainerInstance]
    ) -> capacity.CapacityView:
        self._learn_size(scaled, group, hosts)
        settings, now = scaled.group.settings, self._state.engine.now
        scaling = settings.managed_scaling
        return capacity.CapacityView(
            minimum=group.minimum,
            maximum=group.maximum,
            size=scaled.size,
            hosts=tuple(
                capacity.HostView(
                    id=host.id,
                    zone=host.availability_zone,
                    joined=host.id in hosts,
                    busy=host.id in hosts and is_busy(hosts[host.id]),
                    protected=host.protected,
                    leaving=host.id in scaled.leaving,
                    overdue=now - scaled.leaving.get(host.id, now) >= self._state.timings.draining_limit,
                )
                for host in group.instances
            ),
            waiting=tuple(
                capacity.WaitingView(kind.needs, count, kind.distinct_instance)
                for kind, count in self._state.waiting.kinds(scaled.cluster).items()
                if kind.capacity_provider == scaled.provider.name
            ),
            target=scaling["targetCapacity"],
            smallest_step=scaling["minimumScalingStepSize"],
            largest_step=scaling["maximumScalingStepSize"],
            warm_at=scaled.warm_at,
            low=scaled.low,
            protects=settings.managed_termination_protection == "ENABLED",
            drains=settings.managed_draining == "ENABLED",
        )

    def _learn_size(self, scaled: _Scaled, group: AutoScalingGroup, hosts: dict[str, ContainerInstance]) -> None:
        """An empty instance is like those that joined last, or before the first as the group's type is."""
        newest = max(hosts.values(), key=lambda instance: instance.number, default=None)
        if newest is not None:
            scaled.size, scaled.size_of = newest.registered, None
        elif group.instance_type is not None and group.instance_type != scaled.size_of:
            known = self._state.neighbours.instance_types.size(group.instance_type)
            if known is not None:
                trunking = self._state.account_settings.effective("awsvpcTrunking") == "enabled"
                scaled.size = room_of(group.instance_type, known, self._state.ids, trunking=trunking)
            scaled.size_of = group.instance_type

    def _measured(self, scaled: _Scaled, action: capacity.Measured, hosts: dict[str, ContainerInstance]) -> None:
        state = self._state
        scaled.low = action.low
        state.neighbours.metrics.put(
            state.scope,
            "AWS/ECS/ManagedScaling",
            "CapacityProviderReservation",
            action.reservation,
            {"ClusterName": scaled.cluster.name, "CapacityProviderName": scaled.provider.name},
            state.engine.now,
        )

    def _scale_out(self, scaled: _Scaled, action: capacity.ScaleOut, hosts: dict[str, ContainerInstance]) -> None:
        state = self._state
        groups = state.neighbours.auto_scaling_groups
        groups.set_desired_capacity(state.scope, scaled.group.name, action.count + len(scaled.leaving))
        state.agents.look()
        scaled.warm_at = state.engine.now + scaled.group.settings.managed_scaling["instanceWarmupPeriod"]

    def _protect(self, scaled: _Scaled, action: capacity.Protect, hosts: dict[str, ContainerInstance]) -> None:
        groups = self._state.neighbours.auto_scaling_groups
        groups.protect(self._state.scope, scaled.group.name, action.hosts, action.protected)

    def _drain(self, scaled: _Scaled, action: capacity.Drain, hosts: dict[str, ContainerInstance]) -> None:
        scaled.leaving[action.host] = self._state.engine.now
        if action.host in hosts:
            set_container_instance_status(self._state, hosts[action.host], "DRAINING")

    def _terminate(self, scaled: _Scaled, action: capacity.Terminate, hosts: dict[str, ContainerInstance]) -> None:
        state = self._state
        scaled.leaving.pop(action.host, None)
        state.neighbours.auto_scaling_groups.terminate(state.scope, scaled.group.name, action.host)
        state.agents.look()
        instance = hosts.get(action.host)
        if instance is not None and instance.status != "INACTIVE":
            # Registered by hand for a host that nobody else knows of.
            deregister_lost_instance(state, instance, f"Host EC2 (instance {action.host}) terminated.")

    def _again(self, scaled: _Scaled, action: capacity.LookAgain, hosts: dict[str, ContainerInstance]) -> None:
        self._look_later(scaled, background=action.background)


def is_busy(instance: ContainerInstance) -> bool:
    """True when tasks are on the instance beside those of DAEMON services."""
    return any(task.service is None or not task.service.daemon for task in instance.tasks.values())


_CARRY_OUT: dict[type, Callable[[GroupScaling, _Scaled, Any, dict[str, ContainerInstance]], None]] = {
    capacity.Measured: GroupScaling._measured,
    capacity.ScaleOut: GroupScaling._scale_out,
    capacity.Protect: GroupScaling._protect,
    capacity.Drain: GroupScaling._drain,
    capacity.Terminate: GroupScaling._terminate,
    capacity.LookAgain: GroupScaling._again,
}
