"""Services: a number of tasks that ECS keeps running, and replaces when what they run changes.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.deployments import deploy, relaunch
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals.services import SCALED_ABOVE_ZERO, SERVICE_NOT_ACTIVE, SERVICE_NOT_FOUND
from mock_ecs.ecs.service_events import unsettle
from mock_ecs.ecs.state import EcsState


def find_service(cluster: Cluster, name: str) -> Service:
    """The service called ``name``, ACTIVE or not; raises ServiceNotFoundException."""
    service = cluster.services.get(name)
    if service is None:
        raise SERVICE_NOT_FOUND()
    return service


def active_service(cluster: Cluster, name: str) -> Service:
    """The ACTIVE service called ``name``; raises ServiceNotFoundException or ServiceNotActiveException."""
    service = find_service(cluster, name)
    if service.status != "ACTIVE":
        raise SERVICE_NOT_ACTIVE()
    return service


def create_service(
    state: EcsState, cluster: Cluster, name: str, launch: Launch, configuration: Document, **members: Any
) -> Service:
    """A new ACTIVE service with its first deployment, which launches tasks by ``launch``."""
    service = add_service(state, cluster, name, launch, **members)
    deploy(state, service, launch, configuration)
    return service


def add_service(state: EcsState, cluster: Cluster, name: str, launch: Launch, **members: Any) -> Service:
    """A new ACTIVE service without any deployment."""
    service = Service(
        arn=state.arn(f"service/{cluster.name}/{name}"),
        name=name,
        cluster=cluster,
        launch=launch,
        created_at=state.engine.now,
        **members,
    )
    cluster.services[name] = service
    return service


def update_service(
    state: EcsState,
    service: Service,
    launch: Launch,
    *,
    desired_count: int,
    deploys: bool,
    configuration: Document,
    **members: Any,
) -> None:
    """Let ``members`` (fields of a Service) hold from now on; ``deploys`` says that running tasks are to be replaced.

    ``configuration`` is what is shown of a new deployment besides its launch.
    """
    for name, value in members.items():
        setattr(service, name, value)
    scale_service(state, service, desired_count)
    if deploys:
        deploy(state, service, launch, configuration)
    else:
        relaunch(service, service.primary, launch)
        unsettle(state, service)


def scale_service(state: EcsState, service: Service, desired_count: int) -> None:
    """Set how many tasks the service is to have; no deployment begins."""
    if service.desired_count != desired_count:
        service.desired_count = desired_count
        for primary in service.deployments[:1]:
            primary.updated_at = state.engine.now
        unsettle(state, service)


def delete_service(state: EcsState, service: Service, *, force: bool) -> None:
    """Make the service DRAINING, and INACTIVE once its tasks are gone.

    Raises InvalidParameterException while it is scaled above 0, unless ``force``; a daemon needs none.
    """
    if service.status != "ACTIVE":
        return
    if service.desired_count and not force and not service.daemon:
        raise SCALED_ABOVE_ZERO()
    service.desired_count = 0
    service.status = "DRAINING"
    state.loop.mark(service)


def task_tags(service: Service, deployment: Deployment) -> dict[str, str]:
    """The tags that a new task of the service gets: those propagated, and ECS's own where it manages them."""
    tags: dict[str, str] = {}
    if service.propagate_tags == "SERVICE":
        tags |= service.tags
    elif service.propagate_tags == "TASK_DEFINITION":
        tags |= deployment.launch.definition.tags
    if service.enable_ecs_managed_tags:
        tags |= {"aws:ecs:clusterName": service.cluster.name, "aws:ecs:serviceName": service.name}
    return tags
