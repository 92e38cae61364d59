"""Managed Instances: which hosts to launch for tasks that wait, and which of them to let go.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mock_ecs.ecs.entities.room import Needs, Room

PAUSE = 1.0
"""Seconds between a change and the look at it, in which tasks that are launched one by one gather."""

LIFETIME = 14 * 24 * 3600.0
"""Seconds after which a host is drained, and replaced where its tasks need one."""


@dataclass(frozen=True, slots=True)
class OfferView:
    """An instance type that may be launched; ``size`` is an empty host of it."""

    name: str
    size: Room
    architecture: str = "x86_64"


@dataclass(frozen=True, slots=True)
class WaitingView:
    """``count`` tasks that wait and are placed alike; ``alone``: no two of them may share a host.

    ``zones``, where not empty, are those in which they can have their network interfaces. ``may`` says of an instance
    type and a zone whether their constraints allow such a host.
    """

    needs: Needs
    count: int
    alone: bool = False
    architecture: str = "x86_64"
    zones: tuple[str, ...] = ()
    may: Callable[[OfferView, str], bool] = lambda offer, zone: True

    def could_go(self, offer: OfferView, zone: str) -> bool:
        """True for a host that would do, if it had room."""
        if self.architecture != offer.architecture or (self.zones and zone not in self.zones):
            return False
        return self.may(offer, zone)


@dataclass(frozen=True, slots=True)
class HostView:
    """A host that was launched; ``offer`` is what it was launched as, ``joined`` that it is a container instance.

    ``busy`` says that it has tasks which are no daemons', ``closed`` that a user drains it or its agent is away,
    ``leaving`` that it was chosen to go and is drained, and ``idle_since`` when it was last found without tasks, None
    while it is busy or not there yet.
    """

    id: str
    offer: OfferView
    zone: str
    launched_at: float
    joined: bool = True
    busy: bool = False
    closed: bool = False
    leaving: bool = False
    idle_since: float | None = None


@dataclass(frozen=True, slots=True)
class FleetView:
    """The hosts of a provider in its cluster, the oldest first, and what waits for it, in order of arrival.

    ``offers`` are in the order in which they are to be taken: the smallest first. ``zones`` are those of the launch
    template's subnets. ``scale_in_after`` is in seconds, None for never. A fleet that is ``closing`` launches no
    more: its provider is being deleted.
    """

    offers: Sequence[OfferView] = ()
    zones: tuple[str, ...] = ()
    hosts: tuple[HostView, ...] = ()
    waiting: tuple[WaitingView, ...] = ()
    scale_in_after: float | None = 300.0
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Launch:
    """Launch a host of this instance type in this zone."""

    offer: OfferView
    zone: str


@dataclass(frozen=True, slots=True)
class Drain:
    """Let this host's tasks go elsewhere: it is to be terminated."""

    host: str


@dataclass(frozen=True, slots=True)
class Terminate:
    """Terminate this host, which has no tasks any more."""

    host: str


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Look again at this time, whatever happens until then."""

    at: float


Action = Launch | Drain | Terminate | LookAgain


def plan(view: FleetView, now: float) -> list[Action]:
    """What to do for the fleet at ``now``."""
    gone = [host for host in view.hosts if host.leaving and host.joined and not host.busy]
    drained = [host for host in view.hosts if not host.leaving and host.joined and _has_to_go(view, host, now)]
    actions: list[Action] = [Terminate(host.id) for host in gone]
    actions += [Drain(host.id) for host in drained]
    if not view.closing:
        actions += _launches(view)
    due = [now + PAUSE for host in drained if not host.busy]
    due += [at for host in view.hosts if host not in drained and not host.leaving for at in _due(view, host)]
    if due:
        actions.append(LookAgain(min(due)))
    return actions


def how_many(room: Room, needs: Needs, most: int, *, alone: bool = False) -> int:
    """How many tasks that take ``needs`` fit in ``room``, and no more than ``most``."""
    if room.shortfall(needs) is not None:
        return 0
    bounds = [most, 1 if alone or needs.ports else most]
    for taken, there in (
        (needs.cpu, room.cpu),
        (needs.memory, room.memory),
        (needs.gpus, len(room.gpus)),
        (needs.interfaces, room.interfaces),
    ):
        if taken and there is not None:
            bounds.append(there // taken)
    return min(bounds)


def best_offer(offers: Sequence[OfferView], kind: WaitingView, count: int, zone: str = "") -> OfferView | None:
    """The first offer that holds ``count`` tasks of ``kind`` together, else the one that holds most of them."""
    best, holds = None, 0
    for offer in offers:
        fit = how_many(offer.size, kind.needs, count, alone=kind.alone)
        if fit > holds and kind.could_go(offer, zone):
            best, holds = offer, fit
        if holds == count:
            break
    return best


@dataclass(slots=True)
class _Bin:
    """What is left of a host that will be there, as tasks that wait are given to it."""

    offer: OfferView
    zone: str
    room: Room

    def give(self, kind: WaitingView, count: int) -> int:
        """Give it up to ``count`` tasks of ``kind``; returns how many it has room for."""
        if not kind.could_go(self.offer, self.zone):
            return 0
        given = how_many(self.room, kind.needs, count, alone=kind.alone)
        for _ in range(given):
            self.room.take(kind.needs)
        return given


def _launches(view: FleetView) -> Iterator[Launch]:
    """The hosts to launch for what waits and will not find room on those that are on their way.

    What waits though an idle host has room for it is kept out by something else, such as a constraint: another host
    of the kind would be launched in vain, again and again.
    """
    bins = [
        _Bin(host.offer, host.zone, host.offer.size.copy())
        for host in view.hosts
        if not (host.busy or host.closed or host.leaving)
    ]
    in_zone = Counter(host.zone for host in view.hosts if not host.leaving)
    for kind in view.waiting:
        left = kind.count
        for each in bins:
            left -= each.give(kind, left)
        while left:
            zones = sorted(view.zones, key=lambda zone: in_zone[zone])
            offers = ((zone, best_offer(view.offers, kind, left, zone)) for zone in zones)
            zone, offer = next((found for found in offers if found[1]), ("", None))
            if offer is None:
                break
            in_zone[zone] += 1
            bins.append(_Bin(offer, zone, offer.size.copy()))
            left -= bins[-1].give(kind, left)
            yield Launch(offer, zone)


def _has_to_go(view: FleetView, host: HostView, now: float) -> bool:
    if view.closing and not host.busy:
        return True
    return any(at <= now for at in _due(view, host))


def _due(view: FleetView, host: HostView) -> Iterator[float]:
    """When the host has to go: for its age, and while it is idle for that."""
    yield host.launched_at + LIFETIME
    if host.idle_since is not None and view.scale_in_after is not None:
        yield host.idle_since + view.scale_in_after
