"""Scalable targets, policies and scheduled actions of services, as moto's Application Auto Scaling has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports.scaling import (
    Metric,
    ScalableTarget,
    ScalingActivity,
    ScalingPolicy,
    ScheduledAction,
    Step,
    StepScaling,
    TargetTracking,
)

DIMENSION = "ecs:service:DesiredCount"
COOLDOWN = 300
"""Seconds of a cooldown that a policy does not set."""

_PREDEFINED = {
    "ECSServiceAverageCPUUtilization": "CPUUtilization",
    "ECSServiceAverageMemoryUtilization": "MemoryUtilization",
}
REQUEST_COUNT = "ALBRequestCountPerTarget"
PREDEFINED = (*_PREDEFINED, REQUEST_COUNT)
"""The metrics of services that have names of their own in policies."""

SUSPENSIONS = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")


class MotoServiceScaling:
    """Asks moto, whose state belongs to the process. Before its Application Auto Scaling is used there is nothing."""

    def targets(self, scope: Scope) -> Sequence[ScalableTarget]:
        """The scalable targets that are services, with their policies."""
        backend = loaded_backend("applicationautoscaling", *scope)
        if backend is None:
            return []
        policies: dict[str, list[ScalingPolicy]] = {}
        for policy in backend.policies.values():
            if policy.service_namespace == "ecs" and (found := _policy(policy)) is not None:
                policies.setdefault(policy.resource_id, []).append(found)
        return [
            _target(target, tuple(policies.get(resource_id, ())))
            for resource_id, target in backend.targets.get(DIMENSION, {}).items()
        ]

    def scheduled_actions(self, scope: Scope) -> Sequence[ScheduledAction]:
        """The scheduled actions of services."""
        backend = loaded_backend("applicationautoscaling", *scope)
        known = () if backend is None else backend.scheduled_actions
        return [_scheduled(action) for action in known if action.service_namespace == "ecs"]

    def set_bounds(self, scope: Scope, target: ScalableTarget, minimum: int, maximum: int) -> None:
        """Let ``minimum`` and ``maximum`` be the target's from now on."""
        backend = loaded_backend("applicationautoscaling", *scope)
        if backend is not None:
            known = backend.targets[DIMENSION][resource_id(target.cluster, target.service)]
            known.update(minimum, maximum, None)

    def record(self, scope: Scope, activity: ScalingActivity) -> None:
        """Keep what was done, for DescribeScalingActivities."""
        backend = loaded_backend("applicationautoscaling", *scope)
        if backend is not None:
            # A backend that no request has reached since a reset keeps none yet.
            vars(backend).setdefault("scaling_activities", []).append(activity)


def resource_id(cluster: str, service: str) -> str:
    """What Application Auto Scaling calls a service."""
    return f"service/{cluster}/{service}"


def metric_of(configuration: Mapping[str, Any], resource: str) -> Metric | None:
    """The metric that a target tracking policy of ``resource`` follows; None for metric math, which is not reckoned."""
    predefined = configuration.get("PredefinedMetricSpecification")
    if predefined is None:
        custom = configuration.get("CustomizedMetricSpecification") or {}
        if not custom.get("MetricName"):
            return None
        dimensions = tuple((each["Name"], each["Value"]) for each in custom.get("Dimensions") or ())
        statistic = custom.get("Statistic") or "Average"
        return Metric(custom.get("Namespace", ""), custom["MetricName"], dimensions, statistic, custom.get("Unit"))
    if predefined["PredefinedMetricType"] == REQUEST_COUNT:
        # app/<name>/<id>/targetgroup/<name>/<id>
        balancer, _, group = str(predefined.get("ResourceLabel", "")).partition("/targetgroup/")
        dimensions = (("LoadBalancer", balancer), ("TargetGroup", f"targetgroup/{group}"))
        return Metric("AWS/ApplicationELB", "RequestCountPerTarget", dimensions, "Sum")
    _, cluster, service = resource.split("/")
    name = _PREDEFINED[predefined["PredefinedMetricType"]]
    return Metric("AWS/ECS", name, (("ClusterName", cluster), ("ServiceName", service)))


def _target(target: Any, policies: tuple[ScalingPolicy, ...]) -> ScalableTarget:
    _, cluster, service = target.resource_id.split("/")
    scale_in, scale_out, scheduled = (bool((target.suspended_state or {}).get(name)) for name in SUSPENSIONS)
    return ScalableTarget(
        cluster,
        service,
        target.min_capacity or 0,
        target.max_capacity or 0,
        policies,
        scale_in_suspended=scale_in,
        scale_out_suspended=scale_out,
        scheduled_suspended=scheduled,
    )


def _policy(policy: Any) -> ScalingPolicy | None:
    if policy.policy_type == "StepScaling":
        return _step_scaling(policy, policy.step_scaling_policy_configuration or {})
    configuration = policy.target_tracking_scaling_policy_configuration or {}
    metric = metric_of(configuration, policy.resource_id)
    if metric is None or not policy.alarms:
        return None
    high, *low = [alarm.name for alarm in policy.alarms]
    return TargetTracking(
        policy.policy_arn,
        policy.policy_name,
        float(configuration["TargetValue"]),
        metric,
        high,
        low[0] if low else None,
        scale_out_cooldown=configuration.get("ScaleOutCooldown", COOLDOWN),
        scale_in_cooldown=configuration.get("ScaleInCooldown", COOLDOWN),
    )


def _step_scaling(policy: Any, configuration: Mapping[str, Any]) -> StepScaling:
    return StepScaling(
        policy.policy_arn,
        policy.policy_name,
        configuration.get("AdjustmentType", "ChangeInCapacity"),
        tuple(
            Step(
                step.get("MetricIntervalLowerBound"),
                step.get("MetricIntervalUpperBound"),
                int(step["ScalingAdjustment"]),
            )
            for step in configuration.get("StepAdjustments") or ()
        ),
        cooldown=configuration.get("Cooldown", COOLDOWN),
        minimum_magnitude=configuration.get("MinAdjustmentMagnitude") or 0,
    )


def _scheduled(action: Any) -> ScheduledAction:
    _, cluster, service = action.resource_id.split("/")
    bounds = action.scalable_target_action or {}
    return ScheduledAction(
        action.scheduled_action_name,
        cluster,
        service,
        action.schedule,
        action.creation_time,
        zone=action.timezone or "UTC",
        start=action.start_time,
        end=action.end_time,
        minimum=bounds.get("MinCapacity"),
        maximum=bounds.get("MaxCapacity"),
    )
