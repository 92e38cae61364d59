"""Classic Load Balancers in moto's ELB."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.classic_load_balancers import MotoClassicLoadBalancers
from mock_ecs.ports.networks import Target, TargetGroup

HERE = Scope("111122223333", "eu-west-1")
HOST = Target("i-1", 80)


@pytest.fixture
def elb() -> Any:
    """moto's ELB of the account and region, with a load balancer called old."""
    from moto.backends import get_backend

    backend = get_backend("elb")[HERE.account][HERE.region]
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
    backend.create_load_balancer("old", ["eu-west-1a"], [listener])
    return backend


def test_before_its_first_use_there_is_none() -> None:
    assert MotoClassicLoadBalancers().target_group(Scope("444455556666", "eu-west-1"), "old") is None


def test_it_has_the_defaults_of_aws_and_drains_nothing(elb: Any) -> None:
    found = MotoClassicLoadBalancers().target_group(HERE, "old")

    assert found == TargetGroup("instance", True, 30.0, 10, 2, 0.0)


@pytest.mark.parametrize(
    "draining",
    [{"enabled": True, "timeout": 60}, {"Enabled": True, "Timeout": 60}, {"Enabled": "true", "Timeout": "60"}],
)
def test_its_health_check_and_its_draining_are_known(elb: Any, draining: dict[str, Any]) -> None:
    elb.configure_health_check("old", "5", "3", "4", "6", "HTTP:80/")
    elb.modify_load_balancer_attributes("old", connection_draining=draining)

    found = MotoClassicLoadBalancers().target_group(HERE, "old")

    assert found == TargetGroup("instance", True, 6.0, 3, 4, 60.0)


def test_an_instance_is_registered_once_and_gone_when_it_is_removed(elb: Any) -> None:
    balancers = MotoClassicLoadBalancers()

    balancers.register(HERE, "old", HOST)
    balancers.register(HERE, "old", HOST)
    registered = list(elb.load_balancers["old"].instance_ids)
    balancers.remove(HERE, "old", HOST)
    balancers.remove(HERE, "old", HOST)

    assert registered == ["i-1"]
    assert elb.load_balancers["old"].instance_ids == []
