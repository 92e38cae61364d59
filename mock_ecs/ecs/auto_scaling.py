"""Whether services are scaled at all: what does it is loaded when there is something to scale by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_ecs.ecs.state import EcsState

if TYPE_CHECKING:
    from mock_ecs.ecs.controllers.service_auto_scaling import ServiceAutoScaling


class AutoScaling:
    """Hands on to ServiceAutoScaling, from the first alarm, load or scheduled action on."""

    def __init__(self, state: EcsState) -> None:
        self._state = state
        self._load_since = state.engine.now
        self._scaling: ServiceAutoScaling | None = None

    def look(self) -> None:
        """Targets, policies, schedules, alarms or the load may have changed: be there when something is due."""
        if self._scaling is None and self._has_something():
            from mock_ecs.ecs.controllers.service_auto_scaling import ServiceAutoScaling

            self._scaling = ServiceAutoScaling(self._state)
            self._scaling.load_since = self._load_since
        if self._scaling is not None:
            self._scaling.look()

    def load_changed(self) -> None:
        """The load of services begins anew."""
        self._load_since = self._state.engine.now
        if self._scaling is not None:
            self._scaling.load_since = self._load_since
        self.look()

    def _has_something(self) -> bool:
        scope, neighbours = self._state.scope, self._state.neighbours
        return bool(
            neighbours.loads.gives_load
            or any(True for _ in neighbours.alarms.metric_alarms(scope))
            or neighbours.service_scaling.scheduled_actions(scope)
        )
