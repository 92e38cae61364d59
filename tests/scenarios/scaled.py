"""A service that is scaled, and what its stories do with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from mock_ecs.testing import MockEcs, mock_ecs

WEB: dict[str, Any] = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/demo/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}
CPU = {
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    "TargetValue": 50.0,
}
MEMORY = {
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageMemoryUtilization"},
    "TargetValue": 50.0,
}
DIMENSIONS = [{"Name": "ClusterName", "Value": "demo"}, {"Name": "ServiceName", "Value": "web"}]
QUEUE = {"Namespace": "App", "MetricName": "QueueLength"}
START = datetime(2026, 1, 1, tzinfo=UTC)


class Scaled:
    """The service web of the cluster demo, and what scales it; minutes count from the end of its first deployment."""

    def __init__(self, mock: MockEcs, count: int) -> None:
        self.mock = mock
        self.ecs = mock.client("ecs")
        self.scaling = mock.client("application-autoscaling")
        self.cloudwatch = mock.client("cloudwatch")
        self.ecs.create_cluster(clusterName="demo")
        self.register()
        self.ecs.create_service(
            cluster="demo",
            serviceName="web",
            taskDefinition="web",
            desiredCount=count,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        )
        mock.clock.advance(60)

    def register(self) -> None:
        self.ecs.register_task_definition(
            family="web",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "app", "image": "nginx"}],
        )

    def target(self, minimum: int = 1, maximum: int = 10, **members: Any) -> None:
        self.scaling.register_scalable_target(**WEB, MinCapacity=minimum, MaxCapacity=maximum, **members)

    def track(self, configuration: dict[str, Any] = CPU, name: str = "tracking", **members: Any) -> Any:
        return self.scaling.put_scaling_policy(
            **WEB,
            PolicyName=name,
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={**configuration, **members},
        )

    def step(self, name: str, *steps: dict[str, Any], kind: str = "ChangeInCapacity", **members: Any) -> str:
        arn: str = self.scaling.put_scaling_policy(
            **WEB,
            PolicyName=name,
            PolicyType="StepScaling",
            StepScalingPolicyConfiguration={"AdjustmentType": kind, "StepAdjustments": list(steps), **members},
        )["PolicyARN"]
        return arn

    def schedule(self, schedule: str, name: str = "plan", *, bounds: dict[str, int], **members: Any) -> None:
        self.scaling.put_scheduled_action(
            **WEB, ScheduledActionName=name, Schedule=schedule, ScalableTargetAction=bounds, **members
        )

    def alarm(self, name: str, threshold: float, policy: str, comparison: str = "GreaterThanThreshold") -> None:
        self.cloudwatch.put_metric_alarm(
            AlarmName=name,
            **QUEUE,
            Statistic="Average",
            Period=60,
            EvaluationPeriods=1,
            Threshold=threshold,
            ComparisonOperator=comparison,
            AlarmActions=[policy],
        )

    def put(self, value: float, **members: Any) -> None:
        datum = {"MetricName": QUEUE["MetricName"], "Value": value, **members}
        self.cloudwatch.put_metric_data(Namespace=QUEUE["Namespace"], MetricData=[datum])

    def service(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ecs.describe_services(cluster="demo", services=["web"])["services"][0]
        return found

    @property
    def desired(self) -> int:
        count: int = self.service()["desiredCount"]
        return count

    def watch(self, minutes: int, each: Callable[[], None] = lambda: None) -> list[tuple[float, int]]:
        """The minutes after which the desired count was another, beginning with what it is."""
        start = self.mock.clock.now
        seen = [(0.0, self.desired)]
        for _ in range(minutes):
            each()
            self.mock.clock.advance(60)
            if self.desired != seen[-1][1]:
                seen.append(((self.mock.clock.now - start) / 60, self.desired))
        return seen

    def states(self) -> dict[str, str]:
        """The states of all alarms, without the ids in their names."""
        alarms = self.cloudwatch.describe_alarms()["MetricAlarms"]
        return {re.sub("-[0-9a-f-]{36}$", "", alarm["AlarmName"]): alarm["StateValue"] for alarm in alarms}

    def activities(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.scaling.describe_scaling_activities(ServiceNamespace="ecs")[
            "ScalingActivities"
        ]
        return found


class Stories:
    """Makes one scaled service, and ends its mock."""

    def __init__(self) -> None:
        self._blocks: list[Any] = []

    def __call__(self, count: int = 2, load: Any = None, clock: str = "manual") -> Scaled:
        rules = [] if load is None else [{"match": {"service": "web"}, "load": load}]
        block = mock_ecs(seed=1, clock=clock, references="off", scenario={"rules": rules})
        self._blocks.append(block)
        return Scaled(block.__enter__(), count)

    def end(self) -> None:
        for block in self._blocks:
            block.__exit__(None, None, None)
