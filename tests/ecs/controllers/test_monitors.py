"""The circuit breaker and the alarms of a deployment as pure functions."""

from __future__ import annotations

import pytest

from mock_ecs.ecs.controllers.actions import FailDeployment
from mock_ecs.ecs.controllers.monitors import breaker_threshold, plan
from mock_ecs.ecs.controllers.view import AlarmWatch, CircuitBreaker, RolloutView
from mock_ecs.ecs.entities.task_definition import Document
from tests.ecs.controllers.views import new, old, service


@pytest.mark.parametrize(
    ("configuration", "desired", "threshold"),
    [
        pytest.param({}, 1, 3, id="half of 1 is raised to 3"),
        pytest.param({}, 25, 13, id="half of 25 is rounded up"),
        pytest.param({}, 400, 200, id="half of 400"),
        pytest.param({}, 800, 200, id="half of 800 is lowered to 200"),
        pytest.param({}, 0, 3, id="none are wanted"),
        pytest.param({"type": "BOUNDED_PERCENT", "value": 10}, 100, 10, id="a tenth"),
        pytest.param({"type": "BOUNDED_PERCENT", "value": 1}, 100, 3, id="a hundredth is raised to 3"),
        pytest.param({"type": "UNBOUNDED_PERCENT", "value": 1}, 100, 1, id="a hundredth without bounds"),
        pytest.param({"type": "UNBOUNDED_PERCENT", "value": 50}, 800, 400, id="half of 800 without bounds"),
        pytest.param({"type": "COUNT", "value": 7}, 800, 7, id="a count"),
        pytest.param({"type": "COUNT", "value": 0}, 800, 1, id="no failure at all, when there was one"),
    ],
)
def test_the_threshold_is_a_share_of_the_desired_count_or_a_count(
    configuration: Document, desired: int, threshold: int
) -> None:
    breaker = {"thresholdConfiguration": configuration} if configuration else {}

    assert breaker_threshold(breaker, desired) == threshold


BREAKER = RolloutView(breaker=CircuitBreaker(3, rolls_back=True))
ALARMED = RolloutView(alarms=AlarmWatch(("5xx",), rolls_back=False))


@pytest.mark.parametrize(
    ("rollout", "failed", "state", "actions"),
    [
        pytest.param(None, 9, "COMPLETED", [], id="no deployment goes on"),
        pytest.param(RolloutView(), 9, "IN_PROGRESS", [], id="nothing watches"),
        pytest.param(BREAKER, 2, "IN_PROGRESS", [], id="below the threshold"),
        pytest.param(BREAKER, 3, "IN_PROGRESS", [FailDeployment("circuit breaker", True)], id="at the threshold"),
        pytest.param(BREAKER, 9, "FAILED", [], id="failed already"),
        pytest.param(RolloutView(alarms=AlarmWatch()), 0, "IN_PROGRESS", [], id="alarms that are quiet"),
        pytest.param(ALARMED, 0, "IN_PROGRESS", [FailDeployment("alarms", False, ("5xx",))], id="an alarm"),
        pytest.param(ALARMED, 0, "COMPLETED", [], id="an alarm after an early success"),
        pytest.param(
            RolloutView("ROLLBACK_REQUESTED"),
            0,
            "IN_PROGRESS",
            [FailDeployment("request", True)],
            id="asked to go back",
        ),
        pytest.param(
            RolloutView("STOP_REQUESTED"), 0, "IN_PROGRESS", [FailDeployment("request", False)], id="asked to stop"
        ),
    ],
)
def test_a_deployment_in_progress_fails_when_something_that_watches_it_says_so(
    rollout: RolloutView | None, failed: int, state: str, actions: list[FailDeployment]
) -> None:
    view = service(4, 100, 200, new(failed_tasks=failed, rollout_state=state), old(), rollout=rollout)

    assert plan(view) == actions
