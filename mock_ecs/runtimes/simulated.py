"""The simulated runtime: an agent whose containers pull, start, run and exit on the engine's clock, by their plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mock_ecs.ports.runtimes import Observation, Report, TaskSpec
from mock_ecs.runtimes.behaviour import Behaviour
from mock_ecs.runtimes.dependencies import (
    NEVER_STARTED_EXIT,
    UNRESOLVABLE,
    SimulatedContainer,
    depends_on,
    has_circle,
    lost,
    met,
    timed_out,
    waits_for,
)
from mock_ecs.runtimes.health import health_changes
from mock_ecs.runtimes.profiles import ProfileBehaviour
from mock_ecs.sim.engine import URGENT, Engine, Event

SIGKILL_EXIT = 137
"""The exit code of a process that SIGKILL ended: 128 and the number of the signal."""


@dataclass(slots=True, eq=False)
class _Task:
    """A task in the simulation. ``grace`` is set once it is to stop, ``over`` once nothing is to be told of it."""

    spec: TaskSpec
    report: Report
    containers: dict[str, SimulatedContainer]
    grace: float | None = None
    over: bool = False


class SimulatedRuntime:
    """Runs tasks as ``behaviour`` says, which may be changed at any time; without one as the profile ``fast`` does."""

    def __init__(self, engine: Engine, behaviour: Behaviour | None = None) -> None:
        self._engine = engine
        self.behaviour: Behaviour = behaviour or ProfileBehaviour()
        self._tasks: dict[str, _Task] = {}

    def start(self, task: TaskSpec, report: Report) -> None:
        """Begin to run ``task``, its containers in the order of what they depend on."""
        plan = self.behaviour.plan
        containers = {spec.name: SimulatedContainer(spec, plan(task, spec, 0)) for spec in task.containers}
        run = self._tasks[task.arn] = _Task(task, report, containers)
        if has_circle(task.containers):
            for container in containers.values():
                container.status, reason = "COMING", UNRESOLVABLE.format(arn=task.arn)
                self._step(run, container, container.plan.wait, "refused", self._end, None, reason)
            return
        for container in containers.values():
            if met(container.spec, containers):
                container.status = "COMING"
                self._step(run, container, container.plan.wait, "pulling", self._pull)

    def stop(self, task_arn: str, grace: float) -> None:
        """End the task's containers, each by SIGTERM once those that depend on it are over, or else by SIGKILL."""
        task = self._tasks.get(task_arn)
        if task is None or task.grace is not None:
            return
        task.grace = grace
        for container in task.containers.values():
            if container.status in ("WAITING", "COMING", "RESTARTING"):
                self._cancel(container)
                container.status = "STOPPING"
                self._step(task, container, 0.0, "stopped", self._end, container.exit_code, None)
        self._shut_down(task)

    def forget(self, task_arn: str) -> None:
        """Report nothing more of the task."""
        task = self._tasks.pop(task_arn, None)
        if task is not None:
            task.over = True
            for container in task.containers.values():
                self._cancel(container)

    # Up.

    def _pull(self, task: _Task, container: SimulatedContainer) -> None:
        plan = container.plan
        if plan.fails_at == "pull":
            self._step(task, container, plan.pull, "pull fails", self._end, None, plan.reason)
        else:
            self._step(task, container, plan.pull, "pulled", self._create)
        self._tell(task, container, "PULLING")

    def _create(self, task: _Task, container: SimulatedContainer) -> None:
        plan = container.plan
        if plan.fails_at == "create":
            self._step(task, container, 0.0, "create fails", self._end, None, plan.reason)
        else:
            self._bring_up(task, container)
        self._tell(task, container, "PULLED")

    def _bring_up(self, task: _Task, container: SimulatedContainer) -> None:
        plan = container.plan
        if plan.fails_at is not None:
            self._step(task, container, plan.start, "start fails", self._end, container.exit_code, plan.reason)
        else:
            self._step(task, container, plan.start, "running", self._run)

    def _run(self, task: _Task, container: SimulatedContainer) -> None:
        plan, spec = container.plan, container.spec
        container.status = "RUNNING"
        container.started_at = self._engine.now
        container.step = None
        if plan.runs is not None:
            background = plan.background or container.run > 0
            self._step(task, container, plan.runs, "exits", self._exit, background=background)
        if spec.health_check is not None:
            container.changes = health_changes(spec.health_check, plan.health, plan.first_check)
            self._await_health(task, container, 0)
        if container.run == 0 and any(waits_for(each.spec, spec.name) for each in task.containers.values()):
            label = self._label(task, container, "start timeout")
            container.timeout = self._engine.after(spec.start_timeout, label, self._time_out, task, container)
        self._tell(task, container, "RESTARTED" if container.run else "RUNNING")
        self._look_at(task)

    def _await_health(self, task: _Task, container: SimulatedContainer, index: int) -> None:
        """Have the next change come to pass; only the first of a container that is well is more than steady life."""
        container.check = None
        if index == len(container.changes) or container.started_at is None:
            return
        seconds, status = container.changes[index]
        container.check = self._engine.after(
            container.started_at + seconds - self._engine.now,
            self._label(task, container, status.lower()),
            self._health_changes,
            task,
            container,
            index,
            priority=URGENT,
            background=index > 0 or status != "HEALTHY",
        )

    def _health_changes(self, task: _Task, container: SimulatedContainer, index: int) -> None:
        container.health = container.changes[index][1]
        self._await_health(task, container, index + 1)
        self._tell(task, container, container.health)
        self._look_at(task)

    def _time_out(self, task: _Task, container: SimulatedContainer) -> None:
        for each in task.containers.values():
            if each.status == "WAITING" and waits_for(each.spec, container.spec.name):
                self._end(task, each, NEVER_STARTED_EXIT, timed_out(each.spec, container.spec.name))

    # Down.

    def _exit(self, task: _Task, container: SimulatedContainer) -> None:
        plan, policy = container.plan, container.spec.restart_policy
        ran = self._engine.now - (container.started_at or 0.0)
        if policy is None or plan.exit_code in policy.ignored_exit_codes or ran < policy.attempt_period:
            self._end(task, container, plan.exit_code, plan.reason)
            return
        self._engine.cancel(container.check)
        container.status, container.health, container.exit_code = "RESTARTING", "UNKNOWN", plan.exit_code
        container.run += 1
        container.plan = self.behaviour.plan(task.spec, container.spec, container.run)
        self._bring_up(task, container)

    def _end(self, task: _Task, container: SimulatedContainer, exit_code: int | None, reason: str | None) -> None:
        self._cancel(container)
        container.status, container.exit_code = "STOPPED", exit_code
        self._tell(task, container, "STOPPED", exit_code, reason)
        self._look_at(task)

    def _look_at(self, task: _Task) -> None:
        """Let start what waited for what has changed, give up what waits in vain, or go on shutting down."""
        if task.over:
            return
        if task.grace is not None:
            self._shut_down(task)
            return
        for container in task.containers.values():
            if container.status != "WAITING":
                continue
            if complaint := lost(container.spec, task.containers):
                self._end(task, container, NEVER_STARTED_EXIT, complaint)
            elif met(container.spec, task.containers):
                container.status = "COMING"
                self._step(task, container, 0.0, "pulling", self._pull)
        self._drop_timeouts(task)

    def _drop_timeouts(self, task: _Task) -> None:
        waiting = [container.spec for container in task.containers.values() if container.status == "WAITING"]
        for container in task.containers.values():
            if container.timeout and not any(waits_for(spec, container.spec.name) for spec in waiting):
                self._engine.cancel(container.timeout)
                container.timeout = None

    def _shut_down(self, task: _Task) -> None:
        left = [container for container in task.containers.values() if container.status != "STOPPED"]
        running = [container for container in left if container.status == "RUNNING"]
        free = [
            container for container in running if not any(depends_on(other.spec, container.spec.name) for other in left)
        ]
        for container in free:
            self._signal(task, container)

    def _signal(self, task: _Task, container: SimulatedContainer) -> None:
        plan = container.plan
        limit = min(container.spec.stop_timeout, task.grace or 0.0)
        exit_code = plan.stop_exit_code if plan.stop <= limit else SIGKILL_EXIT
        self._cancel(container)
        container.status = "STOPPING"
        self._step(task, container, min(plan.stop, limit), "stopped", self._end, exit_code, None)

    # Parts.

    def _tell(
        self,
        task: _Task,
        container: SimulatedContainer,
        status: str,
        exit_code: int | None = None,
        reason: str | None = None,
    ) -> None:
        if not task.over:
            task.report(Observation(task.spec.arn, status, container.spec.name, exit_code, reason))

    def _step(
        self,
        task: _Task,
        container: SimulatedContainer,
        delay: float,
        what: str,
        action: Callable[..., None],
        *args: object,
        background: bool = False,
    ) -> None:
        """Have ``action`` be what the container does next."""
        label = self._label(task, container, what)
        container.step = self._engine.after(
            delay, label, action, task, container, *args, priority=URGENT, background=background
        )

    def _label(self, task: _Task, container: SimulatedContainer, what: str) -> str:
        return f"{task.spec.arn.rpartition('/')[2]} {container.spec.name} {what}"

    def _cancel(self, container: SimulatedContainer) -> None:
        events: tuple[Event | None, ...] = (container.step, container.check, container.timeout)
        for event in events:
            self._engine.cancel(event)
        container.step = container.check = container.timeout = None
