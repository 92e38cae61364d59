"""Subnets, security groups and network interfaces, as moto's EC2 knows them.

An interface made for a task is one of moto's too, so that DescribeNetworkInterfaces shows it; its id and its
addresses come from the World's seed all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.neighbours.null_networks import new_interface_id, new_mac_address, private_dns_name
from mock_ecs.ports.networks import NetworkInterface, Networks, Subnet

if TYPE_CHECKING:
    from mock_ecs.sim.ids import Ids

_FIRST_HOST = 4
"""AWS keeps the first four addresses of a subnet, and its last."""


class MotoNetworks:
    """Asks moto's EC2, whose state belongs to the process. Before its first use there is no subnet.

    ``stand_ins`` makes up what moto lacks.
    """

    def __init__(self, ids: Ids, stand_ins: Networks) -> None:
        self._ids = ids
        self._stand_ins = stand_ins
        self._next_host: dict[tuple[Scope, str], int] = {}
        self._public_addresses = 0

    def subnet(self, scope: Scope, subnet_id: str) -> Subnet | None:
        """The subnet, or None when moto has none of this id."""
        found = _subnet(loaded_backend("ec2", *scope), subnet_id)
        return None if found is None else Subnet(found.id, found.vpc_id, found.availability_zone)

    def stand_in(self, scope: Scope, subnet_id: str) -> Subnet:
        """A made-up subnet, which moto does not come to know."""
        return self._stand_ins.stand_in(scope, subnet_id)

    def has_security_group(self, scope: Scope, group_id: str) -> bool:
        """True when moto has the security group."""
        return _has_group(loaded_backend("ec2", *scope), group_id)

    def create_interface(
        self, scope: Scope, subnet: Subnet, group_ids: Sequence[str], *, owner: str, public: bool
    ) -> NetworkInterface:
        """Make an interface that moto shows, described as ``owner``; in a made-up subnet a made-up one.

        Security groups that moto lacks are left out. In a full subnet an address is given out twice.
        """
        backend = loaded_backend("ec2", *scope)
        home = _subnet(backend, subnet.id)
        if backend is None or home is None or not home.cidr_block:
            return self._stand_ins.create_interface(scope, subnet, group_ids, owner=owner, public=public)
        # moto would make a security group that it lacks, and from then on has_security_group would be True.
        known = [group_id for group_id in group_ids if _has_group(backend, group_id)]
        private_ip = self._free_address(scope, home)
        interface = NetworkInterface(
            id=self._unused_id(backend),
            subnet_id=subnet.id,
            mac_address=new_mac_address(self._ids),
            private_ip=private_ip,
            private_dns_name=private_dns_name(scope, private_ip),
        )
        made = backend.create_network_interface(home, private_ip, group_ids=known, description=owner)
        home._subnet_ips[private_ip] = made
        _rename(backend, made, interface)
        if public:
            made.public_ip = self._next_public_address()
        return interface

    def delete_interface(self, scope: Scope, interface_id: str) -> None:
        """Delete it, and give its address back to the subnet; one that is gone already is no error."""
        backend = loaded_backend("ec2", *scope)
        made = backend.enis.pop(interface_id, None) if backend is not None else None
        if made is not None:
            made.subnet.del_subnet_ip(made.private_ip_address)
            return
        self._stand_ins.delete_interface(scope, interface_id)

    def _free_address(self, scope: Scope, home: Any) -> str:
        hosts = max(home.cidr.num_addresses - _FIRST_HOST - 1, 1)
        host = self._next_host.get((scope, home.id), 0)
        for _ in range(hosts):
            address = str(home.cidr.network_address + _FIRST_HOST + host % hosts)
            host += 1
            if address not in home._subnet_ips:
                break
        self._next_host[scope, home.id] = host
        return address

    def _unused_id(self, backend: Any) -> str:
        # Another World of the same seed may have drawn the same id before: moto is shared in the process.
        while (interface_id := new_interface_id(self._ids)) in backend.enis:
            pass
        return interface_id

    def _next_public_address(self) -> str:
        # RFC 2544 keeps 198.18.0.0/15 for tests, so that no client reaches a stranger's machine by it.
        self._public_addresses += 1
        number = self._public_addresses
        return f"198.{18 + number // 65536 % 2}.{number // 256 % 256}.{number % 256}"


def _subnet(backend: Any | None, subnet_id: str) -> Any | None:
    if backend is None:
        return None
    return next((zone[subnet_id] for zone in backend.subnets.values() if subnet_id in zone), None)


def _has_group(backend: Any | None, group_id: str) -> bool:
    return backend is not None and backend.get_security_group_from_id(group_id) is not None


def _rename(backend: Any, made: Any, interface: NetworkInterface) -> None:
    """Let moto's interface have the id and the names of ours, and look as one that ECS has attached."""
    del backend.enis[made.id]
    made.id = interface.id
    backend.enis[made.id] = made
    made.mac_address = interface.mac_address
    made.status = "in-use"
    made.requester_managed = True
    if hasattr(made, "private_dns_name"):  # moto leaves it out where the VPC has no DNS hostnames
        made.private_dns_name = interface.private_dns_name
        made.private_ip_addresses[0]["PrivateDnsName"] = interface.private_dns_name
