"""Classic Load Balancers, as moto's ELB knows them: a task's container instance is registered there.

DescribeInstanceHealth stays moto's own: an instance is InService while it runs.
"""

from __future__ import annotations

from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports.networks import Target, TargetGroup, TargetHealth

_UNHEALTHY_THRESHOLD, _HEALTHY_THRESHOLD, _INTERVAL = 2, 10, 30.0
"""https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html"""


class MotoClassicLoadBalancers:
    """Asks and tells moto's ELB, whose state belongs to the process. Before its first use there is none."""

    def target_group(self, scope: Scope, name: str) -> TargetGroup | None:
        """The load balancer of this name with its health check and its connection draining; None when there is none."""
        found = _load_balancer(scope, name)
        if found is None:
            return None
        check = found.health_check
        return TargetGroup(
            "instance",
            attached=True,
            interval=float(check.interval) if check else _INTERVAL,
            healthy_threshold=int(check.healthy_threshold) if check else _HEALTHY_THRESHOLD,
            unhealthy_threshold=int(check.unhealthy_threshold) if check else _UNHEALTHY_THRESHOLD,
            deregistration_delay=_draining(found.attributes.get("connection_draining", {})),
        )

    def register(self, scope: Scope, name: str, target: Target) -> None:
        """Register the instance, unless it is registered already."""
        found = _load_balancer(scope, name)
        if found is not None and target.id not in found.instance_sparse_ids:
            found.instance_sparse_ids.append(target.id)

    def set_health(self, scope: Scope, name: str, target: Target, health: TargetHealth) -> None:
        """Nothing: moto tells the state of the instance."""

    def remove(self, scope: Scope, name: str, target: Target) -> None:
        """Deregister the instance; one that is gone already is no error."""
        found = _load_balancer(scope, name)
        if found is not None and target.id in found.instance_sparse_ids:
            found.instance_sparse_ids.remove(target.id)


def _draining(attribute: dict[str, Any]) -> float:
    """For how many seconds connections are drained; moto's names begin with a capital where a user has set them."""
    enabled = attribute.get("Enabled", attribute.get("enabled"))
    timeout = attribute.get("Timeout") or attribute.get("timeout") or 300
    return float(timeout) if str(enabled).lower() == "true" else 0.0


def _load_balancer(scope: Scope, name: str) -> Any | None:
    backend = loaded_backend("elb", *scope)
    return None if backend is None else backend.load_balancers.get(name)
