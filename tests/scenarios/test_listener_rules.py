"""Traffic that is shifted by listeners and rules which clients see in ELBv2; and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.scenarios.shifting import function
from tests.scenarios.story import APP, CLUSTER, FOR_FARGATE

pytestmark = pytest.mark.filterwarnings("ignore:lifecycleHooks")

INVALID = "Service deployment rolled back because of invalid networking configuration"


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    """References have to be right, as at AWS."""
    with mock_ecs(seed=1, references="strict") as mock:
        yield mock
        assert mock.faults == []


class Balanced:
    """A service behind a load balancer: two target groups, of which the first has the traffic."""

    def __init__(self, mock: MockEcs, kind: str = "application") -> None:
        self.mock = mock
        self.ecs, self.elb = mock.client("ecs"), mock.client("elbv2")
        self.subnets = [each["SubnetId"] for each in mock.client("ec2").describe_subnets()["Subnets"][:2]]
        self.role = mock.client("iam").create_role(RoleName="lb", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        balancer = self.elb.create_load_balancer(Name="lb", Subnets=self.subnets, Type=kind)["LoadBalancers"][0]
        self.balancer, self.protocol = balancer["LoadBalancerArn"], "HTTP" if kind == "application" else "TCP"
        self.groups = [self.group(name) for name in ("blue", "green")]
        self.listener = self.elb.create_listener(
            LoadBalancerArn=self.balancer,
            Protocol=self.protocol,
            Port=80,
            DefaultActions=[self.forward(100, 0)],
        )["Listeners"][0]["ListenerArn"]

    def group(self, name: str) -> str:
        vpc = self.mock.client("ec2").describe_subnets(SubnetIds=self.subnets[:1])["Subnets"][0]["VpcId"]
        made = self.elb.create_target_group(
            Name=name, Protocol=self.protocol, Port=80, VpcId=vpc, TargetType="ip", HealthCheckIntervalSeconds=10
        )
        arn: str = made["TargetGroups"][0]["TargetGroupArn"]
        return arn

    def forward(self, *weights: int, groups: list[str] | None = None) -> dict[str, Any]:
        chosen = [
            {"TargetGroupArn": arn, "Weight": weight}
            for arn, weight in zip(groups or self.groups, weights, strict=True)
        ]
        return {"Type": "forward", "ForwardConfig": {"TargetGroups": chosen}}

    def rule(self, path: str, priority: int, action: dict[str, Any]) -> str:
        made = self.elb.create_rule(
            ListenerArn=self.listener,
            Priority=priority,
            Conditions=[{"Field": "path-pattern", "Values": [path]}],
            Actions=[action],
        )
        arn: str = made["Rules"][0]["RuleArn"]
        return arn

    def serve(self, production: str, test: str | None = None, **configuration: Any) -> None:
        advanced = {
            "alternateTargetGroupArn": self.groups[1],
            "productionListenerRule": production,
            "roleArn": self.role,
            **({"testListenerRule": test} if test else {}),
        }
        balancer = {"targetGroupArn": self.groups[0], "containerName": "app", "containerPort": 80}
        container = {**APP, "portMappings": [{"containerPort": 80}]}
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.ecs.register_task_definition(family="web", containerDefinitions=[container], **FOR_FARGATE)
        self.ecs.create_service(
            cluster=CLUSTER,
            serviceName="web",
            taskDefinition="web",
            desiredCount=1,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": self.subnets}},
            deploymentConfiguration={"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1, **configuration},
            loadBalancers=[{**balancer, "advancedConfiguration": advanced}],
        )

    def deploy(self) -> dict[str, Any]:
        """The service deployment of an update, when it is over."""
        updated = self.ecs.update_service(cluster=CLUSTER, service="web", forceNewDeployment=True)["service"]
        arns = [updated["currentServiceDeployment"]]
        described = self.ecs.describe_service_deployments(serviceDeploymentArns=arns)["serviceDeployments"]
        deployment: dict[str, Any] = described[0]
        return deployment

    def reason(self) -> tuple[str, str]:
        """How the service deployment of an update ends, and why."""
        deployment = self.deploy()
        return deployment["status"], deployment["statusReason"]


def weights(action: dict[str, Any]) -> list[int]:
    return [group["Weight"] for group in action["ForwardConfig"]["TargetGroups"]]


def test_the_rules_of_an_application_load_balancer_forward_elsewhere(mock: MockEcs) -> None:
    web = Balanced(mock)
    production, test = web.rule("/*", 10, web.forward(1, 0)), web.rule("/test/*", 5, web.forward(1, 0))
    web.serve(production, test)

    first = web.deploy()["status"]
    (shifted,) = web.elb.describe_rules(RuleArns=[production])["Rules"]
    (tested,) = web.elb.describe_rules(RuleArns=[test])["Rules"]
    second = web.deploy()["status"]
    (back,) = web.elb.describe_rules(RuleArns=[production])["Rules"]

    assert (first, second) == ("SUCCESSFUL", "SUCCESSFUL")
    assert weights(shifted["Actions"][0]) == weights(tested["Actions"][0]) == [0, 100]
    assert sorted(weights(back["Actions"][0])) == [0, 100]
    assert {each["TargetGroupArn"]: each["Weight"] for each in back["Actions"][0]["ForwardConfig"]["TargetGroups"]} == {
        web.groups[0]: 100,
        web.groups[1]: 0,
    }


def test_the_listener_of_a_network_load_balancer_forwards_elsewhere(mock: MockEcs) -> None:
    web = Balanced(mock, "network")
    web.serve(web.listener)

    status = web.deploy()["status"]
    (listener,) = web.elb.describe_listeners(ListenerArns=[web.listener])["Listeners"]

    assert status == "SUCCESSFUL"
    assert weights(listener["DefaultActions"][0]) == [0, 100]


def test_the_first_revision_is_in_the_target_group_that_has_the_traffic(mock: MockEcs) -> None:
    web = Balanced(mock)
    production = web.rule("/*", 10, web.forward(0, 1))
    web.serve(production)

    described = web.deploy()
    arns = [described["sourceServiceRevisions"][0]["arn"], described["targetServiceRevision"]["arn"]]
    revisions = web.ecs.describe_service_revisions(serviceRevisionArns=arns)["serviceRevisions"]

    assert [each["resolvedConfiguration"]["loadBalancers"] for each in revisions] == [
        [{"targetGroupArn": web.groups[1], "productionListenerRule": production}],
        [{"targetGroupArn": web.groups[0], "productionListenerRule": production}],
    ]


def test_a_rule_that_has_one_target_group_needs_the_other_in_the_test_rule(mock: MockEcs) -> None:
    web = Balanced(mock)
    production = web.rule("/*", 10, {"Type": "forward", "TargetGroupArn": web.groups[0]})
    web.serve(production, web.rule("/test/*", 5, {"Type": "forward", "TargetGroupArn": web.groups[1]}))

    assert web.deploy()["status"] == "SUCCESSFUL"


def test_a_target_group_that_no_rule_knows(mock: MockEcs) -> None:
    web = Balanced(mock)
    web.serve(web.rule("/*", 10, {"Type": "forward", "TargetGroupArn": web.groups[0]}))

    assert web.reason() == (
        "ROLLBACK_SUCCESSFUL",
        f"{INVALID}: Target group {web.groups[1]} is not associated with either productionListenerRule or "
        "testListenerRule.",
    )


def test_a_rule_by_which_both_target_groups_serve(mock: MockEcs) -> None:
    web = Balanced(mock)
    production = web.rule("/*", 10, web.forward(1, 1))
    web.serve(production)

    assert web.reason() == (
        "ROLLBACK_SUCCESSFUL",
        f"{INVALID}. productionListenerRule {production} should have exactly one target group serving traffic but "
        "found 2 target groups which are serving traffic",
    )


def test_a_rule_by_which_another_target_group_serves(mock: MockEcs) -> None:
    web = Balanced(mock)
    other = web.group("other")
    web.serve(web.rule("/*", 10, web.forward(0, 0, 1, groups=[*web.groups, other])))

    assert web.reason() == (
        "ROLLBACK_SUCCESSFUL",
        f"{INVALID}. Production listener rule is forwarding traffic to unexpected target group {other}. Expected "
        f"traffic to be forwarded to either targetGroupArn: {web.groups[0]} or alternateTargetGroupArn: "
        f"{web.groups[1]}",
    )


def test_a_rule_that_is_gone(mock: MockEcs) -> None:
    web = Balanced(mock)
    production = web.rule("/*", 10, web.forward(1, 0))
    web.serve(production)
    web.elb.delete_rule(RuleArn=production)

    assert web.reason() == ("ROLLBACK_SUCCESSFUL", f"{INVALID}. One or more rules not found")


def test_a_role_that_is_gone(mock: MockEcs) -> None:
    web = Balanced(mock)
    web.serve(web.rule("/*", 10, web.forward(1, 0)))
    mock.client("iam").delete_role(RoleName="lb")

    assert web.reason() == (
        "ROLLBACK_SUCCESSFUL",
        f"{INVALID}. ECS was unable to manage the ELB resources due to missing permissions on ECS Infrastructure Role "
        f"'{web.role}'.",
    )


def test_a_role_of_a_hook_that_does_not_exist(mock: MockEcs) -> None:
    web = Balanced(mock)
    hook = function("POST_SCALE_UP")
    web.serve(web.rule("/*", 10, web.forward(1, 0)), lifecycleHooks=[hook])

    assert web.reason() == (
        "ROLLBACK_SUCCESSFUL",
        "Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. ECS was unable to assume role "
        f"{hook['roleArn']}",
    )


def test_a_rule_that_does_not_exist_is_told_where_references_need_not_be_right() -> None:
    with mock_ecs(seed=1) as mock:
        web = Balanced(mock)
        production = web.rule("/*", 10, web.forward(1, 0))
        with pytest.warns(UserWarning, match=f"productionListenerRule {production}0 does not exist"):
            web.serve(f"{production}0")

        assert web.deploy()["status"] == "SUCCESSFUL"
