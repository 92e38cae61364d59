"""The task sets of a service whose deployments are the business of CodeDeploy, or of anything else.

ECS keeps each set at its own count, as it keeps a service whose rollout is over, and replaces nothing by itself.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mock_ecs.ecs.controllers import rolling
from mock_ecs.ecs.controllers.actions import (
    Action,
    Report,
    ReportSteadyState,
    RetireDeployment,
    SetStability,
    TellCount,
    Wake,
)
from mock_ecs.ecs.controllers.view import DeploymentView, ServiceView, TaskSetView


def plan(view: ServiceView, now: float) -> list[Action]:
    """What to do at ``now`` for the task sets of an ACTIVE service."""
    actions: list[Action] = []
    settled = bool(view.deployments)
    for deployment in view.deployments:
        task_set = deployment.task_set or TaskSetView()
        if task_set.told_count != task_set.desired_count:
            actions.append(TellCount(deployment.id))
        kept = _kept(view, deployment, task_set.desired_count, now)
        steady = any(isinstance(action, ReportSteadyState) for action in kept)
        if steady and task_set.draining:
            actions.append(RetireDeployment(deployment.id))
        elif steady is not task_set.stable:
            actions.append(SetStability(deployment.id, steady))
        if not steady:
            actions += kept
            settled = False
    if settled and (not view.steady or now >= view.steady_at + view.steady_state_repeat):
        actions += [ReportSteadyState(), Wake(now + view.steady_state_repeat, background=True)]
    return list(_one_complaint(actions))


def _kept(view: ServiceView, deployment: DeploymentView, count: int, now: float) -> list[Action]:
    """What keeps the set at its count: the service's percentages are for rolling updates, and do not hold here."""
    alone = replace(
        view,
        desired_count=count,
        deployments=(replace(deployment, rollout_state="COMPLETED"),),
        minimum_healthy_percent=100,
        maximum_percent=200,
        steady=False,
    )
    return rolling.plan(alone, now)


def _one_complaint(actions: Iterable[Action]) -> Iterator[Action]:
    """``actions`` with the first complaint only: a service has room for one."""
    complained = False
    for action in actions:
        if not isinstance(action, Report):
            yield action
        elif not complained:
            complained = True
            yield action
