"""A shift of traffic from the tasks of one revision (blue) to those of another (green), and its lifecycle hooks.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mock_ecs.ecs.entities.service import Deployment

OPEN = ("AWAITING_ACTION", "IN_PROGRESS")
"""The statuses of a hook that the deployment still waits for."""


class ShiftSteps(NamedTuple):
    """How the production traffic comes to the green revision: its percentages after each step, the last of them 100.

    Between two steps lie ``step_bake`` seconds, after the last ``bake``.
    """

    percentages: tuple[float, ...]
    step_bake: float
    bake: float


ALL_AT_ONCE = ShiftSteps((100.0,), 0.0, 0.0)


class TrafficRoute(NamedTuple):
    """What a load balancer of a service is shifted by: its two target groups, and the rules that forward to them.

    ``test_rule`` and ``role`` are empty where there is none.
    """

    target_group: str
    alternate: str
    production_rule: str
    test_rule: str = ""
    role: str = ""

    @property
    def target_groups(self) -> tuple[str, str]:
        """Both target groups, that of ``targetGroupArn`` first."""
        return self.target_group, self.alternate


@dataclass(slots=True, eq=False)
class HookRun:
    """One run of a lifecycle hook, at ``stage`` of a service deployment.

    ``status`` is AWAITING_ACTION for a pause and IN_PROGRESS for a function until it is SUCCEEDED, FAILED or
    TIMED_OUT. A function is called, or its ``answer`` is taken, at ``due``. ``rolls_back`` says that the deployment is
    to go back because of it, and ``failure`` why.
    """

    id: str
    stage: str
    target_type: str
    status: str
    expires_at: float
    timeout_action: str
    target_arn: str | None = None
    role: str | None = None
    details: Any = None
    execution_id: str = ""
    due: float | None = None
    answer: Any = None
    answered: bool = False
    error: str = ""
    rolls_back: bool = False
    failure: str = ""

    @property
    def open(self) -> bool:
        """True while the deployment waits for it."""
        return self.status in OPEN


@dataclass(slots=True, eq=False)
class TrafficShift:
    """How far a service deployment has shifted traffic from ``source``, the revision that runs and serves.

    ``stage`` is the lifecycle stage, since ``stage_since``, and ``step`` the number of the step of production traffic.
    ``production`` and ``test`` are the percentages that the green revision is to have. ``hooks`` are all that ran, the
    oldest first, of which those from ``first_hook`` on belong to this stage.
    """

    source: Deployment
    steps: ShiftSteps
    stage: str | None = None
    stage_since: float = 0.0
    step: int = 0
    production: float = 0.0
    test: float = 0.0
    hooks: list[HookRun] = field(default_factory=list)
    first_hook: int = 0

    @property
    def current_hooks(self) -> list[HookRun]:
        """The hooks of the stage that it is at."""
        return self.hooks[self.first_hook :]
