"""What a scenario gives services to do, as the metrics that CloudWatch has of it.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.state import EcsState
from mock_ecs.ports.scaling import Load, Metric, MetricAlarm, ScalableTarget, ServiceSpec, TargetTracking

PERIOD = 60.0
"""Seconds that one value of the metrics stands for."""

REQUESTS = ("AWS/ApplicationELB", "RequestCountPerTarget")


def put_load(
    state: EcsState,
    minute: float,
    *,
    since: float,
    targets: Sequence[tuple[ScalableTarget, Service]],
    alarms: Sequence[MetricAlarm],
) -> None:
    """Put the metrics of the minute that ends at ``minute``, of all services that run tasks and have a load.

    The load of a service begins at ``since``, or when the service was created. Requests are put only under the
    dimensions that an alarm reads.
    """
    requested = [alarm.metric for alarm in alarms if (alarm.metric.namespace, alarm.metric.name) == REQUESTS]
    groups = {service: target for target, service in targets}
    for cluster in state.clusters.values():
        for service in cluster.services_in("ACTIVE"):
            if not service.running_count:
                continue
            load = state.neighbours.loads.load(_spec(service), minute - max(since, service.created_at))
            if load is not None:
                read = list(_read_of(service, groups.get(service), requested)) if requested else []
                for metric, value in _values(service, load, read):
                    state.neighbours.metrics.put(
                        state.scope, metric.namespace, metric.name, value, dict(metric.dimensions), minute - PERIOD
                    )


def _spec(service: Service) -> ServiceSpec:
    definition = service.launch.definition
    return ServiceSpec(
        service.arn,
        service.cluster.name,
        service.name,
        definition.family,
        revision=definition.revision,
        launch_type=service.launch.launch_type,
        tags=tuple(service.tags.items()),
    )


def _values(service: Service, load: Load, requested: Sequence[Metric]) -> Iterator[tuple[Metric, float]]:
    running = service.running_count
    dimensions = (("ClusterName", service.cluster.name), ("ServiceName", service.name))
    share = running if load.shared else 1
    if load.cpu is not None:
        # On an instance a task may use what others leave idle; on Fargate it has what it reserved.
        limit = 100.0 if service.launch.launch_type == "FARGATE" else float("inf")
        yield Metric("AWS/ECS", "CPUUtilization", dimensions), min(load.cpu / share, limit)
    if load.memory is not None:
        yield Metric("AWS/ECS", "MemoryUtilization", dimensions), min(load.memory / share, 100.0)
    if load.requests is not None:
        for metric in requested:
            yield metric, load.requests / running


def _read_of(service: Service, target: ScalableTarget | None, requested: Sequence[Metric]) -> Iterator[Metric]:
    """The metrics of requests that are about a target group of the service, each once."""
    balancers = service.settings.get("loadBalancers") or []
    groups = [str(balancer.get("targetGroupArn", "")).rpartition(":")[2] for balancer in balancers]
    for policy in target.policies if target is not None else ():
        if isinstance(policy, TargetTracking) and (policy.metric.namespace, policy.metric.name) == REQUESTS:
            groups.append(dict(policy.metric.dimensions).get("TargetGroup", ""))
    seen = set()
    for metric in requested:
        group = dict(metric.dimensions).get("TargetGroup")
        if group in groups and metric.dimensions not in seen:
            seen.add(metric.dimensions)
            yield metric
