"""What holds whatever is done while traffic is shifted: it comes to an end, and all of it goes to tasks that run."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.testing import MockEcs
from tests.scenarios.shifting import FIRST, SECOND, Shifting, function, pause, quick_mock
from tests.scenarios.story import CLUSTER, Story

DAY = 86400
CONFIGURATIONS: list[dict[str, Any]] = [
    {"strategy": "BLUE_GREEN"},
    {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0, "lifecycleHooks": [function("TEST_TRAFFIC_SHIFT")]},
    {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 30.0, "stepBakeTimeInMinutes": 0}},
    {"strategy": "CANARY", "bakeTimeInMinutes": 3, "lifecycleHooks": [pause("POST_TEST_TRAFFIC_SHIFT")]},
    {"strategy": "LINEAR", "lifecycleHooks": [function("PRODUCTION_TRAFFIC_SHIFT"), pause("RECONCILE_SERVICE")]},
    {"strategy": "ROLLING", "lifecycleHooks": []},
]
SCENARIO = {
    "rules": [
        {"probability": 0.3, "hook": {"status": "FAILED", "delay": "20s"}},
        {"probability": 0.5, "hook": {"status": "IN_PROGRESS"}},
        {"probability": 0.1, "match": {"service": "web"}, "exit": {"code": 1, "after": "1m"}},
    ]
}


class History:
    """A service to which things are done by chance."""

    def __init__(self, mock: MockEcs, chance: Random) -> None:
        mock.clock.set_mode("manual")
        self.mock, self.chance, self.ecs = mock, chance, mock.client("ecs")
        self.web = Shifting(Story(self.ecs, mock.clock), mock, **chance.choice(CONFIGURATIONS[:-1]))
        mock.scenario(SCENARIO)

    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            done = [self.update, self.scale, self.stop, self.resume, self.stop_task, self.configure]
            self.chance.choice(done)()
            self.mock.clock.advance(self.chance.choice([0, 1, 30, 90, 1000]))
            self.check()

    def update(self) -> None:
        self.web.update(forceNewDeployment=True)

    def configure(self) -> None:
        given = self.chance.choice(CONFIGURATIONS)
        self.ecs.update_service(cluster=CLUSTER, service="web", deploymentConfiguration=given)

    def scale(self) -> None:
        self.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=self.chance.randint(0, 3))

    def stop(self) -> None:
        if current := self.web.story.service().get("currentServiceDeployment"):
            stop_type = self.chance.choice(["ROLLBACK", "ROLLBACK", "ABORT"])
            self.ecs.stop_service_deployment(serviceDeploymentArn=current, stopType=stop_type)

    def resume(self) -> None:
        for hook in self.web.described().get("lifecycleHookDetails", ()) if self.web.arn else ():
            if hook["status"] == "AWAITING_ACTION":
                action = self.chance.choice(["CONTINUE", "ROLLBACK"])
                self.ecs.continue_service_deployment(
                    serviceDeploymentArn=self.web.arn, hookId=hook["hookId"], action=action
                )

    def stop_task(self) -> None:
        if tasks := self.web.story.tasks():
            self.ecs.stop_task(cluster=CLUSTER, task=self.chance.choice(tasks)["taskArn"])

    def check(self) -> None:
        weights = self.web.weights()
        assert weights is None or sum(weights) in (100, 1000)
        assert self.mock.faults == []

    def end(self) -> None:
        """Let it all be over, at the last by time; then a deployment of a service that is well succeeds."""
        self.mock.scenario({"rules": []})
        self.mock.clock.advance(40 * DAY)
        self.ecs.update_service(
            cluster=CLUSTER,
            service="web",
            desiredCount=2,
            forceNewDeployment=True,
            deploymentConfiguration={"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1, "lifecycleHooks": []},
        )
        self.mock.clock.advance(3600)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 12))
@pytest.mark.filterwarnings("ignore:lifecycleHooks")
def test_whatever_is_done_while_traffic_is_shifted_all_of_it_goes_to_the_tasks_that_run_in_the_end(
    seed: int, steps: int
) -> None:
    with quick_mock(seed=seed) as mock:
        history = History(mock, Random(seed))
        history.go_on(steps)
        history.end()

        service = history.web.story.service()
        (newest,) = service["deployments"]
        assert (newest["rolloutState"], newest["runningCount"]) == ("COMPLETED", 2)
        assert len(history.web.story.tasks()) == 2
        listed = history.ecs.list_service_deployments(cluster=CLUSTER, service="web")["serviceDeployments"]
        assert {each["status"] for each in listed} <= {
            "SUCCESSFUL",
            "STOPPED",
            "ROLLBACK_SUCCESSFUL",
            "ROLLBACK_FAILED",
        }
        (arn,) = [each["arn"] for each in service["currentServiceRevisions"]]
        (revision,) = history.ecs.describe_service_revisions(serviceRevisionArns=[arn])["serviceRevisions"]
        group = revision["resolvedConfiguration"]["loadBalancers"][0]["targetGroupArn"]
        assert history.web.weights() in (None, (100, 0) if group == FIRST else (0, 100))
        assert group in (FIRST, SECOND)
