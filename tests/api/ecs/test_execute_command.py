"""ExecuteCommand: the session that it answers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.ecs.examples import ARN, ON_FARGATE, ON_INSTANCES
from tests.api.raw import Raw

WITH_EXEC = {"enableExecuteCommand": True, "overrides": {"taskRoleArn": "arn:aws:iam::123456789012:role/task"}}


def execute(call: Raw, run: dict[str, Any], **members: Any) -> dict[str, Any]:
    return call(
        "ExecuteCommand", **{"cluster": "demo", "task": run["taskArn"], "command": "sh", "interactive": True} | members
    )


def test_the_answer_is_a_session_in_the_only_container(demo: Raw) -> None:
    (task,) = demo("RunTask", **ON_FARGATE, **WITH_EXEC)["tasks"]

    answer = execute(demo, task)

    session = answer.pop("session")
    assert answer == {
        "clusterArn": f"{ARN}:cluster/demo",
        "containerArn": task["containers"][0]["containerArn"],
        "containerName": "app",
        "interactive": True,
        "taskArn": task["taskArn"],
    }
    assert re.fullmatch(r"ecs-execute-command-[0-9a-f]{17}", session["sessionId"])
    assert session["streamUrl"].startswith(
        f"wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/{session['sessionId']}?role=publish_subscribe"
    )
    assert session["tokenValue"]
    assert [warning for warning in demo.warnings if "leads nowhere" in warning] != []


def test_each_session_is_another(demo: Raw) -> None:
    (task,) = demo("RunTask", **ON_FARGATE, **WITH_EXEC)["tasks"]

    first, second = execute(demo, task), execute(demo, task)

    assert first["session"] != second["session"]


@pytest.mark.parametrize("name", ["taskArn", "id"])
def test_a_task_on_an_instance_is_named_by_arn_or_id(hosted: Raw, name: str) -> None:
    (task,) = hosted("RunTask", **ON_INSTANCES, launchType="EC2", **WITH_EXEC)["tasks"]
    reference = {"taskArn": task["taskArn"], "id": task["taskArn"].rpartition("/")[2]}[name]

    answer = execute(hosted, task, task=reference)

    assert answer["taskArn"] == task["taskArn"]
