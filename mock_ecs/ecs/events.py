"""What ECS tells Amazon EventBridge; an event is made only where somebody listens.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from mock_ecs.aws.events import enveloped
from mock_ecs.aws.scope import Scope
from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ports.neighbours import EventBus
from mock_ecs.sim.engine import Engine
from mock_ecs.sim.ids import Ids

Detail = dict[str, Any]

_INFO, _WARN, _ERROR = "INFO", "WARN", "ERROR"
_TYPES = {
    "SERVICE_STEADY_STATE": _INFO,
    "TASKSET_STEADY_STATE": _INFO,
    "CAPACITY_PROVIDER_STEADY_STATE": _INFO,
    "SERVICE_DESIRED_COUNT_UPDATED": _INFO,
    "TASKS_STOPPED": _INFO,
    "SERVICE_DEPLOYMENT_IN_PROGRESS": _INFO,
    "SERVICE_DEPLOYMENT_COMPLETED": _INFO,
    "SERVICE_TASK_START_IMPAIRED": _WARN,
    "SERVICE_DISCOVERY_INSTANCE_UNHEALTHY": _WARN,
    "VPC_LATTICE_TARGET_UNHEALTHY": _WARN,
    "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED": _ERROR,
    "ECS_OPERATION_THROTTLED": _ERROR,
    "SERVICE_DISCOVERY_OPERATION_THROTTLED": _ERROR,
    "SERVICE_TASK_PLACEMENT_FAILURE": _ERROR,
    "SERVICE_TASK_CONFIGURATION_FAILURE": _ERROR,
    "SERVICE_HEALTH_UNKNOWN": _ERROR,
    "SERVICE_DEPLOYMENT_FAILED": _ERROR,
    "HOOK_AWAITING_ACTION": _INFO,
    "HOOK_SUCCEEDED": _INFO,
    "HOOK_FAILED": _ERROR,
    "HOOK_TIMED_OUT": _ERROR,
}
"""The eventType of each eventName."""


class EventDetails(Protocol):
    """What makes the ``detail`` of an event at a time: it knows how things are shown, which the domain does not."""

    def task(self, task: Task, at: float) -> Detail:
        """That of ``ECS Task State Change``."""

    def container_instance(self, instance: ContainerInstance, at: float) -> Detail:
        """That of ``ECS Container Instance State Change``."""

    def service_action(self, service: Service, at: float, named: Detail, members: Detail) -> Detail:
        """That of ``ECS Service Action``; ``named`` has eventType and eventName, ``members`` what else is known."""

    def deployment(self, deployment: Deployment, at: float, named: Detail, reason: str) -> Detail:
        """That of ``ECS Deployment State Change``."""

    def hook(self, service: Service, at: float, named: Detail, members: Detail) -> Detail:
        """That of ``ECS Hook State Change``."""


class OverheardBus:
    """A bus on which ``heard`` gets what is put on ``bus``, and what nobody there listens for too."""

    def __init__(self, bus: EventBus, heard: list[Mapping[str, Any]]) -> None:
        self._bus = bus
        self._heard = heard

    def listens(self, scope: Scope, source: str = "aws.ecs") -> bool:
        """True."""
        return True

    def put(self, scope: Scope, event: Mapping[str, Any]) -> None:
        """Note ``event``, and put it on the bus."""
        self._heard.append(event)
        self._bus.put(scope, event)


class Events:
    """Puts the events of one account and region on ``bus``. Without ``details`` none is ever made."""

    def __init__(self, scope: Scope, engine: Engine, ids: Ids, bus: EventBus, details: EventDetails | None) -> None:
        self._scope = scope
        self._engine = engine
        self._ids = ids
        self.bus = bus
        self._details = details

    def task(self, task: Task) -> None:
        """The task is new, or has a new version."""
        if self._details and self.bus.listens(self._scope):
            self._put("ECS Task State Change", task.arn, self._details.task(task, self._engine.now))

    def container_instance(self, instance: ContainerInstance) -> None:
        """The container instance is new, or has a new version."""
        if self._details and self.bus.listens(self._scope):
            detail = self._details.container_instance(instance, self._engine.now)
            self._put("ECS Container Instance State Change", instance.arn, detail)

    def service_action(
        self,
        service: Service,
        event_name: str,
        *,
        reason: str | None = None,
        capacity_provider_arns: Sequence[str] = (),
        container_instance_arns: Sequence[str] = (),
        target_group_arns: Sequence[str] = (),
        task_set_arns: Sequence[str] = (),
    ) -> None:
        """The scheduler did something for the service, or could not; ``event_name`` is one of AWS's."""
        if self._details and self.bus.listens(self._scope):
            members = {
                "reason": reason,
                "capacityProviderArns": list(capacity_provider_arns) or None,
                "containerInstanceArns": list(container_instance_arns) or None,
                "targetGroupArns": list(target_group_arns) or None,
                "taskSetArns": list(task_set_arns) or None,
            }
            detail = self._details.service_action(service, self._engine.now, _named(event_name), members)
            self._put("ECS Service Action", service.arn, detail)

    def deployment(self, service: Service, deployment: Deployment, event_name: str, reason: str) -> None:
        """A deployment began, completed or failed: ``SERVICE_DEPLOYMENT_…``, told as an action of the service too."""
        self.service_action(service, event_name, reason=reason)
        if self._details and self.bus.listens(self._scope):
            detail = self._details.deployment(deployment, self._engine.now, _named(event_name), reason)
            self._put("ECS Deployment State Change", service.arn, detail)

    def hook(
        self,
        service: Service,
        event_name: str,
        *,
        hook_id: str,
        hook_type: str,
        lifecycle_stage: str,
        service_deployment_arn: str,
        expires_at: float | None = None,
    ) -> None:
        """A lifecycle hook of a deployment waits, or is over: ``HOOK_…``; ``expires_at`` is in epoch seconds."""
        if self._details and self.bus.listens(self._scope):
            members = {
                "hookId": hook_id,
                "hookType": hook_type,
                "expiresAt": expires_at,
                "lifecycleStage": lifecycle_stage,
                "serviceDeploymentArn": service_deployment_arn,
            }
            detail = self._details.hook(service, self._engine.now, _named(event_name), members)
            self._put("ECS Hook State Change", service.arn, detail)

    def _put(self, detail_type: str, resource: str, detail: Detail) -> None:
        event_id = self._ids.uuid("event")
        event = enveloped("aws.ecs", detail_type, detail, self._scope, event_id, self._engine.now, [resource])
        self.bus.put(self._scope, event)


def _named(event_name: str) -> Detail:
    return {"eventType": _TYPES[event_name], "eventName": event_name}
