"""Auto Scaling groups in moto's Auto Scaling."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.auto_scaling import MotoAutoScalingGroups

HERE = Scope("111122223333", "eu-west-1")


@pytest.fixture(autouse=True)
def groups() -> None:
    """The groups plain and guarded, the second of which protects its instances."""
    from moto.backends import get_backend

    backend: Any = get_backend("autoscaling")[HERE.account][HERE.region]
    backend.create_launch_configuration(
        "small", "ami-1", None, "", "", [], "", "t3.micro", False, None, None, False, False, []
    )
    for name, protects in (("plain", False), ("guarded", True)):
        backend.create_auto_scaling_group(
            name, ["eu-west-1a"], 0, 3, 0, "small", {}, None, 300, 0, "EC2", [], [], None, [], [], False, protects
        )


@pytest.mark.parametrize(("name", "protects"), [("plain", False), ("guarded", True)])
def test_a_group_is_found_by_name(name: str, protects: bool) -> None:
    found = MotoAutoScalingGroups().group(HERE, name)

    assert found is not None
    assert found.arn.startswith("arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:")
    assert found.arn.endswith(f":autoScalingGroupName/{name}")
    assert found.protects_new_instances is protects


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        pytest.param(HERE, "other", id="another name"),
        pytest.param(Scope("111122223333", "us-east-1"), "plain", id="another region"),
        pytest.param(Scope("444455556666", "eu-west-1"), "plain", id="another account"),
    ],
)
def test_others_do_not_exist(scope: Scope, name: str) -> None:
    assert MotoAutoScalingGroups().group(scope, name) is None


def test_a_group_tells_its_bounds_and_what_it_launches() -> None:
    found = MotoAutoScalingGroups().group(HERE, "plain")

    assert found is not None
    assert (found.minimum, found.maximum, found.desired, found.instance_type) == (0, 3, 0, "t3.micro")


def test_instances_are_launched_protected_and_terminated_one_by_one() -> None:
    groups = MotoAutoScalingGroups()

    groups.set_desired_capacity(HERE, "plain", 2)
    launched = groups.group(HERE, "plain")
    assert launched is not None
    first, second = launched.instances
    groups.protect(HERE, "plain", [first.id], protected=True)
    guarded = groups.group(HERE, "plain")
    groups.protect(HERE, "plain", [first.id], protected=False)
    groups.terminate(HERE, "plain", first.id)
    left = groups.group(HERE, "plain")

    assert guarded is not None
    assert left is not None
    assert (launched.desired, first.availability_zone, first.protected) == (2, "eu-west-1a", False)
    assert [one.protected for one in guarded.instances] == [True, False]
    assert (left.desired, left.instances) == (1, (second,))
