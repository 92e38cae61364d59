"""Lifecycle hooks of service deployments: functions that are called at a stage, and pauses.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mock_ecs.ecs.entities.service_deployment import ServiceDeployment
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.entities.traffic_shift import HookRun
from mock_ecs.ecs.refusals.service_deployments import (
    HOOK_ID_MALFORMED,
    HOOK_NOT_WAITING,
    SERVICE_DEPLOYMENT_NOT_FOUND,
    SERVICE_DEPLOYMENT_OVER,
)
from mock_ecs.ecs.service_deployments import find_service_deployment
from mock_ecs.ecs.service_events import unsettle
from mock_ecs.ecs.state import EcsState

PAUSE, AWS_LAMBDA = "PAUSE", "AWS_LAMBDA"
DEFAULT_TIMEOUT = 1440
"""Minutes."""
CALL_BACK_DELAY = 30.0
"""Seconds after which a function that answered IN_PROGRESS is called again, unless it says callBackDelay."""

_ANSWERS = ("SUCCEEDED", "FAILED", "IN_PROGRESS")
_HOOK_ID = re.compile(r"ecs-[a-z]+-[A-Za-z0-9_-]+")
_KINDS = {PAUSE: "pause", AWS_LAMBDA: "lambda"}


def hooks_at(configuration: Document, stage: str) -> list[Document]:
    """The hooks of a deploymentConfiguration that run at ``stage``."""
    return [hook for hook in configuration.get("lifecycleHooks", ()) if stage in hook.get("lifecycleStages", ())]


def begin_hooks(state: EcsState, ongoing: ServiceDeployment, stage: str) -> None:
    """Let the hooks of ``stage`` run: all at once."""
    shift = ongoing.shift
    if shift is None:
        return
    shift.first_hook = len(shift.hooks)
    for hook in hooks_at(ongoing.configuration, stage):
        kind: str = hook.get("targetType", AWS_LAMBDA)
        timeout = hook.get("timeoutConfiguration", {})
        run = HookRun(
            id=f"ecs-{_KINDS[kind]}-{state.ids.token('lifecycle-hook', 43)}",
            stage=stage,
            target_type=kind,
            status="",
            expires_at=state.engine.now + timeout.get("timeoutInMinutes", DEFAULT_TIMEOUT) * 60.0,
            timeout_action=timeout.get("action", "ROLLBACK"),
        )
        if kind == AWS_LAMBDA:
            run.target_arn, run.role = hook.get("hookTargetArn", ""), hook.get("roleArn")
            run.details = hook.get("hookDetails")
            run.execution_id, run.due = state.ids.uuid("hook-execution"), state.engine.now
        shift.hooks.append(run)
        _become(state, ongoing, run, "AWAITING_ACTION" if kind == PAUSE else "IN_PROGRESS")


def advance_hook(state: EcsState, ongoing: ServiceDeployment, hook_id: str) -> None:
    """Call the function of a hook that is due, or take its answer where it has one by now."""
    run = _run(ongoing, hook_id)
    if run.answered:
        run.answered = False
        _take_answer(state, ongoing, run)
        return
    if state.strict and run.role and not state.neighbours.roles.has_role(state.scope, run.role):
        _fail(state, ongoing, run, f"ECS was unable to assume role {run.role}")
        return
    arn = run.target_arn or ""
    answer = state.neighbours.functions.invoke(state.scope, arn, _event(ongoing, run))
    run.answer, run.error, run.answered = answer.payload, answer.error, True
    run.due = state.engine.now + answer.after
    if answer.after <= 0:
        run.answered = False
        _take_answer(state, ongoing, run)


def expire_hook(state: EcsState, ongoing: ServiceDeployment, hook_id: str) -> None:
    """The time of a hook is over: the deployment goes on, or back, as its timeoutConfiguration says."""
    run = _run(ongoing, hook_id)
    if run.timeout_action == "ROLLBACK":
        run.rolls_back = True
        run.failure = f"Lifecycle hook target {run.target_arn} timed out."
    _become(state, ongoing, run, "TIMED_OUT")


def close_hooks(state: EcsState, ongoing: ServiceDeployment) -> None:
    """The deployment waits for none of its hooks any more."""
    for run in ongoing.shift.current_hooks if ongoing.shift else ():
        if run.open:
            _become(state, ongoing, run, "FAILED")


def continue_service_deployment(state: EcsState, arn: str, hook_id: str, *, rolls_back: bool) -> ServiceDeployment:
    """Let a deployment that a pause holds go on, or back.

    Raises InvalidParameterException for a hook that does not wait and for a deployment that has ended, and
    ServiceDeploymentNotFoundException.
    """
    if not _HOOK_ID.fullmatch(hook_id):
        raise HOOK_ID_MALFORMED(hookType="{hookType}", id="{id}")
    ongoing = find_service_deployment(state, arn)
    if ongoing is None:
        raise SERVICE_DEPLOYMENT_NOT_FOUND()
    if ongoing.ended:
        raise SERVICE_DEPLOYMENT_OVER()
    waiting = ongoing.shift.current_hooks if ongoing.shift else ()
    run = next((each for each in waiting if each.id == hook_id and each.status == "AWAITING_ACTION"), None)
    if run is None:
        raise HOOK_NOT_WAITING()
    run.rolls_back = rolls_back
    _become(state, ongoing, run, "FAILED" if rolls_back else "SUCCEEDED")
    unsettle(state, ongoing.service)
    return ongoing


def failure_of(runs: list[HookRun]) -> str:
    """Why a deployment goes back because of its hooks, in AWS's words where they are known.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
    """
    guilty = [run for run in runs if run.rolls_back]
    stage = guilty[0].stage
    failed = [run.failure for run in guilty if run.target_type == AWS_LAMBDA]
    if failed:
        return f"Service deployment rolled back because {stage} lifecycle hook(s) failed. {' '.join(failed)}"
    if any(run.status == "TIMED_OUT" for run in guilty):
        return f"Service deployment rolled back because {stage} pause hook timed out."
    # unsure: what AWS says when a rollback was asked for is not known.
    return f"Service deployment rolled back because ROLLBACK was requested for the {stage} pause hook."


def _take_answer(state: EcsState, ongoing: ServiceDeployment, run: HookRun) -> None:
    answer, error = run.answer, run.error
    if error:
        _fail(state, ongoing, run, f"ECS was unable to invoke hook target {run.target_arn} due to {error}")
        return
    status = answer.get("hookStatus") if isinstance(answer, Mapping) else None
    if status not in _ANSWERS:
        wrong = "HookStatus must not be null" if status is None else f"HookStatus {status} is not valid"
        _fail(state, ongoing, run, f"ECS was unable to parse the response from {run.target_arn} due to {wrong}")
    elif status == "FAILED":
        _fail(state, ongoing, run, f"Lifecycle hook target {run.target_arn} returned FAILED status.")
    elif status == "SUCCEEDED":
        _become(state, ongoing, run, status)
    else:
        run.due = state.engine.now + _delay(answer)
        run.details = answer.get("hookDetails", run.details)


def _delay(answer: Mapping[str, Any]) -> float:
    """At least a second, so that a function which asks for none is not called for ever in one moment."""
    wish = answer.get("callBackDelay")
    return max(float(wish), 1.0) if isinstance(wish, int | float) else CALL_BACK_DELAY


def _fail(state: EcsState, ongoing: ServiceDeployment, run: HookRun, failure: str) -> None:
    run.rolls_back, run.failure = True, failure
    _become(state, ongoing, run, "FAILED")


def _become(state: EcsState, ongoing: ServiceDeployment, run: HookRun, status: str) -> None:
    """The only writer of a hook's status; of pauses EventBridge is told."""
    run.status = status
    if not run.open:
        run.due, run.answer = None, None
    ongoing.updated_at = state.engine.now
    if run.target_type == PAUSE:
        state.events.hook(
            ongoing.service,
            f"HOOK_{status}",
            hook_id=run.id,
            hook_type=run.target_type,
            lifecycle_stage=run.stage,
            service_deployment_arn=ongoing.arn,
            expires_at=run.expires_at,
        )


def _event(ongoing: ServiceDeployment, run: HookRun) -> dict[str, Any]:
    """What a function is called with; the weights only at the stages that shift them."""
    green = ongoing.target.revision.arn
    event: dict[str, Any] = {
        "executionId": run.execution_id,
        "lifecycleStage": run.stage,
        "resourceArn": ongoing.arn,
        "executionDetails": {
            "serviceArn": ongoing.service.arn,
            "targetServiceRevisionArn": green,
            "testTrafficWeights": {},
            "productionTrafficWeights": {},
        },
    }
    if (shift := ongoing.shift) is not None:
        weights = event["executionDetails"]
        blue = shift.source.revision.arn
        if run.stage == "TEST_TRAFFIC_SHIFT":
            weights["testTrafficWeights"] = {blue: 100.0 - shift.test, green: shift.test}
        elif run.stage.endswith("PRODUCTION_TRAFFIC_SHIFT") and not run.stage.startswith("POST"):
            weights["productionTrafficWeights"] = {blue: 100.0 - shift.production, green: shift.production}
    if run.details is not None:
        event["hookDetails"] = run.details
    return event


def _run(ongoing: ServiceDeployment, hook_id: str) -> HookRun:
    return next(run for run in ongoing.shift.current_hooks if run.id == hook_id)  # type: ignore[union-attr]
