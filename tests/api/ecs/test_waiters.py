"""The waiters of boto3: in instant mode they find at their first look what they wait for, and never sleep."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import WaiterError

from tests.api.ecs.examples import ON_FARGATE
from tests.api.raw import Raw


@pytest.fixture
def client(demo: Raw, ecs: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A boto3 client of ``demo``, for which to sleep is a failure."""

    def refuse(seconds: float) -> None:
        raise AssertionError(f"a waiter slept {seconds} s")

    monkeypatch.setattr(time, "sleep", refuse)
    return ecs


def test_tasks_running_and_tasks_stopped(client: Any) -> None:
    tasks = [task["taskArn"] for task in client.run_task(**ON_FARGATE, count=2)["tasks"]]

    client.get_waiter("tasks_running").wait(cluster="demo", tasks=tasks)
    for task in tasks:
        client.stop_task(cluster="demo", task=task)
    client.get_waiter("tasks_stopped").wait(cluster="demo", tasks=tasks)


def test_services_stable_and_services_inactive(client: Any) -> None:
    client.create_service(**ON_FARGATE, serviceName="web", desiredCount=2)

    client.get_waiter("services_stable").wait(cluster="demo", services=["web"])
    client.update_service(cluster="demo", service="web", forceNewDeployment=True)
    client.get_waiter("services_stable").wait(cluster="demo", services=["web"])
    client.delete_service(cluster="demo", service="web", force=True)
    client.get_waiter("services_inactive").wait(cluster="demo", services=["web"])


@pytest.mark.parametrize("waiter", ["services_stable", "services_inactive"])
def test_a_service_that_is_missing_fails_the_waiter(client: Any, waiter: str) -> None:
    with pytest.raises(WaiterError, match="MISSING"):
        client.get_waiter(waiter).wait(cluster="demo", services=["nope"])


def test_a_task_that_stopped_fails_the_waiter_for_running(client: Any) -> None:
    (task,) = client.run_task(**ON_FARGATE)["tasks"]
    client.stop_task(cluster="demo", task=task["taskArn"])

    with pytest.raises(WaiterError, match="STOPPED"):
        client.get_waiter("tasks_running").wait(cluster="demo", tasks=[task["taskArn"]])


def test_errors_are_the_classes_of_the_client(client: Any) -> None:
    with pytest.raises(client.exceptions.ClusterNotFoundException) as refused:
        client.list_tasks(cluster="nope")

    error = refused.value.response
    assert error["Error"] == {"Code": "ClusterNotFoundException", "Message": "Cluster not found."}
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
