"""What a rule of a scenario gives services to do, read from a document that fits ``schemas/mock_ecs/scenario.json``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mock_ecs.ports.scaling import Load
from mock_ecs.runtimes.outcomes import seconds

_MEASURES = ("cpu", "memory", "requests")


@dataclass(frozen=True, slots=True)
class Curve:
    """A value over time: what it is at each of ``points``, and between two of them ``linear`` or that of the first."""

    points: tuple[tuple[float, float], ...]
    linear: bool = True

    def at(self, elapsed: float) -> float:
        """The value after so many seconds."""
        number = bisect_right(self.points, (elapsed, float("inf")))
        if number == 0:
            return self.points[0][1]
        before, value = self.points[number - 1]
        if number == len(self.points) or not self.linear:
            return value
        after, next_value = self.points[number]
        return value + (next_value - value) * (elapsed - before) / (after - before)


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """The load of a service over time; what nothing is said of has no curve."""

    curves: Mapping[str, Curve]
    shared: bool = False

    def at(self, elapsed: float) -> Load:
        """The load after so many seconds."""
        values = {measure: curve.at(elapsed) for measure, curve in self.curves.items()}
        return Load(**values, shared=self.shared)


def service_load(wish: Any) -> ServiceLoad | None:
    """The load that a document says; None where it says nothing."""
    if wish is None:
        return None
    members: Mapping[str, Any] = {"points": wish} if isinstance(wish, list) else wish
    linear = members.get("curve", "linear") == "linear"
    points: Sequence[Mapping[str, Any]] = members.get("points", ())
    curves = {}
    for measure in _MEASURES:
        # Two values of one time are a step: the one that was written first comes first.
        told = sorted(
            (
                (seconds(point["at"]), number, _amount(point[measure]))
                for number, point in enumerate(points)
                if measure in point
            ),
        )
        found = [(at, value) for at, _, value in told] or (
            [(0.0, _amount(members[measure]))] if measure in members else []
        )
        if found:
            curves[measure] = Curve(tuple(found), linear)
    return ServiceLoad(curves, shared=members.get("of") == "service")


def _amount(wish: Any) -> float:
    return float(wish.removesuffix("%")) if isinstance(wish, str) else float(wish)
