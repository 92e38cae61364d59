"""What the functions of lifecycle hooks answer, though none is run."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.neighbours import FunctionAnswer
from mock_ecs.runtimes.functions import SimulatedFunctions
from mock_ecs.runtimes.scenario import Scenario, rule_of
from mock_ecs.sim.ids import Ids

HERE = Scope("123456789012", "us-east-1")
CHECK = "arn:aws:lambda:us-east-1:123456789012:function:check-web"
SUCCEEDED = FunctionAnswer({"hookStatus": "SUCCEEDED"})


def functions(*hooks: Any, match: dict[str, Any] | None = None) -> SimulatedFunctions:
    return SimulatedFunctions({}, told(*[rule_of({"match": match or {}, "hook": hook}) for hook in hooks]))


def told(*rules: Any) -> Scenario:
    return Scenario(partial(Ids(0).chance, "scenario"), rules)


def event(stage: str = "PRE_SCALE_UP") -> dict[str, Any]:
    arn = "arn:aws:ecs:us-east-1:123456789012:service-deployment/demo/web/NCWGC2ZR-taawPAYrIaU5"
    return {"executionId": "1", "lifecycleStage": stage, "resourceArn": arn, "executionDetails": {}}


def answer(functions: SimulatedFunctions, stage: str = "PRE_SCALE_UP", arn: str = CHECK) -> FunctionAnswer:
    return functions.invoke(HERE, arn, event(stage))


def test_a_function_of_which_nothing_is_said_succeeds_and_that_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert answer(functions()) == SUCCEEDED
    assert f"nobody said what the lifecycle hook {CHECK} answers at PRE_SCALE_UP: SUCCEEDED" in caplog.text


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("FAILED", FunctionAnswer({"hookStatus": "FAILED"})),
        ({}, SUCCEEDED),
        ({"status": "FAILED", "delay": "90s"}, FunctionAnswer({"hookStatus": "FAILED"}, 90.0)),
        (
            {"status": "IN_PROGRESS", "call-back-delay": "10s"},
            FunctionAnswer({"hookStatus": "IN_PROGRESS", "callBackDelay": 10.0}),
        ),
        ({"error": "no such function"}, FunctionAnswer({"hookStatus": "SUCCEEDED"}, error="no such function")),
        ({"stage": "PRE_SCALE_UP", "status": "FAILED"}, FunctionAnswer({"hookStatus": "FAILED"})),
        ({"stage": "POST_SCALE_UP", "status": "FAILED"}, SUCCEEDED),
        ({"function": "check-*", "status": "FAILED"}, FunctionAnswer({"hookStatus": "FAILED"})),
        ({"function": "*:function:check-web", "status": "FAILED"}, FunctionAnswer({"hookStatus": "FAILED"})),
        ({"function": "other", "status": "FAILED"}, SUCCEEDED),
    ],
)
def test_a_rule_says_what_it_answers(hook: Any, expected: FunctionAnswer) -> None:
    assert answer(functions(hook)) == expected


@pytest.mark.parametrize(
    ("match", "status"),
    [({"service": "web"}, "FAILED"), ({"cluster": "demo"}, "FAILED"), ({"service": "api"}, "SUCCEEDED")],
)
def test_a_rule_is_about_services(match: dict[str, Any], status: str) -> None:
    assert answer(functions("FAILED", match=match)).payload == {"hookStatus": status}


def test_a_rule_answers_so_often_and_then_the_next_one_does() -> None:
    twice = functions({"status": "IN_PROGRESS", "times": 2}, "FAILED")

    answers = [answer(twice).payload["hookStatus"] for _ in range(4)]

    assert answers == ["IN_PROGRESS", "IN_PROGRESS", "FAILED", "FAILED"]


def test_a_rule_of_another_stage_is_not_used_up() -> None:
    once = functions({"stage": "PRE_SCALE_UP", "status": "FAILED", "times": 1})

    answers = [answer(once, stage).payload["hookStatus"] for stage in ("POST_SCALE_UP", "PRE_SCALE_UP", "PRE_SCALE_UP")]

    assert answers == ["SUCCEEDED", "FAILED", "SUCCEEDED"]


def test_a_registered_function_answers_before_any_rule() -> None:
    seen: list[dict[str, Any]] = []

    def check(given: dict[str, Any]) -> dict[str, str]:
        seen.append(dict(given))
        given.clear()
        return {"hookStatus": "SUCCEEDED"}

    both = SimulatedFunctions({CHECK: check}, told(rule_of({"hook": "FAILED"})))

    assert answer(both) == SUCCEEDED
    assert answer(both, arn="arn:aws:lambda:us-east-1:123456789012:function:other").payload == {"hookStatus": "FAILED"}
    assert seen == [event()]


def test_a_function_that_raises_could_not_be_called() -> None:
    broken = SimulatedFunctions({CHECK: lambda given: {"hookStatus": given["nope"]}}, told())

    assert answer(broken) == FunctionAnswer(error="KeyError: 'nope'")


def test_somebody_has_said_what_it_answers() -> None:
    assert not functions().is_known(HERE, CHECK)
    assert functions("FAILED").is_known(HERE, CHECK)
    assert SimulatedFunctions({CHECK: dict}, told()).is_known(HERE, CHECK)
