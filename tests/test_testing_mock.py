"""A mock as an object: its clients, its warnings, its clock."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.config
import pytest
from botocore.exceptions import ClientError

from mock_ecs import Config, MockEcs, MockEcsWarning, mock_ecs
from tests.clients import definition, names

NEW_YEAR = 1767225600.0
"""2026-01-01T00:00:00Z"""


# Clients, the application, reset


def test_a_mock_can_be_used_without_a_block() -> None:
    mock = MockEcs(Config(clock="manual", start_time=NEW_YEAR), neighbours="null")

    mock.client("ecs").create_cluster(clusterName="demo")

    assert names(mock.client("ecs")) == ["demo"]
    assert MockEcs().clock.mode == "instant"


def test_clients_name_region_and_account() -> None:
    with mock_ecs() as mock:
        client = mock.client("ecs", "eu-west-1", account="111122223333")

        arn = client.create_cluster(clusterName="demo")["cluster"]["clusterArn"]

        assert arn == "arn:aws:ecs:eu-west-1:111122223333:cluster/demo"
        assert names(mock.client("ecs", "eu-west-1")) == []
        assert names(mock.session(region="eu-west-1", account="111122223333").client("ecs")) == ["demo"]


def test_a_mock_hands_settings_on_to_boto3() -> None:
    with mock_ecs() as mock:
        client = mock.client("ecs", config=botocore.config.Config(user_agent_extra="mine"))

        assert client.meta.config.user_agent_extra == "mine"


def test_the_flask_application_shows_the_same_world() -> None:
    with mock_ecs() as mock:
        answer = mock.app.test_client().post(
            "/",
            headers={"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.CreateCluster"},
            data=b'{"clusterName": "demo"}',
        )

        assert answer.status_code == 200
        assert names(mock.client("ecs")) == ["demo"]
        assert mock.app is mock.app


def test_reset_begins_anew_with_the_same_future() -> None:
    with mock_ecs(seed=9) as mock:
        client = mock.client("ecs")
        first = client.create_cluster(clusterName="demo")["ResponseMetadata"]["RequestId"]
        mock.clock.advance(60)

        mock.reset()

        assert mock.clock.now == NEW_YEAR
        assert client.create_cluster(clusterName="demo")["ResponseMetadata"]["RequestId"] == first
        assert names(client) == ["demo"]


def test_a_fault_of_our_own_is_kept_with_its_exception() -> None:
    with mock_ecs() as mock:
        mock.world.ecs = None  # type: ignore[assignment, method-assign]

        with pytest.raises(ClientError, match="ServerException"):
            mock.client("ecs", config=botocore.config.Config(retries={"total_max_attempts": 1})).list_clusters()

        assert [(fault.operation, type(fault.exception)) for fault in mock.faults] == [("ecs.ListClusters", TypeError)]


# Warnings


def run_in_a_missing_subnet(client: Any) -> None:
    """Runs a task in a subnet that does not exist."""
    client.run_task(
        taskDefinition="web",
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-0f1e2d3c"]}},
    )


def ready(mock: MockEcs) -> Any:
    """A client of the mock, with all that running a task takes but the subnet."""
    client = mock.client("ecs")
    client.create_cluster()
    definition(client, networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512")
    return client


def test_what_was_let_pass_is_a_python_warning_at_the_line_of_the_call() -> None:
    with mock_ecs() as mock:
        client = ready(mock)

        with pytest.warns(MockEcsWarning, match="subnet-0f1e2d3c") as caught:
            run_in_a_missing_subnet(client)

        assert [Path(warning.filename).name for warning in caught] == ["test_testing_mock.py"]
        assert mock.warnings == [str(caught[0].message)]


def test_each_text_is_warned_of_once() -> None:
    with mock_ecs() as mock:
        client = ready(mock)

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for _ in range(3):
                run_in_a_missing_subnet(client)

        assert len(caught) == 1
        assert len(mock.warnings) == 1


@pytest.mark.parametrize("references", ["off", "strict"])
def test_nothing_is_warned_of_where_references_are_off_or_strict(references: str) -> None:
    with mock_ecs(references=references) as mock:
        client = ready(mock)

        if references == "off":
            run_in_a_missing_subnet(client)
        else:
            with pytest.raises(ClientError, match="subnet-0f1e2d3c"):
                run_in_a_missing_subnet(client)

        assert mock.warnings == []


# The clock


def test_the_clock_begins_at_new_year_and_stands_still() -> None:
    with mock_ecs() as mock:
        mock.client("ecs").list_clusters()

        assert mock.clock.now == NEW_YEAR


@pytest.mark.parametrize(
    ("step", "seconds"),
    [(1.5, 1.5), (60, 60), (timedelta(hours=1), 3600), (0, 0)],
    ids=["seconds", "whole", "timedelta", "nothing"],
)
def test_the_clock_advances_as_far_as_it_is_told(step: float | timedelta, seconds: float) -> None:
    with mock_ecs(clock="manual") as mock:
        assert mock.clock.advance(step) == NEW_YEAR + seconds
        assert mock.clock.now == NEW_YEAR + seconds


@pytest.mark.parametrize("step", [-1, timedelta(seconds=-1), float("inf"), float("nan")], ids=str)
def test_the_clock_does_not_go_back(step: float | timedelta) -> None:
    with mock_ecs() as mock, pytest.raises(ValueError, match="time moves forward only"):
        mock.clock.advance(step)


def test_in_manual_mode_a_task_waits_for_the_test() -> None:
    with mock_ecs(clock="manual", neighbours="null") as mock:
        client = mock.client("ecs")
        client.create_cluster(clusterName="demo")
        definition(client, networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512")
        task = client.run_task(
            cluster="demo",
            taskDefinition="web",
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        )["tasks"][0]["taskArn"]

        def status() -> str:
            found: str = client.describe_tasks(cluster="demo", tasks=[task])["tasks"][0]["lastStatus"]
            return found

        first = status()
        end = mock.clock.settle()

        assert first == "PROVISIONING"
        assert status() == "RUNNING"
        assert end > NEW_YEAR


def test_the_mode_can_be_changed_on_the_way() -> None:
    with mock_ecs() as mock:
        mock.clock.set_mode("manual")

        assert mock.clock.mode == "manual"
        with pytest.raises(ValueError, match="clock must be one of"):
            mock.clock.set_mode("fast")


def test_timestamps_are_those_of_the_clock() -> None:
    with mock_ecs() as mock:
        client = mock.client("ecs")
        mock.clock.advance(timedelta(days=1))

        answer = client.register_task_definition(
            family="web", containerDefinitions=[{"name": "app", "image": "nginx", "memory": 64}]
        )

        assert answer["taskDefinition"]["registeredAt"] == datetime(2026, 1, 2, tzinfo=UTC)


# Placement explained


def test_a_mock_tells_why_a_task_is_where_it_is() -> None:
    with mock_ecs(neighbours="null") as mock:
        ecs = mock.client("ecs")
        ecs.create_cluster(clusterName="demo")
        definition(ecs)
        (instance,) = mock.add_instances("demo")
        (task,) = ecs.run_task(cluster="demo", taskDefinition="web")["tasks"]

        told = mock.why(task["taskArn"])

        assert told.splitlines()[1] == "  1 container instance"
        assert told.endswith(f"  chosen: {instance.rpartition('/')[2]}")
        assert mock.why("nothing") == ""


# Events


def test_who_listens_hears_of_each_change_until_a_reset() -> None:
    with mock_ecs(neighbours="null", clock="manual") as mock:
        ecs = mock.client("ecs")
        ecs.create_cluster(clusterName="demo")
        ecs.register_container_instance(cluster="demo")

        heard = mock.listen()
        ecs.register_container_instance(cluster="demo")
        mock.client("ecs", "eu-west-1").create_cluster(clusterName="demo")
        mock.client("ecs", "eu-west-1").register_container_instance(cluster="demo")
        mock.reset()
        ecs.create_cluster(clusterName="demo")
        ecs.register_container_instance(cluster="demo")

        assert [(event["detail-type"], event["region"]) for event in heard] == [
            ("ECS Container Instance State Change", "us-east-1"),
            ("ECS Container Instance State Change", "eu-west-1"),
        ]
