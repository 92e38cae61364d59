"""Target groups of load balancers, as moto's ELBv2 knows them."""

from __future__ import annotations

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports import TargetGroup


class MotoTargetGroups:
    """Asks moto's ELBv2, whose state belongs to the process. Before its first use there is no target group."""

    def target_group(self, scope: Scope, arn: str) -> TargetGroup | None:
        """The target group, or None when moto has none with this ARN."""
        backend = loaded_backend("elbv2", *scope)
        found = None if backend is None else backend.target_groups.get(arn)
        return None if found is None else TargetGroup(found.target_type or "instance", bool(found.load_balancer_arns))
