"""How traffic comes from the target groups of one service revision to those of another.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mock_ecs.ecs.entities.service import Deployment, Service
from mock_ecs.ecs.entities.service_deployment import ServiceDeployment, ServiceRevision
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.entities.traffic_shift import ShiftSteps, TrafficRoute, TrafficShift
from mock_ecs.ecs.state import EcsState

DEFAULT_BAKE = 15
"""Minutes of bakeTimeInMinutes where nothing is said: what the console and Terraform fill in; the API's is not known.
"""
LINEAR = {"stepPercent": 10.0, "stepBakeTimeInMinutes": 6}
CANARY = {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10}

_INVALID = "Service deployment rolled back because of invalid networking configuration"
_MOST_WEIGHT = 999
"""https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html"""


def strategy_of(settings: Document) -> str:
    """The deployment strategy of a service's settings: ROLLING where nothing is said, and for daemons."""
    if settings.get("schedulingStrategy") == "DAEMON":
        return "ROLLING"
    strategy: str = settings.get("deploymentConfiguration", {}).get("strategy", "ROLLING")
    return strategy


def begin_shift(service: Service) -> TrafficShift | None:
    """The shift that a new deployment of the service begins; None for a rolling one, and where nothing serves yet.

    Traffic comes from the last deployment that was completed, or from where the last shift had it from: a way back to
    there may have been interrupted.
    """
    strategy, source = strategy_of(service.settings), _proven(service)
    if strategy == "ROLLING" or source is None:
        return None
    return TrafficShift(source, _steps(strategy, service.settings["deploymentConfiguration"]))


def choose_target_groups(state: EcsState, service: Service, shift: TrafficShift | None) -> dict[str, str]:
    """For each targetGroupArn of the settings with an alternate one, the group in which a new revision is registered.

    With a ``shift`` it is the one that the source is not in; without, the one that has the production traffic.
    """
    chosen: dict[str, str] = {}
    current = shift.source if shift else _proven(service) or next(iter(service.deployments), None)
    taken = tuple(target_groups_of(current.revision).values()) if current else ()
    for route in routes(service.settings):
        in_use = next((group for group in route.target_groups if group in taken), route.target_group)
        serving = in_use if shift and in_use in taken else _serving(state, route, in_use)
        other = route.target_groups[serving == route.target_group]
        chosen[route.target_group] = other if shift else serving
    return chosen


def routes(settings: Document) -> Iterator[TrafficRoute]:
    """The load balancers of a service's settings that traffic can be shifted by."""
    for entry in settings.get("loadBalancers", ()):
        advanced = entry.get("advancedConfiguration", {})
        if advanced.get("alternateTargetGroupArn") and entry.get("targetGroupArn"):
            yield TrafficRoute(
                entry["targetGroupArn"],
                advanced["alternateTargetGroupArn"],
                advanced.get("productionListenerRule", ""),
                advanced.get("testListenerRule", ""),
                advanced.get("roleArn", ""),
            )


def target_groups_of(revision: ServiceRevision) -> Mapping[str, str]:
    """Where the tasks of a revision are registered, by the targetGroupArn of the service's load balancers.

    A target group that is not named here is used as it is. This is all that knows of blue and green target groups.
    """
    return revision.target_groups


def shift_traffic(
    state: EcsState, ongoing: ServiceDeployment, *, production: float | None = None, test: float | None = None
) -> None:
    """Let the green revision have so many percent of the production or of the test traffic, and blue the rest."""
    shift = ongoing.shift
    if shift is None:
        return
    if production is not None:
        shift.production = production
    if test is not None:
        shift.test = test
    rules = state.neighbours.listener_rules
    for route, green in _routes_to(ongoing):
        blue = route.alternate if green == route.target_group else route.target_group
        if production is not None and route.production_rule:
            rules.set_weights(state.scope, route.production_rule, _weights(blue, green, production))
        if test is not None and route.test_rule:
            rules.set_weights(state.scope, route.test_rule, _weights(blue, green, test))


def undo_shift(state: EcsState, service: Service, revision: ServiceRevision) -> None:
    """Give all traffic to the target groups of ``revision``, where the last shift was left half-way.

    unsure: what AWS does with the traffic when a rolling deployment follows a shift that was interrupted.
    """
    last = next(reversed(service.service_deployments.values()), None)
    if last is None or last.shift is None or last.status in ("SUCCESSFUL", "ROLLBACK_SUCCESSFUL"):
        return
    for route in routes(revision.settings):
        kept = target_groups_of(revision)[route.target_group]
        other = route.target_groups[kept == route.target_group]
        for rule in filter(None, (route.production_rule, route.test_rule)):
            state.neighbours.listener_rules.set_weights(state.scope, rule, _weights(other, kept, 100.0))


def has_traffic(deployment: Deployment) -> bool:
    """True where something is shifted between revisions: by a load balancer, or by Service Connect."""
    settings = deployment.revision.settings
    return any(True for _ in routes(settings)) or settings.get("serviceConnectConfiguration", {}).get("enabled", False)


def network_fault(state: EcsState, ongoing: ServiceDeployment) -> str | None:
    """Why traffic cannot be shifted, in AWS's words; what is not known counts as right, unless references are strict.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
    """
    for route, _ in _routes_to(ongoing):
        fault = _fault_of_role(state, route) or _fault_of_rules(state, route)
        if fault:
            return fault
    return None


def _fault_of_role(state: EcsState, route: TrafficRoute) -> str | None:
    if not state.strict or not route.role or state.neighbours.roles.has_role(state.scope, route.role):
        return None
    missing = "ECS was unable to manage the ELB resources due to missing permissions on ECS Infrastructure Role"
    return f"{_INVALID}. {missing} '{route.role}'."


def _fault_of_rules(state: EcsState, route: TrafficRoute) -> str | None:
    rules = state.neighbours.listener_rules
    found = [rules.weights(state.scope, arn) for arn in (route.production_rule, route.test_rule) if arn]
    if any(weights is None for weights in found):
        return f"{_INVALID}. One or more rules not found" if state.strict else None
    production, *test = (weights or {} for weights in found) if found else ({},)
    if not production:
        return None
    for group in route.target_groups:
        if not any(group in weights for weights in (production, *test)):
            what = "is not associated with either productionListenerRule or testListenerRule."
            return f"{_INVALID}: Target group {group} {what}"
    serving = [group for group, weight in production.items() if weight]
    if len(serving) > 1:
        what = "should have exactly one target group serving traffic but found"
        count = f"{len(serving)} target groups which are serving traffic"
        return f"{_INVALID}. productionListenerRule {route.production_rule} {what} {count}"
    if serving and serving[0] not in route.target_groups:
        return (
            f"{_INVALID}. Production listener rule is forwarding traffic to unexpected target group {serving[0]}. "
            f"Expected traffic to be forwarded to either targetGroupArn: {route.target_group} or "
            f"alternateTargetGroupArn: {route.alternate}"
        )
    return None


def _proven(service: Service) -> Deployment | None:
    """The deployment that serves: the last one that was completed, or else the source of the last shift."""
    completed = next((each for each in service.deployments if each.rollout_state == "COMPLETED"), None)
    last = next(reversed(service.service_deployments.values()), None)
    if completed or last is None or last.shift is None:
        return completed
    return last.shift.source if last.shift.source in service.deployments else None


def _serving(state: EcsState, route: TrafficRoute, otherwise: str) -> str:
    """The target group that has most of the production traffic; ``otherwise`` where that is not known."""
    weights = state.neighbours.listener_rules.weights(state.scope, route.production_rule) or {}
    known = [group for group in route.target_groups if weights.get(group)]
    return max(known, key=lambda group: weights[group], default=otherwise)


def _routes_to(ongoing: ServiceDeployment) -> Iterator[tuple[TrafficRoute, str]]:
    """The load balancers of the green revision, each with the target group in which it is."""
    green = ongoing.target.revision
    return ((route, target_groups_of(green)[route.target_group]) for route in routes(green.settings))


def _weights(blue: str, green: str, percent: float) -> dict[str, int]:
    """The weights of both groups: whole numbers, and so in tenths of a percent where there are any."""
    scale = 1 if percent == int(percent) else 10
    share = round(percent * scale)
    return {blue: min(100 * scale - share, _MOST_WEIGHT), green: min(share, _MOST_WEIGHT)}


def _steps(strategy: str, configuration: Document) -> ShiftSteps:
    bake = configuration.get("bakeTimeInMinutes", DEFAULT_BAKE) * 60.0
    if strategy == "LINEAR":
        linear = {**LINEAR, **configuration.get("linearConfiguration", {})}
        tenths = round(linear["stepPercent"] * 10)
        percentages = tuple(step / 10 for step in range(tenths, 1000, tenths))
        return ShiftSteps((*percentages, 100.0), linear["stepBakeTimeInMinutes"] * 60.0, bake)
    if strategy == "CANARY":
        canary = {**CANARY, **configuration.get("canaryConfiguration", {})}
        first = (float(canary["canaryPercent"]),) if canary["canaryPercent"] < 100 else ()
        return ShiftSteps((*first, 100.0), canary["canaryBakeTimeInMinutes"] * 60.0, bake)
    return ShiftSteps((100.0,), 0.0, bake)
