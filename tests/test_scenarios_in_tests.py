"""Scenarios as tests give them: to a block, to a mock that runs, by a marker, and to a server by its option."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner

from mock_ecs.cli import main
from mock_ecs.config import ConfigError
from mock_ecs.testing import MockEcs, mock_ecs

FAILING = {"rules": [{"exit": {"code": 3, "after": "1s"}}]}
SIZE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}


def exit_code(mock: MockEcs) -> int | None:
    """The exit code of a task, five seconds after it was started; None while it runs."""
    ecs: Any = mock.client("ecs")
    ecs.create_cluster(clusterName="demo")
    ecs.register_task_definition(family="job", containerDefinitions=[{"name": "app", "image": "a"}], **SIZE)
    (task,) = ecs.run_task(cluster="demo", taskDefinition="job", launchType="FARGATE", networkConfiguration=NETWORK)[
        "tasks"
    ]
    mock.clock.advance(5)
    (found,) = ecs.describe_tasks(cluster="demo", tasks=[task["taskArn"]])["tasks"]
    code: int | None = found["containers"][0].get("exitCode")
    return code


def exit_code_of_any_client() -> int | None:
    """The exit code of a task of the mock around, which is waited for."""
    ecs: Any = boto3.client("ecs", "us-east-1")
    ecs.create_cluster(clusterName="demo")
    ecs.register_task_definition(family="job", containerDefinitions=[{"name": "app", "image": "a"}], **SIZE)
    (task,) = ecs.run_task(cluster="demo", taskDefinition="job", launchType="FARGATE", networkConfiguration=NETWORK)[
        "tasks"
    ]
    ecs.get_waiter("tasks_stopped").wait(cluster="demo", tasks=[task["taskArn"]])
    (found,) = ecs.describe_tasks(cluster="demo", tasks=[task["taskArn"]])["tasks"]
    code: int | None = found["containers"][0].get("exitCode")
    return code


def test_a_block_takes_a_scenario_as_a_value_or_as_a_path(tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(FAILING))

    for scenario in (FAILING, file, str(file)):
        with mock_ecs(neighbours="null", scenario=scenario) as mock:
            assert exit_code(mock) == 3


def test_a_bad_scenario_is_refused_before_the_block_begins() -> None:
    with pytest.raises(ConfigError, match="did you mean exit"):
        mock_ecs(scenario={"rules": [{"exti": 3}]})


def test_a_decorated_function_has_the_scenario() -> None:
    @mock_ecs(neighbours="null", scenario=FAILING)
    def failing() -> int | None:
        return exit_code_of_any_client()

    @mock_ecs(neighbours="null", scenario=FAILING)
    async def failing_later() -> int | None:
        return exit_code_of_any_client()

    assert failing() == 3
    assert asyncio.run(failing_later()) == 3


def test_a_block_begins_anew_with_its_scenario() -> None:
    block = mock_ecs(neighbours="null", scenario=FAILING)

    with block as mock:
        mock.scenario({"rules": []})
    with block as mock:
        assert exit_code(mock) == 3


def test_a_scenario_can_hold_for_a_while(tmp_path: Path) -> None:
    with mock_ecs(neighbours="null") as mock:
        before = exit_code(mock)
        with mock.scenario(FAILING):
            meanwhile = exit_code(mock)
        after = exit_code(mock)

    assert (before, meanwhile, after) == (None, 3, None)


def test_a_reset_brings_back_the_scenario_of_the_block() -> None:
    with mock_ecs(neighbours="null", scenario=FAILING) as mock:
        mock.scenario({"rules": []})
        mock.reset()

        assert exit_code(mock) == 3


@pytest.mark.mock_ecs(neighbours="null", scenario=FAILING)
def test_a_marker_gives_the_fixture_its_scenario(ecs_world: MockEcs) -> None:
    assert exit_code(ecs_world) == 3


@pytest.mark.mock_ecs(profile="typical")
class TestMarkers:
    """The marker of a class holds for its tests, that of a test goes before it."""

    def test_of_a_class(self, ecs_world: MockEcs) -> None:
        assert ecs_world.world.config.profile == "typical"

    @pytest.mark.mock_ecs(profile="slow", seed=9)
    def test_of_a_test(self, ecs_world: MockEcs) -> None:
        assert (ecs_world.world.config.profile, ecs_world.world.config.seed) == ("slow", 9)


def test_a_server_does_not_start_with_a_bad_scenario(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("rules:\n  - exti: 3\n")

    ended = CliRunner().invoke(main, ["serve", "--port", "0", "--scenario", str(file)], prog_name="mock-ecs")

    assert ended.exit_code == 2
    assert f"{file}:2:5: .rules[0].exti: there is no exti; did you mean exit?" in ended.output
