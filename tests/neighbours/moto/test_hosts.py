"""EC2 instances in moto's EC2."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.hosts import MotoHosts
from mock_ecs.neighbours.moto.reset import reset_moto
from mock_ecs.testing import MockEcs
from mock_ecs.testing import mock_ecs as mocked

HERE = Scope()
REGISTER = "ecs:RegisterContainerInstance"
SCRIPT = "#!/bin/bash\necho ECS_CLUSTER=demo >> /etc/ecs/ecs.config\n"


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    with mocked() as mock:
        yield mock
    reset_moto()


@pytest.fixture
def ec2(mock: MockEcs) -> Any:
    return mock.client("ec2")


def run(ec2: Any, count: int = 1, **members: Any) -> list[str]:
    request = {"ImageId": "ami-12c6146b", "InstanceType": "m5.large", **members}
    answer = ec2.run_instances(**request, MinCount=count, MaxCount=count)
    return [instance["InstanceId"] for instance in answer["Instances"]]


def profile(mock: MockEcs, *statements: dict[str, Any], name: str = "hosts") -> str:
    """An instance profile whose role has a policy of ``statements``."""
    iam = mock.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    iam.put_role_policy(RoleName=name, PolicyName="agent", PolicyDocument=document)
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    return name


def allow(*actions: str, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": "*"}


def test_before_its_first_use_ec2_has_no_instances(mock: MockEcs) -> None:
    hosts = MotoHosts()

    assert hosts.states(HERE) == {}
    assert hosts.host(HERE, "i-1") is None
    assert not hosts.may(HERE, "i-1", REGISTER)


def test_states_are_those_of_ec2(ec2: Any) -> None:
    first, second, third = run(ec2, 3)
    ec2.stop_instances(InstanceIds=[second])
    ec2.terminate_instances(InstanceIds=[third])

    assert MotoHosts().states(HERE) == {first: "running", second: "stopped", third: "terminated"}
    assert MotoHosts().states(Scope(region="eu-west-1")) == {}


def test_an_instance_is_told_as_it_was_launched(ec2: Any) -> None:
    subnet = next(each for each in ec2.describe_subnets()["Subnets"] if each["AvailabilityZone"] == "us-east-1c")
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "team", "Value": "red"}]}]
    (name,) = run(ec2, UserData=SCRIPT, SubnetId=subnet["SubnetId"], TagSpecifications=tags)

    host = MotoHosts().host(HERE, name)

    assert host is not None
    assert (host.id, host.state, host.instance_type) == (name, "running", "m5.large")
    assert (host.availability_zone, host.image_id) == ("us-east-1c", "ami-12c6146b")
    assert (host.subnet_id, host.vpc_id) == (subnet["SubnetId"], subnet["VpcId"])
    assert (host.user_data, host.group, host.tags) == (SCRIPT, None, (("team", "red"),))


def test_without_user_data_there_is_none(ec2: Any) -> None:
    host = MotoHosts().host(HERE, *run(ec2))

    assert host is not None
    assert host.user_data == ""


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        pytest.param([allow(REGISTER)], True, id="the action"),
        pytest.param([allow("ecs:*")], True, id="all of ECS"),
        pytest.param([allow("*")], True, id="all"),
        pytest.param([allow("ECS:register*")], True, id="whatever the case"),
        pytest.param([allow("ecs:Poll")], False, id="another action"),
        pytest.param([allow("ecs:*"), allow(REGISTER, effect="Deny")], False, id="a denial goes before"),
        pytest.param([allow("s3:*"), allow("ecs:Register*")], True, id="one of two statements"),
    ],
)
def test_the_role_of_the_profile_decides(
    mock: MockEcs, ec2: Any, statements: list[dict[str, Any]], allowed: bool
) -> None:
    names = run(ec2, 2, IamInstanceProfile={"Name": profile(mock, *statements)})

    assert [MotoHosts().may(HERE, name, REGISTER) for name in names] == [allowed, allowed]


def test_without_a_profile_nothing_is_allowed(mock: MockEcs, ec2: Any) -> None:
    profile(mock, allow("*"))

    assert not MotoHosts().may(HERE, *run(ec2), REGISTER)


def test_aws_own_policy_for_agents_allows_it(mock: MockEcs, ec2: Any) -> None:
    name = profile(mock, allow("s3:*"))
    iam = mock.client("iam")
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:*")]})
    policy = iam.create_policy(PolicyName="AmazonEC2ContainerServiceforEC2Role", PolicyDocument=document)["Policy"]
    iam.attach_role_policy(RoleName=name, PolicyArn=policy["Arn"])

    assert MotoHosts().may(HERE, *run(ec2, IamInstanceProfile={"Name": name}), REGISTER)


def template(mock: MockEcs, ec2: Any) -> str:
    data = {
        "ImageId": "ami-12c6146b",
        "InstanceType": "t3.medium",
        "UserData": b64encode(SCRIPT.encode()).decode(),
        "IamInstanceProfile": {"Name": profile(mock, allow("ecs:*"))},
    }
    return str(
        ec2.create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData=data)["LaunchTemplate"][
            "LaunchTemplateId"
        ]
    )


def test_a_launch_template_says_it_all(mock: MockEcs, ec2: Any) -> None:
    launched = {"LaunchTemplateId": template(mock, ec2)}

    answer = ec2.run_instances(LaunchTemplate=launched, MinCount=1, MaxCount=1)

    host = MotoHosts().host(HERE, answer["Instances"][0]["InstanceId"])
    assert host is not None
    assert (host.user_data, host.instance_type) == (SCRIPT, "t3.medium")
    assert MotoHosts().may(HERE, host.id, REGISTER)


@pytest.mark.parametrize("by", ["template", "configuration"])
def test_an_auto_scaling_group_launches_hosts_of_its_own(mock: MockEcs, ec2: Any, by: str) -> None:
    scaling = mock.client("autoscaling")
    if by == "template":
        source: dict[str, Any] = {"LaunchTemplate": {"LaunchTemplateId": template(mock, ec2), "Version": "$Latest"}}
    else:
        scaling.create_launch_configuration(
            LaunchConfigurationName="hosts",
            ImageId="ami-12c6146b",
            InstanceType="t3.medium",
            UserData=SCRIPT,
            IamInstanceProfile=profile(mock, allow("ecs:*")),
        )
        source = {"LaunchConfigurationName": "hosts"}
    sizes = {"MinSize": 1, "MaxSize": 1}
    scaling.create_auto_scaling_group(AutoScalingGroupName="group", AvailabilityZones=["us-east-1b"], **source, **sizes)

    (name,) = MotoHosts().states(HERE)
    host = MotoHosts().host(HERE, name)

    assert host is not None
    assert (host.group, host.user_data, host.instance_type) == ("group", SCRIPT, "t3.medium")
    assert host.availability_zone == "us-east-1b"
    assert MotoHosts().may(HERE, name, REGISTER)
