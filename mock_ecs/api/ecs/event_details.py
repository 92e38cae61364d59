"""The ``detail`` of ECS's events for Amazon EventBridge: what the API shows, where they tell the same.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.api.ecs import container_instances, task_views
from mock_ecs.api.members import known
from mock_ecs.aws.timestamps import timestamp_text
from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.service import Deployment, Service

Detail = dict[str, Any]

_NOT_IN_TASKS = ("tags", "healthStatus", "platformFamily", "fargateEphemeralStorage")
_IN_INSTANCES = ("agentConnected", "attributes", "containerInstanceArn", "ec2InstanceId", "status", "version")
_ATTACHMENTS = {"ElasticNetworkInterface": "eni"}
_VALUES = {"INTEGER": "integerValue", "STRINGSET": "stringSetValue"}


def task(task: Task, at: float) -> Detail:
    """That of ``ECS Task State Change``: DescribeTasks' task, but for some members and the form of others."""
    shown = {name: value for name, value in task_views.view(task).items() if name not in _NOT_IN_TASKS}
    overrides = {name: value for name, value in shown["overrides"].items() if value}
    return _with_texts(
        shown
        | {
            "attachments": [_attachment(attachment) for attachment in shown["attachments"]],
            "containers": [_container(container) for container in shown["containers"]],
            "overrides": overrides,
            "updatedAt": at,
        }
    )


def container_instance(instance: ContainerInstance, at: float) -> Detail:
    """That of ``ECS Container Instance State Change``."""
    shown = container_instances.view(instance)
    versions = shown["versionInfo"]
    return _with_texts(
        {name: shown[name] for name in _IN_INSTANCES}
        | known({"agentUpdateStatus": shown.get("agentUpdateStatus")})
        | {
            "clusterArn": instance.cluster.arn,
            "registeredResources": [_resource(resource) for resource in shown["registeredResources"]],
            "remainingResources": [_resource(resource) for resource in shown["remainingResources"]],
            "versionInfo": {name: versions[name] for name in sorted(versions)},
            "registeredAt": shown["registeredAt"],
            "updatedAt": at,
        }
    )


def service_action(service: Service, at: float, named: Detail, members: Detail) -> Detail:
    """That of ``ECS Service Action``; of ``members`` those that are not None."""
    return _with_texts(named | {"clusterArn": service.cluster.arn} | known(members) | {"createdAt": at})


def deployment(deployment: Deployment, at: float, named: Detail, reason: str) -> Detail:
    """That of ``ECS Deployment State Change``."""
    return _with_texts(named | {"deploymentId": deployment.id, "updatedAt": at, "reason": reason})


def hook(service: Service, at: float, named: Detail, members: Detail) -> Detail:
    """That of ``ECS Hook State Change``; of ``members`` those that are not None."""
    of_service = {"clusterArn": service.cluster.arn, "serviceArn": service.arn}
    return _with_texts(named | known(members) | of_service | {"updatedAt": at})


def _with_texts(members: Detail) -> Detail:
    """``members`` with times as texts."""
    return {
        name: timestamp_text(value) if name.endswith("At") and value is not None else value
        for name, value in members.items()
    }


def _attachment(attachment: Detail) -> Detail:
    return attachment | {"type": _ATTACHMENTS.get(attachment["type"], attachment["type"])}


def _container(container: Detail) -> Detail:
    shown = {name: value for name, value in container.items() if name != "healthStatus"}
    if not shown["networkBindings"]:
        del shown["networkBindings"]
    if "managedAgents" in shown:
        shown["managedAgents"] = [_with_texts(agent) for agent in shown["managedAgents"]]
    return shown


def _resource(resource: Detail) -> Detail:
    """A resource with the one value that its type has."""
    value = _VALUES[resource["type"]]
    return {"name": resource["name"], "type": resource["type"], value: resource[value]}
