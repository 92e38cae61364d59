"""What a task takes of a container instance, and whether it fits.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Resource.html
"""

from __future__ import annotations

from collections.abc import Sequence

from mock_ecs.ecs.entities.room import Needs
from mock_ecs.ecs.entities.task_definition import ContainerDefinition, TaskDefinition


def needs_of(
    definition: TaskDefinition,
    *,
    cpu: int | None = None,
    memory: int | None = None,
    containers: Sequence[ContainerDefinition] | None = None,
) -> Needs:
    """What a task of ``definition`` takes: the task's own sizes (overridden by ``cpu`` and ``memory``), else the
    sums over its ``containers`` (with their overrides), where a reservation goes before a limit.
    """
    containers = definition.containers if containers is None else containers
    task_cpu = cpu or definition.cpu
    task_memory = memory or definition.memory
    return Needs(
        cpu=task_cpu if task_cpu is not None else sum(container.cpu for container in containers),
        memory=task_memory
        if task_memory is not None
        else sum(container.memory_reservation or container.memory or 0 for container in containers),
        ports=tuple(
            (mapping.protocol, port)
            for container in containers
            for mapping in container.port_mappings
            if mapping.host_port and definition.network_mode in ("bridge", "host")
            for port in range(mapping.host_port, mapping.host_port + mapping.length)
        ),
        attributes=definition.required_attributes,
        gpus=sum(container.gpus for container in containers),
        interfaces=1 if definition.network_mode == "awsvpc" else 0,
    )
