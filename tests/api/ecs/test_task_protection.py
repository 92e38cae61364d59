"""GetTaskProtection and UpdateTaskProtection."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.testing import MockEcs
from tests.api.ecs.examples import ARN, ON_FARGATE
from tests.api.raw import Raw

DEMO = {"cluster": "demo"}


@pytest.fixture
def tasks(demo: Raw) -> list[str]:
    """The ARNs of the two tasks of a service."""
    demo("CreateService", **ON_FARGATE, serviceName="web", desiredCount=2)
    arns: list[str] = demo("ListTasks", **DEMO)["taskArns"]
    return arns


def update(call: Raw, tasks: list[str], enabled: bool = True, **members: Any) -> dict[str, Any]:
    return call("UpdateTaskProtection", **DEMO, tasks=tasks, protectionEnabled=enabled, **members)


def get(call: Raw, *tasks: str) -> dict[str, Any]:
    return call("GetTaskProtection", **DEMO, **({"tasks": tasks} if tasks else {}))


@pytest.mark.parametrize(
    ("members", "minutes"),
    [
        pytest.param({}, 120, id="for two hours, unless told otherwise"),
        pytest.param({"expiresInMinutes": 1}, 1, id="for a minute"),
        pytest.param({"expiresInMinutes": 2880}, 2880, id="for two days"),
    ],
)
def test_a_task_of_a_service_is_protected(
    ecs_world: MockEcs, demo: Raw, tasks: list[str], members: dict[str, int], minutes: int
) -> None:
    answer = update(demo, tasks[:1], **members)

    assert answer["failures"] == []
    (protected,) = answer["protectedTasks"]
    assert (protected["taskArn"], protected["protectionEnabled"]) == (tasks[0], True)
    assert protected["expirationDate"] == pytest.approx(ecs_world.clock.now + 60 * minutes)
    assert get(demo, tasks[0])["protectedTasks"] == [protected]


def test_one_that_is_not_protected_has_no_date(demo: Raw, tasks: list[str]) -> None:
    answer = get(demo, tasks[0])

    assert answer == {"protectedTasks": [{"taskArn": tasks[0], "protectionEnabled": False}], "failures": []}


def test_protection_can_be_taken_away(demo: Raw, tasks: list[str]) -> None:
    update(demo, tasks)

    answer = update(demo, tasks[:1], enabled=False, expiresInMinutes=5)

    assert answer["protectedTasks"] == [{"taskArn": tasks[0], "protectionEnabled": False}]
    assert [task["protectionEnabled"] for task in get(demo, *tasks)["protectedTasks"]] == [False, True]


def test_it_ends_on_the_clock(ecs_world: MockEcs, demo: Raw, tasks: list[str]) -> None:
    update(demo, tasks, expiresInMinutes=1)
    ecs_world.clock.advance(59)
    before = [task["protectionEnabled"] for task in get(demo, *tasks)["protectedTasks"]]

    ecs_world.clock.advance(1)

    assert before == [True, True]
    assert [task["protectionEnabled"] for task in get(demo, *tasks)["protectedTasks"]] == [False, False]


def test_it_is_set_anew_from_now_on(ecs_world: MockEcs, demo: Raw, tasks: list[str]) -> None:
    update(demo, tasks, expiresInMinutes=1)
    ecs_world.clock.advance(30)
    update(demo, tasks, expiresInMinutes=1)

    ecs_world.clock.advance(45)

    assert [task["protectionEnabled"] for task in get(demo, *tasks)["protectedTasks"]] == [True, True]


def test_without_a_list_the_protected_tasks_of_the_cluster_are_shown(demo: Raw, tasks: list[str]) -> None:
    update(demo, tasks[1:])

    assert [task["taskArn"] for task in get(demo)["protectedTasks"]] == tasks[1:]


def test_what_is_no_running_task_of_a_service_is_a_failure(demo: Raw, tasks: list[str]) -> None:
    (job,) = demo("RunTask", **ON_FARGATE)["tasks"]
    demo("UpdateService", **DEMO, service="web", desiredCount=1)
    (stopped,) = demo("ListTasks", **DEMO, desiredStatus="STOPPED", serviceName="web")["taskArns"]
    (left,) = set(tasks) - {stopped}
    named = ["nope", job["taskArn"], stopped, left.rpartition("/")[2]]

    answer, read = update(demo, named), get(demo, *named)

    assert answer["failures"] == [
        {"arn": f"{ARN}:task/demo/nope", "reason": "MISSING"},
        {"arn": job["taskArn"], "reason": "TASK_NOT_VALID"},
        {"arn": stopped, "reason": "TASK_NOT_VALID"},
    ]
    assert [task["taskArn"] for task in answer["protectedTasks"]] == [left]
    assert read == answer


def test_a_refused_call_protects_nothing(demo: Raw, tasks: list[str]) -> None:
    refusal = demo.refusal("UpdateTaskProtection", **DEMO, tasks=tasks, protectionEnabled=True, expiresInMinutes=2881)

    assert refusal == ("InvalidParameterException", "expiresInMinutes must be between 1 and 2880.")
    assert get(demo)["protectedTasks"] == []
