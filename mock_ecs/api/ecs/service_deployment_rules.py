"""The rules on how services are scheduled and deployed.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals.service_deployments import (
    BLOCKED_DEPLOYMENTS,
    CIRCUIT_BREAKER_CONTROLLER,
    CODE_DEPLOY_WITHOUT_LOAD_BALANCER,
    DAEMON_MAXIMUM_PERCENT,
    DAEMON_NOT_SUPPORTED,
    DAEMON_WITH_CAPACITY_PROVIDERS,
    DAEMON_WITH_DESIRED_COUNT,
    DAEMON_WITH_PLACEMENT_STRATEGY,
    DAEMON_WITH_REBALANCING,
    EARLY_SUCCESS_PERCENT,
    EXTERNAL_WITH_LOAD_BALANCERS,
    EXTERNAL_WITH_TASK_DEFINITION,
    LAMBDA_HOOK_TIMEOUT,
    PAUSE_HOOK_STAGE,
    TOO_MANY_HOOKS,
)
from mock_ecs.ecs.refusals.services import TASK_DEFINITION_BLANK

_SHIFTS = ("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")
_MOST_HOOKS = 10
_LONGEST_LAMBDA = 1440
"""Minutes: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html"""


def controller_of(document: Document) -> str:
    """The deployment controller: ECS where nothing is said."""
    kind: str = document.get("deploymentController", {}).get("type", "ECS")
    return kind


def strategy_of_deployments(document: Document) -> str:
    """The deployment strategy: ROLLING where nothing is said."""
    strategy: str = document.get("deploymentConfiguration", {}).get("strategy", "ROLLING")
    return strategy


def percentages(document: Document) -> tuple[int, int]:
    """minimumHealthyPercent and maximumPercent, with AWS's defaults where nothing is said."""
    configuration = document.get("deploymentConfiguration", {})
    daemon = document.get("schedulingStrategy") == "DAEMON"
    minimum: int = configuration.get("minimumHealthyPercent", 0 if daemon else 100)
    maximum: int = configuration.get("maximumPercent", 100 if daemon else 200)
    return minimum, maximum


def daemon_findings(document: Document) -> Iterator[Finding]:
    """What a service of the scheduling strategy DAEMON cannot have."""
    if document.get("schedulingStrategy") != "DAEMON":
        return
    if "desiredCount" in document:
        yield DAEMON_WITH_DESIRED_COUNT.at(("desiredCount",), ("schedulingStrategy",))
    if percentages(document)[1] > 100:
        yield DAEMON_MAXIMUM_PERCENT.at(("deploymentConfiguration", "maximumPercent"), ("schedulingStrategy",))
    if document.get("placementStrategy"):
        yield DAEMON_WITH_PLACEMENT_STRATEGY.at(("placementStrategy",), ("schedulingStrategy",))
    if document.get("capacityProviderStrategy"):
        yield DAEMON_WITH_CAPACITY_PROVIDERS.at(("capacityProviderStrategy",), ("schedulingStrategy",))
    if document.get("availabilityZoneRebalancing") == "ENABLED":
        yield DAEMON_WITH_REBALANCING.at(("availabilityZoneRebalancing",), ("schedulingStrategy",))
    if document.get("launchType") == "FARGATE":
        yield DAEMON_NOT_SUPPORTED.at(("schedulingStrategy",), ("launchType",), what="the FARGATE launch type")
    if (controller := controller_of(document)) != "ECS":
        what = f"the {controller} deployment controller"
        yield DAEMON_NOT_SUPPORTED.at(("schedulingStrategy",), ("deploymentController", "type"), what=what)
    if document.get("volumeConfigurations"):
        what = "volume configurations"
        yield DAEMON_NOT_SUPPORTED.at(("schedulingStrategy",), ("volumeConfigurations",), what=what)


def percentage_findings(document: Document) -> Iterator[Finding]:
    """Whether a rolling deployment could do anything."""
    rolling = controller_of(document) == "ECS" and strategy_of_deployments(document) == "ROLLING"
    if rolling and percentages(document) == (100, 100) and document.get("schedulingStrategy") != "DAEMON":
        path = ("deploymentConfiguration", "maximumPercent")
        yield BLOCKED_DEPLOYMENTS.at(path, ("deploymentConfiguration", "minimumHealthyPercent"))


def controller_findings(document: Document) -> Iterator[Finding]:
    """What a deployment controller needs, and what it cannot have."""
    controller = controller_of(document)
    if controller == "CODE_DEPLOY" and not any(
        entry.get("targetGroupArn") for entry in document.get("loadBalancers", ())
    ):
        yield CODE_DEPLOY_WITHOUT_LOAD_BALANCER.at(("loadBalancers",), ("deploymentController", "type"))
    if controller == "EXTERNAL":
        if document.get("taskDefinition"):
            yield EXTERNAL_WITH_TASK_DEFINITION.at(("taskDefinition",), ("deploymentController", "type"))
        if document.get("loadBalancers"):
            yield EXTERNAL_WITH_LOAD_BALANCERS.at(("loadBalancers",), ("deploymentController", "type"))
    elif not document.get("taskDefinition"):
        yield TASK_DEFINITION_BLANK.at(("taskDefinition",))


def breaker_findings(document: Document) -> Iterator[Finding]:
    """Whether there is a deployment that a circuit breaker could end."""
    breaker = document.get("deploymentConfiguration", {}).get("deploymentCircuitBreaker", {})
    if controller_of(document) != "ECS" and breaker.get("enable"):
        path = ("deploymentConfiguration", "deploymentCircuitBreaker")
        yield CIRCUIT_BREAKER_CONTROLLER.at(path, ("deploymentController", "type"))


def hook_findings(document: Document) -> Iterator[Finding]:
    """What is wrong with lifecycle hooks."""
    hooks = document.get("deploymentConfiguration", {}).get("lifecycleHooks", ())
    count = {"AWS_LAMBDA": 0, "PAUSE": 0}
    for index, hook in enumerate(hooks):
        path: Path = ("deploymentConfiguration", "lifecycleHooks", index)
        kind = hook.get("targetType", "AWS_LAMBDA")
        count[kind] += 1
        if count[kind] == _MOST_HOOKS + 1:
            yield TOO_MANY_HOOKS.at(path, type=kind)
        if kind == "PAUSE" and any(stage in _SHIFTS for stage in hook.get("lifecycleStages", ())):
            yield PAUSE_HOOK_STAGE.at((*path, "lifecycleStages"), (*path, "targetType"))
        if kind == "AWS_LAMBDA" and hook.get("timeoutConfiguration", {}).get("timeoutInMinutes", 1) > _LONGEST_LAMBDA:
            yield LAMBDA_HOOK_TIMEOUT.at((*path, "timeoutConfiguration", "timeoutInMinutes"))


def early_success_findings(document: Document) -> Iterator[Finding]:
    """Whether early success asks for fewer tasks than have to stay up anyway."""
    criteria = document.get("deploymentConfiguration", {}).get("earlySuccessCriteria", {})
    minimum = percentages(document)[0]
    if criteria.get("enable") and criteria.get("healthyPercent", 100) < minimum:
        path = ("deploymentConfiguration", "earlySuccessCriteria", "healthyPercent")
        yield EARLY_SUCCESS_PERCENT.at(path, ("deploymentConfiguration", "minimumHealthyPercent"), minimum=minimum)
