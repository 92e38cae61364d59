"""Rules of Application Load Balancers and listeners of Network Load Balancers, as moto's ELBv2 knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend


class MotoListenerRules:
    """Asks and tells moto's ELBv2, whose state belongs to the process. Before its first use there is no rule."""

    def weights(self, scope: Scope, arn: str) -> Mapping[str, int] | None:
        """The weights of the first action that forwards; a single target group has weight 1."""
        actions = _actions(scope, arn)
        if actions is None:
            return None
        action = next((action for action in actions if action.type == "forward"), None)
        return {} if action is None else _weights(action.data)

    def set_weights(self, scope: Scope, arn: str, weights: Mapping[str, int]) -> None:
        """Change its first action that forwards, in place: a listener shares its actions with its default rule."""
        actions = _actions(scope, arn) or []
        for position, action in enumerate(actions):
            if action.type == "forward":
                data = {name: value for name, value in action.data.items() if name != "TargetGroupArn"}
                groups = [{"TargetGroupArn": group, "Weight": weight} for group, weight in weights.items()]
                data["ForwardConfig"] = {**data.get("ForwardConfig", {}), "TargetGroups": groups}
                actions[position] = type(action)(data)
                return


def _weights(data: Mapping[str, Any]) -> dict[str, int]:
    groups = data.get("ForwardConfig", {}).get("TargetGroups", [])
    if groups:
        return {group["TargetGroupArn"]: int(group["Weight"]) for group in groups}
    return {data["TargetGroupArn"]: 1} if "TargetGroupArn" in data else {}


def _actions(scope: Scope, arn: str) -> list[Any] | None:
    backend = loaded_backend("elbv2", *scope)
    for balancer in backend.load_balancers.values() if backend is not None else ():
        for listener in balancer.listeners.values():
            if listener.arn == arn:
                return _listed(listener.default_actions)
            for rule in listener.rules.values():
                if rule.arn == arn:
                    return _listed(rule.actions)
    return None


def _listed(actions: list[Any]) -> list[Any]:
    return actions
