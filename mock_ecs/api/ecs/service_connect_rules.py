"""The rules on Service Connect.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.refusals.service_connect import (
    INVALID_DNS_NAME,
    NAMESPACE_MISSING,
    NO_ALIAS,
    PORT_NAME_UNKNOWN,
    TOO_MANY_ALIASES,
)

_DNS_NAME = re.compile(r"[a-z0-9_.][a-z0-9_.-]{0,126}")


def alias_findings(document: Document) -> Iterator[Finding]:
    """What is wrong with client aliases, where Service Connect is enabled."""
    for path, service in _services(document):
        aliases = service.get("clientAliases", [])
        if len(aliases) > 1:
            yield TOO_MANY_ALIASES.at((*path, "clientAliases"), count=len(aliases))
        if not aliases:
            yield NO_ALIAS.at((*path, "clientAliases"))
        for index, alias in enumerate(aliases):
            if "dnsName" in alias and not _DNS_NAME.fullmatch(alias["dnsName"]):
                yield INVALID_DNS_NAME.at((*path, "clientAliases", index, "dnsName"))


def connection_findings(cluster: Cluster, definition: TaskDefinition, document: Document) -> Iterator[Finding]:
    """What Service Connect misses in the cluster, and in the task definition."""
    configuration = document.get("serviceConnectConfiguration", {})
    if not configuration.get("enabled"):
        return
    if not configuration.get("namespace") and not (cluster.service_connect_defaults or {}).get("namespace"):
        yield NAMESPACE_MISSING.at(("serviceConnectConfiguration", "namespace"))
    names = {
        mapping.get("name")
        for container in definition.document["containerDefinitions"]
        for mapping in container["portMappings"]
    }
    for path, service in _services(document):
        if service["portName"] not in names:
            yield PORT_NAME_UNKNOWN.at((*path, "portName"), name=service["portName"])


def _services(document: Document) -> Iterator[tuple[Path, Document]]:
    configuration = document.get("serviceConnectConfiguration", {})
    if configuration.get("enabled"):
        for index, service in enumerate(configuration.get("services", ())):
            yield ("serviceConnectConfiguration", "services", index), service
