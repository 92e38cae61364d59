"""The lifecycle stages of a service deployment that shifts traffic.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.service_deployment import ServiceDeployment
from mock_ecs.ecs.lifecycle_hooks import begin_hooks
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.traffic_shifts import shift_traffic


def enter_stage(
    state: EcsState,
    ongoing: ServiceDeployment,
    stage: str,
    *,
    step: int,
    production: float | None = None,
    test: float | None = None,
) -> None:
    """Let the deployment be at ``stage``: shift what of the traffic belongs to it, then run its hooks."""
    shift = ongoing.shift
    if shift is None:
        return
    shift.stage, shift.step = stage, step
    shift.stage_since = ongoing.updated_at = state.engine.now
    shift_traffic(state, ongoing, production=production, test=test)
    begin_hooks(state, ongoing, stage)


def leave_stages(ongoing: ServiceDeployment) -> None:
    """The deployment goes back: it is at no stage until it enters one on its way."""
    if ongoing.shift is not None:
        ongoing.shift.first_hook = len(ongoing.shift.hooks)
        ongoing.shift.stage = None
