"""Managed scaling carried out: nothing yet."""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.state import EcsState


class GroupScaling:
    """Looks after Auto Scaling groups."""

    def __init__(self, state: EcsState) -> None:
        self._state = state

    def mark(self, cluster: Cluster) -> None:
        """Have the groups looked at."""
