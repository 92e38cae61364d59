"""EC2 instances that ECS launches itself, as instances of moto's EC2: DescribeInstances shows them.

Their ids come from the World's seed, all else of them is moto's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.hosts import known_instance
from mock_ecs.neighbours.null_networks import new_host_id
from mock_ecs.ports.hosts import HostLaunch

if TYPE_CHECKING:
    from mock_ecs.sim.ids import Ids

IMAGE = "ami-0ec5b0771e9a5be70"
"""A made-up image: ECS does not say which version of Bottlerocket it launches."""

_GONE = ("shutting-down", "terminated", "stopping", "stopped")


class MotoManagedHosts:
    """Launches in moto's EC2, which the first launch loads; its state belongs to the process."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def launch(self, scope: Scope, wanted: HostLaunch) -> str:
        """Launch an instance that moto shows; a subnet and security groups that moto lacks are left out."""
        from moto.backends import get_backend

        backend: Any = get_backend("ec2")[scope.account][scope.region]
        subnets = {name for zone in backend.subnets.values() for name in zone}
        reservation = backend.run_instances(
            IMAGE,
            1,
            None,
            [],
            is_instance_type_default=False,
            instance_type=wanted.instance_type,
            region_name=scope.region,
            subnet_id=wanted.subnet_id if wanted.subnet_id in subnets else None,
            security_group_ids=[each for each in wanted.security_groups if backend.get_security_group_from_id(each)],
            monitoring_state="enabled" if wanted.monitored else "disabled",
            instance_market_options={"MarketType": "spot"} if wanted.market == "SPOT" else None,
        )
        (made,) = reservation.instances
        if wanted.subnet_id not in subnets:
            made.placement.zone = wanted.availability_zone
        made.id = self._unused_id(backend)
        if wanted.profile:
            made.iam_instance_profile = {"Arn": wanted.profile}
        made.add_tags(dict(wanted.tags))
        return str(made.id)

    def is_running(self, scope: Scope, host_id: str) -> bool:
        """False once moto shows it on its way down, or no longer at all."""
        found = known_instance(scope, host_id)
        return found is not None and found.state not in _GONE

    def terminate(self, scope: Scope, host_id: str) -> None:
        """Have moto terminate it."""
        found = known_instance(scope, host_id)
        if found is not None and found.state not in _GONE[:2]:
            found.disable_api_termination = False
            found.ec2_backend.terminate_instances([host_id])

    def _unused_id(self, backend: Any) -> str:
        # Another World of the same seed may have drawn the same id before: moto is shared in the process.
        known = {each.id for reservation in backend.reservations.values() for each in reservation.instances}
        while (host_id := new_host_id(self._ids)) in known:
            pass
        return host_id
