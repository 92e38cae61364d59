"""A service of two tasks on Fargate whose deployments shift traffic between target groups, as stories show it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.null_networks import NullTargetGroups
from mock_ecs.ports.networks import TargetGroup
from mock_ecs.testing import MockEcs, mock_ecs
from tests.scenarios.story import APP, CLUSTER, FARGATE, Story, Timeline

ELB = "arn:aws:elasticloadbalancing:us-east-1:123456789012"
PRODUCTION = f"{ELB}:listener-rule/app/lb/1/2/3"
TEST = f"{ELB}:listener-rule/app/lb/1/2/4"
FIRST, SECOND = f"{ELB}:targetgroup/first/1", f"{ELB}:targetgroup/second/2"
CHECK = "arn:aws:lambda:us-east-1:123456789012:function:check"
LOAD_BALANCER = {
    "targetGroupArn": FIRST,
    "containerName": "app",
    "containerPort": 80,
    "advancedConfiguration": {
        "alternateTargetGroupArn": SECOND,
        "productionListenerRule": PRODUCTION,
        "testListenerRule": TEST,
        "roleArn": "arn:aws:iam::123456789012:role/lb",
    },
}


class QuickTargetGroups(NullTargetGroups):
    """Target groups that find a target healthy after 40 seconds, as a task without any counts, and drain none."""

    def target_group(self, scope: Scope, name: str) -> TargetGroup | None:
        """A target group with these times."""
        return TargetGroup(None, True, interval=8.0, deregistration_delay=0.0)


def quick_mock(**settings: Any) -> AbstractContextManager[MockEcs]:
    """A mock of AWS's durations, but for those of load balancers."""
    return _quick(mock_ecs(**{"seed": 1, "profile": "typical", "neighbours": "null", **settings}))


@contextmanager
def _quick(block: AbstractContextManager[MockEcs]) -> Iterator[MockEcs]:
    with block as mock:
        mock.world.neighbours = replace(mock.world.neighbours, target_groups=QuickTargetGroups())
        yield mock
        assert mock.faults == []


def function(*stages: str, **members: Any) -> dict[str, Any]:
    """A hook that calls a Lambda function at these stages."""
    role = "arn:aws:iam::123456789012:role/hooks"
    return {"hookTargetArn": CHECK, "roleArn": role, "lifecycleStages": list(stages), **members}


def pause(*stages: str, **timeout: Any) -> dict[str, Any]:
    """A hook that waits for ContinueServiceDeployment at these stages."""
    timeouts = {"timeoutConfiguration": timeout} if timeout else {}
    return {"targetType": "PAUSE", "lifecycleStages": list(stages), **timeouts}


class Shifting:
    """The service web with its first revision, A, begun 100 seconds ago; :meth:`update` begins the shift to B.

    A line shows the stage, the percentages of the new revision of production and of test traffic, and the tasks of
    both: ``SCALE_UP 0/0 A 2+0, B 0+2``.
    """

    def __init__(
        self, story: Story, mock: MockEcs, age: int = 100, *, headless: bool = False, **configuration: Any
    ) -> None:
        self.story = story
        self.ecs = story.ecs
        self.mock = mock
        story.register({**APP, "portMappings": [{"containerPort": 80}]})
        self.ecs.create_service(
            cluster=CLUSTER,
            serviceName="web",
            taskDefinition="web",
            desiredCount=2,
            deploymentConfiguration=configuration,
            loadBalancers=[] if headless else [LOAD_BALANCER],
            **FARGATE,
        )
        mock.clock.advance(age)
        first = story.service()
        assert first["events"][0]["message"] == "(service web) has reached a steady state."
        story.named(" ".join(event["message"] for event in first["events"][::-1]))
        story.named(first["deployments"][0]["id"])
        story.start = mock.clock.now
        self.arn = ""

    def update(self, **changes: Any) -> None:
        """Begin a deployment of another revision."""
        changes = changes or {"taskDefinition": self.story.register({**APP, "portMappings": [{"containerPort": 80}]})}
        answer = self.ecs.update_service(cluster=CLUSTER, service="web", **changes)["service"]
        self.arn = answer["currentServiceDeployment"]
        self.story.named(answer["deployments"][0]["id"])

    def described(self) -> dict[str, Any]:
        described = self.ecs.describe_service_deployments(serviceDeploymentArns=[self.arn])["serviceDeployments"]
        deployment: dict[str, Any] = described[0]
        return deployment

    def hooks(self) -> list[str]:
        """The statuses of the hooks so far."""
        return [hook["status"] for hook in self.described().get("lifecycleHookDetails", ())]

    def shown(self) -> str:
        described = self.described()
        target = described["targetServiceRevision"]
        production = target.get("requestedProductionTrafficWeight", 0)
        test = target.get("requestedTestTrafficWeight", 0)
        tasks = ", ".join(
            f"{self.story.named(each['id'])} {each['runningCount']}+{each['pendingCount']}"
            for each in sorted(self.story.service()["deployments"], key=lambda each: self.story.named(each["id"]))
        )
        return f"{described['status']} {described.get('lifecycleStage', '')} {production:g}/{test:g} {tasks}"

    def watch(self, seconds: int, step: int = 1) -> Timeline:
        """What is shown now, and after each ``step`` that changes it."""
        seen = [(self.story.elapsed(), self.shown())]
        for _ in range(0, seconds, step):
            self.story.clock.advance(step)
            if (shown := self.shown()) != seen[-1][1]:
                seen.append((self.story.elapsed(), shown))
        return seen

    def weights(self, rule: str = PRODUCTION) -> tuple[int, int] | None:
        """With which weights a rule forwards to the first and to the second target group."""
        scope = Scope("123456789012", "us-east-1")
        weights = self.mock.world.neighbours.listener_rules.weights(scope, rule)
        return (weights[FIRST], weights[SECOND]) if weights else None

    def target_groups(self) -> list[str]:
        """The target groups in which the source and the target of the deployment are."""
        described = self.described()
        arns = [described["sourceServiceRevisions"][0]["arn"], described["targetServiceRevision"]["arn"]]
        revisions = self.ecs.describe_service_revisions(serviceRevisionArns=arns)["serviceRevisions"]
        return [each["resolvedConfiguration"]["loadBalancers"][0]["targetGroupArn"] for each in revisions]
