"""What a lifecycle policy leaves in so many days, for the control API: AWS has no such operation."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.lifecycle_policies import checked_policy
from mock_ecs.api.ecr.repositories import identity
from mock_ecs.aws.timestamps import timestamp_text
from mock_ecs.ecr.lifecycle_forecast import Fate, Step, forecast
from mock_ecs.ecr.lifecycle_policies import DAY
from mock_ecs.ecr.lifecycle_runs import policy_of


def lifecycle_forecast(ctx: Context, name: str, policy_text: str | None, days: int) -> dict[str, Any]:
    """What is left of the images of the repository called ``name`` in ``days`` days, if nobody pushes or pulls.

    Without a text the policy of the repository holds. Raises RepositoryNotFoundException,
    LifecyclePolicyNotFoundException, InvalidParameterException.
    """
    policy = None if policy_text is None else checked_policy(ctx, policy_text)
    repository = ctx.ecr.repository(name)
    policy = policy or policy_of(repository)
    now = ctx.ecr.engine.now
    until = now + days * DAY
    fates = forecast(repository, policy, first_run=ctx.ecr.lifecycle.first_run(repository), until=until)
    counts = Counter(_status(fate) for fate in fates)
    return {
        **identity(repository),
        "days": days,
        "from": timestamp_text(now),
        "until": timestamp_text(until),
        "left": counts["ACTIVE"] + counts["ACTIVATING"],
        "archived": counts["ARCHIVED"],
        "expired": counts["EXPIRED"],
        "images": [_view(fate) for fate in fates],
        "warnings": list(ctx.warnings),
    }


def _status(fate: Fate) -> str:
    return "EXPIRED" if fate.gone else fate.image.status


def _view(fate: Fate) -> dict[str, Any]:
    image = fate.image
    return {
        "imageDigest": image.digest,
        "imageTags": list(image.tags),
        "imagePushedAt": timestamp_text(image.pushed_at),
        "status": _status(fate),
        "actions": [_step_view(step) for step in fate.steps],
    }


def _step_view(step: Step) -> dict[str, Any]:
    rule = step.rule
    return {
        "type": rule.action,
        "at": timestamp_text(step.at),
        "rulePriority": rule.priority,
        "description": rule.description,
    }
