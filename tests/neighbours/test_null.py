"""The neighbours that answer every question with "yes, fine"."""

from __future__ import annotations

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.null import NullAutoScalingGroups, NullFunctions, NullImages, NullRoles
from mock_ecs.neighbours.null_networks import NullListenerRules, NullNetworks, NullTargetGroups, private_dns_name
from mock_ecs.ports.neighbours import FunctionAnswer
from mock_ecs.ports.networks import Subnet, TargetGroup
from mock_ecs.sim.ids import Ids

HERE = Scope()
DIGEST = "sha256:" + "ab" * 32


@pytest.fixture
def networks() -> NullNetworks:
    return NullNetworks(Ids(0))


def test_subnets_take_turns_in_three_zones(networks: NullNetworks) -> None:
    names = ["subnet-d", "subnet-c", "subnet-b", "subnet-a", "subnet-c"]

    zones = [networks.stand_in(HERE, name).availability_zone for name in names]

    assert zones == ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1a", "us-east-1b"]


def test_each_account_and_region_has_a_vpc_of_its_own(networks: NullNetworks) -> None:
    there = Scope(region="eu-central-1")

    here, again, elsewhere = (networks.stand_in(scope, "subnet-1") for scope in (HERE, HERE, there))

    assert here == again
    assert here.vpc_id != elsewhere.vpc_id
    assert elsewhere.availability_zone == "eu-central-1a"


def test_a_subnet_that_was_asked_about_is_its_own_stand_in(networks: NullNetworks) -> None:
    asked = networks.subnet(HERE, "subnet-1")

    assert networks.stand_in(HERE, "subnet-1") == asked


def test_addresses_are_given_out_in_order_and_skip_those_that_aws_keeps(networks: NullNetworks) -> None:
    subnet = networks.stand_in(HERE, "subnet-1")

    made = [networks.create_interface(HERE, subnet, [], owner="task", public=False).private_ip for _ in range(252)]

    assert made[0] == "10.0.0.4"
    assert made[250:] == ["10.0.0.254", "10.0.1.4"]


def test_accounts_do_not_share_addresses(networks: NullNetworks) -> None:
    subnet = Subnet("subnet-1", "vpc-1", "us-east-1a")
    networks.create_interface(HERE, subnet, [], owner="task", public=False)

    other = networks.create_interface(Scope("111122223333"), subnet, [], owner="task", public=False)

    assert other.private_ip == "10.0.0.4"


@pytest.mark.parametrize(
    ("region", "name"),
    [
        pytest.param("us-east-1", "ip-10-0-1-163.ec2.internal", id="us-east-1"),
        pytest.param("eu-west-1", "ip-10-0-1-163.eu-west-1.compute.internal", id="any other region"),
    ],
)
def test_private_names_follow_the_region(region: str, name: str) -> None:
    assert private_dns_name(Scope(region=region), "10.0.1.163") == name


@pytest.mark.parametrize(
    ("image", "digest"),
    [
        pytest.param(
            "nginx", "sha256:5be1ecc7935f1dd85635d4feedaf660594030253cc97c9e9ca3819ffeac36b65", id="by name alone"
        ),
        pytest.param(f"nginx@{DIGEST}", DIGEST, id="by digest"),
        pytest.param(f"localhost:4566/app:v1@{DIGEST}", DIGEST, id="by tag and digest"),
    ],
)
def test_an_image_resolves_to_a_digest(image: str, digest: str) -> None:
    assert NullImages().digest(HERE, image) == digest


def test_every_role_and_security_group_exists(networks: NullNetworks) -> None:
    assert NullRoles().has_role(HERE, "any")
    assert networks.has_security_group(HERE, "sg-any")


def test_every_auto_scaling_group_exists_and_protects_its_instances() -> None:
    groups = NullAutoScalingGroups()

    found, again, other = groups.group(HERE, "hosts"), groups.group(HERE, "hosts"), groups.group(HERE, "others")

    assert found is not None
    assert found.protects_new_instances
    assert found.arn.startswith("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:")
    assert found == again != other


def test_every_target_group_exists_and_takes_any_target() -> None:
    assert NullTargetGroups().target_group(HERE, "any") == TargetGroup(target_type=None, attached=True)


def test_a_listener_rule_forwards_as_it_was_told_in_its_own_account_and_region() -> None:
    rules = NullListenerRules()

    before = rules.weights(HERE, "any")
    rules.set_weights(HERE, "any", {"blue": 5, "green": 95})

    assert before == {}
    assert rules.weights(HERE, "any") == {"blue": 5, "green": 95}
    assert rules.weights(Scope(HERE.account, "eu-west-1"), "any") == {}


def test_every_function_of_a_hook_succeeds() -> None:
    functions = NullFunctions()

    assert functions.invoke(HERE, "any", {}) == FunctionAnswer({"hookStatus": "SUCCEEDED"})
    assert not functions.is_known(HERE, "any")
