"""Deployments: how a service comes to run another revision, succeeds with it, fails, and goes back.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.entities.service_deployment import Rollback, ServiceDeployment, ServiceRevision
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.errors import ConflictException
from mock_ecs.ecs.lifecycle_hooks import close_hooks
from mock_ecs.ecs.lifecycle_stages import leave_stages
from mock_ecs.ecs.refusals.service_deployments import (
    SERVICE_DEPLOYMENT_ENDED,
    SERVICE_DEPLOYMENT_NOT_FOUND,
)
from mock_ecs.ecs.service_deployments import (
    REVISION_SETTINGS,
    end_service_deployment,
    find_service_deployment,
    record_deployment,
    revise,
    stop_interrupted,
)
from mock_ecs.ecs.service_events import add_event, unsettle
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.task_definitions import release_task_definition
from mock_ecs.ecs.traffic_shifts import begin_shift, target_groups_of, undo_shift

NO_CANDIDATE = "No rollback candidate was found to run the rollback."


class Cause(NamedTuple):
    """Why a deployment does not go on, in the words of each place that tells of it.

    ``event`` (of the service) and ``told`` (to EventBridge) None tell nothing.
    """

    event: str | None
    told: str | None
    rollout: str
    rollback: str
    rolled_back: str
    stopped: str


CIRCUIT_BREAKER = Cause(
    event="deployment failed: tasks failed to start.",
    told="ECS deployment circuit breaker: task failed to start.",
    rollout="ECS deployment circuit breaker: tasks failed to start.",
    rollback="ECS deployment circuit breaker: rolling back to deploymentId {deployment}.",
    rolled_back="Service deployment rolled back because the circuit breaker threshold was exceeded.",
    stopped="Service deployment stopped because the circuit breaker threshold was exceeded.",
)
ALARMS = Cause(
    event="deployment failed: alarm detected.",
    told="ECS deployment failed: alarm detected.",
    rollout="ECS deployment failed: alarm detected.",
    rollback="ECS deployment alarm: rolling back to deploymentId {deployment}.",
    rolled_back="Service deployment rolled back because of an alarm.",
    stopped="Service deployment stopped because of an alarm.",
)
REQUESTED = Cause(
    event=None,
    told=None,
    rollout="ECS deployment stopped by StopServiceDeployment.",
    rollback="ECS deployment stopped by StopServiceDeployment: rolling back to deploymentId {deployment}.",
    rolled_back="Service deployment rolled back because StopServiceDeployment was called.",
    stopped="Service deployment stopped because StopServiceDeployment was called.",
)
"""Its words, like those on what an alarm did to a service deployment, are ours: AWS's are not known."""


def told_as(reason: str) -> Cause:
    """The cause of a deployment that goes back for ``reason``: AWS tells it in the events word for word.

    What it says of the rollout is not known. EventBridge is told of circuit breakers and alarms alone.
    """
    return Cause(
        event=f"deployment failed: {reason}",
        told=None,
        rollout=f"ECS deployment failed: {reason}",
        rollback="ECS deployment failed: rolling back to deploymentId {deployment}.",
        rolled_back=reason,
        stopped=reason,
    )


def deploy(state: EcsState, service: Service, launch: Launch, configuration: Document) -> Deployment:
    """Begin a new deployment: it becomes PRIMARY, and those before it ACTIVE until their tasks are gone.

    ``configuration`` is what is shown of it besides the launch. A service deployment that goes on is to stop.
    """
    shift, interrupted = begin_shift(service), service.service_deployment
    if interrupted is not None:
        close_hooks(state, interrupted)
    identifier = f"ecs-svc/{state.ids.digits('deployment')}"
    revision = revise(state, service, launch, shift)
    deployment = _made(state, service, identifier, launch, revision, configuration)
    relaunch(service, deployment, launch)
    launch.definition.users += 1
    if shift is None:
        undo_shift(state, service, deployment.revision)
    record_deployment(state, service, deployment, shift)
    for older in service.deployments:
        older.status = "ACTIVE"
        older.updated_at = state.engine.now
    service.deployments.insert(0, deployment)
    service.rebalancing = False
    state.events.deployment(service, deployment, "SERVICE_DEPLOYMENT_IN_PROGRESS", deployment.rollout_state_reason)
    unsettle(state, service)
    return deployment


def _made(
    state: EcsState,
    service: Service,
    identifier: str,
    launch: Launch,
    revision: ServiceRevision,
    configuration: Document,
) -> Deployment:
    return Deployment(
        id=identifier,
        service=service,
        launch=launch,
        revision=revision,
        created_at=state.engine.now,
        updated_at=state.engine.now,
        rollout_state_reason=f"ECS deployment {identifier} in progress.",
        configuration=configuration,
    )


def relaunch(service: Service, deployment: Deployment, launch: Launch) -> None:
    """Let the tasks to come of ``deployment`` be launched by ``launch``, in the service's group, started by it.

    They are registered in the target groups of its revision.
    """
    groups = target_groups_of(deployment.revision)
    deployment.launch = service.launch = replace(
        launch,
        group=f"service:{service.name}",
        started_by=deployment.id,
        load_balancers=tuple(each._replace(name=groups.get(each.name, each.name)) for each in launch.load_balancers),
    )


def complete_deployment(state: EcsState, service: Service, deployment: Deployment) -> None:
    """The rollout has succeeded, be it one or a way back."""
    _set_rollout(state, deployment, "COMPLETED", f"ECS deployment {deployment.id} completed.")
    state.events.deployment(service, deployment, "SERVICE_DEPLOYMENT_COMPLETED", deployment.rollout_state_reason)
    add_event(state, service, f"(deployment {deployment.id}) deployment completed.")
    ongoing = service.service_deployment
    if ongoing is not None:
        end_service_deployment(state, ongoing, "ROLLBACK_SUCCESSFUL" if ongoing.rolling_back else "SUCCESSFUL")


def fail_deployment(state: EcsState, service: Service, cause: Cause, *, rolls_back: bool) -> None:
    """Let the PRIMARY deployment be FAILED: no task of it is launched any more.

    With ``rolls_back`` the last one that was completed is deployed again, where there is one.
    """
    deployment, ongoing = service.primary, service.service_deployment
    stop_interrupted(state, service)
    if ongoing is not None:
        close_hooks(state, ongoing)
    _set_rollout(state, deployment, "FAILED", cause.rollout)
    if cause.event:
        add_event(state, service, f"(deployment {deployment.id}) {cause.event}")
    if cause.told:
        state.events.deployment(service, deployment, "SERVICE_DEPLOYMENT_FAILED", cause.told)
    if ongoing is None:
        return
    if ongoing.rolling_back:
        end_service_deployment(state, ongoing, "ROLLBACK_FAILED", cause.rolled_back)
    elif rolls_back:
        _roll_back(state, service, ongoing, cause)
    else:
        ongoing.stopped_at = state.engine.now
        end_service_deployment(state, ongoing, "STOPPED", cause.stopped)
    unsettle(state, service)


def stop_service_deployment(state: EcsState, arn: str, *, rolls_back: bool) -> ServiceDeployment:
    """Ask the service deployment to stop, with ``rolls_back`` by going back; one that is about to stop goes on so.

    Raises ServiceDeploymentNotFoundException, and ConflictException for one that has ended.
    """
    deployment = find_service_deployment(state, arn)
    if deployment is None:
        raise SERVICE_DEPLOYMENT_NOT_FOUND()
    if deployment.ended:
        raise ConflictException(SERVICE_DEPLOYMENT_ENDED.words(), [deployment.arn])
    if deployment.status in ("PENDING", "IN_PROGRESS"):
        deployment.status = "ROLLBACK_REQUESTED" if rolls_back else "STOP_REQUESTED"
        deployment.updated_at = state.engine.now
        unsettle(state, deployment.service)
    return deployment


def retire_deployment(state: EcsState, service: Service, deployment: Deployment) -> None:
    """Take a deployment that has no task left, or none that lasts, from the service's list."""
    service.deployments.remove(deployment)
    release_task_definition(state, deployment.launch.definition)


def _roll_back(state: EcsState, service: Service, ongoing: ServiceDeployment, cause: Cause) -> None:
    candidate = ongoing.shift.source if ongoing.shift else None
    if candidate is None:
        candidate = next((each for each in service.deployments[1:] if each.rollout_state == "COMPLETED"), None)
    if candidate is None:
        end_service_deployment(state, ongoing, "ROLLBACK_FAILED", NO_CANDIDATE)
        return
    now = state.engine.now
    leave_stages(ongoing)
    for each in service.deployments:
        each.status = "ACTIVE"
    service.deployments.remove(candidate)
    service.deployments.insert(0, candidate)
    candidate.status = "PRIMARY"
    candidate.forget_failures(all_of_them=True)
    _set_rollout(state, candidate, "IN_PROGRESS", cause.rollback.format(deployment=candidate.id))
    service.launch = candidate.launch
    rest = {name: value for name, value in service.settings.items() if name not in REVISION_SETTINGS}
    service.settings = {**rest, **candidate.revision.settings}
    ongoing.status, ongoing.status_reason, ongoing.updated_at = "ROLLBACK_IN_PROGRESS", cause.rolled_back, now
    ongoing.rollback = Rollback(cause.rolled_back, now, candidate.revision.arn)
    add_event(state, service, f"rolling back to deployment {candidate.id}.")
    state.events.deployment(service, candidate, "SERVICE_DEPLOYMENT_IN_PROGRESS", candidate.rollout_state_reason)


def _set_rollout(state: EcsState, deployment: Deployment, rollout_state: str, reason: str) -> None:
    deployment.rollout_state = rollout_state
    deployment.rollout_state_reason = reason
    deployment.updated_at = state.engine.now
