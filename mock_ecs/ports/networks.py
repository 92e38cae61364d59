"""What ECS asks of the network: interfaces, load balancers and registries, in the domain's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from mock_ecs.aws.scope import Scope


class Subnet(NamedTuple):
    """A subnet of a VPC."""

    id: str
    vpc_id: str
    availability_zone: str


class NetworkInterface(NamedTuple):
    """An elastic network interface of a task; ``private_ip`` is IPv4."""

    id: str
    subnet_id: str
    mac_address: str
    private_ip: str
    private_dns_name: str


class Networks(Protocol):
    """Amazon VPC: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/"""

    def subnet(self, scope: Scope, subnet_id: str) -> Subnet | None:
        """The subnet, or None when it does not exist."""

    def stand_in(self, scope: Scope, subnet_id: str) -> Subnet:
        """A made-up subnet for one that does not exist, where references are not strict."""

    def has_security_group(self, scope: Scope, group_id: str) -> bool:
        """True when the security group exists."""

    def create_interface(
        self, scope: Scope, subnet: Subnet, group_ids: Sequence[str], *, owner: str, public: bool
    ) -> NetworkInterface:
        """Make an interface described as ``owner`` (an attachment's ARN); ``public`` asks for a public address too."""

    def delete_interface(self, scope: Scope, interface_id: str) -> None:
        """Delete it; one that is gone already is no error."""


class TargetGroup(NamedTuple):
    """A target group; ``target_type`` is None where any would do, ``attached`` says that a load balancer uses it.

    Times in seconds: ``interval`` is from one health check to the next, of which so many in a row have to pass or fail.
    """

    target_type: str | None
    attached: bool
    interval: float = 30.0
    healthy_threshold: int = 5
    unhealthy_threshold: int = 2
    deregistration_delay: float = 300.0


class Target(NamedTuple):
    """Whom a load balancer sends requests to: an address or the id of an EC2 instance, and a port of it."""

    id: str
    port: int


class TargetHealth(NamedTuple):
    """``initial``, ``healthy``, ``unhealthy`` or ``draining``, and why it is unhealthy, in ELB's words."""

    state: str
    reason: str = ""


class TargetGroups(Protocol):
    """Elastic Load Balancing: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/

    ``name`` is the ARN of a target group, or the name of a Classic Load Balancer, which knows instances without ports.
    """

    def target_group(self, scope: Scope, name: str) -> TargetGroup | None:
        """The target group, or None when it does not exist."""

    def register(self, scope: Scope, name: str, target: Target) -> None:
        """Let the target be one of the group, ``initial`` at first; nothing where there is no such group."""

    def set_health(self, scope: Scope, name: str, target: Target, health: TargetHealth) -> None:
        """Let whoever asks for the health of the target, which is registered, be told this."""

    def remove(self, scope: Scope, name: str, target: Target) -> None:
        """Let the target, deregistered and drained, be one of the group no more."""


class Namespace(NamedTuple):
    """A namespace of Cloud Map."""

    arn: str
    name: str


class ServiceRegistries(Protocol):
    """AWS Cloud Map: https://docs.aws.amazon.com/cloud-map/latest/api/"""

    def namespace(self, scope: Scope, reference: str) -> Namespace | None:
        """The namespace by name or by ARN, or None when it does not exist."""

    def create_namespace(self, scope: Scope, name: str) -> None:
        """Make a namespace for API calls, unless there is one of this name."""

    def service(self, scope: Scope, namespace: str, name: str) -> str:
        """The ARN of the service called ``name`` in the namespace, which is made where there is none."""

    def register(self, scope: Scope, registry: str, instance_id: str, attributes: Mapping[str, str]) -> None:
        """Let the service with the ARN ``registry`` have this instance; nothing where there is no such service."""

    def deregister(self, scope: Scope, registry: str, instance_id: str) -> None:
        """Let the service have the instance no more."""


class ListenerRules(Protocol):
    """Elastic Load Balancing: the rules of Application, and the listeners of Network Load Balancers, by their ARNs.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ForwardActionConfig.html
    """

    def weights(self, scope: Scope, arn: str) -> Mapping[str, int] | None:
        """The weights by target group with which it forwards; None when it does not exist, empty when nobody knows."""

    def set_weights(self, scope: Scope, arn: str, weights: Mapping[str, int]) -> None:
        """Let it forward to these target groups; one that does not exist is no error."""
