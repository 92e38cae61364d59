"""The fixtures, as a project that uses them sees them."""

from __future__ import annotations

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

PLUGIN = "mock_ecs.pytest_plugin"
CHECKOUT = Path(__file__).parents[1]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project, whose tests run in a process of their own with our plugin and no other."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    return pytester


def run(project: pytest.Pytester, source: str, *arguments: str) -> pytest.RunResult:
    """Runs ``source`` as the project's only test module."""
    project.makepyfile(source)
    return project.runpytest_subprocess("-p", PLUGIN, *arguments, timeout=120)


def test_code_under_test_that_makes_its_own_clients_reaches_the_world_of_the_test(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        import boto3

        def deploy():
            boto3.client("ecs", region_name="us-east-1").create_cluster(clusterName="demo")

        def test_deploy(ecs_world, ecs):
            deploy()
            assert ecs.list_clusters()["clusterArns"] == ["arn:aws:ecs:us-east-1:123456789012:cluster/demo"]

        def test_the_next_test_finds_nothing(ecs):
            assert ecs.list_clusters()["clusterArns"] == []

        def test_ecr_is_there_too(ecr):
            assert ecr.create_repository(repositoryName="app")["repository"]["repositoryName"] == "app"
        """,
    )

    result.assert_outcomes(passed=3)


def test_the_clock_is_that_of_the_world(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        from datetime import timedelta

        def test_clock(ecs_world, ecs_clock):
            assert ecs_clock is ecs_world.clock
            assert ecs_clock.mode == "instant"
            assert ecs_clock.advance(timedelta(minutes=1)) == 1767225660.0
        """,
    )

    result.assert_outcomes(passed=1)


def test_a_live_server_shows_the_same_world_under_its_real_port(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        import socket
        from urllib.parse import urlsplit
        import boto3

        seen = []

        def test_endpoint(aws_endpoint, ecs, ecr):
            address = urlsplit(aws_endpoint)
            seen.append(address.port)
            served = boto3.client("ecs", endpoint_url=aws_endpoint)
            served.create_cluster(clusterName="demo")
            assert len(ecs.list_clusters()["clusterArns"]) == 1
            uri = ecr.create_repository(repositoryName="app")["repository"]["repositoryUri"]
            assert uri == f"localhost:{address.port}/app"

        def test_the_server_has_stopped():
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", seen[0])) != 0

        def test_it_can_be_asked_for_late(request, ecs_world):
            assert request.getfixturevalue("aws_endpoint").startswith("http://127.0.0.1:")
        """,
    )

    result.assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("ini", "arguments", "seed"),
    [("", (), 0), ("mock_ecs_seed = 5", (), 5), ("mock_ecs_seed = 5", ("--mock-ecs-seed=7",), 7)],
    ids=["default", "setting", "option"],
)
def test_the_seed_comes_from_option_setting_or_default(
    project: pytest.Pytester, ini: str, arguments: tuple[str, ...], seed: int
) -> None:
    project.makeini(f"[pytest]\n{ini}\n")

    result = run(project, f"def test_seed(ecs_world): assert ecs_world.world.config.seed == {seed}", *arguments)

    result.assert_outcomes(passed=1)


def test_a_seed_that_is_no_number_is_a_usage_error(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nmock_ecs_seed = five\n")

    result = run(project, "def test_seed(ecs_world): pass")

    result.stdout.fnmatch_lines(["*mock_ecs_seed must be a whole number, not 'five'*"])
    assert result.ret != 0


def test_a_failed_test_tells_how_to_repeat_it(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        def test_fails(ecs): assert 0
        def test_without_a_mock_fails(): assert 0
        """,
        "--mock-ecs-seed=11",
    )

    result.assert_outcomes(failed=2)
    told = [line for line in result.outlines if line.startswith("seed 11; the same again")]
    assert len(told) == 1
    assert told[0].endswith("pytest --mock-ecs-seed=11 'test_a_failed_test_tells_how_to_repeat_it.py::test_fails'")


def test_a_fault_of_mock_ecs_itself_fails_the_test_with_its_traceback(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        from botocore.config import Config
        from botocore.exceptions import ClientError

        def test_swallows(ecs_world):
            ecs_world.world.ecs = None
            try:
                ecs_world.client("ecs", config=Config(retries={"total_max_attempts": 1})).list_clusters()
            except ClientError:
                pass
        """,
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*a fault of mock-ecs itself, in ecs.ListClusters:*", "*TypeError: *"])


def test_a_warning_can_be_made_an_error(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        import pytest
        from mock_ecs import MockEcsWarning

        @pytest.mark.filterwarnings("error")
        def test_strict(ecs):
            ecs.create_cluster()
            ecs.register_task_definition(
                family="web", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
                containerDefinitions=[{"name": "app", "image": "nginx"}],
            )
            with pytest.raises(MockEcsWarning, match="subnet-0f1e2d3c"):
                ecs.run_task(
                    taskDefinition="web", launchType="FARGATE",
                    networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-0f1e2d3c"]}},
                )
        """,
    )

    result.assert_outcomes(passed=1)


def test_the_fixtures_are_explained(project: pytest.Pytester) -> None:
    result = run(project, "", "--fixtures")

    for name in ("ecs_world", "ecs", "ecr", "ecs_clock", "aws_endpoint"):
        assert [line for line in result.outlines if line.startswith(f"{name} --")], name
    assert "no docstring available" not in result.stdout.str()


def test_a_run_that_uses_no_fixture_loads_nothing_heavy(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        import sys

        def test_modules():
            loaded = {name.partition(".")[0] for name in sys.modules}
            assert not {"boto3", "botocore", "flask", "moto", "click", "rich", "waitress", "jsonschema"} & loaded
            assert sorted(name for name in sys.modules if name.startswith("mock_ecs")) == [
                "mock_ecs", "mock_ecs.pytest_plugin"
            ]
        """,
    )

    result.assert_outcomes(passed=1)


def test_an_installed_package_brings_the_plugin() -> None:
    settings = ConfigParser()
    settings.read(CHECKOUT / "setup.cfg")

    assert settings["options.entry_points"]["pytest11"].split() == ["mock_ecs", "=", PLUGIN]


def test_importing_the_plugin_loads_pytest_alone() -> None:
    program = f"import sys, pytest; old = set(sys.modules); import {PLUGIN}; print(*sorted(set(sys.modules) - old))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert loaded.stdout.split() == ["mock_ecs", PLUGIN]
