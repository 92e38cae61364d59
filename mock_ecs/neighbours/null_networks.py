"""Networks, load balancers, registries and hosts that always say yes, and make up what they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.hosts import Host, HostLaunch
from mock_ecs.ports.networks import Namespace, NetworkInterface, Subnet, Target, TargetGroup, TargetHealth

if TYPE_CHECKING:
    from mock_ecs.sim.ids import Ids


_ZONES = "abc"


_HOSTS = range(4, 255)
"""The last numbers of an address that are given out: AWS keeps the first four and the last of a subnet."""


def private_dns_name(scope: Scope, private_ip: str) -> str:
    """The name that EC2 gives to a private address.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hostname-types.html
    """
    domain = "ec2" if scope.region == "us-east-1" else f"{scope.region}.compute"
    return f"ip-{private_ip.replace('.', '-')}.{domain}.internal"


def new_interface_id(ids: Ids) -> str:
    """An id of a network interface."""
    return "eni-" + ids.hex("network_interface", 17)


def new_host_id(ids: Ids) -> str:
    """An id of an EC2 instance."""
    return "i-" + ids.hex("host", 17)


def new_mac_address(ids: Ids) -> str:
    """A MAC address of the kind that is administered locally, as those of EC2 are."""
    digits = ids.hex("mac_address", 10)
    return ":".join(["0e", *(digits[start : start + 2] for start in range(0, 10, 2))])


@dataclass(slots=True, eq=False)
class _Network:
    """The one VPC of an account and region, its subnets by id, and how many addresses it gave out."""

    vpc_id: str
    subnets: dict[str, Subnet] = field(default_factory=dict)
    addresses: int = 0


class NullNetworks:
    """Every subnet and security group exists, all in one VPC of their account and region.

    The first subnet asked about lies in availability zone a, the next in b, then c, then a again.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._networks: dict[Scope, _Network] = {}

    def subnet(self, scope: Scope, subnet_id: str) -> Subnet | None:
        """The subnet; there is always one."""
        return self.stand_in(scope, subnet_id)

    def stand_in(self, scope: Scope, subnet_id: str) -> Subnet:
        """The subnet, made on the first question; the same one ever after."""
        network = self._network(scope)
        subnet = network.subnets.get(subnet_id)
        if subnet is None:
            zone = scope.region + _ZONES[len(network.subnets) % len(_ZONES)]
            subnet = network.subnets[subnet_id] = Subnet(subnet_id, network.vpc_id, zone)
        return subnet

    def has_security_group(self, scope: Scope, group_id: str) -> bool:
        """True."""
        return True

    def create_interface(
        self, scope: Scope, subnet: Subnet, group_ids: Sequence[str], *, owner: str, public: bool
    ) -> NetworkInterface:
        """Make an interface with an address that no other has had in this account and region."""
        private_ip = self._next_address(scope)
        return NetworkInterface(
            id=new_interface_id(self._ids),
            subnet_id=subnet.id,
            mac_address=new_mac_address(self._ids),
            private_ip=private_ip,
            private_dns_name=private_dns_name(scope, private_ip),
        )

    def delete_interface(self, scope: Scope, interface_id: str) -> None:
        """Nothing: no interface is kept."""

    def _network(self, scope: Scope) -> _Network:
        network = self._networks.get(scope)
        if network is None:
            network = self._networks[scope] = _Network("vpc-" + self._ids.hex("vpc", 17))
        return network

    def _next_address(self, scope: Scope) -> str:
        network = self._network(scope)
        block, host = divmod(network.addresses, len(_HOSTS))
        network.addresses += 1
        return f"10.{block // 256 % 256}.{block % 256}.{_HOSTS[host]}"


class NullTargetGroups:
    """Every target group exists, has a load balancer, and takes any target.

    ``targets`` are those registered, by the group's name, with their health.
    """

    def __init__(self) -> None:
        self.targets: dict[str, dict[Target, TargetHealth]] = {}

    def target_group(self, scope: Scope, name: str) -> TargetGroup | None:
        """The target group; there is always one."""
        return TargetGroup(target_type=None, attached=True)

    def register(self, scope: Scope, name: str, target: Target) -> None:
        """Note the target."""
        self.targets.setdefault(name, {})[target] = TargetHealth("initial")

    def set_health(self, scope: Scope, name: str, target: Target, health: TargetHealth) -> None:
        """Note the health of a target that is registered."""
        if target in self.targets.get(name, ()):
            self.targets[name][target] = health

    def remove(self, scope: Scope, name: str, target: Target) -> None:
        """Forget the target; one that is gone already is no error."""
        self.targets.get(name, {}).pop(target, None)


class NullServiceRegistries:
    """Every namespace and every service of Cloud Map exists.

    ``instances`` are those registered: by the ARN of the service the attributes by instance.
    """

    def __init__(self) -> None:
        self.instances: dict[str, dict[str, dict[str, str]]] = {}

    def namespace(self, scope: Scope, reference: str) -> Namespace | None:
        """The namespace, unless by the ARN of something else; the id of one by name is made of its name."""
        if reference.startswith("arn:"):
            identifier = reference.partition(":namespace/")[2]
            return Namespace(reference, identifier) if identifier else None
        return Namespace(scope.arn("servicediscovery", f"namespace/ns-{_made_of(reference)}"), reference)

    def create_namespace(self, scope: Scope, name: str) -> None:
        """Nothing: it exists."""

    def service(self, scope: Scope, namespace: str, name: str) -> str:
        """The ARN of the service; the id in it is made of the names."""
        return scope.arn("servicediscovery", f"service/srv-{_made_of(f'{namespace}/{name}')}")

    def register(self, scope: Scope, registry: str, instance_id: str, attributes: Mapping[str, str]) -> None:
        """Note the instance."""
        self.instances.setdefault(registry, {})[instance_id] = dict(attributes)

    def deregister(self, scope: Scope, registry: str, instance_id: str) -> None:
        """Forget the instance; one that is gone already is no error."""
        self.instances.get(registry, {}).pop(instance_id, None)


def _made_of(text: str) -> str:
    """16 characters, as in the ids of Cloud Map, that are the same for the same text in any process."""
    return sha256(text.encode()).hexdigest()[:16]


class NullListenerRules:
    """Every rule exists; what it forwards to is known once it was told."""

    def __init__(self) -> None:
        self._weights: dict[tuple[Scope, str], dict[str, int]] = {}

    def weights(self, scope: Scope, arn: str) -> Mapping[str, int] | None:
        """The weights that it was last told."""
        return self._weights.get((scope, arn), {})

    def set_weights(self, scope: Scope, arn: str, weights: Mapping[str, int]) -> None:
        """Keep them."""
        self._weights[scope, arn] = dict(weights)


class NullHosts:
    """There is no EC2, and so no instance of it."""

    def states(self, scope: Scope) -> Mapping[str, str]:
        """None."""
        return {}

    def host(self, scope: Scope, host_id: str) -> Host | None:
        """None."""
        return None

    def may(self, scope: Scope, host_id: str, action: str) -> bool:
        """True."""
        return True


class NullManagedHosts:
    """Instances that are launched in the mind alone: they have an id, and run until they are terminated."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._running: set[str] = set()

    def launch(self, scope: Scope, wanted: HostLaunch) -> str:
        """An id that no other has."""
        host_id = new_host_id(self._ids)
        self._running.add(host_id)
        return host_id

    def is_running(self, scope: Scope, host_id: str) -> bool:
        """True until it is terminated."""
        return host_id in self._running

    def terminate(self, scope: Scope, host_id: str) -> None:
        """It runs no more."""
        self._running.discard(host_id)
