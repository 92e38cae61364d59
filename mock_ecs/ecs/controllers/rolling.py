"""The rolling update: from the old revision to the new, between minimum and maximum healthy percent.

It also keeps the count: a service with one deployment is a rollout that has nothing left to replace.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mock_ecs.ecs.controllers.actions import (
    Action,
    BeginBake,
    CompleteDeployment,
    ForgetFailures,
    Report,
    ReportSteadyState,
    RetireDeployment,
    StartTasks,
    StopTasks,
    Wake,
)
from mock_ecs.ecs.controllers.view import DeploymentView, RolloutView, ServiceView, TaskView
from mock_ecs.ecs.placement.scale_in import leaving

BLOCKED = (
    "was unable to stop or start tasks during a deployment because of the service deployment configuration. "
    "Update the minimumHealthyPercent or maximumPercent value and try again."
)
PROTECTED = (
    "was unable to reach steady state because (taskSet {deployment}) was unable to scale in due to "
    "(reason {count} tasks under protection)"
)
UNSTABLE = "is unable to consistently start tasks successfully."
TOLERATED_FAILURES = 3
"""Failures in a row after which the scheduler waits before it starts tasks again (service throttle logic)."""


def plan(view: ServiceView, now: float) -> list[Action]:
    """What to do for an ACTIVE service at ``now``: start, stop, complete, complain, look again."""
    primary, *older = view.deployments
    if _recovered(view, primary, now):
        resets = view.rollout is None or view.rollout.breaker is None or view.rollout.breaker.resets
        forgotten = replace(
            primary, failed_launches=0, crashed_tasks=0, failed_tasks=0 if resets else primary.failed_tasks
        )
        return [ForgetFailures(primary.id, resets), *_plan(view, forgotten, older, now)]
    return _plan(view, primary, older, now)


def upkeep(view: ServiceView, deployment: DeploymentView, now: float) -> list[Action]:
    """What keeps the count of one deployment, whatever else there is: others are kept beside it, not replaced."""
    return plan(_alone(view, deployment, now), now)


def is_complete(view: ServiceView, deployment: DeploymentView, now: float) -> bool:
    """True when the deployment has as many tasks as the service is to have, all of them healthy."""
    current = [task for task in deployment.tasks if not (task.stopping or task.draining or task.unhealthy)]
    return _reached(view, current, deployment.tasks, now)


def _alone(view: ServiceView, deployment: DeploymentView, now: float) -> ServiceView:
    """The service as if it had this deployment alone, and had said that it is steady."""
    breaker = view.rollout.breaker if view.rollout else None
    return replace(
        view,
        deployments=(replace(deployment, rollout_state="COMPLETED"),),
        rollout=RolloutView(breaker=breaker),
        steady=True,
        steady_at=now,
    )


def _plan(view: ServiceView, primary: DeploymentView, older: Sequence[DeploymentView], now: float) -> list[Action]:
    everything = [task for deployment in view.deployments for task in deployment.tasks]
    stale = [task for deployment in older for task in deployment.tasks if not task.stopping]
    stale += [task for task in primary.tasks if task.draining and not task.stopping]
    staying = [task for task in primary.tasks if not task.draining and not task.stopping]
    ailing = [task for task in staying if task.unhealthy]
    current = [task for task in staying if not task.unhealthy]
    if _reached(view, current, everything, now):
        return _finish(view, primary, older, now)

    actions: list[Action] = []
    if primary.rollout_state == "IN_PROGRESS" and _succeeds_early(view, current, older, now):
        actions += _bake_or_complete(view, primary, now)
    missing = 0 if primary.rollout_state == "FAILED" else view.desired_count - len(current)
    spare = view.upper_bound - len(everything)
    resumes_at = _resumes_at(view, primary)
    crashing = primary.crashed_tasks >= TOLERATED_FAILURES
    if missing > 0 and spare > 0 and resumes_at <= now and not (crashing and _in_flux(everything, now)):
        count = min(missing, spare)
        actions.append(StartTasks(primary.id, count, replacing=min(count, len(ailing))))
    if primary.rollout_state == "FAILED":
        stale = []
    if stops := _stops(view, stale, current, everything, now):
        actions.append(StopTasks(tuple(task.id for task in stops), primary.id))
    if replaced := _replaced(view, ailing, current, everything, now):
        actions.append(StopTasks(tuple(task.id for task in replaced), primary.id, unhealthy=True))
    if missing > 0 and resumes_at > now:
        actions += [] if crashing else [Report(UNSTABLE)]
        actions.append(Wake(resumes_at, background=True))
    elif not actions and _at_rest(everything, now):
        actions.extend(_complaint(view, primary, older, current, stuck=missing > 0 and spare <= 0))
    actions.extend(_next_look(everything, now))
    if view.rollout is not None and view.rollout.alarms is not None:
        actions.append(Wake(now + view.rollout.alarms.interval, background=True))
    return actions


def _reached(view: ServiceView, current: Sequence[TaskView], everything: Sequence[TaskView], now: float) -> bool:
    """Running is desired, all of it healthy, and nothing else is left; a deployment that failed never gets there."""
    if view.deployments[0].rollout_state == "FAILED":
        return False
    return len(everything) == len(current) == view.desired_count and all(task.healthy(now) for task in current)


def _finish(view: ServiceView, primary: DeploymentView, older: Sequence[DeploymentView], now: float) -> list[Action]:
    actions: list[Action] = []
    if primary.rollout_state == "IN_PROGRESS":
        actions += _bake_or_complete(view, primary, now)
        if not any(isinstance(action, CompleteDeployment) for action in actions):
            return actions
    retired: list[Action] = [RetireDeployment(deployment.id) for deployment in older]
    if retired or actions or not view.steady or now >= view.steady_at + view.steady_state_repeat:
        again = Wake(now + view.steady_state_repeat, background=True)
        return [*retired, *actions, ReportSteadyState(), again]
    return []


def _bake_or_complete(view: ServiceView, primary: DeploymentView, now: float) -> list[Action]:
    """The deployment is done, but for its bake time, while alarms can still end it."""
    rollout = view.rollout
    if rollout is None or rollout.bake_time <= 0:
        return [CompleteDeployment(primary.id)]
    if rollout.baking_since is None:
        begin, ends = [BeginBake()], now + rollout.bake_time
    else:
        begin, ends = [], rollout.baking_since + rollout.bake_time
    if now >= ends:
        return [CompleteDeployment(primary.id)]
    return [*begin, Wake(min(ends, now + rollout.alarms.interval) if rollout.alarms else ends)]


def _succeeds_early(
    view: ServiceView, current: Sequence[TaskView], older: Sequence[DeploymentView], now: float
) -> bool:
    """Enough tasks of the new revision are healthy for the service's early success criteria.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
    """
    criteria = view.rollout.early_success if view.rollout else None
    if criteria is None or sum(1 for task in current if task.healthy(now)) < criteria.tasks:
        return False
    return criteria.deferred or not any(deployment.tasks for deployment in older)


def _recovered(view: ServiceView, primary: DeploymentView, now: float) -> bool:
    """A task has become healthy since the last one failed."""
    counted = primary.failed_launches + primary.crashed_tasks + (primary.failed_tasks if _resets(view) else 0)
    return counted > 0 and any(
        task.healthy(now) and task.healthy_at is not None and task.healthy_at >= primary.failed_at
        for task in primary.tasks
    )


def _resets(view: ServiceView) -> bool:
    """A healthy task ends the count of failed ones, unless the circuit breaker is told to add them up."""
    breaker = view.rollout.breaker if view.rollout else None
    return breaker is None or breaker.resets


def _resumes_at(view: ServiceView, primary: DeploymentView) -> float:
    """When tasks may be started again after failures in a row: each doubles the wait, up to a limit.

    Tasks that did run are not throttled at AWS. The pause after several crashes, once the last of them is gone, is only
    there so that a service that crashes for ever comes to rest for those who wait.
    """
    if primary.crashed_tasks >= TOLERATED_FAILURES:
        return primary.failed_at + view.crash_pause
    beyond = primary.failed_launches - TOLERATED_FAILURES
    if beyond < 0:
        return 0.0
    return primary.failed_at + min(view.restart_delay * 2.0 ** min(beyond, 30), view.restart_delay_limit)


def _stops(
    view: ServiceView,
    stale: Sequence[TaskView],
    current: Sequence[TaskView],
    everything: Sequence[TaskView],
    now: float,
) -> list[TaskView]:
    """The tasks to stop: those that do not run, those too many, and those to be replaced, while enough healthy ones
    remain. A task too young to count as healthy is not replaced before enough healthy ones stand by.
    """
    chosen = [task for task in stale if not task.serves]
    allowance = sum(1 for task in everything if task.healthy(now)) - view.lower_bound
    replaceable = sorted((task for task in stale if task.serves and not task.protected), key=lambda t: t.healthy(now))
    unprotected = [task for task in current if not task.protected]
    for task in (*replaceable, *_surplus(unprotected, len(current) - view.desired_count, now)):
        if task.healthy(now):
            if allowance <= 0:
                continue
            allowance -= 1
        elif task in replaceable and allowance < 0:
            continue
        chosen.append(task)
    return chosen


def _replaced(
    view: ServiceView,
    ailing: Sequence[TaskView],
    current: Sequence[TaskView],
    everything: Sequence[TaskView],
    now: float,
) -> list[TaskView]:
    """The unhealthy tasks that go: as many as have a healthy replacement. Where maximumPercent leaves no room for a
    replacement one goes first, and the next when that one's replacement is judged.
    """
    uncovered = view.desired_count - sum(1 for task in current if task.healthy(now))
    covered = len(ailing) - max(0, uncovered)
    if covered > 0:
        return list(ailing[:covered])
    full = len(everything) >= view.upper_bound
    judged = all(not task.stopping and (task.unhealthy or task.healthy(now)) for task in everything)
    return list(ailing[:1]) if full and judged else []


def _complaint(
    view: ServiceView,
    primary: DeploymentView,
    older: Sequence[DeploymentView],
    current: Sequence[TaskView],
    *,
    stuck: bool,
) -> Iterator[Report]:
    """Why nothing moves: protected tasks that were to go, or bounds that let nothing start or stop."""
    kept = [(each.id, sum(1 for task in each.tasks if task.protected)) for each in older]
    protected = sum(1 for task in current if task.protected)
    kept.append((primary.id, protected if protected > view.desired_count else 0))
    for deployment, count in kept:
        if count:
            yield Report(PROTECTED.format(deployment=deployment, count=count))
            return
    if stuck:
        yield Report(BLOCKED)


def _surplus(current: Sequence[TaskView], count: int, now: float) -> list[TaskView]:
    """The ``count`` tasks that go when a service is scaled in: first what is not healthy, then by its strategies."""
    if count <= 0:
        return []
    ailing = [task for task in current if not task.healthy(now)]
    well = [task for task in current if task.healthy(now)]
    chosen = [ailing[index] for index in leaving([task.standing for task in ailing], count)]
    more = leaving([task.standing for task in well], count - len(chosen))
    return chosen + [well[index] for index in more]


def _in_flux(everything: Sequence[TaskView], now: float) -> bool:
    """Some task is on its way up or down, or too young for anybody to know how it is."""
    return any(task.stopping or not (task.unhealthy or task.healthy(now)) for task in everything)


def _at_rest(everything: Sequence[TaskView], now: float) -> bool:
    """Nothing is on its way up or down, so that no later look would find anything else."""
    return all(task.healthy(now) for task in everything)


def _next_look(everything: Sequence[TaskView], now: float) -> Iterator[Wake]:
    """When the next running task comes to count as healthy."""
    times = [
        task.healthy_at
        for task in everything
        if task.status == "RUNNING" and not task.stopping and task.healthy_at is not None and task.healthy_at > now
    ]
    if times:
        yield Wake(min(times))
