"""Container instances: the hosts that tasks of launch types EC2 and EXTERNAL are placed on.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_clusters.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mock_ecs.ecs.clusters import Cluster, Document, TaskCounts
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.placement.resources import DYNAMIC_PORTS, RESERVED_TCP_PORTS, Port, Room

if TYPE_CHECKING:
    from mock_ecs.ecs.state import EcsState
    from mock_ecs.ecs.tasks import Task

DEFAULT_CPU = 2048
DEFAULT_MEMORY = 7974
"""What an agent on an instance with 2 vCPUs and 8 GiB reports; taken when a registration names no resources."""

_CAPABILITY = ("com.amazonaws.ecs.capability.", "ecs.capability.")


@dataclass(slots=True, eq=False)
class ContainerInstance:
    """A registered host. ``room`` is what it has left, ``registered`` what it came with.

    ``attributes`` hold None for those without a value. ``status`` is ACTIVE, DRAINING or INACTIVE.
    """

    id: str
    arn: str
    cluster: Cluster
    registered: Room
    room: Room
    registered_at: float
    ec2_instance_id: str = ""
    attributes: dict[str, str | None] = field(default_factory=dict)
    version_info: Document = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"
    agent_connected: bool = True
    version: int = 1
    counts: TaskCounts = field(default_factory=TaskCounts)
    tasks: dict[str, Task] = field(default_factory=dict)
    dynamic_ports: dict[Port, None] = field(default_factory=dict)

    @property
    def availability_zone(self) -> str:
        """The zone it stands in, or an empty text."""
        return self.attributes.get("ecs.availability-zone") or ""

    @property
    def external(self) -> bool:
        """True for a host outside AWS (ECS Anywhere)."""
        return "ecs.capability.external" in self.attributes

    def lacks(self, names: tuple[str, ...]) -> bool:
        """True when an attribute of ``names`` is missing.

        An instance that told of no capability at all was not registered by an agent, but by hand: it is
        taken to be able to do everything.
        """
        if not any(name.startswith(_CAPABILITY) for name in self.attributes):
            return False
        return any(name not in self.attributes for name in names)

    def bind_dynamic_port(self, protocol: str) -> int:
        """A host port that nothing on the instance uses, set aside for a task."""
        for number in DYNAMIC_PORTS:
            port = (protocol, number)
            if port not in self.dynamic_ports and port not in self.room.ports:
                self.dynamic_ports[port] = None
                return number
        raise RuntimeError(f"{self.arn} has no host port left")


def register_container_instance(
    state: EcsState, cluster: Cluster, *, cpu: int, memory: int, **members: Any
) -> ContainerInstance:
    """A new ACTIVE instance with ``cpu`` units and ``memory`` MiB, less the ports that its agent keeps."""
    identifier = state.ids.hex("container-instance")
    room = Room(cpu, memory, dict.fromkeys(("tcp", port) for port in RESERVED_TCP_PORTS))
    instance = ContainerInstance(
        id=identifier,
        arn=state.arn(f"container-instance/{cluster.name}/{identifier}"),
        cluster=cluster,
        registered=room,
        room=room.copy(),
        registered_at=state.engine.now,
        **members,
    )
    cluster.container_instances[identifier] = instance
    state.loop.mark_cluster(cluster)
    return instance


def deregister_container_instance(state: EcsState, instance: ContainerInstance, *, force: bool) -> None:
    """Let the instance go. Its tasks keep it (InvalidParameterException) unless ``force``, which stops them."""
    running = [task for task in instance.tasks.values() if task.desired_status == "RUNNING"]
    if running and not force:
        raise InvalidParameterException("Found running tasks on the instance.")
    instance.status = "INACTIVE"
    instance.agent_connected = False
    instance.version += 1
    instance.cluster.container_instances.pop(instance.id)
    for task in running:
        state.lifecycle.stop(task, reason="Container instance deregistration forced by user", code="UserInitiated")


def set_container_instance_status(state: EcsState, instance: ContainerInstance, status: str) -> None:
    """Make it ACTIVE, or DRAINING: nothing is placed on it any more, and services move their tasks away."""
    if instance.status == status:
        return
    instance.status = status
    instance.version += 1
    for task in instance.tasks.values():
        if task.service is not None:
            state.loop.mark(task.service)
    if status == "ACTIVE":
        state.loop.mark_cluster(instance.cluster)
