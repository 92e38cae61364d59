"""Service deployments and service revisions: the record of what a service was changed to, and how that went.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.entities.service_deployment import ServiceDeployment, ServiceRevision
from mock_ecs.ecs.entities.traffic_shift import TrafficShift
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.traffic_shifts import choose_target_groups

HISTORY_KEPT = 90 * 86400.0
"""Seconds for which a service deployment can be looked up."""

REVISION_SETTINGS = (
    "taskDefinition",
    "capacityProviderStrategy",
    "launchType",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "networkConfiguration",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
)
"""The settings of a service that make a revision: with it they come, and go back."""


def revise(state: EcsState, service: Service, launch: Launch, shift: TrafficShift | None = None) -> ServiceRevision:
    """The new revision that the service's settings make, launched by ``launch``; ``shift`` brings traffic to it."""
    identifier = state.ids.digits("service-revision")
    revision = ServiceRevision(
        id=identifier,
        arn=state.arn(f"service-revision/{service.cluster.name}/{service.name}/{identifier}"),
        service=service,
        launch=launch,
        settings={name: service.settings[name] for name in REVISION_SETTINGS if name in service.settings},
        created_at=state.engine.now,
        target_groups=choose_target_groups(state, service, shift),
    )
    service.revisions[identifier] = revision
    return revision


def record_deployment(
    state: EcsState, service: Service, deployment: Deployment, shift: TrafficShift | None = None
) -> None:
    """Begin a service deployment whose target is ``deployment``; one that goes on is to stop."""
    now = state.engine.now
    if (interrupted := service.service_deployment) is not None:
        interrupted.status = "STOP_REQUESTED"
        interrupted.updated_at = now
    _forget_history(state, service)
    identifier = state.ids.token("service-deployment", 21)
    service.service_deployments[identifier] = ServiceDeployment(
        id=identifier,
        arn=state.arn(f"service-deployment/{service.cluster.name}/{service.name}/{identifier}"),
        service=service,
        target=deployment,
        sources=tuple(service.deployments),
        configuration=service.settings.get("deploymentConfiguration", {}),
        created_at=now,
        updated_at=now,
        shift=shift,
    )


def begin_service_deployment(state: EcsState, service: Service) -> None:
    """Let the service deployment that is PENDING go on, and those that it interrupts be STOPPED.

    Alarms that are in ALARM already do not count for it.
    """
    now, ongoing = state.engine.now, service.service_deployment
    stop_interrupted(state, service)
    if ongoing is None or ongoing.status != "PENDING":
        return
    ongoing.status = "IN_PROGRESS"
    ongoing.started_at = ongoing.updated_at = now
    alarms = ongoing.configuration.get("alarms", {})
    if alarms.get("enable"):
        states = state.neighbours.alarms.states(state.scope, alarms.get("alarmNames", ()))
        ongoing.alarms_ignored = "ALARM" in states.values()


def stop_interrupted(state: EcsState, service: Service) -> None:
    """Let the service deployments that the newest one interrupted be STOPPED."""
    for each in service.service_deployments.values():
        if each.status == "STOP_REQUESTED" and each is not service.service_deployment:
            each.stopped_at = state.engine.now
            end_service_deployment(state, each, "STOPPED")


def end_service_deployment(state: EcsState, ended: ServiceDeployment, status: str, reason: str | None = None) -> None:
    """Let it be over with ``status``; what it counted stays as it is now."""
    ended.status = status
    ended.status_reason = reason or ended.status_reason
    ended.finished_at = ended.updated_at = state.engine.now
    ended.failures_at_end, ended.desired_count_at_end = ended.target.failed_tasks, ended.service.desired_count
    ended.counts = {each.id: each.revision_counts for each in (ended.target, *ended.sources)}


def find_service_deployment(state: EcsState, arn: str) -> ServiceDeployment | None:
    """The service deployment with this ARN (``…:service-deployment/<cluster>/<service>/<id>``), if there is one."""
    service, identifier = _of_arn(state, arn, "service-deployment")
    found = service.service_deployments.get(identifier) if service else None
    return found if found and found.created_at > state.engine.now - HISTORY_KEPT else None


def seen_service_deployments(state: EcsState, service: Service) -> Iterator[ServiceDeployment]:
    """Those of the service that are not too old to be seen, the newest first."""
    since = state.engine.now - HISTORY_KEPT
    return (each for each in reversed(service.service_deployments.values()) if each.created_at > since)


def find_service_revision(state: EcsState, arn: str) -> ServiceRevision | None:
    """The service revision with this ARN (``…:service-revision/<cluster>/<service>/<id>``), if there is one."""
    service, identifier = _of_arn(state, arn, "service-revision")
    return service.revisions.get(identifier) if service else None


def forget_service_deployments(service: Service) -> None:
    """The service is no more, and with it go its service deployments and its revisions."""
    service.service_deployments.clear()
    service.revisions.clear()


def _forget_history(state: EcsState, service: Service) -> None:
    """Let go of service deployments that are too old to be seen, and of the revisions that nothing else names."""
    since = state.engine.now - HISTORY_KEPT
    kept = {each.id: each for each in service.service_deployments.values() if each.created_at > since or not each.ended}
    if len(kept) == len(service.service_deployments):
        return
    service.service_deployments = kept
    named = [deployment for each in kept.values() for deployment in (each.target, *each.sources)]
    current = dict.fromkeys(deployment.revision.id for deployment in (*service.deployments, *named))
    service.revisions = {
        revision.id: revision
        for revision in service.revisions.values()
        if revision.id in current or revision.created_at > since
    }


def _of_arn(state: EcsState, arn: str, kind: str) -> tuple[Service | None, str]:
    prefix = state.arn(f"{kind}/")
    cluster_name, _, rest = arn.removeprefix(prefix).partition("/")
    name, _, identifier = rest.partition("/")
    cluster = state.clusters.get(cluster_name) if arn.startswith(prefix) else None
    return (cluster.services.get(name) if cluster else None), identifier
