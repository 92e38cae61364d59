"""What every runtime promises to the domain: subclass :class:`RuntimeContract` and give it a harness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.runtimes import ContainerSpec, HealthCheck, Observation, TaskRuntime, TaskSpec

SCOPE = Scope("123456789012", "us-east-1")


class Harness(Protocol):
    """A runtime to be tried, what it reported so far, and a way to wait for more."""

    image: str
    """One that can be pulled, and whose container runs until it is stopped."""
    observed: list[Observation]

    @property
    def runtime(self) -> TaskRuntime:
        """What is tried."""

    def report(self, observation: Observation) -> None:
        """Take in what the runtime saw."""

    def wait_for(self, reached: Callable[[], bool]) -> None:
        """Let the runtime work until ``reached``; fail when that takes too long."""

    def wait_in_vain(self) -> None:
        """Let the runtime work for as long as anything of it may take."""

    def ends_by_itself(self, arn: str) -> TaskSpec:
        """A task whose containers exit with code 0 soon after they began to run."""


def task_arn(name: str) -> str:
    return f"arn:aws:ecs:us-east-1:123456789012:task/demo/{name}"


class RuntimeContract:
    """The tests; a subclass defines the fixture ``harness``."""

    def spec(self, harness: Harness, name: str = "one", *, has_health_check: bool = False) -> TaskSpec:
        """A task of a service, of one container, that runs until it is stopped."""
        check = HealthCheck(interval=5) if has_health_check else None
        container = ContainerSpec("app", harness.image, essential=True, health_check=check)
        return TaskSpec(SCOPE, task_arn(name), "web", "shop", (container,))

    def run(self, harness: Harness, name: str = "one", *, has_health_check: bool = False) -> TaskSpec:
        """The same, running."""
        spec = self.spec(harness, name, has_health_check=has_health_check)
        harness.runtime.start(spec, harness.report)
        harness.wait_for(lambda: "RUNNING" in self.statuses(harness, name))
        return spec

    def statuses(self, harness: Harness, name: str = "one") -> list[str]:
        return [seen.status for seen in harness.observed if seen.task_arn == task_arn(name)]

    def test_nothing_is_reported_before_start_has_returned(self, harness: Harness) -> None:
        harness.runtime.start(self.spec(harness), harness.report)

        assert harness.observed == []

    def test_images_are_pulled_before_the_task_runs(self, harness: Harness) -> None:
        self.run(harness)

        assert self.statuses(harness) == ["PULLING", "PULLED", "RUNNING"]

    def test_a_report_is_of_the_whole_task_or_of_a_container_of_it(self, harness: Harness) -> None:
        spec = self.run(harness)

        assert {seen.task_arn for seen in harness.observed} == {spec.arn}
        assert {seen.container for seen in harness.observed} <= {None, "app"}
        assert {seen.exit_code for seen in harness.observed} == {None}

    def test_a_task_of_a_service_runs_until_it_is_stopped(self, harness: Harness) -> None:
        self.run(harness)

        harness.wait_in_vain()

        assert self.statuses(harness) == ["PULLING", "PULLED", "RUNNING"]

    def test_a_task_that_ends_by_itself_is_reported_with_its_exit_code(self, harness: Harness) -> None:
        harness.runtime.start(harness.ends_by_itself(task_arn("one")), harness.report)

        harness.wait_for(lambda: "STOPPED" in self.statuses(harness))

        assert self.statuses(harness) == ["PULLING", "PULLED", "RUNNING", "STOPPED"]
        assert harness.observed[-1].exit_code == 0

    def test_a_health_check_that_passes_is_reported_after_the_task_runs(self, harness: Harness) -> None:
        self.run(harness, has_health_check=True)

        harness.wait_for(lambda: "HEALTHY" in self.statuses(harness))

        assert self.statuses(harness) == ["PULLING", "PULLED", "RUNNING", "HEALTHY"]

    def test_stopping_is_not_reported_before_it_has_returned(self, harness: Harness) -> None:
        spec = self.run(harness)

        harness.runtime.stop(spec.arn, 30)

        assert "STOPPED" not in self.statuses(harness)

    def test_a_stopped_container_exits_by_a_signal(self, harness: Harness) -> None:
        spec = self.run(harness)

        harness.runtime.stop(spec.arn, 30)
        harness.wait_for(lambda: "STOPPED" in self.statuses(harness))

        assert harness.observed[-1].exit_code in (143, 137)

    def test_a_task_that_is_stopped_on_its_way_up_never_runs(self, harness: Harness) -> None:
        spec = self.spec(harness)
        harness.runtime.start(spec, harness.report)

        harness.runtime.stop(spec.arn, 30)
        harness.wait_for(lambda: "STOPPED" in self.statuses(harness))
        harness.wait_in_vain()

        assert "RUNNING" not in self.statuses(harness)
        assert self.statuses(harness)[-1] == "STOPPED"

    def test_a_task_is_over_once(self, harness: Harness) -> None:
        spec = self.run(harness)
        harness.runtime.stop(spec.arn, 30)
        harness.wait_for(lambda: "STOPPED" in self.statuses(harness))

        harness.runtime.stop(spec.arn, 30)
        harness.runtime.forget(spec.arn)
        harness.wait_in_vain()

        assert self.statuses(harness).count("STOPPED") == 1

    def test_of_a_forgotten_task_nothing_is_reported(self, harness: Harness) -> None:
        spec = self.spec(harness)
        harness.runtime.start(spec, harness.report)

        harness.runtime.forget(spec.arn)
        harness.wait_in_vain()

        assert harness.observed == []

    def test_tasks_do_not_touch_each_other(self, harness: Harness) -> None:
        first = self.run(harness, "one")
        self.run(harness, "two")

        harness.runtime.stop(first.arn, 30)
        harness.wait_for(lambda: "STOPPED" in self.statuses(harness, "one"))
        harness.wait_in_vain()

        assert self.statuses(harness, "two") == ["PULLING", "PULLED", "RUNNING"]

    def test_what_it_never_heard_of_it_leaves_alone(self, harness: Harness) -> None:
        harness.runtime.stop(task_arn("unknown"), 30)
        harness.runtime.forget(task_arn("unknown"))
        harness.wait_in_vain()

        assert harness.observed == []
