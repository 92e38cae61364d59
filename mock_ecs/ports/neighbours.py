"""Every question that the domain asks of the world outside it, as Protocols in the domain's words.

Adapters stand in ``neighbours`` and ``runtimes``; ``app`` joins them. An adapter never touches our state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.hosts import AutoScalingGroups, Hosts, InstanceTypes, ManagedHosts
from mock_ecs.ports.networks import ListenerRules, Networks, ServiceRegistries, TargetGroups
from mock_ecs.ports.runtimes import Scenario, TaskRuntime
from mock_ecs.ports.scaling import Alarms, Loads, Metrics, ServiceScaling
from mock_ecs.ports.scanning import ImageScanner


class Roles(Protocol):
    """AWS IAM: https://docs.aws.amazon.com/IAM/latest/APIReference/"""

    def has_role(self, scope: Scope, role: str) -> bool:
        """True when the role, by ARN or by name, exists."""


class FunctionAnswer(NamedTuple):
    """What a function returned, ``after`` so many seconds; or why it could not be called (``error``)."""

    payload: Any = None
    after: float = 0.0
    error: str = ""


class Functions(Protocol):
    """AWS Lambda: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html"""

    def invoke(self, scope: Scope, function_arn: str, payload: Mapping[str, Any]) -> FunctionAnswer:
        """Call the function of a lifecycle hook with its event."""

    def is_known(self, scope: Scope, function_arn: str) -> bool:
        """True when somebody has said what the function answers."""


class EventBus(Protocol):
    """Amazon EventBridge's default bus: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html"""

    def listens(self, scope: Scope, source: str = "aws.ecs") -> bool:
        """True when an event of ``source`` could be of interest to somebody; asked at each change, and so cheap."""

    def put(self, scope: Scope, event: Mapping[str, Any]) -> None:
        """Put ``event``, with its envelope, on the bus; what its targets make of it is no matter of ours."""


class Secrets(Protocol):
    """Secrets Manager."""

    def has_secret(self, scope: Scope, arn: str) -> bool:
        """True when the secret exists; the random characters at the end of its ARN may be left out."""


class Images(Protocol):
    """Where images are pulled from."""

    def digest(self, scope: Scope, image: str) -> str | None:
        """The digest (``sha256:…``) that ``image`` resolves to, or None when there is no such image."""

    def has_repository(self, scope: Scope, image: str) -> bool:
        """False when ``image`` is to be in a registry of ours that does not have its repository."""

    def pulled(self, scope: Scope, image: str, role: str) -> None:
        """A task has pulled ``image`` in its execution ``role`` (an ARN, or empty)."""


def nothing_to_reset() -> None:
    """What ``Neighbours.reset`` is when the adapters hold all there is."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """All adapters of one World; ``reset`` makes what stands behind them forget everything."""

    networks: Networks
    roles: Roles
    secrets: Secrets
    images: Images
    target_groups: TargetGroups
    listener_rules: ListenerRules
    functions: Functions
    classic_load_balancers: TargetGroups
    service_registries: ServiceRegistries
    auto_scaling_groups: AutoScalingGroups
    metrics: Metrics
    event_bus: EventBus
    scanner: ImageScanner
    alarms: Alarms
    service_scaling: ServiceScaling
    loads: Loads
    instance_types: InstanceTypes
    hosts: Hosts
    managed_hosts: ManagedHosts
    runtime: TaskRuntime
    scenario: Scenario
    reset: Callable[[], None] = nothing_to_reset
