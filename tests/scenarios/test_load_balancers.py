"""Services behind load balancers of the mounted ELB: what DescribeTargetHealth tells, and when tasks start and stop.

The target groups check every 10 seconds: two checks make a target healthy or unhealthy. They drain for 60 seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import Clock, MockEcs, mock_ecs
from tests.scenarios.story import APP, CLUSTER, FOR_FARGATE, FOR_INSTANCES, Story

PORT = 8080
SERVING = {**APP, "portMappings": [{"containerPort": PORT}]}
BEHIND = {"containerName": "app", "containerPort": PORT}


@pytest.fixture(scope="module", autouse=True)
def _elb_loaded() -> None:
    """Loads moto's load balancers before the first story, which they would make three seconds longer."""
    from moto.backends import get_backend

    for name in ("elb", "elbv2"):
        get_backend(name)


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    """A mock with moto behind it."""
    with mock_ecs(seed=1, profile="typical") as mock:
        yield mock
        assert mock.faults == []


class Balanced(Story):
    """A story with target groups behind a load balancer: ``groups`` are their ARNs by name."""

    def __init__(self, ecs: Any, clock: Clock, mock: MockEcs) -> None:
        super().__init__(ecs, clock)
        self.mock = mock
        self.elb = mock.client("elbv2")
        ec2 = mock.client("ec2")
        self.vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.subnets = sorted(subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"])[:2]
        balancer = self.elb.create_load_balancer(Name="front", Subnets=self.subnets)["LoadBalancers"][0]
        self.balancer = balancer["LoadBalancerArn"]
        self.groups: dict[str, str] = {}

    def group(self, name: str = "web", target_type: str = "ip") -> dict[str, Any]:
        """A target group as a service names it."""
        made = self.elb.create_target_group(
            Name=name,
            Protocol="HTTP",
            Port=80,
            VpcId=self.vpc,
            TargetType=target_type,
            HealthCheckIntervalSeconds=10,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=2,
        )
        arn: str = made["TargetGroups"][0]["TargetGroupArn"]
        delay = {"Key": "deregistration_delay.timeout_seconds", "Value": "60"}
        self.elb.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[delay])
        self.elb.create_listener(
            LoadBalancerArn=self.balancer,
            Protocol="HTTP",
            Port=80 + len(self.groups),
            DefaultActions=[{"Type": "forward", "TargetGroupArn": arn}],
        )
        self.groups[name] = arn
        return {"targetGroupArn": arn, **BEHIND}

    def serve(self, count: int, *groups: dict[str, Any], **members: Any) -> None:
        """The service web on Fargate, of ``count`` tasks behind ``groups``."""
        self.register(SERVING, **FOR_FARGATE)
        network = {"awsvpcConfiguration": {"subnets": self.subnets}}
        on_fargate = {"launchType": "FARGATE", "networkConfiguration": network}
        self.create_service(count, 100, 200, loadBalancers=list(groups), **{**on_fargate, **members})

    def steady(self, count: int, *groups: dict[str, Any]) -> None:
        """The same 100 seconds later: the story begins now."""
        self.serve(count, *groups)
        self.clock.advance(100)
        self.named(" ".join(event["message"] for event in self.service()["events"][::-1]))
        self.start = self.clock.now

    def script(self, **health: Any) -> None:
        """Let the load balancer say this of each target of the service."""
        self.mock.scenario({"rules": [{"match": {"service": "web"}, "target-health": health}]})

    def health(self, name: str = "web") -> list[dict[str, Any]]:
        """What DescribeTargetHealth tells of each target, in the order of registration."""
        found = self.elb.describe_target_health(TargetGroupArn=self.groups[name])["TargetHealthDescriptions"]
        return [{**each["Target"], **each["TargetHealth"]} for each in found]

    def targets(self, name: str = "web") -> str:
        """The states of the targets of a group."""
        return " ".join(target["State"] for target in self.health(name))

    def told(self) -> list[tuple[float, str]]:
        """The events, with the names of target groups in place of their ARNs."""
        events = self.events()
        for name, arn in self.groups.items():
            events = [(time, text.replace(arn, name)) for time, text in events]
        return events


@pytest.fixture
def story(ecs: Any, ecs_clock: Clock, ecs_world: MockEcs) -> Balanced:
    ecs_clock.set_mode("manual")
    return Balanced(ecs, ecs_clock, ecs_world)


def tasks_of(story: Story) -> str:
    return " ".join(sorted(f"{story.named(task['taskArn'][-32:])}:{task['lastStatus']}" for task in story.tasks()))


def test_a_task_counts_as_healthy_when_its_target_does(story: Balanced) -> None:
    story.serve(1, story.group())

    states = story.watch(60, lambda: f"{story.deployments()} {story.targets()}".rstrip())

    assert states == [
        (0.0, "A PRIMARY 0+0/1 IN_PROGRESS"),
        (1.0, "A PRIMARY 0+1/1 IN_PROGRESS"),
        (20.0, "A PRIMARY 1+0/1 IN_PROGRESS initial"),
        (40.0, "A PRIMARY 1+0/1 COMPLETED healthy"),
    ]
    (target,) = story.health()
    (task,) = story.tasks()
    (address,) = [each["value"] for each in task["attachments"][0]["details"] if each["name"] == "privateIPv4Address"]
    assert target == {"Id": address, "Port": PORT, "State": "healthy"}


def test_a_rolling_update_registers_the_new_tasks_and_drains_the_old_ones(story: Balanced) -> None:
    story.steady(2, story.group())

    story.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition=story.register(SERVING))
    states = story.watch(150, lambda: f"{tasks_of(story)} | {story.targets()}")

    assert states == [
        (0.0, "1:RUNNING 2:RUNNING | healthy healthy"),
        (1.0, "1:RUNNING 2:RUNNING 3:PROVISIONING 4:PROVISIONING | healthy healthy"),
        (4.0, "1:RUNNING 2:RUNNING 3:PENDING 4:PENDING | healthy healthy"),
        (10.0, "1:RUNNING 2:RUNNING 3:ACTIVATING 4:ACTIVATING | healthy healthy"),
        (20.0, "1:RUNNING 2:RUNNING 3:RUNNING 4:RUNNING | healthy healthy initial initial"),
        (40.0, "3:RUNNING 4:RUNNING | draining draining healthy healthy"),
        (100.0, "3:RUNNING 4:RUNNING | healthy healthy"),
    ]
    assert story.told() == [
        (0.0, "has started 2 tasks: (task 3) (task 4)."),
        (20.0, "registered 2 targets in (target-group web)"),
        (40.0, "has stopped 2 running tasks: (task 1) (task 2)."),
        (40.0, "deregistered 2 targets in (target-group web)"),
        (40.0, "(service web, taskSet A) has begun draining connections on 2 tasks."),
        (125.0, "(deployment B) deployment completed."),
        (125.0, "has reached a steady state."),
    ]
    stopped = story.tasks(desiredStatus="STOPPED")
    times = ("stoppingAt", "executionStoppedAt", "stoppedAt")
    assert [[story.at(task[name]) for name in times] for task in stopped] == [[40.0, 102.0, 125.0]] * 2


def test_a_task_that_is_stopped_is_deactivating_while_its_connections_drain(story: Balanced) -> None:
    story.steady(1, story.group("one"), story.group("two"))
    (task,) = story.tasks()

    answer = story.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])["task"]

    def seen() -> str:
        (found,) = story.ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"]
        return f"{found['lastStatus']} {story.targets('one')} {story.targets('two')}"

    assert (answer["lastStatus"], answer["desiredStatus"]) == ("DEACTIVATING", "STOPPED")
    assert story.watch(90, seen) == [
        (0.0, "DEACTIVATING draining draining"),
        (20.0, "DEACTIVATING draining initial draining initial"),
        (40.0, "DEACTIVATING draining healthy draining healthy"),
        (60.0, "STOPPING healthy healthy"),
        (62.0, "DEPROVISIONING healthy healthy"),
        (85.0, "STOPPED healthy healthy"),
    ]
    assert story.told() == [
        (0.0, "deregistered 1 targets in (target-group one)"),
        (0.0, "deregistered 1 targets in (target-group two)"),
        (0.0, "has begun draining connections on 1 tasks."),
        (0.0, "has started 1 tasks: (task 2)."),
        (20.0, "registered 1 targets in (target-group one)"),
        (20.0, "registered 1 targets in (target-group two)"),
        (85.0, "has reached a steady state."),
    ]


def test_tasks_on_one_instance_are_targets_by_their_host_ports(story: Balanced) -> None:
    (instance,) = story.mock.add_instances(CLUSTER, "m5.large")
    story.register(SERVING, **FOR_INSTANCES)
    story.create_service(2, 100, 200, launchType="EC2", loadBalancers=[story.group(target_type="instance")])

    story.clock.advance(100)

    described = story.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=[instance])
    host = described["containerInstances"][0]["ec2InstanceId"]
    bindings = [task["containers"][0]["networkBindings"][0] for task in story.tasks()]
    assert sorted(binding["hostPort"] for binding in bindings) == [32768, 32769]
    assert story.health() == [
        {"Id": host, "Port": 32768, "State": "healthy"},
        {"Id": host, "Port": 32769, "State": "healthy"},
    ]
    assert story.told()[1] == (16.0, "registered 2 targets in (target-group web)")


def test_an_unhealthy_target_is_told_and_its_task_replaced(story: Balanced) -> None:
    why = "Health checks failed with these codes: [503]"
    story.steady(1, story.group())

    story.script(status="unhealthy", after="50s", reason=why)
    story.clock.advance(50)
    (target,) = story.health()
    story.clock.advance(60)
    story.mock.scenario({"rules": []})
    story.clock.advance(100)

    told = (target["State"], target["Reason"], target["Description"])
    assert told == ("unhealthy", "Target.ResponseCodeMismatch", why)
    assert story.told() == [
        (50.0, f"(task 1) (port 8080) is unhealthy in (target-group web) due to (reason {why})."),
        (50.0, "has started 1 tasks: (task 2). Amazon ECS replaced 1 tasks due to an unhealthy status."),
        (70.0, "registered 1 targets in (target-group web)"),
        (90.0, "has stopped 1 running tasks: (task 1)."),
        (90.0, "deregistered 1 targets in (target-group web)"),
        (90.0, "has begun draining connections on 1 tasks."),
        (175.0, "has reached a steady state."),
    ]
    (stopped,) = story.tasks(desiredStatus="STOPPED")
    assert stopped["stopCode"] == "ServiceSchedulerInitiated"
    assert stopped["stoppedReason"] == f"Task failed ELB health checks in (target-group {story.groups['web']})"


def test_a_revision_whose_targets_are_never_healthy_does_not_replace_the_one_before(story: Balanced) -> None:
    story.steady(1, story.group())

    story.mock.scenario({"rules": [{"match": {"revision": 2}, "target-health": "unhealthy"}]})
    story.ecs.update_service(cluster=CLUSTER, service="web", taskDefinition=story.register(SERVING))
    states = story.watch(70, lambda: f"{story.deployments()} | {story.targets()}")

    assert states == [
        (0.0, "B PRIMARY 0+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED | healthy"),
        (1.0, "B PRIMARY 0+1/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED | healthy"),
        (20.0, "B PRIMARY 1+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED | healthy initial"),
        (40.0, "B PRIMARY 0+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED | healthy draining"),
    ]
    assert story.told() == [
        (0.0, "has started 1 tasks: (task 2)."),
        (20.0, "registered 1 targets in (target-group web)"),
        (40.0, "(task 2) (port 8080) is unhealthy in (target-group web) due to (reason Health checks failed)."),
        (40.0, "has stopped 1 running tasks: (task 2)."),
        (40.0, "deregistered 1 targets in (target-group web)"),
        (40.0, "has begun draining connections on 1 tasks."),
    ]


def test_failing_targets_trip_the_circuit_breaker_and_the_service_goes_back(story: Balanced) -> None:
    story.steady(1, story.group())

    story.mock.scenario({"rules": [{"match": {"revision": 2}, "target-health": "unhealthy"}]})
    story.ecs.update_service(
        cluster=CLUSTER,
        service="web",
        taskDefinition=story.register(SERVING),
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
    )
    states = story.watch(400)

    assert states == [
        (0.0, "B PRIMARY 0+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (1.0, "B PRIMARY 0+1/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (20.0, "B PRIMARY 1+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (40.0, "B PRIMARY 0+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (125.0, "B PRIMARY 0+1/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (145.0, "B PRIMARY 1+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (165.0, "B PRIMARY 0+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (250.0, "B PRIMARY 0+1/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (270.0, "B PRIMARY 1+0/1 IN_PROGRESS, A ACTIVE 1+0/1 COMPLETED"),
        (290.0, "A PRIMARY 1+0/1 IN_PROGRESS, B ACTIVE 0+0/0 FAILED"),
        (375.0, "A PRIMARY 1+0/1 COMPLETED"),
    ]
    assert story.told()[-9:] == [
        (270.0, "registered 1 targets in (target-group web)"),
        (290.0, "(task 4) (port 8080) is unhealthy in (target-group web) due to (reason Health checks failed)."),
        (290.0, "has stopped 1 running tasks: (task 4)."),
        (290.0, "(deployment B) deployment failed: tasks failed to start."),
        (290.0, "rolling back to deployment A."),
        (290.0, "deregistered 1 targets in (target-group web)"),
        (290.0, "(service web, taskSet B) has begun draining connections on 1 tasks."),
        (375.0, "(deployment A) deployment completed."),
        (375.0, "has reached a steady state."),
    ]


def test_the_grace_period_gives_a_slow_task_its_time(story: Balanced) -> None:
    group = story.group()
    story.script(status="unhealthy", **{"for": "70s"})
    story.serve(1, group, healthCheckGracePeriodSeconds=120)

    states = story.watch(200, lambda: f"{story.deployments()} {story.targets()}".rstrip())

    assert states == [
        (0.0, "A PRIMARY 0+0/1 IN_PROGRESS"),
        (1.0, "A PRIMARY 0+1/1 IN_PROGRESS"),
        (20.0, "A PRIMARY 1+0/1 IN_PROGRESS initial"),
        (40.0, "A PRIMARY 1+0/1 IN_PROGRESS unhealthy"),
        (110.0, "A PRIMARY 1+0/1 COMPLETED healthy"),
    ]
    assert [text for _, text in story.told()] == [
        "has started 1 tasks: (task 1).",
        "registered 1 targets in (target-group web)",
        "(deployment A) deployment completed.",
        "has reached a steady state.",
    ]


def test_after_the_grace_period_a_target_that_is_still_unhealthy_counts(story: Balanced) -> None:
    group = story.group()
    story.script(status="unhealthy", reason="Request timed out")
    story.serve(1, group, healthCheckGracePeriodSeconds=60)

    story.clock.advance(79)
    before = story.told()
    story.clock.advance(1)

    assert before[2:] == []
    assert story.told()[2:4] == [
        (80.0, "(task 1) (port 8080) is unhealthy in (target-group web) due to (reason Request timed out)."),
        (80.0, "has started 1 tasks: (task 2). Amazon ECS replaced 1 tasks due to an unhealthy status."),
    ]


def test_a_target_that_flaps_does_so_on_time(story: Balanced) -> None:
    group = story.group()
    story.script(status="unhealthy", after="30s", every="40s", **{"for": "10s"})
    story.serve(1, group, healthCheckGracePeriodSeconds=1000)

    assert story.watch(130, story.targets) == [
        (0.0, ""),
        (20.0, "initial"),
        (40.0, "healthy"),
        (50.0, "unhealthy"),
        (60.0, "healthy"),
        (90.0, "unhealthy"),
        (100.0, "healthy"),
        (130.0, "unhealthy"),
    ]


def test_waiters_are_told_of_a_service_behind_a_load_balancer(story: Balanced) -> None:
    story.clock.set_mode("instant")
    story.serve(2, story.group())

    story.ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=["web"])
    story.ecs.delete_service(cluster=CLUSTER, service="web", force=True)
    story.ecs.get_waiter("services_inactive").wait(cluster=CLUSTER, services=["web"])

    assert story.health() == []
    assert [text for _, text in story.told()[-3:]] == [
        "has stopped 2 running tasks: (task 1) (task 2).",
        "deregistered 2 targets in (target-group web)",
        "has begun draining connections on 2 tasks.",
    ]


def test_an_instance_is_registered_with_a_classic_load_balancer(story: Balanced) -> None:
    classic = story.mock.client("elb")
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": PORT}
    classic.create_load_balancer(LoadBalancerName="old", Listeners=[listener], AvailabilityZones=["us-east-1a"])
    (instance,) = story.mock.add_instances(CLUSTER, "m5.large")
    story.register({**APP, "portMappings": [{"containerPort": PORT, "hostPort": PORT}]}, **FOR_INSTANCES)

    def instances() -> list[str]:
        (found,) = classic.describe_load_balancers(LoadBalancerNames=["old"])["LoadBalancerDescriptions"]
        return [each["InstanceId"] for each in found["Instances"]]

    story.create_service(1, 0, 100, launchType="EC2", loadBalancers=[{"loadBalancerName": "old", **BEHIND}])
    story.clock.advance(400)
    registered = instances()
    story.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=0)
    story.clock.advance(10)

    described = story.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=[instance])
    assert registered == [described["containerInstances"][0]["ec2InstanceId"]]
    assert instances() == []
    assert [text for _, text in story.told()][1:6] == [
        "registered 1 instances in (elb old)",
        "(deployment A) deployment completed.",
        "has reached a steady state.",
        "has stopped 1 running tasks: (task 1).",
        "deregistered 1 instances in (elb old)",
    ]
    assert "rolloutState" not in story.service()["deployments"][0]
