"""Target groups of load balancers, as moto's ELBv2 knows them, with the targets that ECS registers.

moto keeps one target for each id, and takes all for healthy. A group in which ECS registers tells of ours itself: each
task on a container instance has a port of its own there, and a health.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports.networks import Target, TargetGroup, TargetHealth

_DELAY = "deregistration_delay.timeout_seconds"
_INITIAL = TargetHealth("initial")
_CODES = {
    "initial": ("Elb.InitialHealthChecks", "Initial health checks in progress"),
    "draining": ("Target.DeregistrationInProgress", "Target deregistration is in progress"),
}
"""What ELB says of a state that has but one reason.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
"""
_CODE_OF_REASON = (
    ("Health checks failed with these codes", "Target.ResponseCodeMismatch"),
    ("Request timed out", "Target.Timeout"),
    ("", "Target.FailedHealthChecks"),
)
"""The code of an unhealthy target by the beginning of its reason."""


class MotoTargetGroups:
    """Asks and tells moto's ELBv2, whose state belongs to the process. Before its first use there is no target group.

    ``_told`` has the health of the targets of ECS by group and target.
    """

    def __init__(self) -> None:
        self._told: dict[str, dict[str, TargetHealth]] = {}

    def target_group(self, scope: Scope, name: str) -> TargetGroup | None:
        """The target group, or None when moto has none with this ARN."""
        found = _group(scope, name)
        if found is None:
            return None
        return TargetGroup(
            found.target_type or "instance",
            bool(found.load_balancer_arns),
            interval=float(found.health_check_interval_seconds),
            healthy_threshold=int(found.healthy_threshold_count),
            unhealthy_threshold=int(found.unhealthy_threshold_count),
            deregistration_delay=float(found.attributes.get(_DELAY, 300)),
        )

    def register(self, scope: Scope, name: str, target: Target) -> None:
        """Let the group have the target under its id and port, and tell its health as ECS knows it."""
        group = _group(scope, name)
        if group is None:
            return
        told = self._told.setdefault(name, {})
        group.targets[_key(target)] = {"Id": target.id, "Port": target.port}
        told[_key(target)] = _INITIAL
        # Of this one group only; its class, and all groups without tasks of ECS, are left as they are.
        group.health_for = partial(_health_for, group, told)

    def set_health(self, scope: Scope, name: str, target: Target, health: TargetHealth) -> None:
        """Let DescribeTargetHealth answer this."""
        if _key(target) in self._told.get(name, ()):
            self._told[name][_key(target)] = health

    def remove(self, scope: Scope, name: str, target: Target) -> None:
        """Take the target out of the group; one that is gone already is no error."""
        self._told.get(name, {}).pop(_key(target), None)
        group = _group(scope, name)
        if group is not None:
            group.targets.pop(_key(target), None)


def _group(scope: Scope, arn: str) -> Any | None:
    backend = loaded_backend("elbv2", *scope)
    return None if backend is None else backend.target_groups.get(arn)


def _key(target: Target) -> str:
    return f"{target.id}:{target.port}"


def _health_for(group: Any, told: dict[str, TargetHealth], target: dict[str, Any], ec2_backend: Any) -> Any:
    """moto's answer, with the health of ``told`` where the target is one of ECS's."""
    port = target.get("Port") or group.port
    health = told.get(f"{target['Id']}:{port}")
    answer = type(group).health_for(group, target, ec2_backend)
    if health is None:
        return answer
    answer.port, answer.status = port, health.state
    answer.reason, answer.description = _reason(health)
    return answer


def _reason(health: TargetHealth) -> tuple[str | None, str | None]:
    if health.state != "unhealthy":
        return _CODES.get(health.state, (None, None))
    return next(code for begin, code in _CODE_OF_REASON if health.reason.startswith(begin)), health.reason
