"""ECS agents on EC2 instances: they join a cluster as their user data says, and go with their host.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mock_ecs.ecs.agent_capabilities import VERSION_INFO, capabilities
from mock_ecs.ecs.agent_connections import set_agent_connected
from mock_ecs.ecs.container_instances import (
    check_attribute,
    check_attributes,
    deregister_lost_instance,
    is_built_in,
    register_container_instance,
)
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.room import Room
from mock_ecs.ecs.instance_sizes import has_trunk, managed_branches, managed_room_of, room_of
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.user_data import AgentSettings, agent_settings
from mock_ecs.ports.hosts import Host, InstanceType

log = logging.getLogger("mock_ecs.agents")

ACTION = "ecs:RegisterContainerInstance"
_UP, _STOPPED, _GONE = "running", "stopped", "terminated"
_ZONES = "abc"
_STAND_IN = "m5.large"
"""The type whose sizes an EC2 instance has here when those of its own type are not known."""


class _Place(NamedTuple):
    """Where a host is: as much of it as shows in the attributes of its container instance."""

    instance_type: str
    architecture: str
    availability_zone: str
    image_id: str
    vpc_id: str
    subnet_id: str


class Agents:
    """The agents of one account and region.

    ``references`` says what becomes of a host whose role does not allow to register: ``strict`` keeps it out,
    ``warn`` lets it in with a warning in the log, ``off`` lets it in.
    """

    def __init__(self, state: EcsState, references: str = "warn") -> None:
        self._state = state
        self._references = references
        self._states: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        self._network: tuple[str, str, dict[str, str]] | None = None

    def add(
        self,
        cluster: Cluster,
        instance_type: str,
        count: int,
        *,
        zones: Sequence[str] = (),
        attributes: Mapping[str, str | None] | None = None,
        capacity_provider: str | None = None,
    ) -> list[ContainerInstance]:
        """``count`` container instances at once, without an EC2 that knows of them, in ``zones`` in turn.

        Raises ValueError for an unknown instance type, or a capacity provider that the cluster does not have,
        AttributeLimitExceededException for too many attributes, InvalidParameterException for one that cannot be.
        """
        size = self._state.neighbours.instance_types.size(instance_type)
        if size is None:
            raise ValueError(f"there is no EC2 instance type {instance_type!r}")
        if capacity_provider not in (None, *cluster.capacity_providers):
            raise ValueError(f"cluster {cluster.name} has no capacity provider {capacity_provider!r}")
        for name, value in (attributes or {}).items():
            check_attribute(name, value)
        zones = list(zones) or [f"{self._state.scope.region}{letter}" for letter in _ZONES]
        # Instances of a zone share one dict: what changes attributes makes a new one.
        known = {zone: {**self._made_up(instance_type, size, zone), **(attributes or {})} for zone in zones}
        check_attributes("", known[zones[0]])
        trunking = self._trunking(instance_type)
        return [
            register_container_instance(
                self._state,
                cluster,
                room_of(instance_type, size, self._state.ids, trunking=trunking),
                ec2_instance_id="i-" + self._state.ids.hex("host", 17),
                attributes=self._with_trunk(known[zones[number % len(zones)]], trunking),
                version_info=VERSION_INFO,
                capacity_provider=capacity_provider,
            )
            for number in range(count)
        ]

    def join_managed(
        self, cluster: Cluster, host: Host, capacity_provider: str, *, drains_on_spot_notice: bool
    ) -> ContainerInstance:
        """Register a host that ECS launched for this provider; its interfaces for tasks are branches of a trunk."""
        size = self._size(host)
        trunking = managed_branches(host.instance_type) is not None
        attributes = self._attributes(_place_of(host, size), size, trunking=trunking)
        return register_container_instance(
            self._state,
            cluster,
            managed_room_of(host.instance_type, size, self._state.ids),
            ec2_instance_id=host.id,
            attributes=self._with_trunk(attributes, trunking),
            version_info=VERSION_INFO,
            capacity_provider=capacity_provider,
            drains_on_spot_notice=drains_on_spot_notice,
        )

    def look(self) -> None:
        """Compare EC2's instances with those that were there at the last look, and let their agents follow."""
        states = self._state.neighbours.hosts.states(self._state.scope)
        if states != self._states:
            before, self._states = self._states, dict(states)
            for host_id, status in states.items():
                if before.get(host_id) != status:
                    self._host_changed(host_id, status, is_new=host_id not in before)
            for host_id in before:
                if host_id not in states:
                    self._host_changed(host_id, _GONE, is_new=False)
        for host_id, name in list(self._waiting.items()):
            cluster = self._state.clusters.get(name)
            if cluster is not None and cluster.status == "ACTIVE":
                del self._waiting[host_id]
                self._boot(host_id)

    def _host_changed(self, host_id: str, status: str, *, is_new: bool) -> None:
        if status == _UP:
            if not is_new or self._told_of(host_id) is not None:
                self._boot(host_id)
            return
        self._waiting.pop(host_id, None)
        for instance in list(self._instances_on(host_id)):
            if status == _GONE and instance.agent_connected:
                deregister_lost_instance(self._state, instance, f"Host EC2 (instance {host_id}) terminated.")
            elif status == _STOPPED:
                set_agent_connected(self._state, instance, connected=False)
                self._lose_tasks(instance, f"Host EC2 (instance {host_id}) stopped.")

    def _lose_tasks(self, instance: ContainerInstance, reason: str) -> None:
        for task in list(instance.tasks.values()):
            self._state.lifecycle.lose(task, reason=reason, code="TerminationNotice")

    def _boot(self, host_id: str) -> None:
        self._state.engine.after(self._state.timings.host_boot, f"{host_id} agent", self._agent_up, host_id)

    def _agent_up(self, host_id: str) -> None:
        """The agent of a host has started: it connects again, or joins."""
        if self._states.get(host_id) != _UP:
            return
        known = list(self._instances_on(host_id))
        for instance in known:
            set_agent_connected(self._state, instance, connected=True)
        host = self._state.neighbours.hosts.host(self._state.scope, host_id)
        if known or host is None:
            return
        settings = agent_settings(host.user_data)
        if settings is not None:
            self._join(host, settings)

    def _told_of(self, host_id: str) -> AgentSettings | None:
        host = self._state.neighbours.hosts.host(self._state.scope, host_id)
        return agent_settings(host.user_data) if host is not None else None

    def _join(self, host: Host, settings: AgentSettings) -> None:
        cluster = self._state.clusters.get(settings.cluster)
        if cluster is None or cluster.status != "ACTIVE":
            log.warning("%s waits to join cluster %s, which does not exist", host.id, settings.cluster)
            self._waiting[host.id] = settings.cluster
            return
        if not self._may_join(host):
            return
        size = self._size(host)
        place = _place_of(host, size)
        trunking = self._trunking(host.instance_type)
        custom = {name: value for name, value in settings.attributes.items() if not is_built_in(name)}
        register_container_instance(
            self._state,
            cluster,
            self._room_on(host, size, settings),
            ec2_instance_id=host.id,
            attributes=self._with_trunk({**self._attributes(place, size, trunking=trunking), **custom}, trunking),
            version_info=VERSION_INFO,
            tags=(_own_tags(host) if settings.propagates_tags else {}) | settings.tags,
            capacity_provider=self._provider_of(cluster, host),
            drains_on_spot_notice=settings.drains_on_spot_notice,
        )

    def _room_on(self, host: Host, size: InstanceType, settings: AgentSettings) -> Room:
        room = room_of(
            host.instance_type,
            size,
            self._state.ids,
            trunking=self._trunking(host.instance_type),
            reserved_memory=settings.reserved_memory,
        )
        if settings.reserved_ports is not None:
            room.ports = dict.fromkeys(("tcp", port) for port in settings.reserved_ports)
        return room

    def _may_join(self, host: Host) -> bool:
        if self._references == "off" or self._state.neighbours.hosts.may(self._state.scope, host.id, ACTION):
            return True
        refused = self._references == "strict"
        what = "does not join its cluster" if refused else "would not join its cluster at AWS"
        log.warning("%s %s: its instance profile does not allow %s", host.id, what, ACTION)
        return not refused

    def _size(self, host: Host) -> InstanceType:
        types = self._state.neighbours.instance_types
        found = types.size(host.instance_type)
        if found is None:
            log.warning("%s has those of %s: the sizes of %s are not known", host.id, _STAND_IN, host.instance_type)
            found = types.size(_STAND_IN) or InstanceType(2, 8192, 3)
        return found

    def _provider_of(self, cluster: Cluster, host: Host) -> str | None:
        """The capacity provider of ``cluster`` whose Auto Scaling group launched the host."""
        if host.group is None:
            return None
        providers = self._state.capacity_providers
        mine = (providers[name] for name in cluster.capacity_providers if name in providers)
        return next((provider.name for provider in mine if provider.group and provider.group.name == host.group), None)

    def _trunking(self, instance_type: str) -> bool:
        return has_trunk(instance_type) and self._state.account_settings.effective("awsvpcTrunking") == "enabled"

    def _attributes(self, place: _Place, size: InstanceType, *, trunking: bool) -> dict[str, str | None]:
        built_in: dict[str, str | None] = {
            "ecs.availability-zone": place.availability_zone,
            "ecs.instance-type": place.instance_type,
            "ecs.os-type": "linux",
            "ecs.os-family": "LINUX",
            "ecs.cpu-architecture": place.architecture,
            "ecs.ami-id": place.image_id or None,
            "ecs.vpc-id": place.vpc_id or None,
            "ecs.subnet-id": place.subnet_id or None,
        }
        told = capabilities(gpus=size.gpus > 0, trunking=trunking)
        return {name: value for name, value in built_in.items() if value is not None} | told

    def _with_trunk(self, attributes: dict[str, str | None], trunking: bool) -> dict[str, str | None]:
        """``attributes``, with the id of the host's trunk interface where it has one."""
        if not trunking:
            return attributes
        return {**attributes, "ecs.awsvpc-trunk-id": "eni-" + self._state.ids.hex("trunk", 17)}

    def _made_up(self, instance_type: str, size: InstanceType, zone: str) -> dict[str, str | None]:
        """The attributes of instances in ``zone`` that no EC2 knows of: all in one VPC, of one image."""
        ids = self._state.ids
        if self._network is None:
            self._network = "ami-" + ids.hex("host", 17), "vpc-" + ids.hex("host", 17), {}
        image, vpc, subnets = self._network
        if zone not in subnets:
            subnets[zone] = "subnet-" + ids.hex("host", 17)
        place = _Place(instance_type, size.architecture, zone, image, vpc, subnets[zone])
        return self._attributes(place, size, trunking=self._trunking(instance_type))

    def _instances_on(self, host_id: str) -> Iterator[ContainerInstance]:
        for cluster in self._state.clusters.values():
            for instance in cluster.container_instances.values():
                if instance.ec2_instance_id == host_id:
                    yield instance


def _place_of(host: Host, size: InstanceType) -> _Place:
    return _Place(
        host.instance_type, size.architecture, host.availability_zone, host.image_id, host.vpc_id, host.subnet_id
    )


def _own_tags(host: Host) -> dict[str, str]:
    """The tags of the EC2 instance, but for AWS's own."""
    return {name: value for name, value in host.tags if not name.startswith("aws:")}
