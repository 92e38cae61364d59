"""Every question that the domain asks of the world outside it, as Protocols in the domain's words.

Adapters stand in ``neighbours`` and ``runtimes``; ``app`` joins them. An adapter never touches our state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple, Protocol

from mock_ecs.aws.scope import Scope
from mock_ecs.scaling_ports import Alarms, Loads, Metrics, ServiceScaling


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


class Roles(Protocol):
    """AWS IAM: https://docs.aws.amazon.com/IAM/latest/APIReference/"""

    def has_role(self, scope: Scope, role: str) -> bool:
        """True when the role, by ARN or by name, exists."""


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


class FunctionAnswer(NamedTuple):
    """What a function returned, ``after`` so many seconds; or why it could not be called (``error``)."""

    payload: Any = None
    after: float = 0.0
    error: str = ""


class Functions(Protocol):
    """AWS Lambda: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html"""

    def invoke(self, scope: Scope, function_arn: str, payload: Mapping[str, Any]) -> FunctionAnswer:
        """Call the function of a lifecycle hook with its event."""

    def is_known(self, scope: Scope, function_arn: str) -> bool:
        """True when somebody has said what the function answers."""


class GroupInstance(NamedTuple):
    """An EC2 instance of an Auto Scaling group; ``protected`` says that the group's scale-in leaves it alone."""

    id: str
    availability_zone: str
    protected: bool = False


class AutoScalingGroup(NamedTuple):
    """An Auto Scaling group, and whether it protects its new instances from scale-in.

    ``instances`` are those that were not terminated, the oldest first. ``instance_type`` is what it launches, None
    where nobody knows.
    """

    arn: str
    protects_new_instances: bool
    minimum: int = 0
    maximum: int = 0
    desired: int = 0
    instance_type: str | None = None
    instances: tuple[GroupInstance, ...] = ()


class AutoScalingGroups(Protocol):
    """Amazon EC2 Auto Scaling: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/"""

    def group(self, scope: Scope, name: str) -> AutoScalingGroup | None:
        """The group of this name, or None when it does not exist."""

    def set_desired_capacity(self, scope: Scope, name: str, count: int) -> None:
        """Have the group launch instances until it has ``count``."""

    def protect(self, scope: Scope, name: str, instance_ids: Sequence[str], protected: bool) -> None:
        """Protect these instances from the group's scale-in, or protect them no more."""

    def terminate(self, scope: Scope, name: str, instance_id: str) -> None:
        """Terminate an instance of the group, which from now on wants one less."""


class EventBus(Protocol):
    """Amazon EventBridge's default bus: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html"""

    def listens(self, scope: Scope, source: str = "aws.ecs") -> bool:
        """True when an event of ``source`` could be of interest to somebody; asked at each change, and so cheap."""

    def put(self, scope: Scope, event: Mapping[str, Any]) -> None:
        """Put ``event``, with its envelope, on the bus; what its targets make of it is no matter of ours."""


SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")
"""How bad a vulnerability may be, in ECR's words, the worst first."""


class Cvss(NamedTuple):
    """How bad a vulnerability is by one version of CVSS (``3.1``)."""

    version: str
    score: float
    vector: str


class Vulnerability(NamedTuple):
    """What is wrong with a package of an image. ``severity`` is ECR's word; times are epoch seconds.

    ``attributes`` are names and values that ECR's finding has beside those that follow from the other fields.
    """

    name: str
    severity: str = "UNDEFINED"
    package: str = ""
    version: str = ""
    architecture: str = ""
    fixed_in: str | None = None
    description: str = ""
    uri: str = ""
    cvss: tuple[Cvss, ...] = ()
    published_at: float | None = None
    updated_at: float | None = None
    attributes: tuple[tuple[str, str], ...] = ()


class ScannedLayer(NamedTuple):
    """A layer of an image; ``open`` may be called in any thread, and gives None for what was never uploaded."""

    digest: str
    size: int
    open: Callable[[], BinaryIO | None]


class ScannedImage(NamedTuple):
    """An image to be scanned; ``layers`` begin with the lowest."""

    scope: Scope
    repository: str
    digest: str
    tags: tuple[str, ...]
    layers: tuple[ScannedLayer, ...]


class ScanResult(NamedTuple):
    """How a scan ended: COMPLETE, FAILED or UNSUPPORTED_IMAGE, ``reason`` where something is to be said of that.

    ``source_updated_at`` is when what is known of vulnerabilities last changed (epoch seconds).
    """

    status: str = "COMPLETE"
    vulnerabilities: tuple[Vulnerability, ...] = ()
    reason: str | None = None
    source_updated_at: float | None = None


class PendingScan(NamedTuple):
    """A scan that has begun: how many ``seconds`` it takes (None: the usual), and what waits for its result."""

    seconds: float | None
    result: Callable[[], ScanResult]


class ImageScanner(Protocol):
    """Who looks into images for packages with vulnerabilities."""

    def begin(self, image: ScannedImage) -> PendingScan:
        """Begin a scan; its result depends on the image and on what is known, and not on how long that takes."""


class InstanceType(NamedTuple):
    """The sizes of an EC2 instance type: ``memory`` in MiB before the system takes its part, GPUs by number.

    ``architecture`` is ``x86_64`` or ``arm64``.
    """

    vcpus: int
    memory: int
    network_interfaces: int
    gpus: int = 0
    architecture: str = "x86_64"


class Accelerator(NamedTuple):
    """``number`` accelerators of one kind: ``type`` is gpu, fpga or inference, ``memory`` in MiB all together.

    ``manufacturer`` and ``name`` are in lower case, with hyphens for blanks.
    """

    type: str
    manufacturer: str
    name: str
    number: int
    memory: int


class InstanceOffer(NamedTuple):
    """An EC2 instance type that can be launched, and what of it an attribute-based choice may ask for.

    ``cpu_manufacturer`` is intel, amd or amazon-web-services; ``disks`` are the kinds (hdd, ssd) of its local disks,
    ``local_storage`` all of them in GB. Bandwidths are the baseline: to EBS in Mbps, to the network in Gbps.
    """

    name: str
    size: InstanceType
    cpu_manufacturer: str = "intel"
    current: bool = True
    bare_metal: bool = False
    burstable: bool = False
    hibernates: bool = False
    local_storage: float = 0.0
    disks: tuple[str, ...] = ()
    ebs_bandwidth: float = 0.0
    network_bandwidth: float = 0.0
    accelerators: tuple[Accelerator, ...] = ()


class InstanceTypes(Protocol):
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html"""

    def size(self, name: str) -> InstanceType | None:
        """The sizes of the type called ``name`` (``m5.large``), or None when there is no such type."""

    def offers(self) -> Sequence[InstanceOffer]:
        """Every type there is; always the same object, so that what was worked out of it can be kept."""


class Host(NamedTuple):
    """An EC2 instance on which an agent may run.

    ``state`` is EC2's (``running``, ``stopped``, ``terminated`` …), ``user_data`` its text, empty where there is
    none, and ``group`` the name of the Auto Scaling group that launched it.
    """

    id: str
    state: str
    instance_type: str
    availability_zone: str
    image_id: str = ""
    subnet_id: str = ""
    vpc_id: str = ""
    user_data: str = ""
    group: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    private_ip: str = ""


class Hosts(Protocol):
    """Amazon EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html"""

    def states(self, scope: Scope) -> Mapping[str, str]:
        """The states of all instances by their ids; asked often, and so without anything more."""

    def host(self, scope: Scope, host_id: str) -> Host | None:
        """The instance of this id, or None when it is gone altogether."""

    def may(self, scope: Scope, host_id: str, action: str) -> bool:
        """True when the role of the instance's profile allows ``action`` (``ecs:RegisterContainerInstance``)."""


class Secrets(Protocol):
    """Secrets Manager."""

    def has_secret(self, scope: Scope, arn: str) -> bool:
        """True when the secret exists; the random characters at the end of its ARN may be left out."""


class HostLaunch(NamedTuple):
    """An EC2 instance to launch: of which type, with which profile (an ARN), where, and how it is paid for.

    ``market`` is ON_DEMAND, SPOT or RESERVED. Subnet and security groups may be unknown to EC2.
    """

    instance_type: str
    availability_zone: str
    subnet_id: str = ""
    security_groups: tuple[str, ...] = ()
    profile: str = ""
    monitored: bool = False
    market: str = "ON_DEMAND"
    tags: tuple[tuple[str, str], ...] = ()


class ManagedHosts(Protocol):
    """Amazon EC2, as ECS itself uses it for Managed Instances.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
    """

    def launch(self, scope: Scope, wanted: HostLaunch) -> str:
        """Launch an instance; returns its id."""

    def is_running(self, scope: Scope, host_id: str) -> bool:
        """False for an instance that was stopped or terminated, by whomever."""

    def terminate(self, scope: Scope, host_id: str) -> None:
        """Terminate it; one that is gone already is no error."""


class Images(Protocol):
    """Where images are pulled from."""

    def digest(self, scope: Scope, image: str) -> str | None:
        """The digest (``sha256:…``) that ``image`` resolves to, or None when there is no such image."""

    def has_repository(self, scope: Scope, image: str) -> bool:
        """False when ``image`` is to be in a registry of ours that does not have its repository."""

    def pulled(self, scope: Scope, image: str, role: str) -> None:
        """A task has pulled ``image`` in its execution ``role`` (an ARN, or empty)."""


class HealthCheck(NamedTuple):
    """When a container's health is looked at, in seconds, and how many failures in a row make it UNHEALTHY."""

    interval: float = 30.0
    timeout: float = 5.0
    retries: int = 3
    start_period: float = 0.0


class Dependency(NamedTuple):
    """What has to come first: a container of the same task, and START, COMPLETE, SUCCESS or HEALTHY."""

    container: str
    condition: str


class RestartPolicy(NamedTuple):
    """A container that exits is started again in its place, unless by a code that is ignored.

    It has to have run for ``attempt_period`` seconds since it was last started.
    """

    ignored_exit_codes: tuple[int, ...] = ()
    attempt_period: float = 300.0


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """One container as a runtime needs to know it; all times in seconds.

    ``start_timeout`` is how long those that depend on it wait, once it runs, for it to complete or to be healthy.
    ``stop_timeout`` is the time between SIGTERM and SIGKILL.
    """

    name: str
    image: str
    essential: bool
    command: tuple[str, ...] = ()
    health_check: HealthCheck | None = None
    depends_on: tuple[Dependency, ...] = ()
    start_timeout: float = 180.0
    stop_timeout: float = 30.0
    restart_policy: RestartPolicy | None = None
    entry_point: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    version_consistency: bool = True


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A task as a runtime needs to know it; ``service`` is None for a task of RunTask or StartTask.

    ``zone`` and ``capacity_provider`` are empty where there is none. ``image_digests`` has, by container, what the
    images were resolved to that the revision of a service has settled on.
    """

    scope: Scope
    arn: str
    family: str
    service: str | None
    containers: tuple[ContainerSpec, ...]
    revision: int = 1
    launch_type: str = "FARGATE"
    capacity_provider: str = ""
    zone: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    image_digests: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Observation:
    """What a runtime saw: PULLING, PULLED, RUNNING, HEALTHY, UNHEALTHY, RESTARTED (in its place) or STOPPED.

    ``container`` None speaks of all containers of the task at once.
    """

    task_arn: str
    status: str
    container: str | None = None
    exit_code: int | None = None
    reason: str | None = None


Report = Callable[[Observation], None]


class TaskRuntime(Protocol):
    """What runs the containers of tasks: ECS's agent and its container runtime."""

    def start(self, task: TaskSpec, report: Report) -> None:
        """Begin to run ``task``, and report what happens to it."""

    def stop(self, task_arn: str, grace: float) -> None:
        """Stop its containers, those first that depend on others; each is reported STOPPED.

        A container that does not heed SIGTERM is killed after its ``stop_timeout``, or after ``grace`` seconds where
        that is less.
        """

    def forget(self, task_arn: str) -> None:
        """The task is over: nothing is to be reported of it any more."""


@dataclass(frozen=True, slots=True)
class InstanceSpec:
    """A container instance as a scenario needs to know it; what it does not have is an empty text."""

    arn: str
    ec2_instance_id: str = ""
    instance_type: str = ""
    zone: str = ""
    capacity_provider: str = ""
    tags: tuple[tuple[str, str], ...] = ()


class Disconnection(NamedTuple):
    """In how many seconds an agent loses its connection, and for how many; None for ever."""

    after: float
    lasts: float | None = None


class UnhealthyTarget(NamedTuple):
    """A target whose health checks fail: in how many seconds (None: as soon as that shows), and for how many.

    ``lasts`` None is for ever; ``every`` is how long it takes from one time to the next, None where there is but one.
    """

    after: float | None
    lasts: float | None
    every: float | None
    reason: str


class Scenario(Protocol):
    """What happens to tasks and instances from outside, because somebody who tests wants it to."""

    @property
    def limits_capacity(self) -> bool:
        """True when :meth:`has_capacity` may say no."""

    def has_capacity(self, task: TaskSpec, attempt: str) -> bool:
        """True when Fargate has room for a task, whose ARN is not known yet; each try has an ``attempt`` of its own."""

    def interruption(self, task: TaskSpec) -> float | None:
        """After how many seconds of running a task on Fargate Spot is interrupted; None for never."""

    def disconnection(self, instance: InstanceSpec) -> Disconnection | None:
        """When the agent of a container instance loses its connection, from now on; None for never."""

    def unhealthy_target(self, task: TaskSpec, container: str) -> UnhealthyTarget | None:
        """When the target by which ``container`` of a task is reached is unhealthy, from now on; None for never."""


def nothing_to_reset() -> None:
    """What ``Neighbours.reset`` is when the adapters hold all there is."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """All adapters of one World; ``reset`` makes what stands behind them forget everything."""

    networks: Networks
    roles: Roles
    secrets: Secrets
    images: Images
    target_groups: TargetGroups
    listener_rules: ListenerRules
    functions: Functions
    classic_load_balancers: TargetGroups
    service_registries: ServiceRegistries
    auto_scaling_groups: AutoScalingGroups
    metrics: Metrics
    event_bus: EventBus
    scanner: ImageScanner
    alarms: Alarms
    service_scaling: ServiceScaling
    loads: Loads
    instance_types: InstanceTypes
    hosts: Hosts
    managed_hosts: ManagedHosts
    runtime: TaskRuntime
    scenario: Scenario
    reset: Callable[[], None] = nothing_to_reset
