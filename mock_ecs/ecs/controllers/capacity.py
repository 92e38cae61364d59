"""Managed scaling: how many instances an Auto Scaling group is to have for the tasks of its capacity provider.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mock_ecs.ecs.entities.room import Needs, Room

PERIOD = 60.0
"""Seconds between two values of the metric, and so between two looks."""

LOW_PERIODS = 15
"""Values below the target, in a row, after which a group is scaled in. One above it is enough to scale out."""

FROM_ZERO = 2
"""Instances that a group without any is scaled out to: the metric is 200 then, whatever the tasks need."""


@dataclass(frozen=True, slots=True)
class WaitingView:
    """``count`` tasks that wait and take the same; ``alone``: no two of them may share an instance."""

    needs: Needs
    count: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class HostView:
    """An instance of the group. ``joined`` says that it is a container instance by now.

    ``busy`` says that it has tasks which are no daemons', ``protected`` that the group's scale-in leaves it alone, and
    ``leaving`` that it was chosen to go and is drained. ``overdue`` says that this has taken too long: its last tasks
    may wait for others to start elsewhere, for which a full group has no room before it is gone.
    """

    id: str
    zone: str = ""
    joined: bool = True
    busy: bool = False
    protected: bool = False
    leaving: bool = False
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class CapacityView:
    """A group of ``minimum`` to ``maximum`` instances, the oldest of ``hosts`` first, and what waits for it.

    ``size`` is an empty instance. ``target`` is in percent; the steps are those of a scale-out. ``warm_at`` is when the
    instances launched last count as warm, and ``low`` for how many periods the metric has been below the target.
    ``protects`` and ``drains`` say that managed termination protection and managed draining are enabled.
    """

    minimum: int
    maximum: int
    size: Room
    hosts: tuple[HostView, ...] = ()
    waiting: tuple[WaitingView, ...] = ()
    target: int = 100
    smallest_step: int = 1
    largest_step: int = 10000
    warm_at: float = 0.0
    low: int = 0
    protects: bool = False
    drains: bool = True

    @property
    def staying(self) -> list[HostView]:
        """The instances that are not about to go."""
        return [host for host in self.hosts if not host.leaving]


@dataclass(frozen=True, slots=True)
class Measured:
    """The metric's value, in percent, and for how many periods it has now been below the target."""

    reservation: float
    low: int


@dataclass(frozen=True, slots=True)
class ScaleOut:
    """Have the group launch instances until ``count`` are there that stay."""

    count: int


@dataclass(frozen=True, slots=True)
class Protect:
    """Protect these instances from scale-in, or (``protected`` False) protect them no more."""

    hosts: tuple[str, ...]
    protected: bool


@dataclass(frozen=True, slots=True)
class Drain:
    """Let this instance's tasks go elsewhere: it is to be terminated."""

    host: str


@dataclass(frozen=True, slots=True)
class Terminate:
    """Terminate this instance now, with what is on it."""

    host: str


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Look again after a period; ``background`` when no change is in progress that waits for it."""

    background: bool


Action = Measured | ScaleOut | Protect | Drain | Terminate | LookAgain


def plan(view: CapacityView, now: float) -> list[Action]:
    """What to do for the group at ``now``, once in a period."""
    there, needed = len(view.staying), needed_instances(view)
    value, wanted = reservation(needed, there), wanted_instances(view, needed)
    low = view.low + 1 if value < view.target and wanted < there else 0
    warm = now >= view.warm_at
    actions: list[Action] = [Measured(value, low)]
    actions += [Terminate(host.id) for host in view.hosts if host.leaving and (host.overdue or not host.busy)]
    actions += _protection(view, warm)
    leaving: list[HostView] = []
    if wanted > there and warm:
        actions.append(ScaleOut(wanted))
    elif low >= LOW_PERIODS:
        leaving = _chosen_to_go(view, there - wanted)
        actions += _farewell(view, leaving, warm)
    drained = (bool(leaving) and view.drains) or any(host.leaving and host.busy for host in view.hosts)
    cooling = not warm and any(host.protected and not host.busy for host in view.staying) and view.protects
    if view.waiting or drained or cooling or wanted > there or 0 < low < LOW_PERIODS:
        booting = not all(host.joined for host in view.hosts) and not warm
        actions.append(LookAgain(background=not (view.waiting and (booting or wanted > there))))
    return actions


def reservation(needed: int, there: int) -> float:
    """CapacityProviderReservation: the instances needed in percent of those that are there."""
    if there == 0:
        return 200.0 if needed else 100.0
    return needed / there * 100


def needed_instances(view: CapacityView) -> int:
    """The instances that have tasks, and as many empty ones as would hold those that wait."""
    return sum(1 for host in view.staying if host.busy) + instances_for(view.waiting, view.size)


def instances_for(waiting: Iterable[WaitingView], size: Room) -> int:
    """How many empty instances of ``size`` the tasks fill, the largest first; what fits in none is left out."""
    bins: list[Room] = []
    for kind in sorted(waiting, key=lambda kind: _share(kind.needs, size), reverse=True):
        if size.shortfall(kind.needs) is not None:
            continue
        at = 0
        for _ in range(kind.count):
            # What a bin refused once, it refuses ever after.
            while at < len(bins) and bins[at].shortfall(kind.needs) is not None:
                at += 1
            if at == len(bins):
                bins.append(size.copy())
            bins[at].take(kind.needs)
            at += kind.alone
    return len(bins)


def wanted_instances(view: CapacityView, needed: int) -> int:
    """How many instances that stay the group should have: the needed ones are ``target`` percent of them.

    A scale-out goes by no less than the smallest step and no more than the largest; the group's bounds hold always.
    """
    there = len(view.staying)
    wanted = -(-needed * 100 // view.target)
    if there == 0 and needed:
        wanted = FROM_ZERO
    elif wanted > there:
        wanted = there + min(max(wanted - there, view.smallest_step), view.largest_step)
    # Until they are gone, those that leave are part of the group.
    most = view.maximum - (len(view.hosts) - there)
    return max(min(wanted, most), min(view.minimum, most), 0)


def _share(needs: Needs, size: Room) -> float:
    return max(needs.cpu / max(size.cpu, 1), needs.memory / max(size.memory, 1))


def _protection(view: CapacityView, warm: bool) -> Iterator[Action]:
    """With managed termination protection: what has tasks is protected; what has none any more is not."""
    if not view.protects:
        return
    exposed = tuple(host.id for host in view.staying if host.busy and not host.protected)
    if exposed:
        yield Protect(exposed, protected=True)
    empty = tuple(host.id for host in view.staying if warm and host.protected and not host.busy)
    if empty:
        yield Protect(empty, protected=False)


def _chosen_to_go(view: CapacityView, count: int) -> list[HostView]:
    """The instances that go, by the default termination policy of Auto Scaling: of the zone that has most, the oldest.

    Protected instances stay; with managed termination protection those are the ones with tasks.
    """
    staying = view.staying
    free = [host for host in staying if not (host.busy if view.protects else host.protected)]
    zones = Counter(host.zone for host in staying)
    chosen: list[HostView] = []
    while free and len(chosen) < count:
        host = max(free, key=lambda host: zones[host.zone])
        free.remove(host)
        zones[host.zone] -= 1
        chosen.append(host)
    return chosen


def _farewell(view: CapacityView, hosts: Sequence[HostView], warm: bool) -> Iterator[Action]:
    protected = () if warm else tuple(host.id for host in hosts if host.protected)
    if protected:
        yield Protect(protected, protected=False)
    for host in hosts:
        yield Drain(host.id) if view.drains else Terminate(host.id)
