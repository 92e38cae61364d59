"""What a rule of a scenario lets happen, read from a document that fits ``schemas/mock_ecs/scenario.json``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec, UnhealthyTarget
from mock_ecs.runtimes.behaviour import ContainerPlan
from mock_ecs.sim.ids import Chance

Document = Mapping[str, Any]
Step = Literal["pull", "create", "start"]

FLAPS = 200
"""How often a health check that flaps does so."""

OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"""

CHECKS_FAILED = "Health checks failed"
"""Why a target is unhealthy when nobody says."""

_KILLED = 137
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_NO_REGISTRY = (
    "unable to pull secrets or registry auth: The task cannot pull registry authentication from Amazon ECR. There is a "
    "connection issue between the task and Amazon ECR. Check your task network configuration."
)
_NO_IMAGE = "pull image manifest has been retried 1 time(s): failed to resolve ref {image}: {image}: not found"
_NO_IMAGE_ON_EC2 = "Error response from daemon: manifest for {image} not found: manifest unknown"
_NO_PERMISSION = (
    "The task can’t pull the image. Check that the role has the permissions to pull images from the registry."
)
_NO_PROCESS = "failed to create task for container: OCI runtime create failed: unable to start container process"

_FAILURES: dict[str, tuple[Step, str]] = {
    "CannotPullContainerError": ("pull", _NO_IMAGE),
    "CannotPullImageManifestError": ("pull", "Error response from daemon: manifest for {image} not found"),
    "CannotPullECRContainerError": ("pull", _NO_PERMISSION),
    "CannotPullContainerAuthError": ("pull", _NO_PERMISSION),
    "ResourceInitializationError": ("pull", _NO_REGISTRY),
    "CannotCreateContainerError": ("create", "Error response from daemon: no such image: {image}"),
    "CannotCreateVolumeError": ("create", "Error response from daemon: create volume: the driver does not answer"),
    "ContainerNetworkingError": ("create", "failed to set up the network of the container"),
    "CannotStartContainerError": ("start", f"Error response from daemon: {_NO_PROCESS}"),
    "ContainerRuntimeError": ("start", _NO_PROCESS),
    "ContainerRuntimeTimeoutError": ("start", "Could not transition to running; timed out after waiting 3m0s"),
    "DockerTimeoutError": ("start", "Could not transition to started; timed out after waiting 3m0s"),
}
"""By the name of an error: the step that fails, and AWS's text where it is known (that of pulls and registries)."""


class Delay(NamedTuple):
    """A time in seconds, and how much more or less chance makes of it."""

    seconds: float
    jitter: float = 0.0

    def drawn(self, chance: Chance) -> float:
        """The time that chance makes of it."""
        if not self.jitter:
            return self.seconds
        return max(0.0, self.seconds + chance.uniform(-self.jitter, self.jitter))


NO_DELAY = Delay(0.0)


@dataclass(frozen=True, slots=True)
class ContainerOutcome:
    """What a container does other than its profile or its command says; None where a rule leaves that as it is.

    ``ends`` says that it ends by itself with ``exit_code`` and ``reason``, ``after`` so long (None: when it would
    otherwise, at once where it would not); ``never_ends`` that it does not. ``error`` is why it never runs, and
    ``message`` the text of that.
    """

    pull: Delay | None = None
    start: Delay | None = None
    stop: Delay | None = None
    ends: bool = False
    never_ends: bool = False
    exit_code: int = 0
    after: Delay | None = None
    reason: str | None = None
    error: str = ""
    message: str | None = None
    health: tuple[tuple[float, bool], ...] | None = None
    logs: tuple[tuple[float, str], ...] = ()

    def applied(self, plan: ContainerPlan, task: TaskSpec, container: ContainerSpec, chance: Chance) -> ContainerPlan:
        """``plan`` with all that this changes in it."""
        plan = replace(
            plan,
            pull=plan.pull if self.pull is None else self.pull.drawn(chance),
            start=plan.start if self.start is None else self.start.drawn(chance),
            stop=plan.stop if self.stop is None else self.stop.drawn(chance),
            health=plan.health if self.health is None else self.health,
            logs=tuple(sorted((*plan.logs, *self.logs), key=lambda line: line[0])),
        )
        if self.error:
            step, text = _FAILURES[self.error]
            return replace(plan, fails_at=step, reason=f"{self.error}: {self._text(text, task, container)}")
        if self.never_ends:
            return replace(plan, runs=None)
        if not self.ends:
            return plan
        runs = (plan.runs or 0.0) if self.after is None else self.after.drawn(chance)
        return replace(plan, runs=runs, exit_code=self.exit_code, reason=self.reason)

    def _text(self, text: str, task: TaskSpec, container: ContainerSpec) -> str:
        if self.message is not None:
            return self.message
        if text is _NO_IMAGE and task.launch_type in ("EC2", "EXTERNAL"):
            text = _NO_IMAGE_ON_EC2
        return text.format(image=container.image)


def image_not_found(task: TaskSpec, container: ContainerSpec) -> str:
    """Why a container stops whose image is not in its registry."""
    error = "CannotPullContainerError"
    return f"{error}: {ContainerOutcome()._text(_FAILURES[error][1], task, container)}"


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """What a load balancer says of a target: that all is well, or when and for how long it is not, in seconds."""

    healthy: bool
    after: Delay | None = None
    lasts: Delay | None = None
    every: float | None = None
    reason: str = CHECKS_FAILED

    def drawn(self, chance: Chance) -> UnhealthyTarget | None:
        """The times that chance makes of it; None where all is well."""
        if self.healthy:
            return None
        after = None if self.after is None else self.after.drawn(chance)
        lasts = None if self.lasts is None else self.lasts.drawn(chance)
        if lasts is not None and self.every is not None and lasts >= self.every:
            lasts = None
        return UnhealthyTarget(after, lasts, self.every if lasts is not None else None, self.reason)


def target_outcome(wish: Any) -> TargetOutcome | None:
    """What the ``target-health`` of a rule says; None where there is none."""
    if wish is None:
        return None
    if isinstance(wish, str):
        return TargetOutcome(healthy=wish == "healthy")
    return TargetOutcome(
        healthy=wish["status"] == "healthy",
        after=delay(wish.get("after")),
        lasts=delay(wish.get("for")),
        every=seconds(wish["every"]) if "every" in wish else None,
        reason=wish.get("reason", CHECKS_FAILED),
    )


CONTAINER_MEMBERS = ("pull", "start", "stop", "exit", "logs", "health", "fail", "out-of-memory")
"""The members of a rule that speak of containers."""


def container_outcome(rule: Document) -> ContainerOutcome | None:
    """What ``rule`` says of containers; None when it says nothing of them."""
    if not any(name in rule for name in CONTAINER_MEMBERS):
        return None
    fail = rule.get("fail", {})
    fail = {"error": fail} if isinstance(fail, str) else fail
    return ContainerOutcome(
        pull=delay(rule.get("pull")),
        start=delay(rule.get("start")),
        stop=delay(rule.get("stop")),
        error=fail.get("error", ""),
        message=fail.get("message"),
        health=_health(rule["health"]) if "health" in rule else None,
        logs=tuple(_line(line) for line in rule.get("logs", ())),
        **_end(rule),
    )


def _end(rule: Document) -> dict[str, Any]:
    memory = rule.get("out-of-memory", False)
    if memory is not False:
        after = delay(memory["after"]) if isinstance(memory, dict) else None
        return {"ends": True, "exit_code": _KILLED, "reason": OUT_OF_MEMORY, "after": after}
    wish = rule.get("exit")
    if wish is None:
        return {}
    if wish == "never":
        return {"never_ends": True}
    if isinstance(wish, dict):
        return {"ends": True, "exit_code": int(wish["code"]), "after": delay(wish.get("after"))}
    return {"ends": True, "exit_code": int(wish)}


def _health(wish: Any) -> tuple[tuple[float, bool], ...]:
    if isinstance(wish, str):
        return ((0.0, wish == "passes"),)
    if isinstance(wish, list):
        changes = sorted((seconds(item["after"]), bool(item["healthy"])) for item in wish)
        return tuple(changes) if changes and changes[0][0] == 0 else ((0.0, True), *changes)
    passes, fails = seconds(wish["passes"]), seconds(wish["fails"])
    if not passes or not fails:
        return ((0.0, not fails),)
    times = ((number * (passes + fails), number) for number in range(FLAPS))
    return tuple(change for at, _ in times for change in ((at, True), (at + passes, False)))


def _line(wish: Any) -> tuple[float, str]:
    if isinstance(wish, str):
        return 0.0, wish
    return seconds(wish.get("after", 0)), str(wish["text"])


@dataclass(frozen=True, slots=True)
class HookOutcome:
    """What the function of a lifecycle hook answers, ``after`` so long, and how often at most (``times``).

    ``error`` is why it cannot be called; ``match`` has patterns on the stage and the function.
    """

    match: Mapping[str, Any]
    payload: Mapping[str, Any]
    after: Delay = NO_DELAY
    error: str = ""
    times: int | None = None


def hook_outcome(wish: Any) -> HookOutcome | None:
    """What a rule says of lifecycle hooks; None when it says nothing of them."""
    if wish is None:
        return None
    wish = {"status": wish} if isinstance(wish, str) else wish
    payload = {"hookStatus": wish.get("status", "SUCCEEDED")}
    if "call-back-delay" in wish:
        payload["callBackDelay"] = seconds(wish["call-back-delay"])
    return HookOutcome(
        match={name: wish[name] for name in ("stage", "function") if name in wish},
        payload=payload,
        after=delay(wish.get("delay")) or NO_DELAY,
        error=wish.get("error", ""),
        times=wish.get("times"),
    )


def delay(wish: Any) -> Delay | None:
    """A time as documents have it: a number, a text like ``1m30s``, or an object with seconds and jitter."""
    if wish is None:
        return None
    if isinstance(wish, dict):
        return Delay(seconds(wish["seconds"]), seconds(wish.get("jitter", 0)))
    return Delay(seconds(wish))


def seconds(wish: Any) -> float:
    """Seconds as a number, or as a text like ``1m30s``."""
    if isinstance(wish, str):
        return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([0-9.]+)(ms|s|m|h)", wish))
    return float(wish)
