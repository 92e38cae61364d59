"""Metrics in moto's CloudWatch."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from math import isfinite
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.neighbours.moto.clock import epoch, naive
from mock_ecs.ports.scaling import Metric

_Key = tuple[str, str, frozenset[tuple[str, str]]]


class _Index:
    """moto's one list of all data, by metric and in order of time: moto itself searches all of it for each question."""

    def __init__(self, data: list[Any]) -> None:
        self.data = data
        self._read = 0
        self._series: dict[_Key, list[tuple[float, int, Any]]] = {}

    def series(self, metric: Metric) -> list[tuple[float, int, Any]]:
        """All data of the metric, with their times and numbers."""
        for number in range(self._read, len(self.data)):
            datum = self.data[number]
            dimensions = frozenset((each.name, each.value) for each in datum.dimensions)
            insort(
                self._series.setdefault((datum.namespace, datum.name, dimensions), []),
                (epoch(datum.timestamp), number, datum),
            )
        self._read = len(self.data)
        return self._series.get((metric.namespace, metric.name, frozenset(metric.dimensions)), [])


class MotoMetrics:
    """Reads and writes moto's CloudWatch, whose state belongs to the process: it is loaded with the first value.

    What moto makes up of other services' state (S3's sizes of buckets) is not read.
    """

    def __init__(self) -> None:
        self._indexes: dict[Scope, _Index] = {}

    def put(
        self, scope: Scope, namespace: str, name: str, value: float, dimensions: Mapping[str, str], at: float
    ) -> None:
        """Note the metric's ``value`` at this time, in seconds since 1970."""
        backend = import_module("moto.cloudwatch.models").cloudwatch_backends[scope.account][scope.region]
        datum = {
            "MetricName": name,
            "Value": value,
            "Unit": "Percent" if name != "RequestCountPerTarget" else "None",
            "Timestamp": naive(at),
            "Dimensions": [{"Name": each, "Value": of} for each, of in dimensions.items()],
        }
        backend.put_metric_data(namespace, [datum])

    def read(self, scope: Scope, metric: Metric, end: float, period: int, count: int) -> Sequence[float | None]:
        """The statistic over each of the ``count`` periods before ``end``, the newest first; None where nothing is."""
        backend = loaded_backend("cloudwatch", *scope)
        if backend is None:
            return [None] * count
        index = self._indexes.get(scope)
        if index is None or index.data is not backend.metric_data:
            index = self._indexes[scope] = _Index(backend.metric_data)
        series = index.series(metric)
        values: list[float | None] = []
        for number in range(count):
            first = bisect_left(series, (end - (number + 1) * period,))
            last = bisect_left(series, (end - number * period,))
            data = [datum for _, _, datum in series[first:last] if metric.unit in (None, datum.unit)]
            values.append(_statistic(metric.statistic, data))
        return values


def _statistic(name: str, data: Sequence[Any]) -> float | None:
    if not data:
        return None
    found = _STATISTICS[name](data)
    return found if found is not None and isfinite(found) else None


def _sum(data: Sequence[Any]) -> float:
    return float(sum(datum.value if hasattr(datum, "value") else datum.sum for datum in data))


def _samples(data: Sequence[Any]) -> float:
    return float(sum(1 if hasattr(datum, "value") else datum.sample_count for datum in data))


def _average(data: Sequence[Any]) -> float | None:
    samples = _samples(data)
    return _sum(data) / samples if samples else None


def _minimum(data: Sequence[Any]) -> float:
    return float(min(datum.value if hasattr(datum, "value") else datum.min for datum in data))


def _maximum(data: Sequence[Any]) -> float:
    return float(max(datum.value if hasattr(datum, "value") else datum.max for datum in data))


_STATISTICS: dict[str, Callable[[Sequence[Any]], float | None]] = {
    "Average": _average,
    "Sum": _sum,
    "SampleCount": _samples,
    "Minimum": _minimum,
    "Maximum": _maximum,
}
STATISTICS = tuple(_STATISTICS)
"""The statistics that are known; percentiles are not."""
