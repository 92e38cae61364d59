"""ContinueServiceDeployment: what it refuses, each beside what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.api.ecs.examples import ON_FARGATE, WEB
from tests.api.raw import Raw

PAUSE = {"targetType": "PAUSE", "lifecycleStages": ["PRE_SCALE_UP"]}
WHERE = {"cluster": "demo", "service": "web"}
NOT_WAITING = "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN"


@pytest.fixture
def mock() -> Iterator[MockEcs]:
    with mock_ecs(neighbours="null") as mock:
        yield mock
        assert mock.faults == []


@pytest.fixture
def call(mock: MockEcs) -> Raw:
    return Raw(mock)


class Paused:
    """A deployment that awaits an action."""

    def __init__(self, call: Raw) -> None:
        configuration = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0, "lifecycleHooks": [PAUSE]}
        call("CreateCluster", clusterName="demo")
        call("RegisterTaskDefinition", **WEB)
        call("CreateService", **{**ON_FARGATE, "serviceName": "web"}, deploymentConfiguration=configuration)
        self._call = call
        self.arn: str = self.begin()
        self.hook: str = self.hooks()[0]["hookId"]

    def begin(self) -> Any:
        updated = self._call("UpdateService", **WHERE, forceNewDeployment=True)["service"]
        return updated["currentServiceDeployment"]

    def described(self) -> dict[str, Any]:
        described = self._call("DescribeServiceDeployments", serviceDeploymentArns=[self.arn])["serviceDeployments"]
        deployment: dict[str, Any] = described[0]
        return deployment

    def hooks(self) -> list[dict[str, Any]]:
        hooks: list[dict[str, Any]] = self.described()["lifecycleHookDetails"]
        return hooks


@pytest.fixture
def paused(call: Raw) -> Paused:
    return Paused(call)


def test_it_goes_on_where_nothing_is_said(call: Raw, paused: Paused) -> None:
    answer = call("ContinueServiceDeployment", serviceDeploymentArn=paused.arn, hookId=paused.hook)

    assert answer == {"serviceDeploymentArn": paused.arn}
    assert paused.described()["status"] == "SUCCESSFUL"


@pytest.mark.parametrize("action", ["CONTINUE", "ROLLBACK"])
def test_it_does_what_it_is_told(call: Raw, paused: Paused, action: str) -> None:
    call("ContinueServiceDeployment", serviceDeploymentArn=paused.arn, hookId=paused.hook, action=action)

    ends = {"CONTINUE": "SUCCESSFUL", "ROLLBACK": "ROLLBACK_SUCCESSFUL"}
    assert paused.described()["status"] == ends[action]


@pytest.mark.parametrize("hook", ["", "pause", "ecs-pause", "ecs--x", "ecs-pause-", "ecs-pause-a b", "ECS-pause-x"])
def test_an_id_that_is_none_of_a_hook(call: Raw, paused: Paused, hook: str) -> None:
    refused = call.refusal("ContinueServiceDeployment", serviceDeploymentArn=paused.arn, hookId=hook)

    assert refused == (
        "InvalidParameterException",
        "Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}",
    )


@pytest.mark.parametrize("hook", ["ecs-pause-x", "ecs-lambda-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw"])
def test_an_id_of_no_hook_of_this_deployment(call: Raw, paused: Paused, hook: str) -> None:
    refused = call.refusal("ContinueServiceDeployment", serviceDeploymentArn=paused.arn, hookId=hook)

    assert refused == ("InvalidParameterException", NOT_WAITING)
    assert paused.hooks()[0]["status"] == "AWAITING_ACTION"


def test_a_hook_of_another_deployment(call: Raw, paused: Paused) -> None:
    interrupted, hook = paused.arn, paused.hook
    paused.arn = paused.begin()

    refused = call.refusal("ContinueServiceDeployment", serviceDeploymentArn=paused.arn, hookId=hook)

    assert paused.arn != interrupted
    assert refused == ("InvalidParameterException", NOT_WAITING)


def test_a_deployment_that_has_ended(call: Raw, paused: Paused) -> None:
    request = {"serviceDeploymentArn": paused.arn, "hookId": paused.hook}
    call("ContinueServiceDeployment", **request)

    assert call.refusal("ContinueServiceDeployment", **request) == (
        "InvalidParameterException",
        "Continuing a service deployment is not allowed for service deployment in terminal states.",
    )


def test_a_deployment_that_does_not_exist(call: Raw, paused: Paused) -> None:
    refused = call.refusal("ContinueServiceDeployment", serviceDeploymentArn=f"{paused.arn}x", hookId=paused.hook)

    assert refused == ("ServiceDeploymentNotFoundException", "The service deployment does not exist.")


def test_a_hook_is_continued_once_even_before_anything_moves_on(mock: MockEcs, call: Raw, paused: Paused) -> None:
    mock.clock.set_mode("manual")
    request = {"serviceDeploymentArn": paused.arn, "hookId": paused.hook}
    call("ContinueServiceDeployment", **request)

    assert call.refusal("ContinueServiceDeployment", **request) == ("InvalidParameterException", NOT_WAITING)
