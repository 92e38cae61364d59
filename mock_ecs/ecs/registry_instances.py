"""The tasks of a service as instances of Cloud Map.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.load_balancer import ServiceRegistry
from mock_ecs.ecs.state import EcsState
from mock_ecs.ecs.targets import address_of


def register_instances(state: EcsState, task: Task) -> None:
    """Let each registry of a task that runs have it as an instance, whose id is the task's."""
    for registry in task.launch.service_registries:
        attributes = _attributes(state, task, registry)
        state.neighbours.service_registries.register(state.scope, registry.arn, task.id, attributes)


def deregister_instances(state: EcsState, task: Task) -> None:
    """Take the task out of its registries."""
    for registry in task.launch.service_registries:
        state.neighbours.service_registries.deregister(state.scope, registry.arn, task.id)


def _attributes(state: EcsState, task: Task, registry: ServiceRegistry) -> dict[str, str]:
    attributes = {
        "AVAILABILITY_ZONE": task.availability_zone,
        "AWS_INSTANCE_IPV4": _address(state, task),
        "AWS_INSTANCE_PORT": _port(task, registry),
        "EC2_INSTANCE_ID": task.container_instance.ec2_instance_id if task.container_instance else "",
        "ECS_CLUSTER_NAME": task.cluster.name,
        "ECS_SERVICE_NAME": task.service.name if task.service else "",
        "ECS_TASK_DEFINITION_FAMILY": task.definition.family,
        "REGION": state.scope.region,
    }
    return {name: value for name, value in attributes.items() if value}


def _address(state: EcsState, task: Task) -> str:
    """The task's own address, or that of its EC2 instance where one is known."""
    if task.attachment is not None and task.attachment.interface is not None:
        return task.attachment.interface.private_ip
    instance = task.container_instance
    host = instance and state.neighbours.hosts.host(state.scope, instance.ec2_instance_id)
    return host.private_ip if host else ""


def _port(task: Task, registry: ServiceRegistry) -> str:
    if registry.port is None:
        return ""
    if not registry.container:
        return str(registry.port)
    found = address_of(task, registry.container, registry.port)
    return "" if found is None else str(found.port)
