"""What simulated containers do: how long they take, how they end, and whether their health checks pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from mock_ecs.ports.runtimes import ContainerSpec, TaskSpec


@dataclass(frozen=True, slots=True)
class ContainerPlan:
    """What one run of a container will do; all times in seconds.

    ``wait`` is what passes before its pull begins (for the agent to be told; not after what it depends on).
    ``pull`` and ``start`` are what the steps before RUNNING take. ``runs`` is how long it runs before it ends by
    itself with ``exit_code`` (and ``reason``), None when it runs until it is stopped; ``background`` says that this
    end is part of steady life, which settling does not wait for. After SIGTERM it takes ``stop`` to end with
    ``stop_exit_code``. ``fails_at`` names the step that fails with ``reason``, so that it never runs.
    ``health`` has, by seconds of running, whether the health check passes from then on; ``first_check`` is when it is
    looked at first, None for after one interval. ``logs`` has the lines it writes.

    A restart in place uses ``start`` and what follows: it pulls nothing. Its end is always background.
    """

    pull: float
    start: float
    runs: float | None = None
    exit_code: int = 0
    reason: str | None = None
    background: bool = False
    stop: float = 0.2
    stop_exit_code: int = 143
    fails_at: Literal["pull", "create", "start"] | None = None
    health: tuple[tuple[float, bool], ...] = ((0.0, True),)
    logs: tuple[tuple[float, str], ...] = ()
    wait: float = 0.0
    first_check: float | None = None


class Behaviour(Protocol):
    """Says what containers do."""

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        """What the container does in its ``run`` (0 the first, 1 after its first restart, …)."""
