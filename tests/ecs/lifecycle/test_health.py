"""When a service counts a task as healthy: by containers, targets, or both; and what a grace period puts off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.load_balancer import LoadBalancer
from mock_ecs.ecs.entities.service import Service
from mock_ecs.ecs.lifecycle.health import failed_checks
from mock_ecs.ecs.state import EcsState
from mock_ecs.neighbours.null import NullScenario
from mock_ecs.ports.runtimes import TaskSpec, UnhealthyTarget
from tests.ecs.examples import (
    ScriptedRuntime,
    container,
    fargate,
    new_cluster,
    new_definition,
    new_service,
    new_state,
    pass_time,
    seconds,
    told,
)

GRACE = {"healthCheckGracePeriodSeconds": 100}
GROUP = LoadBalancer("arn:targetgroup/web", "app", 8080)
OTHER = LoadBalancer("arn:targetgroup/other", "app", 9090)


class Ill(NullScenario):
    """Targets that are unhealthy when a test says so."""

    def __init__(self, after: float | None = None, lasts: float | None = None) -> None:
        self._unhealthy = UnhealthyTarget(after, lasts, None, "Request timed out")

    def unhealthy_target(self, task: TaskSpec, container: str) -> UnhealthyTarget | None:
        return self._unhealthy


def running(
    *balancers: LoadBalancer, checked: bool = False, ill: Ill | None = None, settings: Mapping[str, Any] | None = None
) -> tuple[EcsState, ScriptedRuntime, Service, Task]:
    """A service whose only task has just begun to run, in AWS's own durations."""
    runtime = ScriptedRuntime()
    state = new_state(runtime, profile="typical")
    if ill is not None:
        state.neighbours = replace(state.neighbours, scenario=ill)
    launch = fargate(new_definition(state, container(has_health_check=checked)), load_balancers=balancers)
    service = new_service(state, new_cluster(state), launch, desired_count=1, settings=dict(settings or {}))
    pass_time(state, 10)
    (task,) = service.live_tasks()
    runtime.says(task, "PULLING", "PULLED", "RUNNING")
    return state, runtime, service, task


class TestHealthy:
    def test_by_time_where_nothing_is_checked(self) -> None:
        state, _, _, task = running()

        assert seconds(state, task.healthy_at) == 50.0

    def test_by_the_target_where_containers_have_no_checks(self) -> None:
        state, _, _, task = running(GROUP)
        before = task.healthy_at

        pass_time(state, 150)

        assert (before, seconds(state, task.healthy_at)) == (None, 160.0)

    @pytest.mark.parametrize(("container_at", "healthy_at"), [(30, 160.0), (200, 210.0)])
    def test_by_the_later_of_both(self, container_at: float, healthy_at: float) -> None:
        state, runtime, _, task = running(GROUP, checked=True)

        pass_time(state, container_at)
        runtime.says(task, "HEALTHY", container="app")
        pass_time(state, 300)

        assert seconds(state, task.healthy_at) == healthy_at

    def test_no_more_when_a_target_fails_and_anew_when_it_is_well(self) -> None:
        state, _, service, task = running(GROUP, ill=Ill(200.0, 30.0), settings={"healthCheckGracePeriodSeconds": 999})
        times = []

        for _ in range(3):
            pass_time(state, 100)
            times.append(seconds(state, task.healthy_at))

        assert times == [None, None, 240.0]
        assert service.deployments[0].failed_tasks == 0


class TestUnhealthy:
    def test_a_target_counts_at_once_and_is_told(self) -> None:
        state, _, service, task = running(GROUP, ill=Ill())

        pass_time(state, 60)

        assert seconds(state, task.unhealthy_at) == 70.0
        assert told(service)[2] == (
            f"(service web) (task {task.id}) (port 8080) is unhealthy in (target-group arn:targetgroup/web) "
            "due to (reason Request timed out)."
        )

    def test_it_is_a_failure_of_its_deployment_when_it_is_replaced(self) -> None:
        state, runtime, service, task = running(GROUP, ill=Ill())
        service.maximum_percent = 100
        service.minimum_healthy_percent = 0

        pass_time(state, 60)

        assert task.stopped_reason == "Task failed ELB health checks in (target-group arn:targetgroup/web)"
        assert task.stop_code == "ServiceSchedulerInitiated"
        assert service.primary.failed_tasks == 1
        assert runtime.asked[-1] == ("start", task.arn)

    def test_each_unhealthy_group_is_told(self) -> None:
        state, _, service, task = running(GROUP, OTHER, ill=Ill())

        pass_time(state, 60)

        assert [text.partition(" due")[0] for text in told(service) if "unhealthy in" in text] == [
            f"(service web) (task {task.id}) (port 8080) is unhealthy in (target-group arn:targetgroup/web)",
            f"(service web) (task {task.id}) (port 9090) is unhealthy in (target-group arn:targetgroup/other)",
        ]

    def test_a_classic_load_balancer_has_a_reason_of_its_own(self) -> None:
        state, _, _, task = running(LoadBalancer("old", "app", 8080, classic=True), ill=Ill())

        pass_time(state, 60)

        assert failed_checks(task) == "Task failed ELB health checks in (elb old)"


class TestGrace:
    def test_a_target_that_fails_in_it_counts_when_it_is_over(self) -> None:
        state, _, service, task = running(GROUP, ill=Ill(), settings=GRACE)

        pass_time(state, 99)
        before = len(told(service))
        pass_time(state, 1)

        assert seconds(state, task.unhealthy_at) == 110.0
        assert before == 2
        assert "is unhealthy in" in told(service)[2]

    def test_it_holds_for_containers_too(self) -> None:
        state, runtime, service, task = running(GROUP, checked=True, settings=GRACE)

        runtime.says(task, "UNHEALTHY", container="app")
        pass_time(state, 99)
        before = list(service.primary.tasks)
        pass_time(state, 1)

        assert before == [task.id]
        assert len(service.primary.tasks) == 2

    def test_who_recovers_in_it_was_never_unhealthy(self) -> None:
        state, _, service, task = running(GROUP, ill=Ill(lasts=20.0), settings=GRACE)

        pass_time(state, 300)

        assert task.unhealthy_at is None
        assert service.primary.rollout_state == "COMPLETED"
        assert not any("unhealthy" in text for text in told(service))

    def test_a_task_that_stops_in_it_is_not_told(self) -> None:
        state, _, service, task = running(GROUP, ill=Ill(), settings=GRACE)
        pass_time(state, 70)

        state.lifecycle.stop(task, reason="no more", code="UserInitiated")
        pass_time(state, 100)

        assert not any("unhealthy" in text for text in told(service))
