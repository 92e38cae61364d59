"""Metrics, put into moto's CloudWatch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module

from mock_ecs.aws.scope import Scope


class MotoMetrics:
    """Writes into moto's CloudWatch, whose state belongs to the process: it is loaded with the first value."""

    def put(
        self, scope: Scope, namespace: str, name: str, value: float, dimensions: Mapping[str, str], at: float
    ) -> None:
        """Note the metric's ``value`` at this time, in seconds since 1970."""
        backend = import_module("moto.cloudwatch.models").cloudwatch_backends[scope.account][scope.region]
        # moto compares with times that have no zone and mean UTC.
        moment = datetime.fromtimestamp(at, tz=UTC).replace(tzinfo=None)
        datum = {
            "MetricName": name,
            "Value": value,
            "Unit": "Percent",
            "Timestamp": moment,
            "Dimensions": [{"Name": each, "Value": of} for each, of in dimensions.items()],
        }
        backend.put_metric_data(namespace, [datum])
