"""The host ports of a task's containers on a container instance, bound when they start.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkBinding.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.task_definition import PortMapping


def bind_ports(task: Task) -> None:
    """Give the containers of a task in network mode bridge or host their bindings."""
    instance = task.container_instance
    if instance is None or task.definition.network_mode not in ("bridge", "host"):
        return
    for container in task.containers:
        container.network_bindings = tuple(
            _binding(mapping, task.definition.network_mode, instance) for mapping in container.definition.port_mappings
        )


def release_ports(task: Task) -> None:
    """Free the dynamic ports of a task that is over."""
    instance = task.container_instance
    if instance is None:
        return
    for container in task.containers:
        for binding in container.network_bindings:
            instance.dynamic_ports.pop((binding["protocol"], binding["hostPort"]), None)


def _binding(mapping: PortMapping, network_mode: str, instance: ContainerInstance) -> dict[str, Any]:
    host_port = mapping.host_port
    if not host_port:
        host_port = mapping.container_port if network_mode == "host" else instance.bind_dynamic_port(mapping.protocol)
    return {
        "bindIP": "0.0.0.0",
        "containerPort": mapping.container_port,
        "hostPort": host_port,
        "protocol": mapping.protocol,
    }
