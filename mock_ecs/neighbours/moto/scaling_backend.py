"""moto's Application Auto Scaling, with the services of a World in place of those of moto's own ECS.

Importing this loads moto's Application Auto Scaling.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from moto.applicationautoscaling import urls
from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.models import (
    ApplicationAutoscalingBackend,
    FakeApplicationAutoscalingPolicy,
    applicationautoscaling_backends,
)
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.exceptions import JsonRESTError

from mock_ecs.aws.schedules import next_time
from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.service_scaling import DIMENSION, PREDEFINED, REQUEST_COUNT, SUSPENSIONS, metric_of
from mock_ecs.neighbours.scalable import ScalableServices
from mock_ecs.ports.scaling import ScalingActivity

log = logging.getLogger("mock_ecs.neighbours")

LOW = 0.9
"""The part of the target below which a service counts as too large."""

_NOT_REGISTERED = "No scalable target registered for service namespace: {0}, resource ID: {1}, scalable dimension: {2}"


_NO_POLICY = (
    "No scaling policy found for service namespace: {0}, resource ID: {1}, scalable dimension: {2}, policy name: {3}"
)


def adopted(scope: Scope, services: ScalableServices) -> EcsScalingBackend:
    """moto's backend of ``scope``, from now on one of ours that asks ``services``."""
    backend = applicationautoscaling_backends[scope.account][scope.region]
    # moto makes its backends itself, and keeps them through a reset: this is the one way to be asked in all cases.
    backend.__class__ = EcsScalingBackend
    backend.services = services
    if not hasattr(backend, "scaling_activities"):
        backend.scaling_activities = []
    found: EcsScalingBackend = backend
    return found


class EcsScalingBackend(ApplicationAutoscalingBackend):  # type: ignore[misc]
    """What moto does for any service, and for those of ECS what AWS does beyond it.

    ``scaling_activities`` are the oldest first.
    """

    services: ScalableServices
    scaling_activities: list[ScalingActivity]
    scheduled_actions: list[Any]

    @property
    def _url_module(self) -> Any:
        # moto finds its URLs by the name of the module that a backend's class stands in.
        return urls

    def register_scalable_target(
        self,
        namespace: str,
        r_id: str,
        dimension: str,
        min_capacity: int | None,
        max_capacity: int | None,
        role_arn: str,
        suspended_state: Any,
    ) -> Any:
        known = self.targets.get(dimension, {}).get(r_id)
        if namespace == "ecs":
            lowest = min_capacity if min_capacity is not None else known and known.min_capacity
            highest = max_capacity if max_capacity is not None else known and known.max_capacity
            if lowest is None or highest is None:
                raise AWSValidationException("Both minimum and maximum capacity must be specified for a new target")
            if lowest < 0:
                raise AWSValidationException("Minimum capacity cannot be less than 0")
            if highest < lowest:
                raise AWSValidationException("Maximum capacity cannot be less than minimum capacity")
            before = known.suspended_state if known is not None else None
            suspended_state = {**dict.fromkeys(SUSPENSIONS, False), **(before or {}), **(suspended_state or {})}
        target = super().register_scalable_target(
            namespace, r_id, dimension, min_capacity, max_capacity, role_arn, suspended_state
        )
        if namespace == "ecs" and known is None:
            identifier = self.services.new_id("scalable-target").replace("-", "")
            target.arn = self._scope.arn("application-autoscaling", f"scalable-target/{identifier}")
        return target

    @property
    def _scope(self) -> Scope:
        return Scope(self.account_id, self.region_name)

    def _ecs_service_exists_for_target(self, r_id: str) -> bool:
        parts = r_id.split("/")
        if len(parts) != 3 or not all(parts):
            raise AWSValidationException("Unsupported service namespace, resource type or scalable dimension")
        scalable = self.services.is_scalable(self._scope, parts[1], parts[2])
        if scalable is None:
            raise AWSValidationException(f"ECS service doesn't exist: {r_id}")
        if not scalable:
            raise AWSValidationException(f"ECS service cannot be scaled (DAEMON or EXTERNAL): {r_id}")
        return True

    def deregister_scalable_target(self, namespace: str, r_id: str, dimension: str) -> None:
        """Forget the target, and with it its policies, their alarms, and its scheduled actions."""
        if not self._scalable_target_exists(r_id, dimension):
            raise JsonRESTError("ObjectNotFoundException", _NOT_REGISTERED.format(namespace, r_id, dimension))
        super().deregister_scalable_target(namespace, r_id, dimension)
        for policy in [*self.policies.values()]:
            if (policy.resource_id, policy.scalable_dimension) == (r_id, dimension):
                self.delete_scaling_policy(policy.policy_name, namespace, r_id, dimension)
        self.scheduled_actions = [
            action
            for action in self.scheduled_actions
            if (action.resource_id, action.scalable_dimension) != (r_id, dimension)
        ]

    def put_scaling_policy(
        self,
        policy_name: str,
        service_namespace: str,
        resource_id: str,
        scalable_dimension: str,
        policy_body: Any,
        policy_type: str | None,
    ) -> Any:
        before = None
        if service_namespace == "ecs":
            self._must_be_registered(service_namespace, resource_id, scalable_dimension)
            before = self.policies.get(_key(service_namespace, resource_id, scalable_dimension, policy_name))
            policy_type = policy_type or (before.policy_type if before is not None else "StepScaling")
            if policy_body is not None or before is None:
                _check_policy(policy_type, policy_body or {})
        policy = super().put_scaling_policy(
            policy_name, service_namespace, resource_id, scalable_dimension, policy_body, policy_type
        )
        if service_namespace == "ecs":
            self._own(policy, before)
        return policy

    def _own(self, policy: Any, before: Any) -> None:
        """Let ``policy`` be what ``before`` was when it replaces it, and have the alarms that AWS makes for it."""
        policy.delete_alarms(self.account_id, self.region_name)
        old = []
        if before is not None:
            policy.policy_arn, policy.creation_time = before.policy_arn, before.creation_time
            old = [alarm.name for alarm in before.alarms] if before.policy_type == policy.policy_type else []
            before.delete_alarms(self.account_id, self.region_name)
        else:
            guid = self.services.new_id("scaling-policy")
            name = f"resource/ecs/{policy.resource_id}:policyName/{policy.policy_name}"
            policy.policy_arn = self._scope.arn("autoscaling", f"scalingPolicy:{guid}:{name}")
        policy.alarms = []
        if policy.policy_type == "TargetTrackingScaling":
            self._make_alarms(policy, policy.target_tracking_scaling_policy_configuration, old)

    def _make_alarms(self, policy: Any, configuration: Mapping[str, Any], names: list[str]) -> None:
        metric = metric_of(configuration, policy.resource_id)
        if metric is None:
            log.warning("the policy %s follows metric math, which is not reckoned here", policy.policy_name)
            return
        target = float(configuration["TargetValue"])
        kinds = [("AlarmHigh", "GreaterThanThreshold", 3, target), ("AlarmLow", "LessThanThreshold", 15, target * LOW)]
        names += [f"TargetTracking-{policy.resource_id}-{kind[0]}-{self.services.new_id('alarm')}" for kind in kinds]
        action = policy.policy_arn
        for name, (kind, comparison, periods, threshold) in zip(
            [next(name for name in names if kind[0] in name) for kind in kinds], kinds, strict=True
        ):
            if kind == "AlarmLow" and configuration.get("DisableScaleIn"):
                continue
            alarm = cloudwatch_backends[self.account_id][self.region_name].put_metric_alarm(
                name=name,
                namespace=metric.namespace,
                metric_name=metric.name,
                metric_data_queries=[],
                comparison_operator=comparison,
                evaluation_periods=periods,
                period=60,
                threshold=round(threshold, 9),
                unit=metric.unit,
                statistic=metric.statistic,
                description=f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {action}.",
                dimensions=[{"Name": key, "Value": value} for key, value in metric.dimensions],
                alarm_actions=[action],
            )
            alarm.state_value = "INSUFFICIENT_DATA"
            policy.alarms.append(alarm)

    def describe_scaling_policies(
        self,
        service_namespace: str,
        resource_id: str,
        scalable_dimension: str,
        max_results: int | None,
        next_token: str,
    ) -> Any:
        """The policies; those of step scaling with the alarms that name them."""
        alarms = cloudwatch_backends[self.account_id][self.region_name].alarms.values()
        for policy in self.policies.values():
            if policy.policy_type == "StepScaling":
                policy.alarms = [alarm for alarm in alarms if policy.policy_arn in (alarm.alarm_actions or ())]
        # moto looks whether what it has is *in* this: a list of one makes that a comparison.
        wanted: Any = [resource_id] if resource_id else None
        return super().describe_scaling_policies(service_namespace, wanted, scalable_dimension, max_results, next_token)

    def delete_scaling_policy(
        self, policy_name: str, service_namespace: str, resource_id: str, scalable_dimension: str
    ) -> None:
        known = _key(service_namespace, resource_id, scalable_dimension, policy_name)
        if known not in self.policies:
            text = _NO_POLICY.format(service_namespace, resource_id, scalable_dimension, policy_name)
            raise JsonRESTError("ObjectNotFoundException", text)
        if self.policies[known].policy_type == "StepScaling":
            self.policies[known].alarms = []  # they are the user's, and stay
        super().delete_scaling_policy(policy_name, service_namespace, resource_id, scalable_dimension)

    def put_scheduled_action(
        self,
        service_namespace: str,
        schedule: str,
        timezone: str,
        scheduled_action_name: str,
        resource_id: str,
        scalable_dimension: str,
        start_time: Any,
        end_time: Any,
        scalable_target_action: Any,
    ) -> None:
        if service_namespace == "ecs":
            self._must_be_registered(service_namespace, resource_id, scalable_dimension)
            if schedule:
                now = self.services.now()
                try:
                    next_time(schedule, now, since=now, zone=timezone or "UTC")
                except ValueError as error:
                    raise AWSValidationException(f"Invalid schedule: {error}") from None
        super().put_scheduled_action(
            service_namespace,
            schedule,
            timezone,
            scheduled_action_name,
            resource_id,
            scalable_dimension,
            start_time,
            end_time,
            scalable_target_action,
        )

    def delete_scheduled_action(
        self, service_namespace: str, scheduled_action_name: str, resource_id: str, scalable_dimension: str
    ) -> None:
        named = (service_namespace, scheduled_action_name, resource_id, scalable_dimension)
        if not any(
            (each.service_namespace, each.scheduled_action_name, each.resource_id, each.scalable_dimension) == named
            for each in self.scheduled_actions
        ):
            text = f"No scheduled action found for service namespace: {service_namespace}, resource ID: {resource_id}"
            raise JsonRESTError("ObjectNotFoundException", f"{text}, scheduled action name: {scheduled_action_name}")
        super().delete_scheduled_action(*named)

    def _must_be_registered(self, namespace: str, resource_id: str, dimension: str) -> None:
        if dimension != DIMENSION or not self._scalable_target_exists(resource_id, dimension):
            raise JsonRESTError("ObjectNotFoundException", _NOT_REGISTERED.format(namespace, resource_id, dimension))


def _key(namespace: str, resource_id: str, dimension: str, name: str) -> str:
    key: str = FakeApplicationAutoscalingPolicy.formulate_key(namespace, resource_id, dimension, name)
    return key


def _check_policy(policy_type: str | None, body: Mapping[str, Any]) -> None:
    if policy_type == "TargetTrackingScaling":
        _check_target_tracking(body)
    elif policy_type == "StepScaling" and not (body.get("AdjustmentType") and body.get("StepAdjustments")):
        raise AWSValidationException("A step scaling policy needs an adjustment type and step adjustments")


def _check_target_tracking(body: Mapping[str, Any]) -> None:
    if not body.get("TargetValue") or body["TargetValue"] <= 0:
        raise AWSValidationException("A target tracking policy needs a target value above 0")
    predefined, custom = body.get("PredefinedMetricSpecification"), body.get("CustomizedMetricSpecification")
    if (predefined is None) == (custom is None):
        raise AWSValidationException("A target tracking policy needs either a predefined or a customized metric")
    if predefined is None:
        return
    kind = predefined.get("PredefinedMetricType")
    if kind not in PREDEFINED:
        raise AWSValidationException(f"Unsupported predefined metric for the namespace ecs: {kind}")
    if kind == REQUEST_COUNT and "/targetgroup/" not in str(predefined.get("ResourceLabel")):
        raise AWSValidationException(
            f"{REQUEST_COUNT} needs a resource label like app/<load balancer>/<id>/targetgroup/<target group>/<id>"
        )
