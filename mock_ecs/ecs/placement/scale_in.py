"""Which tasks go when a service is scaled in, by its placement strategies.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stands, strategy by strategy.

    ``places`` has for each strategy but ``random`` what the task shares with others: the value of the field that is
    spread over, or for ``binpack`` the id of its instance. ``left`` has for ``binpack`` what the instance has left, and
    what the task would give back; else None. ``draw`` is a number by chance, where chance decides among equals.
    """

    places: tuple[str, ...]
    left: tuple[tuple[int, int] | None, ...]
    draw: float = 0.0


ALIKE = Standing((), ())
"""Where nothing tells tasks apart."""


def leaving(tasks: Sequence[Standing], count: int) -> list[int]:
    """The indexes of the ``count`` tasks that go, in order; of equals the last one goes.

    ``spread`` takes from the value that has most, ``binpack`` from the instance that will have most left, and
    ``random`` whatever was drawn.
    """
    if count >= len(tasks):
        return list(range(len(tasks)))[::-1]
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
