"""The services of a World, as moto's Application Auto Scaling asks for them."""

from __future__ import annotations

from mock_ecs.aws.scope import Scope
from mock_ecs.world import World


class WorldServices:
    """Answers for ``world``, whose lock is held."""

    def __init__(self, world: World) -> None:
        self._world = world

    def is_scalable(self, scope: Scope, cluster: str, service: str) -> bool | None:
        """True for a service that may be scaled, False for one of a kind that may not, None where there is none."""
        known = self._world.ecs(scope).clusters.get(cluster)
        found = known.services.get(service) if known is not None else None
        if found is None or found.status != "ACTIVE":
            return None
        controller = found.settings.get("deploymentController", {}).get("type", "ECS")
        return controller != "EXTERNAL" and found.settings.get("schedulingStrategy") != "DAEMON"

    def new_id(self, kind: str) -> str:
        """A UUID from the World's chance."""
        return self._world.ids.uuid(kind)

    def now(self) -> float:
        """The World's time, in seconds since 1970."""
        return self._world.engine.now

    def scaling_changed(self) -> None:
        """Scalable targets, policies, alarms or metrics may have changed."""
        self._world.scaling_changed()
