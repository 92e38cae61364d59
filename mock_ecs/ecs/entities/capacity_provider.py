"""A capacity provider of an Auto Scaling group, and what it brings to a cluster.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProvider.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MANAGED_SCALING: dict[str, Any] = {
    "status": "DISABLED",
    "targetCapacity": 100,
    "minimumScalingStepSize": 1,
    "maximumScalingStepSize": 10000,
    "instanceWarmupPeriod": 300,
}
"""What holds of managed scaling where nothing else was said; ``instanceWarmupPeriod`` in seconds."""


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


@dataclass(slots=True, eq=False)
class CapacityProvider:
    """A provider of the group called ``group``, by ARN in ``group_arn``. ``status`` is ACTIVE or INACTIVE.

    ``update_status`` tells of the last update or deletion, None before the first.
    """

    arn: str
    name: str
    group: str
    group_arn: str
    settings: GroupSettings
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"
    update_status: str | None = None


@dataclass(slots=True)
class ClusterAttachment:
    """A scaling policy or a draining hook (``type``), called ``resource``, for a capacity provider of a cluster."""

    id: str
    type: str
    capacity_provider: str
    resource: str
    status: str = "PRECREATED"
