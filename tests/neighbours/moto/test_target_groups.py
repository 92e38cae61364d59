"""Target groups in moto's ELBv2."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.target_groups import MotoTargetGroups
from mock_ecs.ports import TargetGroup

HERE = Scope("111122223333", "eu-west-1")
UNKNOWN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/none/0123456789abcdef"


@pytest.fixture
def elb() -> Any:
    """moto's ELBv2 of the account and region."""
    from moto.backends import get_backend

    return get_backend("elbv2")[HERE.account][HERE.region]


def made(elb: Any, **members: Any) -> Any:
    """A new target group."""
    return elb.create_target_group("web", protocol="HTTP", port="80", vpc_id=_vpc(), **members)


def attach(elb: Any, group: Any) -> None:
    """Let a load balancer forward to the group."""
    from moto.backends import get_backend

    subnets = [subnet.id for subnet in get_backend("ec2")[HERE.account][HERE.region].describe_subnets()]
    balancer = elb.create_load_balancer("web", [], subnets[:2])
    forward = {"Type": "forward", "TargetGroupArn": group.arn, "Order": 1}
    elb.create_listener(balancer.arn, "HTTP", "80", None, None, [forward])


def test_before_its_first_use_there_is_none() -> None:
    assert MotoTargetGroups().target_group(Scope("444455556666", "eu-west-1"), UNKNOWN) is None


@pytest.mark.parametrize("target_type", ["instance", "ip"])
def test_its_type_is_known(elb: Any, target_type: str) -> None:
    group = made(elb, target_type=target_type)

    assert MotoTargetGroups().target_group(HERE, group.arn) == TargetGroup(target_type, attached=False)


def test_a_listener_attaches_it(elb: Any) -> None:
    group = made(elb, target_type="ip")
    attach(elb, group)

    assert MotoTargetGroups().target_group(HERE, group.arn) == TargetGroup("ip", attached=True)


def test_another_arn_or_region_has_none(elb: Any) -> None:
    group = made(elb, target_type="ip")

    assert MotoTargetGroups().target_group(HERE, UNKNOWN) is None
    assert MotoTargetGroups().target_group(Scope(HERE.account, "us-east-1"), group.arn) is None


def _vpc() -> str:
    from moto.backends import get_backend

    vpc: str = get_backend("ec2")[HERE.account][HERE.region].describe_subnets()[0].vpc_id
    return vpc
