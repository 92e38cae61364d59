"""Whether a service counts a task as healthy: by health checks of its essential containers, and of its targets.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.load_balancer import RegisteredTarget
from mock_ecs.ecs.lifecycle.containers import checked
from mock_ecs.ecs.service_events import add_event
from mock_ecs.ecs.state import EcsState

_VERDICTS = {"healthy": "HEALTHY", "unhealthy": "UNHEALTHY"}


def judge(state: EcsState, task: Task) -> None:
    """Set since when, or from when on, the task counts as healthy or as unhealthy; its service is marked where it does.

    Where nothing is checked it is healthy some time after it began to run. A failing check is not heeded before the
    service's grace period is over.
    """
    verdicts = [container.health_status for container in checked(task)]
    verdicts += [_VERDICTS.get(target.health.state, "UNKNOWN") for target in task.targets]
    if "UNHEALTHY" in verdicts:
        task.healthy_at = None
        _count_as_unhealthy(state, task)
        return
    task.unhealthy_at = None
    state.engine.cancel(task.end_of_grace)
    if not verdicts:
        if task.healthy_at is None and task.started_at is not None:
            task.healthy_at = task.started_at + state.timings.healthy_after
    elif any(verdict != "HEALTHY" for verdict in verdicts):
        task.healthy_at = None
    elif task.healthy_at is None:
        task.healthy_at = state.engine.now


def unhealthy_target(task: Task) -> RegisteredTarget | None:
    """The first target of the task that is unhealthy."""
    return next((target for target in task.targets if target.health.state == "unhealthy"), None)


def failed_checks(task: Task) -> str:
    """The stoppedReason of a task that is replaced for its health."""
    target = unhealthy_target(task)
    if target is None:
        return "Task failed container health checks"
    return f"Task failed ELB health checks in {target.balancer.told}"


def _count_as_unhealthy(state: EcsState, task: Task) -> None:
    now = state.engine.now
    if task.service is None:
        return
    if task.unhealthy_at is None:
        since = now if task.started_at is None else task.started_at
        task.unhealthy_at = max(now, since + task.service.grace_period)
        if (delay := task.unhealthy_at - now) > 0:
            task.end_of_grace = state.engine.after(delay, f"{task.id} in grace", _heed, state, task, background=True)
    if task.unhealthy_at <= now:
        _heed(state, task)


def _heed(state: EcsState, task: Task) -> None:
    if task.service is None or task.desired_status == "STOPPED":
        return
    for target in task.targets:
        if target.health.state == "unhealthy" and not target.complained:
            target.complained = True
            add_event(state, task.service, _complaint(task, target))
    state.loop.mark(task.service)


def _complaint(task: Task, target: RegisteredTarget) -> str:
    balancer, instance = target.balancer, task.container_instance
    why = f"is unhealthy in {balancer.told} due to (reason {target.health.reason})"
    if task.attachment is not None or instance is None:
        return f"(task {task.id}) (port {target.target.port}) {why}."
    if balancer.classic:
        return f"(task {task.id}) (instance {target.target.id}) {why}"
    return f"(task {task.id}) (instance {target.target.id}) (port {target.target.port}) {why}"
