"""The rules on load balancers and service registries of services.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.launch import Launch
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.refusals.service_load_balancers import (
    ADVANCED_CONFIGURATION_MISSING,
    ADVANCED_CONFIGURATION_OF_CLASSIC,
    ADVANCED_CONFIGURATION_OF_SOME,
    CLASSIC_LOAD_BALANCERS,
    CLASSIC_ON_FARGATE,
    CONTAINER_NAME_BLANK,
    CONTAINER_UNKNOWN,
    HOST_PORT_REQUIRED,
    LISTENER_RULE_MALFORMED,
    LISTENER_RULE_TWICE,
    LOAD_BALANCER_BLANK,
    LOAD_BALANCER_TWICE,
    LOAD_BALANCERS_MIXED,
    PORT_NOT_MAPPED,
    REGISTRY_CONTAINER_PORT,
    REGISTRY_HALF_A_CONTAINER,
    REGISTRY_PORT_TWICE,
    REGISTRY_WITHOUT_CONTAINER,
    TARGET_GROUP_TWICE,
)

_LISTENER = re.compile(r"arn:[a-z-]+:elasticloadbalancing:[^:]+:[0-9]{12}:listener(-rule)?/.+")


def load_balancer_findings(document: Document) -> Iterator[Finding]:
    """What is wrong with load balancers, whatever the task definition."""
    entries = document.get("loadBalancers", [])
    for index, entry in enumerate(entries):
        yield from _entry(entry, ("loadBalancers", index))
    classic = [index for index, entry in enumerate(entries) if entry.get("loadBalancerName")]
    if classic and len(classic) < len(entries):
        yield LOAD_BALANCERS_MIXED.at(("loadBalancers",))
    if len(classic) > 1:
        yield CLASSIC_LOAD_BALANCERS.at(("loadBalancers", classic[1]), ("loadBalancers", classic[0]))
    if classic and document.get("launchType") == "FARGATE":
        yield CLASSIC_ON_FARGATE.at(("loadBalancers", classic[0], "loadBalancerName"), ("launchType",))
    advanced = ["advancedConfiguration" in entry for entry in entries]
    if any(advanced) and not all(advanced):
        path: Path = ("loadBalancers", advanced.index(False))
        yield ADVANCED_CONFIGURATION_OF_SOME.at(path, ("loadBalancers", advanced.index(True)))


def shifting_findings(document: Document) -> Iterator[Finding]:
    """What load balancers must have where a deployment shifts traffic."""
    if document.get("deploymentConfiguration", {}).get("strategy", "ROLLING") == "ROLLING":
        return
    seen: dict[str, int] = {}
    for index, entry in enumerate(document.get("loadBalancers", ())):
        if "advancedConfiguration" not in entry:
            yield ADVANCED_CONFIGURATION_MISSING.at(("loadBalancers", index, "advancedConfiguration"))
        arn = entry.get("targetGroupArn", "")
        if arn in seen:
            yield TARGET_GROUP_TWICE.at(
                ("loadBalancers", index, "targetGroupArn"), ("loadBalancers", seen[arn], "targetGroupArn"), arn=arn
            )
        seen.setdefault(arn, index)


def registry_findings(document: Document) -> Iterator[Finding]:
    """What is wrong with service registries, whatever the task definition."""
    for index, registry in enumerate(document.get("serviceRegistries", ())):
        path: Path = ("serviceRegistries", index)
        if ("containerName" in registry) != ("containerPort" in registry):
            yield REGISTRY_HALF_A_CONTAINER.at(path)
        elif "containerName" in registry and "port" in registry:
            yield REGISTRY_PORT_TWICE.at((*path, "port"), (*path, "containerPort"))


def fitting_findings(launch: Launch, document: Document) -> Iterator[Finding]:
    """What of the load balancers and registries does not fit what is launched."""
    for index, entry in enumerate(document.get("loadBalancers", ())):
        path: Path = ("loadBalancers", index)
        classic = bool(entry.get("loadBalancerName"))
        if classic and launch.launch_type == "FARGATE":
            yield CLASSIC_ON_FARGATE.at((*path, "loadBalancerName"))
        yield from _port(launch.definition, entry, path, fixed=classic)
    for index, registry in enumerate(document.get("serviceRegistries", ())):
        yield from _registry(launch, registry, ("serviceRegistries", index))


def _entry(entry: Document, path: Path) -> Iterator[Finding]:
    target_group, name = entry.get("targetGroupArn"), entry.get("loadBalancerName")
    if not target_group and not name:
        yield LOAD_BALANCER_BLANK.at((*path, "targetGroupArn"))
    if target_group and name:
        yield LOAD_BALANCER_TWICE.at((*path, "loadBalancerName"), (*path, "targetGroupArn"))
    if not entry.get("containerName"):
        yield CONTAINER_NAME_BLANK.at((*path, "containerName"))
    advanced = entry.get("advancedConfiguration")
    if advanced is None:
        return
    if name:
        yield ADVANCED_CONFIGURATION_OF_CLASSIC.at((*path, "advancedConfiguration"))
    production, test = advanced.get("productionListenerRule"), advanced.get("testListenerRule")
    if production is not None and not _LISTENER.fullmatch(production):
        yield LISTENER_RULE_MALFORMED.at((*path, "advancedConfiguration", "productionListenerRule"), arn=production)
    if production is not None and production == test:
        yield LISTENER_RULE_TWICE.at(
            (*path, "advancedConfiguration", "testListenerRule"),
            (*path, "advancedConfiguration", "productionListenerRule"),
            arn=production,
        )


def _registry(launch: Launch, registry: Document, path: Path) -> Iterator[Finding]:
    named = "containerName" in registry
    if launch.network is None and not named:
        yield REGISTRY_WITHOUT_CONTAINER.at((*path, "containerName"))
    if named:
        yield from _port(launch.definition, registry, path)
    if named and launch.network is not None:
        yield REGISTRY_CONTAINER_PORT.at((*path, "containerPort"), arn=registry.get("registryArn", ""))


def _port(definition: TaskDefinition, entry: Document, path: Path, *, fixed: bool = False) -> Iterator[Finding]:
    name, port = entry.get("containerName", ""), entry.get("containerPort")
    container = definition.container(name)
    if container is None:
        yield CONTAINER_UNKNOWN.at((*path, "containerName"), container=name)
        return
    mapping = next((found for found in container.port_mappings if found.container_port == port), None)
    if mapping is None:
        if not _in_a_range(definition, name, port):
            yield PORT_NOT_MAPPED.at((*path, "containerPort"), container=name, port=port)
    elif fixed and not mapping.host_port:
        yield HOST_PORT_REQUIRED.at((*path, "containerPort"), port=port)


def _in_a_range(definition: TaskDefinition, name: str, port: int | None) -> bool:
    """True where a containerPortRange of the container has the port: whether AWS takes it then is not known."""
    for container in definition.document["containerDefinitions"]:
        for mapping in container["portMappings"] if container["name"] == name else ():
            first, _, last = mapping.get("containerPortRange", "").partition("-")
            if port is not None and first.isdigit() and last.isdigit() and int(first) <= port <= int(last):
                return True
    return False
