"""What ECS asks of EC2 and its Auto Scaling groups, in the domain's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from mock_ecs.aws.scope import Scope


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
