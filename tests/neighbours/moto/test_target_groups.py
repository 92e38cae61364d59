"""Target groups in moto's ELBv2."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.target_groups import MotoTargetGroups
from mock_ecs.ports.networks import Target, TargetGroup, TargetHealth

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


def test_its_health_check_and_its_delay_are_known(elb: Any) -> None:
    group = made(
        elb,
        healthcheck_interval_seconds=10,
        healthy_threshold_count="3",
        unhealthy_threshold_count="4",
    )
    elb.modify_target_group_attributes(group.arn, {"deregistration_delay.timeout_seconds": "20"})

    assert MotoTargetGroups().target_group(HERE, group.arn) == TargetGroup("instance", False, 10.0, 3, 4, 20.0)


@pytest.mark.parametrize(
    ("health", "told"),
    [
        pytest.param(
            TargetHealth("initial"),
            ("initial", "Elb.InitialHealthChecks", "Initial health checks in progress"),
            id="initial",
        ),
        pytest.param(TargetHealth("healthy"), ("healthy", None, None), id="healthy"),
        pytest.param(
            TargetHealth("draining"),
            ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress"),
            id="draining",
        ),
        pytest.param(
            TargetHealth("unhealthy", "Health checks failed with these codes: [503]"),
            ("unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"),
            id="codes",
        ),
        pytest.param(
            TargetHealth("unhealthy", "Request timed out"),
            ("unhealthy", "Target.Timeout", "Request timed out"),
            id="timeout",
        ),
        pytest.param(
            TargetHealth("unhealthy", "Health checks failed"),
            ("unhealthy", "Target.FailedHealthChecks", "Health checks failed"),
            id="any other",
        ),
    ],
)
def test_health_is_told_in_the_words_of_elb(
    elb: Any, health: TargetHealth, told: tuple[str, str | None, str | None]
) -> None:
    group, groups, target = made(elb, target_type="ip"), MotoTargetGroups(), Target("10.0.0.1", 8080)
    groups.register(HERE, group.arn, target)

    groups.set_health(HERE, group.arn, target, health)

    (by_group,) = elb.describe_target_health(group.arn, [])
    (by_target,) = elb.describe_target_health(group.arn, [{"Id": "10.0.0.1", "Port": 8080}])
    for answer in (by_group, by_target):
        assert answer.target == {"Id": "10.0.0.1", "Port": 8080}
        assert tuple(answer.target_health.values()) == told


def test_targets_that_others_register_stay_motos_own(elb: Any) -> None:
    group, groups = made(elb, target_type="ip"), MotoTargetGroups()
    elb.register_targets(group.arn, [{"Id": "10.0.0.9", "Port": 80}])

    groups.register(HERE, group.arn, Target("10.0.0.1", 8080))
    groups.remove(HERE, group.arn, Target("10.0.0.1", 8080))

    (answer,) = elb.describe_target_health(group.arn, [])
    assert (answer.target["Id"], answer.target_health["State"]) == ("10.0.0.9", "healthy")


def _vpc() -> str:
    from moto.backends import get_backend

    vpc: str = get_backend("ec2")[HERE.account][HERE.region].describe_subnets()[0].vpc_id
    return vpc
