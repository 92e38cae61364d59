"""Subnets, security groups and interfaces in moto's EC2."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.networks import MotoNetworks
from mock_ecs.neighbours.null_networks import NullNetworks
from mock_ecs.ports.networks import NetworkInterface, Subnet
from mock_ecs.sim.ids import Ids

HERE = Scope("111122223333", "eu-west-1")
ATTACHMENT = "arn:aws:ecs:eu-west-1:111122223333:attachment/0f0f"


def networks_of(seed: int = 0) -> MotoNetworks:
    ids = Ids(seed)
    return MotoNetworks(ids, NullNetworks(ids))


@pytest.fixture
def networks() -> MotoNetworks:
    return networks_of()


@pytest.fixture
def ec2() -> Any:
    """moto's backend of EC2, with a VPC of its own in 10.1.0.0/16."""
    from moto.backends import get_backend

    backend = get_backend("ec2")[HERE.account][HERE.region]
    backend.vpc = backend.create_vpc("10.1.0.0/16")
    return backend


@pytest.fixture
def subnet(ec2: Any, networks: MotoNetworks) -> Subnet:
    made = networks.subnet(HERE, ec2.create_subnet(ec2.vpc.id, "10.1.2.0/28", availability_zone="eu-west-1b").id)
    assert made is not None
    return made


def attach(
    networks: MotoNetworks, subnet: Subnet, groups: list[str] | None = None, *, public: bool = False
) -> NetworkInterface:
    return networks.create_interface(HERE, subnet, groups or [], owner=ATTACHMENT, public=public)


def test_a_subnet_that_a_user_made_is_found(ec2: Any, subnet: Subnet) -> None:
    assert subnet.vpc_id == ec2.vpc.id
    assert subnet.availability_zone == "eu-west-1b"


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param(Scope("111122223333", "eu-west-2"), id="another region"),
        pytest.param(Scope("444455556666", "eu-west-1"), id="another account"),
        pytest.param(Scope("111122223333", "xx-nowhere-1"), id="a region that is none"),
    ],
)
def test_a_subnet_is_unknown_elsewhere(networks: MotoNetworks, subnet: Subnet, scope: Scope) -> None:
    assert networks.subnet(scope, subnet.id) is None
    assert not networks.has_security_group(scope, "default")


def test_asking_makes_no_backend(networks: MotoNetworks, subnet: Subnet) -> None:
    from moto.backends import get_backend

    networks.subnet(Scope("444455556666", "eu-west-2"), "subnet-1")

    assert list(get_backend("ec2")) == ["111122223333"]


def test_a_stand_in_is_unknown_to_moto(networks: MotoNetworks, ec2: Any) -> None:
    subnet = networks.stand_in(HERE, "subnet-none")
    made = attach(networks, subnet)

    assert networks.subnet(HERE, "subnet-none") is None
    assert made.private_ip == "10.0.0.4"
    assert ec2.enis == {}


def test_an_interface_is_one_of_motos_too(networks: MotoNetworks, ec2: Any, subnet: Subnet) -> None:
    group = ec2.create_security_group("web", "web", ec2.vpc.id)

    made = attach(networks, subnet, [group.id])

    known = ec2.get_network_interface(made.id)
    assert made.private_ip == "10.1.2.4"
    assert (known.private_ip_address, known.mac_address) == ("10.1.2.4", made.mac_address)
    assert (known.description, known.status, known.requester_managed) == (ATTACHMENT, "in-use", True)
    assert [group.name for group in known.group_set] == ["web"]
    assert known.subnet_id == subnet.id


def test_moto_gives_its_private_name_where_the_vpc_has_names(networks: MotoNetworks, ec2: Any, subnet: Subnet) -> None:
    ec2.modify_vpc_attribute(ec2.vpc.id, "enable_dns_hostnames", True)

    known = ec2.get_network_interface(attach(networks, subnet).id)

    assert known.private_dns_name == "ip-10-1-2-4.eu-west-1.compute.internal"
    assert known.private_ip_addresses[0]["PrivateDnsName"] == "ip-10-1-2-4.eu-west-1.compute.internal"


def test_a_public_interface_has_an_address_that_leads_nowhere(networks: MotoNetworks, ec2: Any, subnet: Subnet) -> None:
    first, second, private = (attach(networks, subnet, public=public) for public in (True, True, False))

    assert ec2.get_network_interface(first.id).association["publicIp"] == "198.18.0.1"
    assert ec2.get_network_interface(second.id).association["publicIp"] == "198.18.0.2"
    assert ec2.get_network_interface(private.id).association == {}


def test_a_security_group_that_moto_lacks_is_left_out(networks: MotoNetworks, ec2: Any, subnet: Subnet) -> None:
    made = attach(networks, subnet, ["sg-none"])

    assert not networks.has_security_group(HERE, "sg-none")
    assert [group.name for group in ec2.get_network_interface(made.id).group_set] == ["default"]


def test_a_deleted_interface_gives_its_address_back(networks: MotoNetworks, ec2: Any, subnet: Subnet) -> None:
    made = [attach(networks, subnet) for _ in range(11)]

    networks.delete_interface(HERE, made[3].id)

    assert made[3].id not in ec2.enis
    assert [one.private_ip for one in made] == [f"10.1.2.{host}" for host in range(4, 15)]
    assert attach(networks, subnet).private_ip == "10.1.2.7"


def test_a_full_subnet_gives_an_address_out_twice(networks: MotoNetworks, subnet: Subnet) -> None:
    taken = [attach(networks, subnet).private_ip for _ in range(11)]

    assert attach(networks, subnet).private_ip in taken


def test_an_address_that_an_instance_has_is_not_given_out(networks: MotoNetworks, ec2: Any, subnet: Subnet) -> None:
    home = ec2.get_subnet(subnet.id)
    by_moto = [home.get_available_subnet_ip("an instance") for _ in range(2)]

    by_us = attach(networks, subnet).private_ip

    assert by_moto == ["10.1.2.4", "10.1.2.5"]
    assert by_us == "10.1.2.6"
    assert home.get_available_subnet_ip("an instance") == "10.1.2.7"


def test_two_worlds_of_one_seed_do_not_take_each_others_interfaces(ec2: Any, subnet: Subnet) -> None:
    first, second = networks_of(seed=5), networks_of(seed=5)

    made = [attach(networks, subnet) for networks in (first, second)]

    assert made[0].id != made[1].id
    assert sorted(ec2.enis) == sorted([made[0].id, made[1].id])
    assert [one.private_ip for one in made] == ["10.1.2.4", "10.1.2.5"]


def test_an_interface_outlives_its_subnet(networks: MotoNetworks, ec2: Any, subnet: Subnet) -> None:
    made = attach(networks, subnet)
    ec2.delete_subnet(subnet.id)

    networks.delete_interface(HERE, made.id)

    assert ec2.enis == {}
