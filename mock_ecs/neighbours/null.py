"""Neighbours that answer every question with "yes, fine", for unit tests and use offline.

Their answers depend on the seed and on the order of the questions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.instance_types import KnownInstanceTypes
from mock_ecs.ports.hosts import AutoScalingGroup, Host, HostLaunch
from mock_ecs.ports.neighbours import FunctionAnswer, Neighbours
from mock_ecs.ports.networks import Namespace, NetworkInterface, Subnet, Target, TargetGroup, TargetHealth
from mock_ecs.ports.runtimes import Disconnection, InstanceSpec, TaskRuntime, TaskSpec, UnhealthyTarget
from mock_ecs.ports.scaling import (
    Load,
    Metric,
    MetricAlarm,
    ScalableTarget,
    ScalingActivity,
    ScheduledAction,
    ServiceSpec,
)
from mock_ecs.ports.scanning import PendingScan, ScannedImage, ScanResult

if TYPE_CHECKING:
    from mock_ecs.sim.ids import Ids

_ZONES = "abc"
_HOSTS = range(4, 255)
"""The last numbers of an address that are given out: AWS keeps the first four and the last of a subnet."""


def null_neighbours(ids: Ids, runtime: TaskRuntime) -> Neighbours:
    """Neighbours to whom everything exists; tasks run in ``runtime``."""
    return Neighbours(
        networks=NullNetworks(ids),
        roles=NullRoles(),
        secrets=NullSecrets(),
        images=NullImages(),
        target_groups=NullTargetGroups(),
        listener_rules=NullListenerRules(),
        functions=NullFunctions(),
        classic_load_balancers=NullTargetGroups(),
        service_registries=NullServiceRegistries(),
        auto_scaling_groups=NullAutoScalingGroups(),
        metrics=NullMetrics(),
        event_bus=NullEventBus(),
        scanner=NullScanner(),
        alarms=NullAlarms(),
        service_scaling=NullServiceScaling(),
        loads=NullLoads(),
        instance_types=KnownInstanceTypes(),
        hosts=NullHosts(),
        managed_hosts=NullManagedHosts(ids),
        runtime=runtime,
        scenario=NullScenario(),
    )


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


class NullRoles:
    """Every role exists."""

    def has_role(self, scope: Scope, role: str) -> bool:
        """True."""
        return True


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


class NullFunctions:
    """Every function of a lifecycle hook succeeds."""

    def invoke(self, scope: Scope, function_arn: str, payload: Mapping[str, Any]) -> FunctionAnswer:
        """It succeeds at once."""
        return FunctionAnswer({"hookStatus": "SUCCEEDED"})

    def is_known(self, scope: Scope, function_arn: str) -> bool:
        """Nobody has said anything."""
        return False


class NullAutoScalingGroups:
    """Every Auto Scaling group exists, and protects its new instances; but none ever has any."""

    def group(self, scope: Scope, name: str) -> AutoScalingGroup | None:
        """The group; the id in its ARN is made of its name."""
        digits = sha256(name.encode()).hexdigest()
        identifier = "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]])
        resource = f"autoScalingGroup:{identifier}:autoScalingGroupName/{name}"
        return AutoScalingGroup(scope.arn("autoscaling", resource), protects_new_instances=True)

    def set_desired_capacity(self, scope: Scope, name: str, count: int) -> None:
        """Nothing: there is nothing to launch."""

    def protect(self, scope: Scope, name: str, instance_ids: Sequence[str], protected: bool) -> None:
        """Nothing: there is nothing to protect."""

    def terminate(self, scope: Scope, name: str, instance_id: str) -> None:
        """Nothing: there is nothing to terminate."""


class NullMetrics:
    """Nobody reads metrics."""

    def put(
        self, scope: Scope, namespace: str, name: str, value: float, dimensions: Mapping[str, str], at: float
    ) -> None:
        """Nothing: no metric is kept."""

    def read(self, scope: Scope, metric: Metric, end: float, period: int, count: int) -> Sequence[float | None]:
        """Nothing was ever put."""
        return [None] * count


class NullEventBus:
    """Nobody listens."""

    def listens(self, scope: Scope, source: str = "aws.ecs") -> bool:
        """False."""
        return False

    def put(self, scope: Scope, event: Mapping[str, Any]) -> None:
        """Nothing: there are no rules."""


class NullScanner:
    """Every image is well."""

    def begin(self, image: ScannedImage) -> PendingScan:
        """A scan that finds nothing."""
        return PendingScan(None, ScanResult)


class NullAlarms:
    """There is no alarm."""

    def states(self, scope: Scope, names: Sequence[str]) -> Mapping[str, str]:
        """None."""
        return {}

    def evaluation_time(self, scope: Scope, names: Sequence[str]) -> float:
        """No time at all."""
        return 0.0

    def metric_alarms(self, scope: Scope) -> Iterable[MetricAlarm]:
        """None."""
        return []

    def set_state(self, scope: Scope, name: str, state: str, reason: str, at: float) -> None:
        """Nothing: there is no alarm to be in it."""


class NullServiceScaling:
    """No service is to be scaled."""

    def targets(self, scope: Scope) -> Sequence[ScalableTarget]:
        """None."""
        return []

    def scheduled_actions(self, scope: Scope) -> Sequence[ScheduledAction]:
        """None."""
        return []

    def set_bounds(self, scope: Scope, target: ScalableTarget, minimum: int, maximum: int) -> None:
        """Nothing: there is no target."""

    def record(self, scope: Scope, activity: ScalingActivity) -> None:
        """Nothing: nobody asks."""


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


class NullSecrets:
    """Every secret exists."""

    def has_secret(self, scope: Scope, arn: str) -> bool:
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


class NullImages:
    """Every image exists; its digest is made of its name."""

    def digest(self, scope: Scope, image: str) -> str | None:
        """The digest that ``image`` names, or one that is the same for the same text in any process."""
        _, separator, digest = image.rpartition("@")
        if separator and digest.startswith("sha256:"):
            return digest
        return _digest_of(image)

    def has_repository(self, scope: Scope, image: str) -> bool:
        """True."""
        return True

    def pulled(self, scope: Scope, image: str, role: str) -> None:
        """Nothing: nobody keeps a record."""


@lru_cache(maxsize=1024)
def _digest_of(image: str) -> str:
    """Kept, so that a hundred thousand tasks of one image share one text."""
    return "sha256:" + sha256(image.encode()).hexdigest()


class NullScenario:
    """Nothing happens but the usual."""

    limits_capacity = False

    def has_capacity(self, task: TaskSpec, attempt: str) -> bool:
        """There is always room."""
        return True

    def interruption(self, task: TaskSpec) -> float | None:
        """Never."""
        return None

    def disconnection(self, instance: InstanceSpec) -> Disconnection | None:
        """Never."""
        return None

    def unhealthy_target(self, task: TaskSpec, container: str) -> UnhealthyTarget | None:
        """Never."""
        return None


class NullLoads:
    """Nothing is known of the load of any service."""

    gives_load = False

    def load(self, service: ServiceSpec, elapsed: float) -> Load | None:
        """Nothing."""
        return None
