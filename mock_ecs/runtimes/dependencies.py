"""What a container waits for before it starts, and what is said when it waits in vain.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mock_ecs.ports.runtimes import ContainerSpec, Dependency
from mock_ecs.runtimes.behaviour import ContainerPlan
from mock_ecs.runtimes.health import Changes
from mock_ecs.sim.engine import Event

NEVER_STARTED_EXIT = 143
"""The exit code that the agent gives a container which could not start for what it depends on.

https://github.com/aws/amazon-ecs-agent/blob/v1.89.2/agent/engine/task_manager.go (handleTerminalDependencyError)
"""

UNRESOLVABLE = "TaskDependencyError: Task dependencies cannot be resolved, taskArn: {arn}"
"""What the agent says of a task whose containers wait for each other.

https://github.com/aws/amazon-ecs-agent/blob/v1.89.2/agent/engine/errors.go (TaskDependencyError)
"""


@dataclass(slots=True, eq=False)
class SimulatedContainer:
    """A container in the simulation; ``status`` says what it does, ``run`` how often it was started again.

    ``step`` is the event that moves it on, ``check`` the next change of its health, ``timeout`` the end of the
    patience of those that depend on it.
    """

    spec: ContainerSpec
    plan: ContainerPlan
    status: Literal["WAITING", "COMING", "RUNNING", "RESTARTING", "STOPPING", "STOPPED"] = "WAITING"
    run: int = 0
    started_at: float | None = None
    exit_code: int | None = None
    health: str = "UNKNOWN"
    changes: Changes = ()
    step: Event | None = field(default=None, repr=False)
    check: Event | None = field(default=None, repr=False)
    timeout: Event | None = field(default=None, repr=False)


def has_circle(specs: Sequence[ContainerSpec]) -> bool:
    """True when containers wait for each other, so that none of them could ever start."""
    left = {spec.name: spec for spec in specs}
    while free := [name for name, spec in left.items() if not any(item.container in left for item in spec.depends_on)]:
        for name in free:
            del left[name]
    return bool(left)


def met(spec: ContainerSpec, containers: Mapping[str, SimulatedContainer]) -> bool:
    """True when all that ``spec`` depends on has come."""
    return all(_standing(item, containers) == "met" for item in spec.depends_on)


def lost(spec: ContainerSpec, containers: Mapping[str, SimulatedContainer]) -> str | None:
    """Why ``spec`` can never start, in the agent's words; None while it may."""
    for item in spec.depends_on:
        if _standing(item, containers) == "lost":
            return _COMPLAINTS[_kind(containers[item.container])].format(of=item.container, target=spec.name)
    return None


def timed_out(spec: ContainerSpec, late: str) -> str:
    """What is said when ``late`` took too long."""
    return _TIMED_OUT.format(of=late, target=spec.name)


def waits_for(spec: ContainerSpec, name: str) -> bool:
    """True when ``spec`` waits until ``name`` has completed or is healthy, which is what a start timeout bounds."""
    return any(item.container == name and item.condition != "START" for item in spec.depends_on)


def depends_on(spec: ContainerSpec, name: str) -> bool:
    """True when ``spec`` names ``name``, by whatever condition."""
    return any(item.container == name for item in spec.depends_on)


def _standing(item: Dependency, containers: Mapping[str, SimulatedContainer]) -> Literal["met", "open", "lost"]:
    container = containers.get(item.container)
    if container is None:
        return "met"
    if container.status in ("WAITING", "COMING"):
        return "open"
    if container.status != "STOPPED":
        reached = item.condition == "START" or (item.condition == "HEALTHY" and container.health == "HEALTHY")
        return "met" if reached else "open"
    if container.started_at is None or item.condition == "HEALTHY":
        return "lost"
    return "met" if item.condition != "SUCCESS" or container.exit_code == 0 else "lost"


def _kind(container: SimulatedContainer) -> str:
    return "never started" if container.started_at is None else "failed"


_RESOLVE = "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [{of}]"
_COMPLAINTS = {
    "failed": f"{_RESOLVE} for target [{{target}}] as dependency did not exit successfully.",
    "never started": f"{_RESOLVE} for target [{{target}}] because dependency will never start",
}
_TIMED_OUT = (
    "CannotStartContainerError: dependency graph: container ordering dependency [{of}] for target [{target}] "
    "has timed out."
)
