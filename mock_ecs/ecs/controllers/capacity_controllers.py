"""What looks after the instances of capacity providers, of one kind and of the other, as one."""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.state import Scaling


class CapacityControllers:
    """Hands a mark on to each of ``controllers``, in their order."""

    def __init__(self, *controllers: Scaling) -> None:
        self._controllers = controllers

    def mark(self, cluster: Cluster) -> None:
        """Something changed by which instances of ``cluster`` are launched or let go: have it looked at."""
        for controller in self._controllers:
            controller.mark(cluster)
