"""The simulated runtime: the contract of all runtimes, and its own times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mock_ecs.ports.runtimes import ContainerSpec, HealthCheck, Observation, TaskSpec
from mock_ecs.runtimes.profiles import ProfileBehaviour
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from tests.runtimes.contract import SCOPE, Harness, RuntimeContract, task_arn


class SimulatedHarness:
    """A simulated runtime on a clock of its own, whose reports are kept with their times."""

    image = "nginx:1.25"

    def __init__(self, profile: str = "fast", one_off_seconds: str | None = None) -> None:
        self.engine = Engine()
        self.runtime = SimulatedRuntime(self.engine, ProfileBehaviour(profile, one_off_seconds=one_off_seconds))
        self.observed: list[Observation] = []
        self.times: list[tuple[float, str]] = []

    def report(self, observation: Observation) -> None:
        self.observed.append(observation)
        self.times.append((round(self.engine.now, 3), observation.status))

    def wait_for(self, reached: Callable[[], bool]) -> None:
        while not reached():
            assert self.engine.step() is not None, "nothing more is to come"

    def wait_in_vain(self) -> None:
        self.engine.run_until(self.engine.now + 3600)

    def ends_by_itself(self, arn: str) -> TaskSpec:
        return one_off(arn)


def one_off(arn: str = task_arn("one"), *, has_health_check: bool = False) -> TaskSpec:
    """A task of RunTask."""
    container = ContainerSpec(
        "app", "busybox", essential=True, health_check=HealthCheck() if has_health_check else None
    )
    return TaskSpec(SCOPE, arn, "job", None, (container,))


class TestContract(RuntimeContract):
    @pytest.fixture
    def harness(self) -> Harness:
        return SimulatedHarness()


@pytest.mark.parametrize(
    ("profile", "times"),
    [
        pytest.param(
            "fast",
            [(0.2, "PULLING"), (0.6, "PULLED"), (0.9, "RUNNING"), (1.4, "HEALTHY"), (10.9, "STOPPED")],
            id="fast",
        ),
        pytest.param(
            "typical",
            [(6.0, "PULLING"), (15.0, "PULLED"), (16.0, "RUNNING"), (46.0, "HEALTHY"), (76.0, "STOPPED")],
            id="typical",
        ),
    ],
)
def test_the_profile_says_how_long_everything_takes(profile: str, times: list[tuple[float, str]]) -> None:
    harness = SimulatedHarness(profile)

    harness.runtime.start(one_off(has_health_check=True), harness.report)
    harness.wait_in_vain()

    assert harness.times == times


@pytest.mark.parametrize(
    ("one_off_seconds", "ends_at"),
    [
        pytest.param("0", 0.9, id="at once"),
        pytest.param("2.5", 3.4, id="after a while"),
        pytest.param(None, 10.9, id="after what the profile says"),
        pytest.param("never", None, id="never"),
    ],
)
def test_how_long_a_task_outside_of_services_runs_can_be_set(
    one_off_seconds: str | None, ends_at: float | None
) -> None:
    harness = SimulatedHarness(one_off_seconds=one_off_seconds)

    harness.runtime.start(one_off(), harness.report)
    harness.wait_in_vain()

    assert {status: time for time, status in harness.times}.get("STOPPED") == ends_at


def test_only_the_end_of_a_one_off_task_is_a_background_event() -> None:
    harness = SimulatedHarness()
    harness.runtime.start(one_off(has_health_check=True), harness.report)

    harness.engine.settle()

    assert harness.times[-1] == (1.4, "HEALTHY")


@pytest.mark.parametrize(
    ("grace", "ends_after", "exit_code"),
    [
        pytest.param(30, 2.0, 143, id="SIGTERM ends it in time"),
        pytest.param(2, 2.0, 143, id="just in time"),
        pytest.param(1, 1.0, 137, id="SIGKILL ends it when the grace is over"),
    ],
)
def test_a_container_that_takes_longer_than_its_grace_is_killed(
    grace: float, ends_after: float, exit_code: int
) -> None:
    harness = SimulatedHarness("typical")
    harness.runtime.start(one_off(), harness.report)
    harness.engine.run_until(20)

    harness.runtime.stop(task_arn("one"), grace)
    harness.wait_in_vain()

    assert harness.times[-1] == (20 + ends_after, "STOPPED")
    assert harness.observed[-1].exit_code == exit_code


def test_events_are_named_by_task_container_and_what_comes() -> None:
    harness = SimulatedHarness()
    harness.runtime.start(one_off(), harness.report)

    labels = []
    while (event := harness.engine.step()) is not None:
        labels.append(event.label)

    assert labels == ["one app pulling", "one app pulled", "one app running", "one app exits"]


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(KeyError):
        ProfileBehaviour("glacial")
