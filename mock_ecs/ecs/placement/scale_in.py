"""Which tasks go when a service is scaled in, by its placement strategies.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple


class Share(NamedTuple):
    """The capacity provider of a task, and what its service's strategy has for it now."""

    provider: str = ""
    weight: int = 0
    base: int = 0


NO_SHARE = Share()
"""That of a task whose launch follows no strategy."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stands, strategy by strategy, and by which ``share`` of the capacity it runs.

    ``places`` has for each strategy but ``random`` what the task shares with others: the value of the field that is
    spread over, or for ``binpack`` the id of its instance. ``left`` has for ``binpack`` what the instance has left, and
    what the task would give back; else None. ``draw`` is a number by chance, where chance decides among equals.
    """

    places: tuple[str, ...]
    left: tuple[tuple[int, int] | None, ...]
    draw: float = 0.0
    share: Share = NO_SHARE


_NO_WEIGHT = 1e9
"""How much more a task counts whose provider has no weight: no other goes before it."""

ALIKE = Standing((), ())
"""Where nothing tells tasks apart."""


def leaving(tasks: Sequence[Standing], count: int) -> list[int]:
    """The indexes of the ``count`` tasks that go, in order; of equals the last one goes.

    What is left keeps to the shares of the capacity providers as well as it can. Of one provider's, ``spread`` takes
    from the value that has most, ``binpack`` from the instance that will have most left, and ``random`` whatever was
    drawn.
    """
    if count >= len(tasks):
        return list(range(len(tasks)))[::-1]
    by_share: dict[Share, list[int]] = {}
    for index, task in enumerate(tasks):
        by_share.setdefault(task.share, []).append(index)
    if len(by_share) == 1:
        return _leaving_places(_even(tasks), count)
    chosen = []
    for share, less in _leaving_shares(by_share, count).items():
        own = by_share[share]
        chosen += [own[index] for index in leaving([tasks[index] for index in own], less)]
    return chosen


def _leaving_shares(by_share: Mapping[Share, Sequence[int]], count: int) -> Counter[Share]:
    """How many go of each share: always one of that which is furthest above its weight, bases last."""
    have = Counter({share: len(own) for share, own in by_share.items()})
    less: Counter[Share] = Counter()
    for _ in range(count):
        most = max((share for share in reversed(have) if have[share]), key=lambda share: _excess(share, have[share]))
        have[most] -= 1
        less[most] += 1
    return less


def _excess(share: Share, count: int) -> tuple[bool, float]:
    above = count - share.base
    return above > 0, above / share.weight if share.weight else above * _NO_WEIGHT


def _even(tasks: Sequence[Standing]) -> list[Standing]:
    """``tasks`` with as many places each: those that stand nowhere yet, or on Fargate, have fewer."""
    depth = max(len(task.places) for task in tasks)
    if all(len(task.places) == depth for task in tasks):
        return list(tasks)
    lacking = [depth - len(task.places) for task in tasks]
    return [
        replace(task, places=(*task.places, *[""] * less), left=(*task.left, *[None] * less))
        for task, less in zip(tasks, lacking, strict=True)
    ]


def _leaving_places(tasks: Sequence[Standing], count: int) -> list[int]:
    groups: dict[_Place, list[int]] = {}
    for index, task in sorted(enumerate(tasks), key=lambda item: (item[1].draw, item[0])):
        groups.setdefault((task.places, task.left), []).append(index)
    depth = len(tasks[0].places)
    standing = [Counter(task.places[step] for task in tasks) for step in range(depth)]
    given_back = [Counter[str]() for _ in range(depth)]
    chosen: list[int] = []
    for _ in range(count):
        best = max(groups, key=lambda place: (*_weights(place, standing, given_back), groups[place][-1]))
        chosen.append(groups[best].pop())
        if not groups[best]:
            del groups[best]
        for step, (place, left) in enumerate(zip(*best, strict=True)):
            standing[step][place] -= 1
            given_back[step][place] += left[1] if left is not None else 0
    return chosen


_Place = tuple[tuple[str, ...], tuple[tuple[int, int] | None, ...]]


def _weights(place: _Place, standing: list[Counter[str]], given_back: list[Counter[str]]) -> list[int]:
    """What speaks for a task of this place to go, strategy by strategy."""
    return [
        standing[step][name] if left is None else left[0] + left[1] + given_back[step][name]
        for step, (name, left) in enumerate(zip(*place, strict=True))
    ]
