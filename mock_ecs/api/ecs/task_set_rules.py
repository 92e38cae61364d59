"""The rules on task sets, and on changes of services that something else than ECS deploys.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.ecs.launch_rules import findings_of, launch_findings
from mock_ecs.api.ecs.service_load_balancer_rules import load_balancer_findings, registry_findings
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.entities.task_set import TaskSet
from mock_ecs.ecs.refusals import task_sets as refusals

_DEPLOYED = {
    "taskDefinition": "task definition",
    "networkConfiguration": "network parameters",
    "platformVersion": "platform version",
    "loadBalancers": "load balancers",
    "serviceRegistries": "service registries",
    "capacityProviderStrategy": "capacity provider strategy",
    "serviceConnectConfiguration": "Service Connect configuration",
    "volumeConfigurations": "volume configurations",
    "vpcLatticeConfigurations": "VPC Lattice configurations",
}
"""The members of UpdateService that a deployment brings, and what AWS's messages call them."""


def task_set_findings(document: Document) -> Iterator[Finding]:
    """Every rule that a CreateTaskSet request breaks by itself."""
    rules = (launch_findings, load_balancer_findings, _no_classic, registry_findings)
    return findings_of("ecs/task_set", document, rules)


def task_set_update_findings(document: Document) -> Iterator[Finding]:
    """Every rule that an UpdateTaskSet request breaks by itself."""
    return findings_of("ecs/task_set_update", document, ())


def deletion_findings(task_set: TaskSet, *, force: bool) -> Iterator[Finding]:
    """Whether a task set may be deleted that is to have tasks."""
    if not force and task_set.status == "ACTIVE" and task_set.computed_desired_count:
        yield refusals.SCALED_TASK_SET.at(("force",))


def deployed_findings(service: Service, controller: str, request: Document) -> Iterator[Finding]:
    """What UpdateService cannot change, since the ``controller`` brings it; what is so already may be told."""
    code_deploy = controller == "CODE_DEPLOY"
    for name, what in _DEPLOYED.items():
        if name not in request or (name != "taskDefinition" and request[name] == service.settings.get(name, [])):
            continue
        yield (refusals.CODE_DEPLOY_UPDATE if code_deploy else refusals.EXTERNAL_UPDATE).at((name,), what=what)
    if request.get("forceNewDeployment"):
        yield (refusals.CODE_DEPLOY_FORCED if code_deploy else refusals.EXTERNAL_FORCED).at(("forceNewDeployment",))


def controller_change_findings(service: Service, after: str) -> Iterator[Finding]:
    """What keeps the deployment controller of ``service`` from becoming another.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
    """
    path, before = ("deploymentController", "type"), service.controller
    if (before, after) == ("ECS", "CODE_DEPLOY"):
        yield refusals.CONTROLLER_CHANGE.at(path, before=before, after=after)
    if before == "ECS":
        for what in _only_of_ecs(service.settings):
            yield refusals.CONTROLLER_CHANGE_WITH.at(path, what=what)
    if not _at_rest(service):
        yield refusals.CONTROLLER_CHANGE_DURING_DEPLOYMENT.at(path)


def _at_rest(service: Service) -> bool:
    if len(service.deployments) != 1:
        return service.controller != "ECS" and not service.deployments
    only = service.deployments[0]
    return only.rollout_state == "COMPLETED" if only.task_set is None else only.status == "PRIMARY"


def _only_of_ecs(settings: Document) -> Iterator[str]:
    configuration = settings.get("deploymentConfiguration", {})
    if settings.get("vpcLatticeConfigurations"):
        yield "VPC Lattice"
    if settings.get("serviceConnectConfiguration", {}).get("enabled"):
        yield "Service Connect"
    if configuration.get("alarms", {}).get("enable"):
        yield "deployment alarms"
    if configuration.get("deploymentCircuitBreaker", {}).get("enable"):
        yield "the deployment circuit breaker"
    if configuration.get("strategy", "ROLLING") != "ROLLING":
        yield "a deployment strategy other than ROLLING"


def _no_classic(document: Document) -> Iterator[Finding]:
    for index, entry in enumerate(document.get("loadBalancers", ())):
        if entry.get("loadBalancerName"):
            yield refusals.CLASSIC_LOAD_BALANCER.at(("loadBalancers", index, "loadBalancerName"))
