"""Managed Instances carried out: hosts that ECS launches, lets join a cluster, drains and terminates by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mock_ecs.ecs.agent_capabilities import LATEST_AGENT
from mock_ecs.ecs.capacity_providers import managed_providers
from mock_ecs.ecs.container_instances import deregister_lost_instance, set_container_instance_status
from mock_ecs.ecs.controllers import managed_instances as planner
from mock_ecs.ecs.controllers.scaling import is_busy
from mock_ecs.ecs.entities.capacity_provider import CapacityProvider, ManagedInstancesProvider
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.instance_requirements import allowed_offers
from mock_ecs.ecs.instance_sizes import managed_room_of
from mock_ecs.ecs.new_tasks import architecture_of
from mock_ecs.ecs.placement.query import Query
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.hosts import Host, HostLaunch
from mock_ecs.ports.networks import Subnet
from mock_ecs.sim.engine import LATE, Event
from mock_ecs.sim.ids import Ids

_ZONES = "abc"


@dataclass(slots=True, eq=False)
class _Host:
    """A host that was launched, and its container instance once it has joined."""

    id: str
    offer: planner.OfferView
    subnet: Subnet
    launched_at: float
    drains_on_spot_notice: bool
    instance: ContainerInstance | None = None
    leaving: bool = False
    idle_since: float | None = None

    @property
    def closed(self) -> bool:
        """True when it has joined, and takes no tasks all the same."""
        instance = self.instance
        return instance is not None and (instance.status != "ACTIVE" or not instance.agent_connected)

    def refresh(self, now: float) -> None:
        """Note since when it is idle, and whether a user made it ACTIVE again that was about to go."""
        instance = self.instance
        if instance is None:
            return
        if self.leaving and instance.status == "ACTIVE":
            self.leaving, self.idle_since = False, None
        if is_busy(instance):
            self.idle_since = None
        elif self.idle_since is None:
            self.idle_since = now


@dataclass(slots=True, eq=False)
class _Fleet:
    """A provider in its cluster, with its hosts by id; ``offers`` are those of the launch template ``template``."""

    cluster: Cluster
    provider: CapacityProvider
    hosts: dict[str, _Host] = field(default_factory=dict)
    look: Event | None = None
    template: Document | None = None
    offers: tuple[planner.OfferView, ...] = ()

    @property
    def managed(self) -> ManagedInstancesProvider:
        """What the provider says of its instances, as it is now."""
        assert self.provider.managed is not None
        return self.provider.managed


class ManagedFleets:
    """Looks at the fleets of clusters that were marked, soon after, and again when a plan says so."""

    def __init__(self, state: EcsState) -> None:
        self._state = state
        self._fleets: dict[Cluster, dict[CapacityProvider, _Fleet]] = {}

    def mark(self, cluster: Cluster) -> None:
        """Something changed by which hosts are launched for ``cluster``, or let go: have its fleets looked at."""
        for provider in managed_providers(self._state, cluster):
            fleets = self._fleets.setdefault(cluster, {})
            if provider not in fleets:
                fleets[provider] = _Fleet(cluster, provider)
        for fleet in self._fleets.get(cluster, {}).values():
            at = self._state.engine.now + planner.PAUSE
            if fleet.look is None or fleet.look.time > at:
                self._look_later(fleet, at, background=True)
            if fleet.look is not None and fleet.look.background and self._waits(fleet):
                # Tasks that wait are a change in progress.
                self._look_later(fleet, fleet.look.time, background=False)

    def _waits(self, fleet: _Fleet) -> bool:
        name = fleet.provider.name
        return any(kind.capacity_provider == name for kind in self._state.waiting.kinds(fleet.cluster))

    def _look_later(self, fleet: _Fleet, at: float, *, background: bool) -> None:
        engine = self._state.engine
        engine.cancel(fleet.look)
        name = f"{fleet.provider.name} looked at"
        fleet.look = engine.after(at - engine.now, name, self._look_at, fleet, priority=LATE, background=background)

    def _look_at(self, fleet: _Fleet) -> None:
        fleet.look = None
        for host in list(fleet.hosts.values()):
            self._see(fleet, host)
        for action in planner.plan(self._view_of(fleet), self._state.engine.now):
            _CARRY_OUT[type(action)](self, fleet, action)
        if not fleet.hosts and fleet.provider.status == "INACTIVE":
            del self._fleets[fleet.cluster][fleet.provider]

    def _see(self, fleet: _Fleet, host: _Host) -> None:
        """Let go of a host whose end somebody else brought about; what was deregistered alone ends with it."""
        deregistered = host.instance is not None and host.instance.status == "INACTIVE"
        if deregistered or not self._state.neighbours.managed_hosts.is_running(self._state.scope, host.id):
            self._let_go(fleet, host)
        else:
            host.refresh(self._state.engine.now)

    def _view_of(self, fleet: _Fleet) -> planner.FleetView:
        return planner.FleetView(
            offers=self._offers(fleet) if self._waits(fleet) else (),
            zones=tuple(dict.fromkeys(subnet.availability_zone for subnet in self._subnets(fleet))),
            hosts=tuple(
                planner.HostView(
                    id=host.id,
                    offer=host.offer,
                    zone=host.subnet.availability_zone,
                    launched_at=host.launched_at,
                    joined=host.instance is not None,
                    busy=host.instance is not None and is_busy(host.instance),
                    closed=host.closed,
                    leaving=host.leaving,
                    idle_since=host.idle_since,
                )
                for host in fleet.hosts.values()
            ),
            waiting=tuple(self._waiting(fleet)),
            scale_in_after=fleet.managed.scale_in_after,
            closing=fleet.provider.status == "INACTIVE" or fleet.provider.update_status == "DELETE_IN_PROGRESS",
        )

    def _waiting(self, fleet: _Fleet) -> list[planner.WaitingView]:
        waiting = self._state.waiting
        found = []
        for kind, count in waiting.kinds(fleet.cluster).items():
            first = waiting.first(fleet.cluster, kind)
            if kind.capacity_provider == fleet.provider.name and first is not None:
                found.append(
                    planner.WaitingView(
                        needs=kind.needs,
                        count=count,
                        alone=kind.distinct_instance,
                        architecture=architecture_of(first[1].definition),
                        zones=kind.zones,
                        may=partial(_meets, kind.queries),
                    )
                )
        return found

    def _offers(self, fleet: _Fleet) -> tuple[planner.OfferView, ...]:
        """What the launch template allows, worked out once for each template."""
        template = fleet.managed.template
        if fleet.template is not template:
            known = self._state.neighbours.instance_types.offers()
            none = Ids(0)  # Which GPUs a host has is drawn when it joins.
            fleet.offers = tuple(
                planner.OfferView(offer.name, managed_room_of(offer.name, offer.size, none), offer.size.architecture)
                for offer in allowed_offers(known, template.get("instanceRequirements"))
            )
            fleet.template = template
        return fleet.offers

    def _subnets(self, fleet: _Fleet) -> list[Subnet]:
        """Those of the launch template; made-up ones where it names none, or one that does not exist."""
        networks, scope = self._state.neighbours.networks, self._state.scope
        names = fleet.managed.template.get("networkConfiguration", {}).get("subnets", ())
        if not names:
            return [Subnet("", "", f"{scope.region}{letter}") for letter in _ZONES]
        return [networks.subnet(scope, name) or networks.stand_in(scope, name) for name in names]

    def _launch(self, fleet: _Fleet, action: planner.Launch) -> None:
        state, template = self._state, fleet.managed.template
        subnet = next(each for each in self._subnets(fleet) if each.availability_zone == action.zone)
        market = template.get("capacityOptionType", "ON_DEMAND")
        propagates = fleet.managed.document.get("propagateTags") == "CAPACITY_PROVIDER"
        wanted = HostLaunch(
            instance_type=action.offer.name,
            availability_zone=action.zone,
            subnet_id=subnet.id,
            security_groups=tuple(template.get("networkConfiguration", {}).get("securityGroups", ())),
            profile=template.get("ec2InstanceProfileArn", ""),
            monitored=template.get("monitoring") == "DETAILED",
            market=market,
            tags=tuple(fleet.provider.tags.items()) if propagates else (),
        )
        host_id = state.neighbours.managed_hosts.launch(state.scope, wanted)
        host = _Host(host_id, action.offer, subnet, state.engine.now, drains_on_spot_notice=market == "SPOT")
        fleet.hosts[host_id] = host
        state.agents.look()
        state.engine.after(state.timings.host_boot, f"{host_id} agent", self._joins, fleet, host)

    def _joins(self, fleet: _Fleet, host: _Host) -> None:
        """The host has started: its agent registers it."""
        if not self._state.neighbours.managed_hosts.is_running(self._state.scope, host.id):
            fleet.hosts.pop(host.id, None)
            self.mark(fleet.cluster)
            return
        subnet = host.subnet
        seen = Host(
            host.id,
            "running",
            host.offer.name,
            subnet.availability_zone,
            subnet_id=subnet.id,
            vpc_id=subnet.vpc_id,
        )
        host.instance = self._state.agents.join_managed(
            fleet.cluster, seen, fleet.provider.name, drains_on_spot_notice=host.drains_on_spot_notice
        )

    def _drain(self, fleet: _Fleet, action: planner.Drain) -> None:
        host = fleet.hosts[action.host]
        host.leaving = True
        if host.instance is not None:
            set_container_instance_status(self._state, host.instance, "DRAINING")

    def _terminate(self, fleet: _Fleet, action: planner.Terminate) -> None:
        self._let_go(fleet, fleet.hosts[action.host])

    def _let_go(self, fleet: _Fleet, host: _Host) -> None:
        del fleet.hosts[host.id]
        state = self._state
        state.neighbours.managed_hosts.terminate(state.scope, host.id)
        state.agents.look()
        if host.instance is not None and host.instance.status != "INACTIVE":
            deregister_lost_instance(state, host.instance, f"Host EC2 (instance {host.id}) terminated.")

    def _again(self, fleet: _Fleet, action: planner.LookAgain) -> None:
        # What was launched or let go may have had the fleet marked meanwhile.
        if fleet.look is None or fleet.look.time > action.at:
            self._look_later(fleet, action.at, background=True)


@dataclass(frozen=True, slots=True)
class _Prospect:
    """A host that is not launched yet, as queries ask of container instances."""

    attributes: dict[str, str | None]
    ec2_instance_id: str = ""
    registered_at: float = 0.0
    agent_connected: bool = True
    agent_version: str = LATEST_AGENT
    running_tasks: int = 0
    task_groups: tuple[str, ...] = ()


def _meets(queries: tuple[Query, ...], offer: planner.OfferView, zone: str) -> bool:
    """True when a host of this type and zone would be one of those that ``queries`` mean."""
    prospect = _Prospect(
        {
            "ecs.availability-zone": zone,
            "ecs.instance-type": offer.name,
            "ecs.cpu-architecture": offer.architecture,
            "ecs.os-type": "linux",
        }
    )
    return all(query.matches(prospect) for query in queries)


_CARRY_OUT: dict[type, Callable[[ManagedFleets, _Fleet, Any], None]] = {
    planner.Launch: ManagedFleets._launch,
    planner.Drain: ManagedFleets._drain,
    planner.Terminate: ManagedFleets._terminate,
    planner.LookAgain: ManagedFleets._again,
}
