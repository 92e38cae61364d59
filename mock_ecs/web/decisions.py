"""Choices of container instances, as the control API and the command line tell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_ecs.ecs.placement.decisions import Decision, Removed
from mock_ecs.web.timestamps import iso


def decision_view(decision: Decision) -> dict[str, Any]:
    """The decision as JSON: the four steps of placement, each with what it removed or how it ranked."""
    left = decision.considered
    steps: list[dict[str, Any]] = []
    for step, removed in (("resources and ports", decision.resources), ("constraints", decision.constraints)):
        left -= sum(one.count for one in removed)
        steps.append({"step": step, "removed": [_removed_view(one) for one in removed], "left": left})
    ranking = [{"values": list(rank.values), "tasks": rank.tasks, "first": rank.first} for rank in decision.ranking]
    steps.append({"step": "strategies", "strategies": list(decision.strategies), "ranking": ranking})
    steps.append({"step": "choice", "containerInstance": decision.instance})
    return {
        "at": iso(decision.at),
        "cause": decision.cause,
        "cluster": decision.cluster,
        "group": decision.group,
        "task": decision.task,
        "considered": decision.considered,
        "steps": steps,
    }


def lines(decision: dict[str, Any]) -> Sequence[str]:
    """A decision that the control API told, for people."""
    resources, constraints, strategies, choice = decision["steps"]
    task = f"task {decision['task']}" if decision["task"] else "a task that could not be placed"
    told = [f"{decision['at']}  {task}  ({decision['group']} in {decision['cluster']}, for {decision['cause']})"]
    told.append(f"  {decision['considered']} container instance{'' if decision['considered'] == 1 else 's'}")
    for step in (resources, constraints):
        for one in step["removed"]:
            more = ", \u2026" if one["count"] > len(one["containerInstances"]) else ""
            told.append(f"  - {one['count']}  {one['reason']}  ({', '.join(one['containerInstances'])}{more})")
        told.append(f"  = {step['left']} after {step['step']}")
    told.append(f"  ranked by {', '.join(strategies['strategies'])}:")
    for rank in strategies["ranking"]:
        where = ", ".join(rank["values"]) or "all"
        told.append(f"    {where}: {rank['tasks']} tasks of the group, first {rank['first'] or 'none that fits'}")
    told.append(f"  chosen: {choice['containerInstance'] or 'none'}")
    return told


def _removed_view(removed: Removed) -> dict[str, Any]:
    return {"reason": removed.reason, "count": removed.count, "containerInstances": list(removed.instances)}
