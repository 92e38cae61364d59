"""Why tasks went where they went: each choice of a container instance, written down when it was made.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from mock_ecs.ecs.entities.cluster import ContainerInstance
from mock_ecs.ecs.placement.constraints import DISTINCT, MEMBER_OF
from mock_ecs.ecs.placement.index import PlacementIndex

DECISIONS_KEPT = 5000
NAMED = 20
"""How many of the instances that a filter removed are named; the others are only counted."""

_BY_CONSTRAINTS = (MEMBER_OF, DISTINCT)


@dataclass(frozen=True, slots=True)
class Removed:
    """The instances that a filter removed for one ``reason``: how many, and the ids of the first of them."""

    reason: str
    count: int
    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """Instances that ``values`` of the spread fields are common to: the group's tasks there, and the first instance."""

    values: tuple[str, ...]
    tasks: int
    first: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice: for which task (None when it could not be placed), for whom, and by which steps.

    ``cause`` is the service's name or the id of the request. ``ranking`` has the part that was chosen first.
    """

    at: float
    cause: str
    cluster: str
    group: str
    task: str | None
    instance: str | None
    considered: int
    resources: tuple[Removed, ...]
    constraints: tuple[Removed, ...]
    strategies: tuple[str, ...]
    ranking: tuple[Rank, ...]


class Decisions:
    """The last decisions of one account and region."""

    def __init__(self) -> None:
        self._kept: deque[Decision] = deque(maxlen=DECISIONS_KEPT)

    def add(self, decision: Decision) -> None:
        """Keep ``decision``, and let the oldest go when there are too many."""
        self._kept.append(decision)

    def about(self, identifier: str) -> list[Decision]:
        """The decisions about a task (id or ARN), a service (name or ARN) or a request (id), the newest first."""
        name = identifier.rpartition("/")[2]
        return [one for one in reversed(self._kept) if name in (one.task, one.cause) or one.group == identifier]


def decision(index: PlacementIndex, *, at: float, cause: str, instance: ContainerInstance | None) -> Decision:
    """What ``index`` says about the choice of ``instance`` for a task, before the task is put on it."""
    removed = _removed(index.refused)
    return Decision(
        at=at,
        cause=cause,
        cluster=index.cluster.name,
        group=index.wanted.group,
        task=None,
        instance=instance.id if instance else None,
        considered=index.considered,
        resources=tuple(one for one in removed if one.reason not in _BY_CONSTRAINTS),
        constraints=tuple(one for one in removed if one.reason in _BY_CONSTRAINTS),
        strategies=tuple(f"{one.type}({one.field})" if one.field else one.type for one in index.strategies),
        ranking=tuple(Rank(values, tasks, first.id if first else None) for values, tasks, first in index.ranking()),
    )


def _removed(refused: Mapping[str, Mapping[str, ContainerInstance]]) -> list[Removed]:
    return [Removed(reason, len(found), tuple(islice(found, NAMED))) for reason, found in refused.items() if found]
