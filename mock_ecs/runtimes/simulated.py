"""The simulated runtime: containers that pull, start, run and exit on the engine's clock, and on nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from mock_ecs.ports import Observation, Report, TaskSpec
from mock_ecs.sim.engine import URGENT, Engine, Event
from mock_ecs.sim.ids import Ids

SIGTERM_EXIT, SIGKILL_EXIT = 143, 137
"""The exit codes of a process that a signal ended: 128 and the number of the signal."""


@dataclass(frozen=True, slots=True)
class RuntimeTimings:
    """Seconds of each step; ``one_off`` is how long a task of RunTask runs before it exits with code 0.

    ``typical`` follows recorded Fargate tasks: the pull begins about 10 s after creation and takes about 9 s,
    and the task runs 20 s after it was created.
    """

    agent: float
    pull: float
    start: float
    healthy: float
    stop: float
    one_off: float


_PROFILES = {
    "fast": RuntimeTimings(agent=0.2, pull=0.4, start=0.3, healthy=0.5, stop=0.2, one_off=10.0),
    "typical": RuntimeTimings(agent=6.0, pull=9.0, start=1.0, healthy=30.0, stop=2.0, one_off=60.0),
}


@dataclass(slots=True)
class _Run:
    spec: TaskSpec
    report: Report
    timers: list[Event]


class SimulatedRuntime:
    """Runs tasks by ``profile`` (fast or typical). ``one_off_seconds`` sets the time after which tasks outside
    services exit with code 0: a number as text, ``never``, or None for the profile's own.
    """

    def __init__(self, engine: Engine, ids: Ids, *, profile: str = "fast", one_off_seconds: str | None = None) -> None:
        self._engine = engine
        self._ids = ids
        self._timings = _PROFILES[profile]
        self._one_off = _one_off(one_off_seconds, self._timings.one_off)
        self._runs: dict[str, _Run] = {}

    def start(self, task: TaskSpec, report: Report) -> None:
        """Begin to run ``task``; an exit by itself is a background event, all else is foreground."""
        run = self._runs[task.arn] = _Run(task, report, [])
        timings = self._timings
        self._later(run, timings.agent, "PULLING")
        self._later(run, timings.agent + timings.pull, "PULLED")
        up = timings.agent + timings.pull + timings.start
        self._later(run, up, "RUNNING")
        if any(container.has_health_check for container in task.containers):
            self._later(run, up + timings.healthy, "HEALTHY")
        if task.service is None and self._one_off is not None:
            self._later(run, up + self._one_off, "STOPPED", exit_code=0, background=True)

    def stop(self, task_arn: str, grace: float) -> None:
        """End the task's containers: each exits by SIGTERM, or after ``grace`` seconds by SIGKILL."""
        run = self._runs.get(task_arn)
        if run is None:
            return
        self._cancel(run)
        exit_code = SIGTERM_EXIT if self._timings.stop <= grace else SIGKILL_EXIT
        self._later(run, min(self._timings.stop, grace), "STOPPED", exit_code=exit_code)

    def forget(self, task_arn: str) -> None:
        """Report nothing more of the task."""
        run = self._runs.pop(task_arn, None)
        if run is not None:
            self._cancel(run)

    def _later(
        self, run: _Run, delay: float, status: str, *, exit_code: int | None = None, background: bool = False
    ) -> None:
        observation = Observation(run.spec.arn, status, exit_code=exit_code)
        label = f"{run.spec.arn.rpartition('/')[2]} {status.lower()}"
        run.timers.append(
            self._engine.after(delay, label, run.report, observation, priority=URGENT, background=background)
        )

    def _cancel(self, run: _Run) -> None:
        for timer in run.timers:
            self._engine.cancel(timer)
        run.timers.clear()


def _one_off(text: str | None, default: float) -> float | None:
    if text is None:
        return default
    return None if text == "never" else float(text)
