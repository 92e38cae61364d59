"""The targets of a task, and when a load balancer changes what it says of them: reckoned, so that nothing is polled.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.load_balancer import HEALTHY, RegisteredTarget
from mock_ecs.ports.networks import Target, TargetGroup, TargetHealth
from mock_ecs.ports.runtimes import UnhealthyTarget

UNKNOWN_GROUP = TargetGroup(target_type=None, attached=False)
"""What is taken for a target group that does not exist, where references are not strict: one with the defaults."""

FLAPS = 200
"""How often a target that flaps does so."""

Changes = tuple[tuple[float, TargetHealth], ...]
"""Seconds from the beginning, and the health of a target from then on."""


def targets_of(task: Task) -> tuple[RegisteredTarget, ...]:
    """The targets that a task which runs is; none where a load balancer's port is not reachable."""
    found = ((balancer, address_of(task, balancer.container, balancer.port)) for balancer in task.launch.load_balancers)
    return tuple(RegisteredTarget(balancer, target) for balancer, target in found if target is not None)


def address_of(task: Task, container: str, port: int) -> Target | None:
    """Where ``port`` of a container is reached: at the task's own address, or at a port of its EC2 instance."""
    if task.attachment is not None and task.attachment.interface is not None:
        return Target(task.attachment.interface.private_ip, port)
    instance = task.container_instance
    if instance is None or instance.external:
        return None
    for each in task.containers:
        for binding in each.network_bindings if each.definition.name == container else ():
            offset = port - binding.container_port
            if 0 <= offset < binding.length:
                return Target(instance.ec2_instance_id or instance.id, binding.host_port + offset)
    return None


def health_changes(group: TargetGroup, unhealthy: UnhealthyTarget | None, longest: float) -> Changes:
    """What becomes of a target from now on: healthy once enough checks passed, and unhealthy when the scenario says so.

    ``longest`` bounds the seconds that either takes by the settings of the group.
    """
    passes = min(group.interval * group.healthy_threshold, longest)
    if unhealthy is None:
        return ((passes, HEALTHY),)
    fails = min(group.interval * group.unhealthy_threshold, longest) if unhealthy.after is None else unhealthy.after
    before = ((passes, HEALTHY),) if passes < fails else ()
    return (*before, *_flapping(unhealthy, fails))


def _flapping(unhealthy: UnhealthyTarget, first: float) -> Iterator[tuple[float, TargetHealth]]:
    for number in range(FLAPS if unhealthy.every else 1):
        begin = first + number * (unhealthy.every or 0.0)
        yield begin, TargetHealth("unhealthy", unhealthy.reason)
        if unhealthy.lasts is not None:
            yield begin + unhealthy.lasts, HEALTHY
