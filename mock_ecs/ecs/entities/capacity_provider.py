"""A capacity provider, of an Auto Scaling group or of Managed Instances, and what it brings to a cluster.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProvider.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mock_ecs.ecs.entities.task_definition import Document

MANAGED_SCALING: dict[str, Any] = {
    "status": "DISABLED",
    "targetCapacity": 100,
    "minimumScalingStepSize": 1,
    "maximumScalingStepSize": 10000,
    "instanceWarmupPeriod": 300,
}
"""What holds of managed scaling where nothing else was said; ``instanceWarmupPeriod`` in seconds."""

SCALE_IN_AFTER = 300
"""Seconds after which an idle managed instance goes where the provider does not say; AWS names no figure."""


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """How a provider treats its group. The protection and the draining are ENABLED or DISABLED."""

    managed_scaling: dict[str, Any] = field(default_factory=lambda: dict(MANAGED_SCALING))
    managed_termination_protection: str = "DISABLED"
    managed_draining: str = "ENABLED"

    @property
    def scales(self) -> bool:
        """True with managed scaling."""
        return bool(self.managed_scaling["status"] == "ENABLED")


@dataclass(frozen=True, slots=True)
class AutoScalingGroupProvider:
    """The group called ``name``, by its ``arn``, and how it is treated."""

    name: str
    arn: str
    settings: GroupSettings


@dataclass(frozen=True, slots=True)
class ManagedInstancesProvider:
    """Instances that ECS itself launches, for the cluster called ``cluster`` alone, as ``document`` says.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedInstancesProvider.html
    """

    cluster: str
    document: Document

    @property
    def template(self) -> Document:
        """``instanceLaunchTemplate``: how instances are launched."""
        found: Document = self.document["instanceLaunchTemplate"]
        return found

    @property
    def scale_in_after(self) -> float | None:
        """After how many seconds an idle instance goes; None for never."""
        seconds: int = self.document.get("infrastructureOptimization", {}).get("scaleInAfter", SCALE_IN_AFTER)
        return None if seconds < 0 else float(seconds)


@dataclass(slots=True, eq=False)
class CapacityProvider:
    """A provider of what ``kind`` says. ``status`` is ACTIVE or INACTIVE.

    ``update_status`` tells of the creation of one of Managed Instances, and of the last update or deletion of any;
    None before the first.
    """

    arn: str
    name: str
    kind: AutoScalingGroupProvider | ManagedInstancesProvider
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"
    update_status: str | None = None

    @property
    def group(self) -> AutoScalingGroupProvider | None:
        """The Auto Scaling group, None for another kind of provider."""
        return self.kind if isinstance(self.kind, AutoScalingGroupProvider) else None

    @property
    def managed(self) -> ManagedInstancesProvider | None:
        """What is said of Managed Instances, None for another kind of provider."""
        return self.kind if isinstance(self.kind, ManagedInstancesProvider) else None

    @property
    def scales(self) -> bool:
        """True when instances are launched for tasks that wait."""
        return self.group is None or self.group.settings.scales


@dataclass(slots=True)
class ClusterAttachment:
    """A scaling policy or a draining hook (``type``), called ``resource``, for a capacity provider of a cluster."""

    id: str
    type: str
    capacity_provider: str
    resource: str
    status: str = "PRECREATED"
