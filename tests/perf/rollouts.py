"""What keeping many services costs while some of them deploy."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from mock_ecs.config import Config
from mock_ecs.testing import MockEcs
from tests.perf.figures import Effort, Figure

CLUSTER = "rollouts"
TASKS_PER_SERVICE = 10
SECONDS = 120
WEB = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "app", "image": "nginx:1"}],
}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2", "subnet-3"]}}


def measure_rollouts(effort: Effort) -> Iterator[Figure]:
    """Milliseconds for each simulated second of the two minutes in which one service of ten is deployed anew."""
    config = Config(clock="manual", profile="typical", start_time=1767225600.0)
    ecs = MockEcs(config, neighbours="null")
    client = ecs.client("ecs")
    prepare(client, effort.services)
    ecs.clock.advance(300)
    deploying = [f"web-{number}" for number in range(0, effort.services, 10)]
    for name in deploying:
        client.update_service(cluster=CLUSTER, service=name, forceNewDeployment=True)
    began = perf_counter()
    ecs.clock.advance(SECONDS)
    milliseconds = (perf_counter() - began) * 1e3 / SECONDS
    assert all(completed(client, name) for name in deploying), "every deployment has come to its end"
    what = f"{effort.services:,} services of {TASKS_PER_SERVICE}, {len(deploying)} deploying"
    yield Figure(f"a simulated second of {what}", milliseconds, "ms", 5)


def prepare(client: Any, services: int) -> None:
    """The cluster and its services, all of them on Fargate."""
    client.create_cluster(clusterName=CLUSTER)
    client.register_task_definition(**WEB)
    for number in range(services):
        client.create_service(
            cluster=CLUSTER,
            serviceName=f"web-{number}",
            taskDefinition="web",
            desiredCount=TASKS_PER_SERVICE,
            launchType="FARGATE",
            networkConfiguration=NETWORK,
        )


def completed(client: Any, name: str) -> bool:
    """True when the service has nothing but its new deployment, and that one is done."""
    (service,) = client.describe_services(cluster=CLUSTER, services=[name])["services"]
    return [deployment["rolloutState"] for deployment in service["deployments"]] == ["COMPLETED"]
