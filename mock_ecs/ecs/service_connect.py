"""Service Connect: the namespace of a service, and the services of Cloud Map by which its ports are found.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals.service_connect import NAMESPACE_NOT_FOUND
from mock_ecs.ecs.state import EcsState


def namespace_of(cluster: Cluster, configuration: Document) -> str:
    """The namespace of a configuration of Service Connect, by name or ARN: the cluster's where it has none."""
    default = (cluster.service_connect_defaults or {}).get("namespace", "")
    return str(configuration.get("namespace") or default)


def make_default_namespace(state: EcsState, defaults: Document | None) -> None:
    """Make the default namespace of a cluster, which ECS does for one by name that there is not."""
    name = (defaults or {}).get("namespace", "")
    if name and not name.startswith("arn:"):
        state.neighbours.service_registries.create_namespace(state.scope, name)


def connected(state: EcsState, cluster: Cluster, configuration: Document) -> Document:
    """What a deployment shows of Service Connect; the services of Cloud Map that it needs are made."""
    if not configuration.get("enabled"):
        return {"serviceConnectConfiguration": configuration}
    namespace = namespace_of(cluster, configuration)
    names = [each.get("discoveryName") or each["portName"] for each in configuration.get("services", ())]
    registries = state.neighbours.service_registries
    return {
        "serviceConnectConfiguration": {**configuration, "namespace": namespace},
        "serviceConnectResources": [
            {"discoveryName": name, "discoveryArn": registries.service(state.scope, namespace, name)} for name in names
        ],
    }


def services_in_namespace(state: EcsState, reference: str) -> list[Service]:
    """The services of all clusters that use Service Connect in the namespace, which goes by name or ARN.

    Raises NamespaceNotFoundException where Cloud Map has no such namespace, and no service names it.
    """
    resolve = state.neighbours.service_registries.namespace
    wanted = resolve(state.scope, reference)
    names = {reference, *(wanted or ())}
    found = [
        service
        for cluster in state.clusters.values()
        for service in cluster.services_in("ACTIVE")
        if service.launch.service_connect and namespace_of(cluster, _configuration(service)) in names
    ]
    if wanted is None and not found:
        raise NAMESPACE_NOT_FOUND()
    return found


def _configuration(service: Service) -> Document:
    configuration: Document = service.primary.configuration.get("serviceConnectConfiguration", {})
    return configuration
