"""The mock in the test's own process: which clients it answers, and what it leaves behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.handlers import BUILTIN_HANDLERS

import mock_ecs as package
from mock_ecs import MockEcsWarning, mock_ecs
from mock_ecs.config import ConfigError
from mock_ecs.testing import BlockEndedError
from tests.clients import definition, names

# What a block answers


def test_a_client_made_in_the_block_talks_to_the_mock() -> None:
    with mock_ecs():
        client = boto3.client("ecs", region_name="eu-west-1")
        client.create_cluster(clusterName="demo")

        assert client.list_clusters()["clusterArns"] == ["arn:aws:ecs:eu-west-1:123456789012:cluster/demo"]


def test_sessions_and_plain_botocore_talk_to_the_mock_too() -> None:
    with mock_ecs():
        boto3.Session(region_name="us-east-1").client("ecs").create_cluster(clusterName="by-session")
        botocore.session.Session().create_client("ecs", region_name="us-east-1").create_cluster(clusterName="by-core")

        assert sorted(names(boto3.client("ecs"))) == ["by-core", "by-session"]


def test_other_services_of_the_same_mock_answer_as_well() -> None:
    with mock_ecs():
        boto3.client("iam").create_role(RoleName="deploy", AssumeRolePolicyDocument="{}")
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="logs")

        assert [role["RoleName"] for role in boto3.client("iam").list_roles()["Roles"]] == ["deploy"]
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["logs"]


@pytest.mark.parametrize(
    "make_body",
    [lambda: b"layer" * 9999, lambda: BytesIO(b"layer" * 9999), lambda: "layer" * 9999],
    ids=["bytes", "stream", "text"],
)
def test_bodies_of_any_kind_come_back_as_a_stream(make_body: Callable[[], Any]) -> None:
    with mock_ecs():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="files")

        s3.put_object(Bucket="files", Key="a b/ü+c", Body=make_body())
        body = s3.get_object(Bucket="files", Key="a b/ü+c")["Body"]

        assert body.read(5) == b"layer"
        assert len(body.read()) == 5 * 9998
        s3.upload_fileobj(BytesIO(b"x" * 9_000_000), "files", "parts")
        assert s3.head_object(Bucket="files", Key="parts")["ContentLength"] == 9_000_000


def test_an_error_comes_as_botocore_raises_it() -> None:
    with mock_ecs():
        client = boto3.client("ecs")

        with pytest.raises(client.exceptions.ClusterNotFoundException) as refusal:
            client.list_tasks(cluster="none")

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert refusal.value.response["ResponseMetadata"]["RequestId"]


def test_waiters_and_paginators_need_no_patience() -> None:
    with mock_ecs() as mock:
        client = mock.client("ecs")
        client.create_cluster(clusterName="demo")
        client.register_container_instance(
            cluster="demo",
            totalResources=[
                {"name": "CPU", "type": "INTEGER", "integerValue": 4096},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": 8192},
            ],
        )
        task = client.run_task(cluster="demo", taskDefinition=definition(client))["tasks"][0]["taskArn"]

        client.get_waiter("tasks_running").wait(cluster="demo", tasks=[task])

        pages = client.get_paginator("list_tasks").paginate(cluster="demo")
        assert [arn for page in pages for arn in page["taskArns"]] == [task]


def test_a_client_with_an_endpoint_of_its_own_is_left_alone() -> None:
    with mock_ecs():
        client = boto3.client("ecs", endpoint_url="http://127.0.0.1:9", config=botocore.config.Config(retries={}))

        with pytest.raises(botocore.exceptions.EndpointConnectionError):
            client.list_clusters()


# Nesting, and the end of a block


def test_a_client_stays_with_the_block_in_which_its_session_was_made() -> None:
    with mock_ecs():
        outer = boto3.client("ecs")
        outer.create_cluster(clusterName="outer")
        with mock_ecs():
            inner = boto3.client("ecs")
            inner.create_cluster(clusterName="inner")

            assert (names(outer), names(inner)) == (["outer"], ["inner"])
        assert names(boto3.client("ecs")) == ["outer"]


def test_a_request_is_answered_by_one_block_alone() -> None:
    with mock_ecs() as outer, mock_ecs() as inner:
        boto3.client("ecs").create_cluster(clusterName="demo")

        assert names(inner.client("ecs")) == ["demo"]
        assert names(outer.client("ecs")) == []


def test_a_session_made_in_an_outer_block_makes_clients_of_that_block() -> None:
    with mock_ecs() as outer:
        session = boto3.Session()
        with mock_ecs():
            session.client("ecs").create_cluster(clusterName="outer")

        assert names(outer.client("ecs")) == ["outer"]


@pytest.mark.parametrize("service", ["ecs", "s3"])
def test_a_client_of_an_ended_block_never_reaches_aws(service: str) -> None:
    with mock_ecs() as mock:
        clients = [boto3.client(service), mock.client(service)]

    for client in clients:
        with pytest.raises(BlockEndedError, match="the mock_ecs block of this client has ended"):
            client.list_clusters() if service == "ecs" else client.list_buckets()


def test_an_inner_client_does_not_fall_back_to_the_outer_block() -> None:
    with mock_ecs():
        with mock_ecs():
            inner = boto3.client("ecs")

        with pytest.raises(BlockEndedError):
            inner.create_cluster(clusterName="lost")
        assert names(boto3.client("ecs")) == []


def test_blocks_may_end_in_any_order() -> None:
    before = (dict(os.environ), boto3.DEFAULT_SESSION, list(BUILTIN_HANDLERS))
    first, second, third = mock_ecs(), mock_ecs(), mock_ecs()
    for block in (first, second, third):
        block.__enter__()
    client = boto3.client("ecs")

    second.__exit__(None, None, None)
    first.__exit__(None, None, None)

    client.create_cluster(clusterName="still")
    assert names(boto3.client("ecs")) == ["still"]
    third.__exit__(None, None, None)
    assert (dict(os.environ), boto3.DEFAULT_SESSION, list(BUILTIN_HANDLERS)) == before


@pytest.mark.parametrize("failing", [False, True], ids=["ends well", "ends in an exception"])
def test_a_block_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch, failing: bool) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ENDPOINT_URL_ECS", "http://127.0.0.1:9")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    session = object()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
    before = (dict(os.environ), list(BUILTIN_HANDLERS))

    try:
        with mock_ecs():
            inside = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
            assert boto3.client("ecs").list_clusters()["clusterArns"] == []
            if failing:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert (dict(os.environ), list(BUILTIN_HANDLERS)) == before
    assert boto3.DEFAULT_SESSION is session
    assert inside["AWS_ACCESS_KEY_ID"] == inside["AWS_SECRET_ACCESS_KEY"] == inside["AWS_SESSION_TOKEN"] == "testing"
    assert inside["AWS_DEFAULT_REGION"] == "us-east-1"
    assert "AWS_PROFILE" not in inside
    assert "AWS_ENDPOINT_URL_ECS" not in inside


def test_a_region_that_is_set_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")

    with mock_ecs():
        assert boto3.client("ecs").meta.region_name == "ap-south-1"


def test_a_block_can_be_entered_again_and_begins_anew() -> None:
    block = mock_ecs()
    with block as first:
        first.client("ecs").create_cluster(clusterName="demo")

    with block as second:
        assert names(second.client("ecs")) == []


def test_the_outermost_block_begins_with_empty_neighbours() -> None:
    with mock_ecs():
        boto3.client("s3").create_bucket(Bucket="left-over")

    with mock_ecs():
        assert boto3.client("s3").list_buckets()["Buckets"] == []


# The decorator


def test_a_decorated_function_runs_in_a_mock_of_its_own_each_time() -> None:
    @mock_ecs(seed=3)
    def deploy(name: str, *, twice: bool) -> list[str]:
        """Deploys."""
        boto3.client("ecs").create_cluster(clusterName=name)
        return names(boto3.client("ecs"))

    assert deploy("one", twice=False) == ["one"]
    assert deploy("two", twice=False) == ["two"]
    assert (deploy.__name__, deploy.__doc__) == ("deploy", "Deploys.")


def test_the_decorator_needs_no_parentheses() -> None:
    @mock_ecs
    def deploy() -> list[str]:
        return names(boto3.client("ecs"))

    assert deploy() == []


def test_a_decorated_coroutine_runs_in_the_mock() -> None:
    @mock_ecs
    async def deploy() -> list[str]:
        await asyncio.sleep(0)
        boto3.client("ecs").create_cluster(clusterName="demo")
        return names(boto3.client("ecs"))

    assert asyncio.run(deploy()) == ["demo"]


class Tests:
    """A class, which cannot be decorated."""


def generator() -> Any:
    yield


async def asynchronous_generator() -> Any:
    yield


@pytest.mark.parametrize(
    "thing",
    [Tests, generator, asynchronous_generator, "text"],
    ids=["class", "generator", "asynchronous generator", "text"],
)
def test_only_functions_that_return_can_be_decorated(thing: Any) -> None:
    with pytest.raises(TypeError, match="mock_ecs decorates functions that return"):
        mock_ecs(thing)


# Settings


def test_settings_are_those_of_the_config() -> None:
    with mock_ecs(seed=7, clock="manual", references="off", neighbours="null") as mock:
        assert mock.world.config.seed == 7
        assert mock.clock.mode == "manual"


@pytest.mark.parametrize("settings", [{"clock": "fast"}, {"sped": 2}, {"port": "x"}], ids=str)
def test_bad_settings_are_refused_at_once(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        mock_ecs(**settings)


def test_the_environment_does_not_change_what_a_test_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK_ECS_CLOCK", "real")
    monkeypatch.setenv("MOCK_ECS_SEED", "nonsense")

    with mock_ecs() as mock:
        assert (mock.clock.mode, mock.world.config.seed) == ("instant", 0)


def test_equal_seeds_give_equal_answers() -> None:
    def story(seed: int) -> list[Any]:
        with mock_ecs(seed=seed) as mock:
            client = mock.client("ecs")
            client.create_cluster(clusterName="demo", tags=[{"key": "a", "value": "b"}])
            task = client.register_task_definition(
                family="web",
                networkMode="awsvpc",
                requiresCompatibilities=["FARGATE"],
                cpu="256",
                memory="512",
                containerDefinitions=[{"name": "app", "image": "nginx"}],
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", MockEcsWarning)
                client.run_task(
                    cluster="demo",
                    taskDefinition="web",
                    launchType="FARGATE",
                    count=3,
                    networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-0f1e2d3c"]}},
                )
            tasks = client.describe_tasks(cluster="demo", tasks=client.list_tasks(cluster="demo")["taskArns"])
            return [task, tasks]

    assert story(5) == story(5)
    assert story(5) != story(6)


# The package


def test_the_package_offers_exactly_what_it_says() -> None:
    assert package.__all__ == ["Config", "MockEcs", "MockEcsWarning", "__version__", "mock_ecs"]
    assert dir(package) == sorted(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_the_package_has_nothing_else() -> None:
    with pytest.raises(AttributeError, match="module 'mock_ecs' has no attribute 'mock_ec'"):
        _ = package.mock_ec  # type: ignore[attr-defined]


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import sys, mock_ecs; print(*(name.partition('.')[0] for name in sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30)

    assert not {"boto3", "botocore", "flask", "moto", "click", "rich", "pytest"} & set(loaded.stdout.split())


def test_a_program_without_logging_is_told_of_warnings_once_and_of_nothing_else() -> None:
    program = """
import boto3
from mock_ecs import mock_ecs
with mock_ecs():
    ecs = boto3.client("ecs")
    ecs.create_cluster()
    ecs.register_task_definition(
        family="job", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
        containerDefinitions=[{"name": "app", "image": "busybox"}],
    )
    for _ in range(3):
        ecs.run_task(
            taskDefinition="job", launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        )
"""

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    lines = [line for line in ended.stderr.splitlines() if "subnet-1" in line]
    assert len(lines) == 1
    assert "MockEcsWarning" in lines[0]


# What a mock can do beside answering


def test_container_instances_are_added_at_once() -> None:
    with mock_ecs(neighbours="null") as mock:
        ecs = mock.client("ecs", region="eu-west-1")
        ecs.create_cluster(clusterName="demo")

        arns = mock.add_instances("demo", "c5.xlarge", 4, zones=["eu-west-1a", "eu-west-1b"], region="eu-west-1")

        listed = ecs.list_container_instances(cluster="demo", filter="attribute:ecs.availability-zone == eu-west-1b")
        assert listed["containerInstanceArns"] == arns[1::2]


def test_instances_go_to_the_cluster_default_of_the_account_that_is_meant() -> None:
    with mock_ecs(neighbours="null") as mock:
        mock.client("ecs", account="111122223333").create_cluster()

        (arn,) = mock.add_instances(account="111122223333")

        assert arn.startswith("arn:aws:ecs:us-east-1:111122223333:container-instance/default/")


@pytest.mark.parametrize(
    ("wishes", "words"), [(("nope",), "Cluster not found"), (("default", "m5.gigantic"), "no EC2 instance type")]
)
def test_instances_need_a_cluster_and_a_type(wishes: tuple[str, ...], words: str) -> None:
    with mock_ecs(neighbours="null") as mock:
        mock.client("ecs").create_cluster()

        with pytest.raises(ValueError, match=words):
            mock.add_instances(*wishes)


def test_a_spot_host_is_gone_two_minutes_after_its_notice() -> None:
    with mock_ecs(neighbours="null") as mock:
        ecs = mock.client("ecs")
        ecs.create_cluster()
        (arn,) = mock.add_instances()

        mock.interrupt_instance(arn)
        mock.clock.advance(121)

        assert ecs.list_container_instances()["containerInstanceArns"] == []


def test_a_container_instance_has_to_be_there() -> None:
    with mock_ecs(neighbours="null") as mock:
        with pytest.raises(ValueError, match="there is no container instance nope"):
            mock.set_agent_connected("nope", connected=False)
        with pytest.raises(ValueError, match="there is no container instance nope"):
            mock.interrupt_instance("nope")
