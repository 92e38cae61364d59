"""What every change of a service leaves behind: lines in its events, and work for its controller.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.service import Service, ServiceEvent
from mock_ecs.ecs.state import EcsState


def add_event(state: EcsState, service: Service, text: str, *, task_set: str | None = None) -> None:
    """Write ``(service <name>) <text>`` into the service's events; what a ``task_set`` does is told with its id."""
    name = f"{service.name}, taskSet {task_set}" if task_set else service.name
    message = f"(service {name}) {text}"
    service.events.appendleft(ServiceEvent(state.ids.uuid("service-event"), state.engine.now, message))


def unsettle(state: EcsState, service: Service) -> None:
    """Something of the service changed: let its controller look, and say again when it is steady."""
    service.steady = False
    service.stuck = ""
    state.loop.mark(service)
