"""What neighbours that scale services need to know of a World."""

from __future__ import annotations

from typing import Protocol

from mock_ecs.aws.scope import Scope


class ScalableServices(Protocol):
    """The services of a World, and what else moto's Application Auto Scaling takes from it."""

    def is_scalable(self, scope: Scope, cluster: str, service: str) -> bool | None:
        """True for a service that may be scaled, False for one of a kind that may not, None where there is none."""

    def new_id(self, kind: str) -> str:
        """A UUID from the World's chance."""

    def now(self) -> float:
        """The World's time, in seconds since 1970."""

    def scaling_changed(self) -> None:
        """Scalable targets, policies, alarms or metrics may have changed."""
