"""What runs the containers of tasks, and what a scenario lets happen to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from mock_ecs.aws.scope import Scope


class HealthCheck(NamedTuple):
    """When a container's health is looked at, in seconds, and how many failures in a row make it UNHEALTHY."""

    interval: float = 30.0
    timeout: float = 5.0
    retries: int = 3
    start_period: float = 0.0


class Dependency(NamedTuple):
    """What has to come first: a container of the same task, and START, COMPLETE, SUCCESS or HEALTHY."""

    container: str
    condition: str


class RestartPolicy(NamedTuple):
    """A container that exits is started again in its place, unless by a code that is ignored.

    It has to have run for ``attempt_period`` seconds since it was last started.
    """

    ignored_exit_codes: tuple[int, ...] = ()
    attempt_period: float = 300.0


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """One container as a runtime needs to know it; all times in seconds.

    ``start_timeout`` is how long those that depend on it wait, once it runs, for it to complete or to be healthy.
    ``stop_timeout`` is the time between SIGTERM and SIGKILL.
    """

    name: str
    image: str
    essential: bool
    command: tuple[str, ...] = ()
    health_check: HealthCheck | None = None
    depends_on: tuple[Dependency, ...] = ()
    start_timeout: float = 180.0
    stop_timeout: float = 30.0
    restart_policy: RestartPolicy | None = None
    entry_point: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    version_consistency: bool = True


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A task as a runtime needs to know it; ``service`` is None for a task of RunTask or StartTask.

    ``zone`` and ``capacity_provider`` are empty where there is none. ``image_digests`` has, by container, what the
    images were resolved to that the revision of a service has settled on.
    """

    scope: Scope
    arn: str
    family: str
    service: str | None
    containers: tuple[ContainerSpec, ...]
    revision: int = 1
    launch_type: str = "FARGATE"
    capacity_provider: str = ""
    zone: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    image_digests: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Observation:
    """What a runtime saw: PULLING, PULLED, RUNNING, HEALTHY, UNHEALTHY, RESTARTED (in its place) or STOPPED.

    ``container`` None speaks of all containers of the task at once.
    """

    task_arn: str
    status: str
    container: str | None = None
    exit_code: int | None = None
    reason: str | None = None


Report = Callable[[Observation], None]


class TaskRuntime(Protocol):
    """What runs the containers of tasks: ECS's agent and its container runtime."""

    def start(self, task: TaskSpec, report: Report) -> None:
        """Begin to run ``task``, and report what happens to it."""

    def stop(self, task_arn: str, grace: float) -> None:
        """Stop its containers, those first that depend on others; each is reported STOPPED.

        A container that does not heed SIGTERM is killed after its ``stop_timeout``, or after ``grace`` seconds where
        that is less.
        """

    def forget(self, task_arn: str) -> None:
        """The task is over: nothing is to be reported of it any more."""


@dataclass(frozen=True, slots=True)
class InstanceSpec:
    """A container instance as a scenario needs to know it; what it does not have is an empty text."""

    arn: str
    ec2_instance_id: str = ""
    instance_type: str = ""
    zone: str = ""
    capacity_provider: str = ""
    tags: tuple[tuple[str, str], ...] = ()


class Disconnection(NamedTuple):
    """In how many seconds an agent loses its connection, and for how many; None for ever."""

    after: float
    lasts: float | None = None


class UnhealthyTarget(NamedTuple):
    """A target whose health checks fail: in how many seconds (None: as soon as that shows), and for how many.

    ``lasts`` None is for ever; ``every`` is how long it takes from one time to the next, None where there is but one.
    """

    after: float | None
    lasts: float | None
    every: float | None
    reason: str


class Scenario(Protocol):
    """What happens to tasks and instances from outside, because somebody who tests wants it to."""

    @property
    def limits_capacity(self) -> bool:
        """True when :meth:`has_capacity` may say no."""

    def has_capacity(self, task: TaskSpec, attempt: str) -> bool:
        """True when Fargate has room for a task, whose ARN is not known yet; each try has an ``attempt`` of its own."""

    def interruption(self, task: TaskSpec) -> float | None:
        """After how many seconds of running a task on Fargate Spot is interrupted; None for never."""

    def disconnection(self, instance: InstanceSpec) -> Disconnection | None:
        """When the agent of a container instance loses its connection, from now on; None for never."""

    def unhealthy_target(self, task: TaskSpec, container: str) -> UnhealthyTarget | None:
        """When the target by which ``container`` of a task is reached is unhealthy, from now on; None for never."""
