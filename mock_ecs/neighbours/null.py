"""Neighbours that answer every question with "yes, fine", for unit tests and use offline.

Their answers depend on the seed and on the order of the questions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.instance_types import KnownInstanceTypes
from mock_ecs.ports.hosts import AutoScalingGroup
from mock_ecs.ports.neighbours import FunctionAnswer, Neighbours
from mock_ecs.ports.runtimes import Disconnection, InstanceSpec, TaskRuntime, TaskSpec, UnhealthyTarget
from mock_ecs.ports.scaling import (
    Load,
    Metric,
    MetricAlarm,
    ScalableTarget,
    ScalingActivity,
    ScheduledAction,
    ServiceSpec,
)
from mock_ecs.ports.scanning import PendingScan, ScannedImage, ScanResult

if TYPE_CHECKING:
    from mock_ecs.sim.ids import Ids

from mock_ecs.neighbours.null_networks import (
    NullHosts,
    NullListenerRules,
    NullManagedHosts,
    NullNetworks,
    NullServiceRegistries,
    NullTargetGroups,
)


def null_neighbours(ids: Ids, runtime: TaskRuntime) -> Neighbours:
    """Neighbours to whom everything exists; tasks run in ``runtime``."""
    return Neighbours(
        networks=NullNetworks(ids),
        roles=NullRoles(),
        secrets=NullSecrets(),
        images=NullImages(),
        target_groups=NullTargetGroups(),
        listener_rules=NullListenerRules(),
        functions=NullFunctions(),
        classic_load_balancers=NullTargetGroups(),
        service_registries=NullServiceRegistries(),
        auto_scaling_groups=NullAutoScalingGroups(),
        metrics=NullMetrics(),
        event_bus=NullEventBus(),
        scanner=NullScanner(),
        alarms=NullAlarms(),
        service_scaling=NullServiceScaling(),
        loads=NullLoads(),
        instance_types=KnownInstanceTypes(),
        hosts=NullHosts(),
        managed_hosts=NullManagedHosts(ids),
        runtime=runtime,
        scenario=NullScenario(),
    )


class NullRoles:
    """Every role exists."""

    def has_role(self, scope: Scope, role: str) -> bool:
        """True."""
        return True


class NullFunctions:
    """Every function of a lifecycle hook succeeds."""

    def invoke(self, scope: Scope, function_arn: str, payload: Mapping[str, Any]) -> FunctionAnswer:
        """It succeeds at once."""
        return FunctionAnswer({"hookStatus": "SUCCEEDED"})

    def is_known(self, scope: Scope, function_arn: str) -> bool:
        """Nobody has said anything."""
        return False


class NullAutoScalingGroups:
    """Every Auto Scaling group exists, and protects its new instances; but none ever has any."""

    def group(self, scope: Scope, name: str) -> AutoScalingGroup | None:
        """The group; the id in its ARN is made of its name."""
        digits = sha256(name.encode()).hexdigest()
        identifier = "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]])
        resource = f"autoScalingGroup:{identifier}:autoScalingGroupName/{name}"
        return AutoScalingGroup(scope.arn("autoscaling", resource), protects_new_instances=True)

    def set_desired_capacity(self, scope: Scope, name: str, count: int) -> None:
        """Nothing: there is nothing to launch."""

    def protect(self, scope: Scope, name: str, instance_ids: Sequence[str], protected: bool) -> None:
        """Nothing: there is nothing to protect."""

    def terminate(self, scope: Scope, name: str, instance_id: str) -> None:
        """Nothing: there is nothing to terminate."""


class NullMetrics:
    """Nobody reads metrics."""

    def put(
        self, scope: Scope, namespace: str, name: str, value: float, dimensions: Mapping[str, str], at: float
    ) -> None:
        """Nothing: no metric is kept."""

    def read(self, scope: Scope, metric: Metric, end: float, period: int, count: int) -> Sequence[float | None]:
        """Nothing was ever put."""
        return [None] * count


class NullEventBus:
    """Nobody listens."""

    def listens(self, scope: Scope, source: str = "aws.ecs") -> bool:
        """False."""
        return False

    def put(self, scope: Scope, event: Mapping[str, Any]) -> None:
        """Nothing: there are no rules."""


class NullScanner:
    """Every image is well."""

    def begin(self, image: ScannedImage) -> PendingScan:
        """A scan that finds nothing."""
        return PendingScan(None, ScanResult)


class NullAlarms:
    """There is no alarm."""

    def states(self, scope: Scope, names: Sequence[str]) -> Mapping[str, str]:
        """None."""
        return {}

    def evaluation_time(self, scope: Scope, names: Sequence[str]) -> float:
        """No time at all."""
        return 0.0

    def metric_alarms(self, scope: Scope) -> Iterable[MetricAlarm]:
        """None."""
        return []

    def set_state(self, scope: Scope, name: str, state: str, reason: str, at: float) -> None:
        """Nothing: there is no alarm to be in it."""


class NullServiceScaling:
    """No service is to be scaled."""

    def targets(self, scope: Scope) -> Sequence[ScalableTarget]:
        """None."""
        return []

    def scheduled_actions(self, scope: Scope) -> Sequence[ScheduledAction]:
        """None."""
        return []

    def set_bounds(self, scope: Scope, target: ScalableTarget, minimum: int, maximum: int) -> None:
        """Nothing: there is no target."""

    def record(self, scope: Scope, activity: ScalingActivity) -> None:
        """Nothing: nobody asks."""


class NullSecrets:
    """Every secret exists."""

    def has_secret(self, scope: Scope, arn: str) -> bool:
        """True."""
        return True


class NullImages:
    """Every image exists; its digest is made of its name."""

    def digest(self, scope: Scope, image: str) -> str | None:
        """The digest that ``image`` names, or one that is the same for the same text in any process."""
        _, separator, digest = image.rpartition("@")
        if separator and digest.startswith("sha256:"):
            return digest
        return _digest_of(image)

    def has_repository(self, scope: Scope, image: str) -> bool:
        """True."""
        return True

    def pulled(self, scope: Scope, image: str, role: str) -> None:
        """Nothing: nobody keeps a record."""


@lru_cache(maxsize=1024)
def _digest_of(image: str) -> str:
    """Kept, so that a hundred thousand tasks of one image share one text."""
    return "sha256:" + sha256(image.encode()).hexdigest()


class NullScenario:
    """Nothing happens but the usual."""

    limits_capacity = False

    def has_capacity(self, task: TaskSpec, attempt: str) -> bool:
        """There is always room."""
        return True

    def interruption(self, task: TaskSpec) -> float | None:
        """Never."""
        return None

    def disconnection(self, instance: InstanceSpec) -> Disconnection | None:
        """Never."""
        return None

    def unhealthy_target(self, task: TaskSpec, container: str) -> UnhealthyTarget | None:
        """Never."""
        return None


class NullLoads:
    """Nothing is known of the load of any service."""

    gives_load = False

    def load(self, service: ServiceSpec, elapsed: float) -> Load | None:
        """Nothing."""
        return None
