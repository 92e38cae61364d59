"""Auto Scaling groups in memory, whose instances join a cluster after a boot time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.capacity_providers import create_capacity_provider
from mock_ecs.ecs.entities.capacity_provider import MANAGED_SCALING, CapacityProvider, GroupSettings
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.launch import CapacityProviderStrategyItem, Launch
from mock_ecs.ecs.entities.task_definition import TaskDefinition
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.hosts import AutoScalingGroup, GroupInstance, Host
from tests.ecs.examples import new_instance, on_ec2

JOINS = "#!/bin/bash\necho ECS_CLUSTER=demo >> /etc/ecs/ecs.config\n"
ZONES = ("us-east-1a", "us-east-1b")


@dataclass
class Group:
    """A group of ``desired`` instances between ``minimum`` and ``maximum``; ``asked`` are the capacities set."""

    minimum: int = 0
    maximum: int = 4
    desired: int = 0
    protects: bool = False
    instances: dict[str, GroupInstance] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    terminated: list[str] = field(default_factory=list)
    launched: int = 0


class Groups:
    """The groups by name, and their instances as hosts on which an agent joins the cluster demo."""

    def __init__(self, **groups: Group) -> None:
        self.by_name = groups

    def states(self, scope: Scope) -> Mapping[str, str]:
        return {host: "running" for group in self.by_name.values() for host in group.instances}

    def host(self, scope: Scope, host_id: str) -> Host | None:
        for name, group in self.by_name.items():
            if host_id in group.instances:
                zone = group.instances[host_id].availability_zone
                return Host(host_id, "running", "m5.large", zone, user_data=JOINS, group=name)
        return None

    def may(self, scope: Scope, host_id: str, action: str) -> bool:
        return True

    def group(self, scope: Scope, name: str) -> AutoScalingGroup | None:
        found = self.by_name.get(name)
        if found is None:
            return None
        return AutoScalingGroup(
            scope.arn("autoscaling", f"autoScalingGroup:1:autoScalingGroupName/{name}"),
            found.protects,
            found.minimum,
            found.maximum,
            found.desired,
            "m5.large",
            tuple(found.instances.values()),
        )

    def set_desired_capacity(self, scope: Scope, name: str, count: int) -> None:
        group = self.by_name[name]
        assert group.minimum <= count <= group.maximum
        group.desired = count
        group.asked.append(count)
        while len(group.instances) < count:
            host, zone = f"i-{name}-{group.launched}", ZONES[group.launched % 2]
            group.launched += 1
            group.instances[host] = GroupInstance(host, zone, group.protects)

    def protect(self, scope: Scope, name: str, instance_ids: Sequence[str], protected: bool) -> None:
        group = self.by_name[name]
        for host in instance_ids:
            group.instances[host] = group.instances[host]._replace(protected=protected)

    def terminate(self, scope: Scope, name: str, instance_id: str) -> None:
        group = self.by_name[name]
        assert not group.instances[instance_id].protected
        del group.instances[instance_id]
        group.desired -= 1
        group.terminated.append(instance_id)


def capacity_provider(state: EcsState, name: str = "hosts", *, scales: bool = True, **scaling: Any) -> CapacityProvider:
    """A provider of the group of the same name, with managed scaling unless told otherwise."""
    status = "ENABLED" if scales else "DISABLED"
    settings = GroupSettings(managed_scaling={**MANAGED_SCALING, "status": status, **scaling})
    return create_capacity_provider(state, name, name, f"arn:{name}", settings, {})


def provided(state: EcsState, cluster: Cluster, name: str = "hosts", **members: Any) -> ContainerInstance:
    """A container instance of the provider called ``name``, with room for two tasks of 512 units."""
    return new_instance(state, cluster, capacity_provider=name, **members)


def by(definition: TaskDefinition, *items: tuple[str, int, int], **members: Any) -> Launch:
    """A launch by these capacity providers: their names, weights and bases."""
    strategy = tuple(CapacityProviderStrategyItem(*item) for item in items or [("hosts", 1, 0)])
    return on_ec2(definition, capacity_provider_strategy=strategy, **members)
