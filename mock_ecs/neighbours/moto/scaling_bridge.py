"""What ties moto's Application Auto Scaling and CloudWatch to a World: its services, its clock, its scaling activities.

Nothing here imports moto before a request is for one of the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.clock import at_time
from mock_ecs.neighbours.moto.service_scaling import DIMENSION, resource_id
from mock_ecs.neighbours.scalable import ScalableServices
from mock_ecs.ports.scaling import ScalingActivity

SCALING, METRICS = "application-autoscaling", "monitoring"
"""The two services, as signatures name them."""

_PAGE = 50
_KEPT = ("state_value", "state_reason", "state_reason_data", "state_updated_timestamp", "history")
"""What an alarm keeps when it is put again."""


class ScalingBridge:
    """Stands around each request that moto answers for the two services."""

    def __init__(self, services: ScalableServices) -> None:
        self._services = services

    @contextmanager
    def around(self, service: str, scope: Scope) -> Iterator[None]:
        """Let the request that is answered inside find the World's services and its time, if it is for one of them."""
        if service not in (SCALING, METRICS):
            yield
            return
        cloudwatch = import_module("moto.cloudwatch.models").cloudwatch_backends[scope.account][scope.region]
        if service == SCALING:
            from mock_ecs.neighbours.moto.scaling_backend import adopted

            adopted(scope, self._services)
        before = dict(cloudwatch.alarms)
        try:
            with at_time(self._services.now()):
                yield
        finally:
            if service == METRICS:
                _begin_or_keep(before, cloudwatch.alarms)
            self._services.scaling_changed()

    def answer(self, target: str, scope: Scope, body: bytes) -> str | None:
        """The answer to an operation that moto lacks; None for all others."""
        if target != "AnyScaleFrontendService.DescribeScalingActivities":
            return None
        from mock_ecs.neighbours.moto.scaling_backend import adopted

        activities = adopted(scope, self._services).scaling_activities
        return json.dumps(_activities_page(activities[::-1], json.loads(body or b"{}")))


def _begin_or_keep(before: Mapping[str, Any], alarms: Mapping[str, Any]) -> None:
    """Let a new alarm begin without data, and one that was put again stay in its state: moto begins with OK."""
    for name, alarm in alarms.items():
        known = before.get(name)
        if known is None:
            alarm.state_value = "INSUFFICIENT_DATA"
        elif known is not alarm:
            for attribute in _KEPT:
                setattr(alarm, attribute, getattr(known, attribute))


def _activities_page(activities: list[ScalingActivity], request: Mapping[str, Any]) -> dict[str, Any]:
    if request.get("ServiceNamespace") != "ecs" or request.get("ScalableDimension") not in (None, DIMENSION):
        return {"ScalingActivities": []}
    wanted = request.get("ResourceId")
    found = [each for each in activities if wanted in (None, resource_id(each.cluster, each.service))]
    token = str(request.get("NextToken") or "")
    start = int(token) if token.isdigit() else 0
    end = start + min(int(request.get("MaxResults") or _PAGE), _PAGE)
    page: dict[str, Any] = {"ScalingActivities": [_activity(each) for each in found[start:end]]}
    return {**page, "NextToken": str(end)} if end < len(found) else page


def _activity(activity: ScalingActivity) -> dict[str, Any]:
    return {
        "ActivityId": activity.id,
        "ServiceNamespace": "ecs",
        "ResourceId": resource_id(activity.cluster, activity.service),
        "ScalableDimension": DIMENSION,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": activity.at,
        "EndTime": activity.at,
        "StatusCode": activity.status,
        "StatusMessage": activity.message,
    }
