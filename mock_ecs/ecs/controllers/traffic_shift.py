"""Blue/green, linear and canary deployments: both revisions run, while traffic comes from one to the other.

The stages follow each other as fast as what they wait for: tasks, lifecycle hooks, bake times.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mock_ecs.ecs.controllers import rolling
from mock_ecs.ecs.controllers.actions import (
    Action,
    AdvanceHook,
    EnterStage,
    ExpireHook,
    FailDeployment,
    RetireDeployment,
    StopTasks,
    Wake,
)
from mock_ecs.ecs.controllers.view import DeploymentView, HookView, RolloutView, ServiceView, TrafficShiftView

STAGE_LIMIT = 24 * 3600.0
DEPLOYMENT_LIMIT = 30 * 24 * 3600.0
"""Seconds that a stage, and a whole deployment, may last.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
"""
STAGE_TOO_LONG = "Service deployment rolled back because the {stage} lifecycle stage took longer than 24 hours."
DEPLOYMENT_TOO_LONG = "Service deployment rolled back because it took longer than 30 days."
"""Our own words: AWS's are not known."""

_AHEAD = ("PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT")
_BEHIND = ("POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP")
_BEFORE_STEP, _STEP = "PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"
_WITHOUT_GREEN = (None, "RECONCILE_SERVICE", "PRE_SCALE_UP")


def plan(view: ServiceView, shift: TrafficShiftView, now: float) -> list[Action]:
    """What to do for an ACTIVE service at ``now``, while a service deployment shifts its traffic."""
    going_back = view.rollout is not None and view.rollout.status == "ROLLBACK_IN_PROGRESS"
    if not going_back and (failure := _failure(shift, now)):
        return [FailDeployment("fault", rolls_back=True, reason=failure)]
    if shift.stage == "CLEAN_UP":
        return rolling.plan(_cleaning_up(view), now)
    actions = _upkeep(view, shift, now, green=not going_back and shift.stage not in _WITHOUT_GREEN)
    if hooks := list(_hook_actions(shift.hooks, now)):
        return [*actions, *hooks, Wake(now)]
    if going_back:
        ready = view.desired_count == 0 or any(task.healthy(now) for task in view.deployments[0].tasks)
        return actions + (_go_back(shift, now) if ready else [])
    tidying = _reconcile(view, shift)
    if not tidying and _is_done(view, shift, now):
        return [*actions, _next(view, shift), Wake(now)]
    again = [Wake(now)] if any(isinstance(action, RetireDeployment) for action in tidying) else []
    return [*actions, *tidying, *again, *_waits(view, shift, now)]


def _upkeep(view: ServiceView, shift: TrafficShiftView, now: float, *, green: bool) -> list[Action]:
    """Keep the count of the source, and with ``green`` of the new revision too, each by itself."""
    kept = [_source(view, shift), *([view.deployments[0]] if green else [])]
    return [action for each in kept for action in rolling.upkeep(view, each, now)]


def _failure(shift: TrafficShiftView, now: float) -> str:
    if shift.fault or shift.failure:
        return shift.fault or shift.failure
    if now >= shift.started_at + DEPLOYMENT_LIMIT:
        return DEPLOYMENT_TOO_LONG
    return STAGE_TOO_LONG.format(stage=shift.stage) if now >= _limit(shift) else ""


def _limit(shift: TrafficShiftView) -> float:
    """When the stage has lasted too long: bake times come on top, and its hooks may have longer."""
    limit = shift.stage_since + STAGE_LIMIT
    if shift.stage == _STEP:
        limit += shift.steps.step_bake
    if shift.stage == "BAKE_TIME":
        limit += shift.steps.bake
    # A hook whose time is over at the same moment says itself what is to happen then.
    hooks = [hook.expires_at + 1 for hook in shift.hooks]
    whole = shift.started_at + DEPLOYMENT_LIMIT
    return whole if shift.stage is None else min(max([limit, *hooks]), whole)


def _hook_actions(hooks: tuple[HookView, ...], now: float) -> Iterator[Action]:
    for hook in hooks:
        if hook.open and hook.expires_at <= now:
            yield ExpireHook(hook.id)
        elif hook.open and hook.due is not None and hook.due <= now:
            yield AdvanceHook(hook.id)


def _reconcile(view: ServiceView, shift: TrafficShiftView) -> list[Action]:
    """Let go of the revisions that neither serve nor come: those of deployments that were interrupted, or failed."""
    if shift.stage != "RECONCILE_SERVICE":
        return []
    actions: list[Action] = []
    for other in _others(view, shift):
        stops = tuple(task.id for task in other.tasks if not task.stopping and not task.protected)
        if stops:
            actions.append(StopTasks(stops, view.deployments[0].id))
        if not other.tasks:
            actions.append(RetireDeployment(other.id))
    return actions


def _is_done(view: ServiceView, shift: TrafficShiftView, now: float) -> bool:
    """All that the stage waits for is there."""
    if any(hook.open for hook in shift.hooks):
        return False
    if shift.stage == "RECONCILE_SERVICE":
        return not _others(view, shift)
    if shift.stage == "SCALE_UP":
        return rolling.is_complete(view, view.deployments[0], now)
    return now >= _baked(shift)


def _baked(shift: TrafficShiftView) -> float:
    """When the bake time of the stage is over; at once where it has none."""
    if shift.stage == "BAKE_TIME":
        return shift.stage_since + shift.steps.bake
    if shift.stage == _STEP and shift.step + 1 < len(shift.steps.percentages):
        return shift.stage_since + shift.steps.step_bake
    return shift.stage_since


def _next(view: ServiceView, shift: TrafficShiftView) -> EnterStage:
    stage, step = shift.stage, shift.step
    if stage is None:
        if _others(view, shift):
            return EnterStage("RECONCILE_SERVICE", production=0.0, test=0.0)
        return EnterStage(_AHEAD[0])
    if stage == "RECONCILE_SERVICE":
        return EnterStage(_AHEAD[0])
    if stage in _AHEAD[:-1]:
        following = _AHEAD[_AHEAD.index(stage) + 1]
        return EnterStage(following, test=100.0 if following == "TEST_TRAFFIC_SHIFT" else None)
    if stage in _BEHIND:
        return EnterStage(_BEHIND[_BEHIND.index(stage) + 1], step)
    percentages = shift.steps.percentages
    if stage == _BEFORE_STEP:
        return EnterStage(_STEP, step, production=percentages[step])
    following_step = step + 1 if stage == _STEP else 0
    if following_step == len(percentages):
        return EnterStage(_BEHIND[0], step)
    if _BEFORE_STEP in shift.hooked:
        return EnterStage(_BEFORE_STEP, following_step)
    return EnterStage(_STEP, following_step, production=percentages[following_step])


def _go_back(shift: TrafficShiftView, now: float) -> list[Action]:
    """Shift back what was shifted, the production traffic first. What hooks say on the way back changes nothing."""
    if any(hook.open for hook in shift.hooks):
        return list(_waits_for_hooks(shift))
    if shift.production:
        return [EnterStage(_STEP, shift.step, production=0.0), Wake(now)]
    if shift.test:
        return [EnterStage("TEST_TRAFFIC_SHIFT", shift.step, test=0.0), Wake(now)]
    return [EnterStage("CLEAN_UP", shift.step), Wake(now)]


def _waits(view: ServiceView, shift: TrafficShiftView, now: float) -> Iterator[Action]:
    """When something comes of itself. Nobody waits for a pause, nor for the end of the longest time."""
    yield from _waits_for_hooks(shift)
    yield Wake(_limit(shift), background=True)
    if (baked := _baked(shift)) > now:
        yield Wake(baked, background=any(hook.status == "AWAITING_ACTION" for hook in shift.hooks))
    if view.rollout is not None and view.rollout.alarms is not None:
        yield Wake(now + view.rollout.alarms.interval, background=True)


def _waits_for_hooks(shift: TrafficShiftView) -> Iterator[Action]:
    for hook in shift.hooks:
        if hook.open:
            yield Wake(hook.expires_at, background=True)
            if hook.due is not None:
                yield Wake(hook.due)


def _source(view: ServiceView, shift: TrafficShiftView) -> DeploymentView:
    return next(each for each in view.deployments if each.id == shift.source)


def _others(view: ServiceView, shift: TrafficShiftView) -> list[DeploymentView]:
    return [each for each in view.deployments[1:] if each.id != shift.source]


def _cleaning_up(view: ServiceView) -> ServiceView:
    """The service for a rolling deployment that has nothing left to start: it stops what is not of the PRIMARY."""
    rollout = view.rollout or RolloutView()
    return replace(view, rollout=replace(rollout, shift=None, early_success=None, bake_time=0.0))
