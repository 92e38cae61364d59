"""The rules on services: what their requests break by themselves, and beside what they launch.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.launch_rules import DocumentRule, constraint_findings, findings_of, launch_findings
from mock_ecs.api.ecs.service_connect_rules import alias_findings, connection_findings
from mock_ecs.api.ecs.service_deployment_rules import (
    breaker_findings,
    controller_findings,
    controller_of,
    daemon_findings,
    early_success_findings,
    hook_findings,
    percentage_findings,
    strategy_of_deployments,
)
from mock_ecs.api.ecs.service_load_balancer_rules import (
    fitting_findings,
    load_balancer_findings,
    registry_findings,
    shifting_findings,
)
from mock_ecs.api.ecs.volume_configuration_rules import ebs_findings
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals.service_deployments import DAEMON_WITH_CAPACITY_PROVIDERS
from mock_ecs.ecs.refusals.services import (
    DESIRED_COUNT_MISSING,
    EXECUTE_COMMAND_WITHOUT_ROLE,
    GRACE_WITHOUT_LOAD_BALANCER,
    NOT_SIMULATED,
    ROLE_WITHOUT_LOAD_BALANCER,
    SERVICE_LINKED_ROLE_REQUIRED,
)

_ONLY_KEPT = (
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
)


def service_findings(document: Document) -> Iterator[Finding]:
    """Every rule that a CreateService request breaks by itself."""
    yield from findings_of("ecs/service", document, (*CREATION_RULES, ebs_findings))


def creation_findings(document: Document) -> Iterator[Finding]:
    """The same but for EBS volumes, which AWS looks at after the task definition."""
    yield from findings_of("ecs/service", document, CREATION_RULES)


def update_findings(document: Document) -> Iterator[Finding]:
    """Every rule that an UpdateService request breaks by itself, whatever the service."""
    yield from findings_of("ecs/service_update", document, _MEMBER_RULES)


def change_findings(settings: Document) -> Iterator[Finding]:
    """What the settings of a service and of an UpdateService request, laid over them, break together."""
    for rule in (
        daemon_findings,
        percentage_findings,
        breaker_findings,
        early_success_findings,
        shifting_findings,
        _grace,
    ):
        yield from rule(settings)


def capacity_findings(cluster: Cluster, document: Document) -> Iterator[Finding]:
    """Whether a CreateService request leaves to its cluster's default strategy what no strategy can do."""
    daemon = document.get("schedulingStrategy") == "DAEMON"
    if daemon and not document.get("launchType") and cluster.default_capacity_provider_strategy:
        yield DAEMON_WITH_CAPACITY_PROVIDERS.at(("launchType",), ("schedulingStrategy",))


def launched_findings(cluster: Cluster, launch: Launch, settings: Document, *, word: str) -> Iterator[Finding]:
    """What settings of a service break beside what it launches; ``word`` is ``created`` or ``updated``."""
    yield from fitting_findings(launch, settings)
    if settings.get("role") and launch.network is not None:
        yield SERVICE_LINKED_ROLE_REQUIRED.at(("role",))
    yield from connection_findings(cluster, launch.definition, settings)
    if settings.get("enableExecuteCommand") and not launch.definition.document.get("taskRoleArn"):
        yield EXECUTE_COMMAND_WITHOUT_ROLE.at(("enableExecuteCommand",), word=word)


def check_supported(request: Document) -> None:
    """Raise UnsupportedFeatureException for the kinds of service that are not simulated yet."""
    strategy = strategy_of_deployments(request)
    if strategy != "ROLLING" and (request.get("schedulingStrategy") == "DAEMON" or controller_of(request) != "ECS"):
        raise NOT_SIMULATED(kind="deployment strategy", value=strategy)


def warn_of_what_is_only_kept(ctx: Context, request: Document) -> None:
    """Tell the caller which settings move nothing yet."""
    inert = [name for name in _ONLY_KEPT if request.get(name)]
    for name in inert:
        ctx.warn(f"{name}: mock-ecs keeps this setting, but does not act on it yet.")


def warn_of_hooks(ctx: Context, request: Document) -> None:
    """Tell the caller of functions that nobody has said the answers of: they succeed."""
    functions = ctx.ecs.neighbours.functions
    for hook in request.get("deploymentConfiguration", {}).get("lifecycleHooks", ()):
        arn = hook.get("hookTargetArn", "")
        if hook.get("targetType", "AWS_LAMBDA") == "AWS_LAMBDA" and not functions.is_known(ctx.scope, arn):
            ctx.warn(
                f"lifecycleHooks: mock-ecs runs no Lambda function, so {arn or 'this hook'} will answer SUCCEEDED; "
                "a rule of a scenario with hook, or MockEcs.on_hook, says something else."
            )


def _desired_count(document: Document) -> Iterator[Finding]:
    if "desiredCount" not in document and document.get("schedulingStrategy", "REPLICA") == "REPLICA":
        yield DESIRED_COUNT_MISSING.at(("desiredCount",))


def _role(document: Document) -> Iterator[Finding]:
    if not document.get("role"):
        return
    for needing in ("networkConfiguration", "serviceRegistries"):
        if document.get(needing):
            yield SERVICE_LINKED_ROLE_REQUIRED.at(("role",), (needing,))
    if controller_of(document) == "EXTERNAL":
        yield SERVICE_LINKED_ROLE_REQUIRED.at(("role",), ("deploymentController",))
    if len(document.get("loadBalancers", ())) > 1:
        yield SERVICE_LINKED_ROLE_REQUIRED.at(("role",), ("loadBalancers",))
    if not document.get("loadBalancers"):
        yield ROLE_WITHOUT_LOAD_BALANCER.at(("role",), ("loadBalancers",))


def _grace(document: Document) -> Iterator[Finding]:
    told = document.get("loadBalancers") or controller_of(document) == "EXTERNAL"
    if document.get("healthCheckGracePeriodSeconds") and not told:
        yield GRACE_WITHOUT_LOAD_BALANCER.at(("healthCheckGracePeriodSeconds",), ("loadBalancers",))


_MEMBER_RULES: tuple[DocumentRule, ...] = (
    constraint_findings,
    load_balancer_findings,
    registry_findings,
    alias_findings,
    hook_findings,
)

CREATION_RULES: tuple[DocumentRule, ...] = (
    _desired_count,
    launch_findings,
    daemon_findings,
    percentage_findings,
    controller_findings,
    breaker_findings,
    load_balancer_findings,
    _role,
    _grace,
    registry_findings,
    alias_findings,
    shifting_findings,
    hook_findings,
    early_success_findings,
)
"""In the order in which AWS is known, or taken, to answer."""
