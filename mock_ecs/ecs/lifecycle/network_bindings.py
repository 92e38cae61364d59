"""The host ports of a task's containers on a container instance, bound when they start.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkBinding.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.cluster import ContainerInstance, Task
from mock_ecs.ecs.entities.container import Container, NetworkBinding
from mock_ecs.ecs.entities.task_definition import PortMapping

NO_PORT_LEFT = "CannotStartContainerError: Error response from daemon: all ports are allocated"
"""The reason of a container that Docker finds no dynamic host port for (ErrAllPortsAllocated).

https://github.com/moby/moby/blob/v27.0.1/libnetwork/portallocator/portallocator.go
"""


def bind_ports(task: Task) -> list[Container]:
    """Give the containers of a task in network mode bridge or host their bindings.

    Returns the containers for which the instance has not enough host ports left.
    """
    instance = task.container_instance
    if instance is None or task.definition.network_mode not in ("bridge", "host"):
        return []
    lacking = []
    for container in task.containers:
        mappings = container.definition.port_mappings
        bindings = [_binding(mapping, task.definition.network_mode, instance) for mapping in mappings]
        container.network_bindings = tuple(binding for binding in bindings if binding is not None)
        if None in bindings:
            lacking.append(container)
    return lacking


def release_ports(task: Task) -> None:
    """Free the dynamic ports of a task that is over."""
    instance = task.container_instance
    if instance is None:
        return
    for container in task.containers:
        for binding in container.network_bindings:
            for port in binding.host_ports:
                instance.release_dynamic_port(binding.protocol, port)


def _binding(mapping: PortMapping, network_mode: str, instance: ContainerInstance) -> NetworkBinding | None:
    if mapping.host_port:
        host_port: int | None = mapping.host_port
    elif network_mode == "host":
        host_port = mapping.container_port
    else:
        host_port = instance.bind_dynamic_ports(mapping.protocol, mapping.length)
    if host_port is None:
        return None
    return NetworkBinding(mapping.container_port, host_port, mapping.protocol, mapping.length, mapping.is_range)
