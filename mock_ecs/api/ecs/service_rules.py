"""The rules on services that span several members of a request, with AWS's own words.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
"""

from __future__ import annotations

import re

from mock_ecs.api.context import Context
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.task_definition import Document, PortMapping, TaskDefinition
from mock_ecs.ecs.errors import InvalidParameterException, UnsupportedFeatureException

TASKS_OF_A_SERVICE = 5000
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""

_ONLY_KEPT = (
    "loadBalancers",
    "serviceRegistries",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
)
_ONLY_KEPT_OF_DEPLOYMENTS = ("lifecycleHooks", "earlySuccessCriteria", "bakeTimeInMinutes")

_NAME = re.compile(r"[a-zA-Z0-9\-_]{1,255}")
_DNS_NAME = re.compile(r"[a-z0-9_.][a-z0-9_.-]{0,126}")


def check_service_name(name: str) -> None:
    """Raise InvalidParameterException for a name that AWS does not take."""
    if not _NAME.fullmatch(name):
        raise InvalidParameterException(f"ServiceName must match ^[a-zA-Z0-9\\-_]{{1,255}}$, but was {name}")


def check_supported(request: Document) -> None:
    """Raise UnsupportedFeatureException for the kinds of service that are not simulated yet."""
    controller = request.get("deploymentController", {}).get("type", "ECS")
    strategy = request.get("deploymentConfiguration", {}).get("strategy", "ROLLING")
    for name, value, done in (
        ("scheduling strategy", request.get("schedulingStrategy", "REPLICA"), "REPLICA"),
        ("deployment controller", controller, "ECS"),
        ("deployment strategy", strategy, "ROLLING"),
    ):
        if value != done:
            raise UnsupportedFeatureException(f"mock-ecs does not have the {name} {value} yet.")


def percentages(request: Document, *, minimum: int = 100, maximum: int = 200) -> tuple[int, int]:
    """minimumHealthyPercent and maximumPercent of a request, with what holds where it says nothing.

    Raises InvalidParameterException for values that AWS refuses.
    """
    configuration = request.get("deploymentConfiguration", {})
    minimum = configuration.get("minimumHealthyPercent", minimum)
    maximum = configuration.get("maximumPercent", maximum)
    if minimum > 100:
        raise InvalidParameterException("minimumHealthyPercent must be at most 100")
    if minimum < 0:
        raise InvalidParameterException("minimumHealthyPercent must be at least 0")
    if maximum < 100:
        raise InvalidParameterException("maximumPercent must be at least 100")
    if minimum == maximum == 100:
        raise InvalidParameterException(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."
        )
    return minimum, maximum


def check_load_balancers(launch: Launch, load_balancers: list[Document]) -> None:
    """Raise InvalidParameterException for an entry that does not fit what is launched."""
    if len(load_balancers) > 5:
        raise InvalidParameterException("loadBalancers can have at most 5 items.")
    for entry in load_balancers:
        target_group, name = entry.get("targetGroupArn"), entry.get("loadBalancerName")
        if not target_group and not name:
            raise InvalidParameterException("Target Group ARN and Load Balancer Name cannot both be blank.")
        if target_group and name:
            raise InvalidParameterException(
                "loadBalancerName and targetGroupArn cannot both be specified. You must specify either a "
                "loadBalancerName or a targetGroupArn in all loadBalancer entries"
            )
        if name and launch.launch_type == "FARGATE":
            raise InvalidParameterException("Classic Load Balancers are not supported with Fargate.")
        mapping = _port_mapping(launch.definition, entry.get("containerName"), entry.get("containerPort"))
        if name and not mapping.host_port:
            raise InvalidParameterException(
                f"A host port mapping for the container port {mapping.container_port} is required."
            )


def check_role(launch: Launch, settings: Document) -> None:
    """Raise InvalidParameterException for a role where ECS uses its own, service-linked one."""
    if settings.get("role") and (launch.network is not None or len(settings.get("loadBalancers", [])) > 1):
        raise InvalidParameterException(
            "You cannot specify an IAM role for services that require a service linked role."
        )


def check_service_connect(cluster: Cluster, configuration: Document) -> None:
    """Raise InvalidParameterException for a Service Connect that has no namespace, or no usable alias."""
    if not configuration.get("enabled"):
        return
    if not configuration.get("namespace") and not (cluster.service_connect_defaults or {}).get("namespace"):
        raise InvalidParameterException("Namespace is missing")
    for service in configuration.get("services", ()):
        aliases = service.get("clientAliases", [])
        if len(aliases) > 1:
            raise InvalidParameterException(f"{len(aliases)} clientAliases exceeds the max limit of 1")
        if not aliases:
            raise InvalidParameterException("clientAliases must have 1 element.")
        if not _DNS_NAME.fullmatch(aliases[0].get("dnsName", service["portName"])):
            raise InvalidParameterException(
                "The DNS name that you provided is invalid. The name must be a valid DNS name but doesn’t need to be "
                "fully-qualified. Up to 127 characters are allowed. The characters can include lowercase letters, "
                "numbers, underscores (_), hyphens (-), and periods (.). A hyphen can’t be the first character."
            )


def check_execute_command(definition: TaskDefinition, *, enabled: bool, word: str) -> None:
    """Raise InvalidParameterException when ECS Exec is asked for without a task role."""
    if enabled and not definition.document.get("taskRoleArn"):
        raise InvalidParameterException(
            f"The service couldn't be {word} because a valid taskRoleArn is not being used. "
            "Specify a valid task role in your task definition and try again."
        )


def check_desired_count(count: int) -> None:
    """Raise InvalidParameterException for a count below 0, or above AWS's quota of tasks in a service."""
    if count < 0:
        raise InvalidParameterException("desiredCount must be at least 0")
    if count > TASKS_OF_A_SERVICE:
        raise InvalidParameterException(f"desiredCount must be at most {TASKS_OF_A_SERVICE}")


def warn_of_what_is_only_kept(ctx: Context, request: Document) -> None:
    """Tell the caller which settings move nothing yet."""
    configuration = request.get("deploymentConfiguration", {})
    inert = [name for name in _ONLY_KEPT if request.get(name)]
    inert += [name for name in _ONLY_KEPT_OF_DEPLOYMENTS if configuration.get(name)]
    if request.get("serviceConnectConfiguration", {}).get("enabled"):
        inert.append("serviceConnectConfiguration")
    if request.get("availabilityZoneRebalancing") == "ENABLED":
        inert.append("availabilityZoneRebalancing")
    inert += [name for name in ("deploymentCircuitBreaker", "alarms") if configuration.get(name, {}).get("enable")]
    for name in inert:
        ctx.warn(f"{name}: mock-ecs keeps this setting, but does not act on it yet.")


def _port_mapping(definition: TaskDefinition, name: str | None, port: int | None) -> PortMapping:
    if not name:
        raise InvalidParameterException("Container Name can not be blank.")
    container = definition.container(name)
    if container is None:
        raise InvalidParameterException(f"The container {name} does not exist in the task definition.")
    for mapping in container.port_mappings:
        if mapping.container_port == port:
            return mapping
    raise InvalidParameterException(f"The container {name} did not have a container port {port} defined.")
