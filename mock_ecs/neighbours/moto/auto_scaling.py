"""Auto Scaling groups, as moto knows them."""

from __future__ import annotations

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports import AutoScalingGroup


class MotoAutoScalingGroups:
    """Asks moto's Auto Scaling, whose state belongs to the process. Before its first use there is no group."""

    def group(self, scope: Scope, name: str) -> AutoScalingGroup | None:
        """The group of this name, or None when moto has none."""
        backend = loaded_backend("autoscaling", *scope)
        known = None if backend is None else backend.autoscaling_groups.get(name)
        if known is None:
            return None
        return AutoScalingGroup(known.arn, bool(known.new_instances_protected_from_scale_in))
