"""Auto Scaling groups, as moto knows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports.hosts import AutoScalingGroup, GroupInstance


class MotoAutoScalingGroups:
    """Asks moto's Auto Scaling, whose state belongs to the process. Before its first use there is no group.

    What a group launches and terminates is an instance of moto's EC2, as after SetDesiredCapacity.
    """

    def group(self, scope: Scope, name: str) -> AutoScalingGroup | None:
        """The group of this name, or None when moto has none."""
        known = _groups(scope).get(name)
        if known is None:
            return None
        states = sorted(known.active_instances(), key=lambda state: str(state.instance.launch_time))
        return AutoScalingGroup(
            known.arn,
            bool(known.new_instances_protected_from_scale_in),
            minimum=known.min_size or 0,
            maximum=known.max_size or 0,
            desired=known.desired_capacity or 0,
            instance_type=_instance_type(known),
            instances=tuple(
                GroupInstance(state.instance.id, state.instance.placement.zone, bool(state.protected_from_scale_in))
                for state in states
            ),
        )

    def set_desired_capacity(self, scope: Scope, name: str, count: int) -> None:
        """Have moto launch instances until the group has ``count``."""
        _backend(scope).set_desired_capacity(name, count)

    def protect(self, scope: Scope, name: str, instance_ids: Sequence[str], protected: bool) -> None:
        """Protect these instances from the group's scale-in, or protect them no more."""
        _backend(scope).set_instance_protection(name, list(instance_ids), protected)

    def terminate(self, scope: Scope, name: str, instance_id: str) -> None:
        """Have moto terminate an instance of the group, and lower the desired capacity by one."""
        _backend(scope).terminate_instance(instance_id, should_decrement=True)


def _backend(scope: Scope) -> Any:
    return loaded_backend("autoscaling", *scope)


def _groups(scope: Scope) -> dict[str, Any]:
    backend = _backend(scope)
    groups: dict[str, Any] = {} if backend is None else backend.autoscaling_groups
    return groups


def _instance_type(group: Any) -> str | None:
    launches = group.ec2_launch_template or group.launch_config
    found: str | None = group.instance_type if launches else None
    return found
