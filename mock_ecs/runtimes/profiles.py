"""The lifecycle profiles: how long containers take where nothing else is said, and what they do then."""

from __future__ import annotations

from dataclasses import dataclass

from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec
from mock_ecs.runtimes.behaviour import ContainerPlan


@dataclass(frozen=True, slots=True)
class RuntimeTimings:
    """Seconds of each step; ``one_off`` is how long a task of RunTask runs before it exits with code 0, and
    ``setup`` how long a container does whose completion another one waits for.

    ``first_check`` is when a container's health is looked at first, None for after the interval of its check.

    ``typical`` follows recorded Fargate tasks: the pull begins about 10 s after creation and takes about 9 s,
    and the task runs 20 s after it was created. ``slow`` takes three times as long. ``spot-storm`` is ``typical``;
    what makes it a storm are rules (see :mod:`mock_ecs.runtimes.scenario`).
    """

    agent: float
    pull: float
    start: float
    first_check: float | None
    stop: float
    one_off: float
    setup: float


_PROFILES = {
    "fast": RuntimeTimings(agent=0.2, pull=0.4, start=0.3, first_check=0.5, stop=0.2, one_off=10.0, setup=0.5),
    "typical": RuntimeTimings(agent=6.0, pull=9.0, start=1.0, first_check=None, stop=2.0, one_off=60.0, setup=5.0),
}
_PROFILES["slow"] = RuntimeTimings(
    agent=18.0, pull=27.0, start=3.0, first_check=None, stop=6.0, one_off=180.0, setup=15.0
)
_PROFILES["spot-storm"] = _PROFILES["typical"]


class ProfileBehaviour:
    """Containers of services run until they are stopped, those of other tasks for a while; all are well.

    One whose completion another waits for exits with code 0 soon, wherever it is.

    ``one_off_seconds`` sets that while: a number as text, ``never``, or None for the profile's own. Raises KeyError
    for an unknown ``profile``.
    """

    def __init__(self, profile: str = "fast", *, one_off_seconds: str | None = None) -> None:
        timings = _PROFILES[profile]
        self._of_services = _plan(timings, None)
        self._setup = _plan(timings, timings.setup, background=False)
        self._one_off = _plan(timings, _one_off(one_off_seconds, timings.one_off))

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        """What ``container`` does: the same in every run."""
        if len(task.containers) > 1 and _is_completed(task, container):
            return self._setup
        return self._one_off if task.service is None else self._of_services


def _is_completed(task: TaskSpec, container: ContainerSpec) -> bool:
    return any(
        item.container == container.name and item.condition in ("COMPLETE", "SUCCESS")
        for other in task.containers
        for item in other.depends_on
    )


def _plan(timings: RuntimeTimings, runs: float | None, *, background: bool = True) -> ContainerPlan:
    return ContainerPlan(
        pull=timings.pull,
        start=timings.start,
        runs=runs,
        background=background,
        stop=timings.stop,
        wait=timings.agent,
        first_check=timings.first_check,
    )


def _one_off(text: str | None, default: float) -> float | None:
    if text is None:
        return default
    return None if text == "never" else float(text)
