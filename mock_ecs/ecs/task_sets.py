"""Task sets: how CodeDeploy and other deployers bring a service from one revision to another.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.entities.service_deployment import ServiceRevision
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.entities.task_set import TaskSet
from mock_ecs.ecs.refusals import task_sets as refusals
from mock_ecs.ecs.service_events import add_event, unsettle
from mock_ecs.ecs.services import add_service
from mock_ecs.ecs.state import EcsState

MOST_TASK_SETS = 5
"""How many a service can have."""

TASK_SET_SETTINGS = (
    "capacityProviderStrategy",
    "launchType",
    "loadBalancers",
    "networkConfiguration",
    "platformVersion",
    "serviceRegistries",
)
"""The settings that a service takes over from its primary task set."""


def create_service_of_task_sets(
    state: EcsState, cluster: Cluster, name: str, launch: Launch, **members: Any
) -> Service:
    """A new ACTIVE service whose tasks something else than ECS replaces.

    With a ``launch`` that says what to launch, as CodeDeploy's services have one, ECS makes the first task set: the
    primary one, of all tasks.
    """
    service = add_service(state, cluster, name, launch, **members)
    if launch.definition.arn:
        first = create_task_set(state, service, launch, scale=100.0, settings=service.settings)
        make_primary(state, first)
    return service


def create_task_set(
    state: EcsState, service: Service, launch: Launch, *, scale: float, settings: Document, **members: Any
) -> TaskSet:
    """A new ACTIVE task set that launches tasks by ``launch``; raises InvalidParameterException when there are five."""
    if len(service.deployments) >= MOST_TASK_SETS:
        raise refusals.TOO_MANY_TASK_SETS(maximum=MOST_TASK_SETS)
    identifier = f"ecs-svc/{state.ids.digits('deployment')}"
    kept = settings_of_task_set(settings)
    now = state.engine.now
    deployment = Deployment(
        id=identifier,
        service=service,
        launch=replace(launch, group=f"service:{service.name}", started_by=identifier),
        revision=ServiceRevision(identifier, "", service, launch, kept, now),
        created_at=now,
        updated_at=now,
        status="ACTIVE",
    )
    task_set = TaskSet(task_set_arn(service, identifier), deployment, 0.0, now, settings=kept, **members)
    deployment.task_set = task_set
    launch.definition.users += 1
    service.deployments.append(deployment)
    scale_task_set(state, task_set, scale)
    return task_set


def task_set_arn(service: Service, identifier: str) -> str:
    """The ARN of the task set of ``service`` that has, or would have, this id."""
    return f"{service.arn.replace(':service/', ':task-set/', 1)}/{identifier}"


def settings_of_task_set(settings: Document) -> Document:
    """What of a request, or of a service's settings, a task set has for itself."""
    return {name: settings[name] for name in TASK_SET_SETTINGS if name in settings}


def find_task_set(service: Service, identifier: str) -> TaskSet:
    """The task set of ``service`` with this id; raises TaskSetNotFoundException."""
    found = next((each for each in service.task_sets if each.id == identifier), None)
    if found is None:
        raise refusals.TASK_SET_NOT_FOUND()
    return found


def scale_task_set(state: EcsState, task_set: TaskSet, scale: float) -> None:
    """Let the task set have ``scale`` percent of the service's tasks.

    Raises InvalidParameterException for one that is being deleted.
    """
    if task_set.status == "DRAINING":
        raise refusals.TASK_SET_DRAINING()
    with _recounted(state, task_set.deployment.service):
        task_set.scale = scale
        task_set.deployment.updated_at = state.engine.now


def scale_service_of_task_sets(state: EcsState, service: Service, desired_count: int) -> None:
    """Set how many tasks the service is to have, of which each task set has its share."""
    with _recounted(state, service):
        service.desired_count = desired_count


def update_service_of_task_sets(
    state: EcsState, service: Service, *, desired_count: int, placement: Document, **members: Any
) -> None:
    """Let ``members`` (fields of a Service) hold from now on, and ``placement`` (fields of a Launch) for new tasks."""
    for name, value in members.items():
        setattr(service, name, value)
    service.launch = replace(service.launch, **placement)
    for each in service.deployments:
        each.launch = replace(each.launch, **placement)
    scale_service_of_task_sets(state, service, desired_count)


def make_primary(state: EcsState, task_set: TaskSet) -> None:
    """Let ``task_set`` be the one that serves, and the service look as it does; the one before it becomes ACTIVE.

    Raises InvalidParameterException for one that is being deleted.
    """
    if task_set.status == "DRAINING":
        raise refusals.TASK_SET_DRAINING()
    deployment = task_set.deployment
    service = deployment.service
    for each in service.deployments:
        if each.status == "PRIMARY":
            each.status = "ACTIVE"
    deployment.status = "PRIMARY"
    deployment.updated_at = state.engine.now
    service.launch = deployment.launch
    rest = {name: value for name, value in service.settings.items() if name not in TASK_SET_SETTINGS}
    service.settings = {**rest, **task_set.settings}


def delete_task_set(state: EcsState, task_set: TaskSet, *, force: bool) -> None:
    """Make the task set DRAINING: it is gone once its tasks are.

    Raises InvalidParameterException for the primary one while it is scaled above 0, unless ``force``.
    """
    if task_set.status == "DRAINING":
        return
    if task_set.status == "PRIMARY" and task_set.computed_desired_count and not force:
        raise refusals.PRIMARY_TASK_SET()
    with _recounted(state, task_set.deployment.service):
        task_set.deployment.status = "DRAINING"
        task_set.deployment.updated_at = state.engine.now


def set_stability(state: EcsState, task_set: TaskSet, *, stable: bool) -> None:
    """Let the task set be in STEADY_STATE, or be STABILIZING."""
    task_set.stable = stable
    task_set.stability_changed_at = state.engine.now
    if stable:
        service = task_set.deployment.service
        add_event(state, service, "updated state to STEADY_STATE.", task_set=task_set.id)
        state.events.service_action(service, "TASKSET_STEADY_STATE", task_set_arns=[task_set.arn])


def tell_count(state: EcsState, task_set: TaskSet) -> None:
    """Write into the service's events how many tasks the set is to have now."""
    count = task_set.told_count = task_set.computed_desired_count
    service = task_set.deployment.service
    add_event(state, service, f"updated computedDesiredCount for taskSet {task_set.id} to {count}.")


@contextmanager
def _recounted(state: EcsState, service: Service) -> Iterator[None]:
    """Let the task sets be STABILIZING that are to have another number of tasks after what is done here."""
    before = {each.id: each.computed_desired_count for each in service.task_sets}
    yield
    unsettle(state, service)
    for each in service.task_sets:
        if each.stable and each.computed_desired_count != before[each.id]:
            set_stability(state, each, stable=False)
