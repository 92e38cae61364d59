"""Alarms, as moto's CloudWatch knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend


class MotoAlarms:
    """Asks moto's CloudWatch, whose state belongs to the process. Before its first use there is no alarm."""

    def states(self, scope: Scope, names: Sequence[str]) -> Mapping[str, str]:
        """The states of those of ``names`` that exist."""
        return {alarm.name: alarm.state_value for alarm in _found(scope, names)}

    def evaluation_time(self, scope: Scope, names: Sequence[str]) -> float:
        """The longest of their periods times how many of them are looked at; a composite alarm has none."""
        return max((float((a.period or 0) * (a.evaluation_periods or 0)) for a in _found(scope, names)), default=0.0)


def _found(scope: Scope, names: Sequence[str]) -> Iterator[Any]:
    backend = loaded_backend("cloudwatch", *scope)
    alarms = {} if backend is None else backend.alarms
    return (alarms[name] for name in names if name in alarms)
