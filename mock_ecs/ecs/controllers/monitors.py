"""What watches over a deployment, and ends one that goes wrong: the circuit breaker and CloudWatch alarms.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
"""

from __future__ import annotations

from math import ceil

from mock_ecs.ecs.controllers.actions import FailDeployment
from mock_ecs.ecs.controllers.view import ServiceView
from mock_ecs.ecs.entities.task_definition import Document

_FEWEST, _MOST = 3, 200
"""Between these a threshold lies that is a bounded share of the tasks."""


def breaker_threshold(breaker: Document, desired_count: int) -> int:
    """How many failed tasks (at least one) end a deployment of ``desired_count``, by a deploymentCircuitBreaker."""
    configuration = breaker.get("thresholdConfiguration", {})
    kind: str = configuration.get("type", "BOUNDED_PERCENT")
    value: int = configuration.get("value", 50)
    if kind == "COUNT":
        return max(1, value)
    share = ceil(desired_count * value / 100)
    return max(1, share) if kind == "UNBOUNDED_PERCENT" else min(max(share, _FEWEST), _MOST)


def plan(view: ServiceView) -> list[FailDeployment]:
    """The end of the deployment that is in progress, when something asks for it."""
    rollout, primary = view.rollout, view.deployments[0]
    if rollout is None:
        return []
    if rollout.status in ("ROLLBACK_REQUESTED", "STOP_REQUESTED"):
        return [FailDeployment("request", rolls_back=rollout.status == "ROLLBACK_REQUESTED")]
    if primary.rollout_state != "IN_PROGRESS":
        return []
    if rollout.breaker and primary.failed_tasks >= rollout.breaker.threshold:
        return [FailDeployment("circuit breaker", rollout.breaker.rolls_back)]
    if rollout.alarms and rollout.alarms.triggered:
        return [FailDeployment("alarms", rollout.alarms.rolls_back, rollout.alarms.triggered)]
    return []
