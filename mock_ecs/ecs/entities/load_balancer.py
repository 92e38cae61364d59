"""Where the tasks of a service are found: load balancers, service registries, and the targets of one task.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mock_ecs.ports.networks import Target, TargetHealth
from mock_ecs.sim.engine import Event

INITIAL, HEALTHY, DRAINING = TargetHealth("initial"), TargetHealth("healthy"), TargetHealth("draining")


class LoadBalancer(NamedTuple):
    """A port of a container that is a target: of the group with the ARN ``name``, or of a Classic Load Balancer."""

    name: str
    container: str
    port: int
    classic: bool = False

    @property
    def told(self) -> str:
        """Its name in events and reasons."""
        return f"(elb {self.name})" if self.classic else f"(target-group {self.name})"


class ServiceRegistry(NamedTuple):
    """A service of Cloud Map in which tasks are instances; ``port`` None where its records have no port.

    ``container`` is empty unless the port is one of a container.
    """

    arn: str
    container: str = ""
    port: int | None = None


@dataclass(slots=True, eq=False)
class RegisteredTarget:
    """A target of a task, what the load balancer last said of it, and when it will say something else.

    ``complained`` says that the service's events have told that it is unhealthy, since it last was not.
    """

    balancer: LoadBalancer
    target: Target
    health: TargetHealth = INITIAL
    change: Event | None = None
    complained: bool = False
