"""The scripts in examples/, run as their users run them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_ecs.config import Config
from mock_ecs.server import Server, open_server
from tests.e2e.conftest import run_program

DEPLOY = Path(__file__).parents[2] / "examples" / "deploy.py"

pytestmark = pytest.mark.slow


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server as ``mock-ecs serve`` starts it, with the clock that the test names."""
    with open_server(Config(port=0, clock=request.param, log_level="error")) as server:
        yield server
    assert server.world.faults == []


@pytest.fixture
def deploy(server: Server, tmp_path: Path) -> object:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_program([DEPLOY, *arguments], server.url, tmp_path)

    return run


@pytest.mark.parametrize("server", ["real", "instant"], indirect=True)
def test_deploy_rolls_a_service_over_and_leaves_nothing(deploy) -> None:
    ended = deploy()

    lines = ended.stdout.splitlines()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "update to web:2: 2 to 6 tasks may run" in lines
    assert any(line.startswith("  deployments 2 ") for line in lines)
    assert "  deployments 1  running 3  pending 0" in lines
    assert lines[-1] == "service, task definitions, cluster and repository are gone"


@pytest.mark.parametrize("server", ["instant"], indirect=True)
def test_deploy_can_be_run_again_on_what_it_kept(deploy) -> None:
    kept = deploy("--keep")
    again = deploy()

    assert kept.returncode == 0, kept.stdout + kept.stderr
    assert kept.stdout.splitlines()[-1] == "kept: service web in cluster demo"
    assert again.returncode == 0, again.stdout + again.stderr
    assert "web:4 is stable" in again.stdout.splitlines()


def test_deploy_does_not_go_to_aws_by_accident(tmp_path: Path) -> None:
    ended = run_program([DEPLOY], "https://ecs.us-east-1.amazonaws.com", tmp_path)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == "deploy: this would deploy to AWS itself: set AWS_ENDPOINT_URL, or say --aws\n"


def test_deploy_says_in_one_line_that_nobody_answers(tmp_path: Path) -> None:
    ended = run_program([DEPLOY], "http://127.0.0.1:9", tmp_path)

    assert ended.returncode == 1
    assert ended.stderr == 'deploy: Could not connect to the endpoint URL: "http://127.0.0.1:9/"\n'
