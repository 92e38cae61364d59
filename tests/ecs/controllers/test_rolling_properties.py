"""What holds of every rolling update, whatever happens while it goes on: tasks are simulated by random times."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecs.controllers import rolling
from mock_ecs.ecs.controllers.actions import (
    CompleteDeployment,
    ForgetFailures,
    Report,
    ReportSteadyState,
    RetireDeployment,
    StartTasks,
    StopTasks,
    Wake,
)
from mock_ecs.ecs.controllers.view import DeploymentView, ServiceView, TaskView
from tests.ecs.controllers.views import place

ROUNDS = 20
LONG = 100_000.0
"""Seconds within which any service of this size comes to rest, though every start fails three times in a row."""


@dataclass(eq=False)
class Task:
    """A task that runs at ``runs_at``, unless it fails to, and counts as healthy later; or that is stopping."""

    id: str
    zone: str
    runs_at: float
    healthy_at: float
    fails: bool = False
    stopped_at: float | None = None

    def status(self, now: float) -> str:
        if self.stopped_at is not None:
            return "STOPPING"
        return "RUNNING" if self.runs_at <= now else "PENDING"

    def view(self, now: float) -> TaskView:
        status = self.status(now)
        healthy_at = self.healthy_at if status != "PENDING" else None
        return TaskView(self.id, status, place(self.zone), stopping=self.stopped_at is not None, healthy_at=healthy_at)


@dataclass(eq=False)
class Deployment:
    id: str
    tasks: list[Task] = field(default_factory=list)
    rollout_state: str = "IN_PROGRESS"
    failed_launches: int = 0
    failed_at: float = 0.0

    def view(self, now: float) -> DeploymentView:
        tasks = tuple(task.view(now) for task in self.tasks)
        return DeploymentView(
            self.id, tasks, self.rollout_state, failed_launches=self.failed_launches, failed_at=self.failed_at
        )


class Simulation:
    """A service whose plans are carried out, and checked while they are."""

    def __init__(self, seed: int, desired: int, minimum: int, maximum: int, *, failures: float = 0.0) -> None:
        self.chance = Random(seed)
        self.now = 0.0
        self.desired, self.minimum, self.maximum = desired, minimum, maximum
        self.failures = failures
        self.deployments = [Deployment("d0")]
        self.made = 0
        self.steady = False
        self.steady_at = 0.0
        self.blocked = False
        self.ended: list[str] = []
        self.settle()

    @property
    def tasks(self) -> list[Task]:
        return [task for deployment in self.deployments for task in deployment.tasks]

    def view(self) -> ServiceView:
        return ServiceView(
            self.desired,
            tuple(deployment.view(self.now) for deployment in self.deployments),
            self.minimum,
            self.maximum,
            steady=self.steady,
            steady_at=self.steady_at,
        )

    def healthy(self) -> int:
        return sum(task.view(self.now).healthy(self.now) for task in self.tasks)

    def redeploy(self) -> None:
        self.made += 1
        self.deployments.insert(0, Deployment(f"d{self.made}"))
        self.steady = False
        self.settle()

    def scale(self, desired: int) -> None:
        self.desired = desired
        self.steady = False
        self.settle()

    def lose_one(self) -> None:
        """A running task ends by itself."""
        running = [task for task in self.tasks if task.status(self.now) == "RUNNING"]
        if running:
            self.chance.choice(running).stopped_at = self.now + self.chance.uniform(0, 30)
            self.settle()

    def pass_time(self, seconds: float) -> None:
        """Go from change to change, looking at the service at each of them."""
        end = self.now + seconds
        while (due := min((time for time in self.times() if time > self.now), default=end)) <= end:
            self.now = due
            self.fail_and_bury()
            self.settle()
            if due == end:
                return
        self.now = end

    def times(self) -> list[float]:
        times = [self.resumes_at] if self.resumes_at > self.now else []
        for task in self.tasks:
            times += [task.stopped_at] if task.stopped_at is not None else [task.runs_at, task.healthy_at]
        return times

    def fail_and_bury(self) -> None:
        for deployment in self.deployments:
            for task in list(deployment.tasks):
                failed = task.fails and task.stopped_at is None and task.runs_at <= self.now
                if failed:
                    deployment.failed_launches += 1
                    deployment.failed_at = self.now
                if failed or (task.stopped_at is not None and task.stopped_at <= self.now):
                    deployment.tasks.remove(task)

    def settle(self) -> None:
        """Carry out plans until they ask for nothing more."""
        self.blocked = False
        self.resumes_at = 0.0
        for _ in range(ROUNDS):
            plan = rolling.plan(self.view(), self.now)
            if all(isinstance(action, Wake | Report) for action in plan):
                self.blocked = Report(rolling.BLOCKED) in plan
                self.resumes_at = max((a.at for a in plan if isinstance(a, Wake) and a.background), default=0.0)
                return
            for action in plan:
                self.carry_out(action)
        pytest.fail("the plans do not come to rest")

    def carry_out(self, action: object) -> None:
        view, healthy = self.view(), self.healthy()
        if isinstance(action, StartTasks):
            self.start(action)
            assert len(self.tasks) <= view.upper_bound
        elif isinstance(action, StopTasks):
            self.stop(action)
            assert self.healthy() >= min(healthy, view.lower_bound)
        elif isinstance(action, RetireDeployment):
            retired = next(deployment for deployment in self.deployments if deployment.id == action.deployment)
            assert retired.tasks == []
            assert retired is not self.deployments[0]
            self.deployments.remove(retired)
            self.ended.append(retired.id)
        elif isinstance(action, CompleteDeployment):
            assert action.deployment == self.deployments[0].id
            self.deployments[0].rollout_state = "COMPLETED"
        elif isinstance(action, ReportSteadyState):
            assert self.healthy() == len(self.tasks) == self.desired
            self.steady, self.steady_at = True, self.now
        elif isinstance(action, ForgetFailures):
            self.deployments[0].failed_launches = 0

    def start(self, action: StartTasks) -> None:
        primary = self.deployments[0]
        assert action.deployment == primary.id
        assert action.count > 0
        for _ in range(action.count):
            self.made += 1
            runs_at = self.now + self.chance.choice([0.0, 20.0, self.chance.uniform(0, 60)])
            task = Task(
                f"t{self.made}",
                self.chance.choice("abc"),
                runs_at,
                runs_at + 40,
                fails=self.chance.random() < self.failures,
            )
            primary.tasks.append(task)
        self.steady = False

    def stop(self, action: StopTasks) -> None:
        chosen = [task for task in self.tasks if task.id in action.tasks]
        assert [task.stopped_at for task in chosen] == [None] * len(action.tasks)
        for task in chosen:
            task.stopped_at = self.now + self.chance.choice([0.5, 25.0, self.chance.uniform(0, 90)])
        self.steady = False


PERCENTAGES = st.tuples(
    st.sampled_from([0, 1, 33, 50, 66, 75, 99, 100]), st.sampled_from([100, 101, 110, 125, 150, 200, 300])
).filter(lambda bounds: bounds != (100, 100))

COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.sampled_from([0.5, 10, 41, 100, 400])),
        st.tuples(st.just("scale"), st.integers(0, 9)),
        st.tuples(st.just("redeploy"), st.none()),
        st.tuples(st.just("lose one"), st.none()),
    ),
    max_size=12,
)


def obey(simulation: Simulation, commands: list[tuple[str, float | None]]) -> None:
    for command, figure in commands:
        if command == "wait":
            simulation.pass_time(figure or 0)
        elif command == "scale":
            simulation.scale(int(figure or 0))
        elif command == "redeploy":
            simulation.redeploy()
        else:
            simulation.lose_one()


def has_no_play(simulation: Simulation) -> bool:
    """The bounds allow neither a task more nor a healthy task less than desired."""
    view = simulation.view()
    return view.lower_bound == view.upper_bound == simulation.desired > 0


@given(st.integers(0, 2**32), st.integers(0, 9), PERCENTAGES, COMMANDS)
@settings(max_examples=150, deadline=None)
def test_bounds_hold_and_every_deployment_ends_unless_the_bounds_have_no_play(
    seed: int, desired: int, bounds: tuple[int, int], commands: list[tuple[str, float | None]]
) -> None:
    simulation = Simulation(seed, desired, *bounds)

    obey(simulation, commands)
    simulation.pass_time(LONG)

    if simulation.blocked:
        assert has_no_play(simulation)
        assert not simulation.steady
        return
    assert simulation.steady
    assert [deployment.rollout_state for deployment in simulation.deployments] == ["COMPLETED"]
    assert simulation.healthy() == len(simulation.tasks) == simulation.desired
    deployed = [deployment.id for deployment in simulation.deployments]
    assert len(set(simulation.ended + deployed)) == 1 + sum(command == "redeploy" for command, _ in commands)


@given(st.integers(0, 2**32), st.integers(1, 6), COMMANDS)
@settings(max_examples=60, deadline=None)
def test_tasks_that_fail_to_start_now_and_then_only_delay_the_end(
    seed: int, desired: int, commands: list[tuple[str, float | None]]
) -> None:
    simulation = Simulation(seed, desired, 50, 200, failures=0.4)

    obey(simulation, commands)
    simulation.failures = 0.0
    simulation.pass_time(LONG)

    assert simulation.steady
    assert simulation.healthy() == len(simulation.tasks) == simulation.desired


@given(st.integers(0, 2**32), st.integers(1, 9), PERCENTAGES)
@settings(max_examples=60, deadline=None)
def test_a_rollout_never_has_fewer_healthy_tasks_than_the_lower_bound(
    seed: int, desired: int, bounds: tuple[int, int]
) -> None:
    simulation = Simulation(seed, desired, *bounds)
    simulation.pass_time(LONG)
    lowest, most = simulation.healthy(), 0

    simulation.redeploy()
    for _ in range(200):
        simulation.pass_time(7)
        lowest = min(lowest, simulation.healthy())
        most = max(most, len(simulation.tasks))

    assert lowest >= simulation.view().lower_bound
    assert most <= simulation.view().upper_bound
