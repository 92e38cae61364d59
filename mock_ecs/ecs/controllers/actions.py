"""What a service controller can ask for: plain values, which the loop carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class StartTasks:
    """Launch ``count`` tasks of a deployment, ``replacing`` of them in place of unhealthy ones; in ``zone``, if any."""

    deployment: str
    count: int
    replacing: int = 0
    zone: str = ""


@dataclass(frozen=True, slots=True)
class StartOn:
    """Launch a task of a deployment on each of these container instances."""

    deployment: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TellViolation:
    """Say that tasks of a daemon are on container instances that its constraints no longer allow."""

    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resize:
    """The service is to have ``count`` tasks from now on, by what its controller counted."""

    count: int


@dataclass(frozen=True, slots=True)
class StopTasks:
    """Stop these tasks, for the sake of ``deployment``, or because they are ``unhealthy``."""

    tasks: tuple[str, ...]
    deployment: str
    unhealthy: bool = False


@dataclass(frozen=True, slots=True)
class ForgetFailures:
    """A task of the deployment has become healthy since the last failure: begin to count anew.

    What a circuit breaker counts goes on without ``all_of_them``.
    """

    deployment: str
    all_of_them: bool = True


@dataclass(frozen=True, slots=True)
class RetireDeployment:
    """Take a deployment off the list; its tasks are gone."""

    deployment: str


@dataclass(frozen=True, slots=True)
class CompleteDeployment:
    """The rollout has succeeded."""

    deployment: str


@dataclass(frozen=True, slots=True)
class BeginDeployment:
    """Let the service deployment that is PENDING go on."""


@dataclass(frozen=True, slots=True)
class BeginBake:
    """All is done but the bake time, which begins now."""


@dataclass(frozen=True, slots=True)
class FailDeployment:
    """Let the PRIMARY deployment fail because of ``cause``, and go back to the last one that was completed, or not.

    ``alarms`` are those that were triggered; ``reason`` has the words of a fault.
    """

    cause: Literal["circuit breaker", "alarms", "request", "fault"]
    rolls_back: bool
    alarms: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EnterStage:
    """Let the deployment be at a lifecycle stage, whose hooks begin to run.

    ``production`` and ``test`` are the percentages of traffic that the new revision has from now on.
    """

    stage: str
    step: int = 0
    production: float | None = None
    test: float | None = None


@dataclass(frozen=True, slots=True)
class AdvanceHook:
    """Call the function of a lifecycle hook, or take the answer that it has by now."""

    hook: str


@dataclass(frozen=True, slots=True)
class ExpireHook:
    """The time of a lifecycle hook is over."""

    hook: str


@dataclass(frozen=True, slots=True)
class TellCount:
    """Say how many tasks a task set is to have."""

    deployment: str


@dataclass(frozen=True, slots=True)
class SetStability:
    """Let a task set be in STEADY_STATE, or (with ``stable`` False) be STABILIZING."""

    deployment: str
    stable: bool


@dataclass(frozen=True, slots=True)
class ReportSteadyState:
    """Say that the service is steady."""


@dataclass(frozen=True, slots=True)
class BeginRebalancing:
    """Say ``text``, and let tasks be moved between zones from now on."""

    text: str


@dataclass(frozen=True, slots=True)
class EndRebalancing:
    """Move no more tasks between zones, and say ``text`` if there is anything to say."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Write a complaint into the service's events, unless it was the last one."""

    text: str


@dataclass(frozen=True, slots=True)
class Wake:
    """Look again at ``at``; ``background`` when no change is in progress that waits for it."""

    at: float
    background: bool = False


@dataclass(frozen=True, slots=True)
class Deactivate:
    """The service is drained: make it INACTIVE."""


Action = (
    StartTasks
    | StartOn
    | TellViolation
    | Resize
    | StopTasks
    | ForgetFailures
    | RetireDeployment
    | CompleteDeployment
    | BeginDeployment
    | BeginBake
    | FailDeployment
    | EnterStage
    | AdvanceHook
    | ExpireHook
    | TellCount
    | SetStability
    | ReportSteadyState
    | BeginRebalancing
    | EndRebalancing
    | Report
    | Wake
    | Deactivate
)
