"""What holds of every task in the simulation, whatever its containers are planned to do."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.task_definition import ContainerDefinition
from mock_ecs.ports.runtimes import ContainerSpec, Dependency, HealthCheck, RestartPolicy, TaskSpec
from mock_ecs.runtimes.behaviour import ContainerPlan
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from tests.ecs.examples import START, fargate_task, instance_task, new_state

NAMES = ("a", "b", "c", "d")
ORDER = {"PENDING": 0, "RUNNING": 1, "STOPPED": 2}
SECONDS = st.sampled_from([0.0, 0.5, 2.0, 7.0, 45.0, 200.0])

plans = st.builds(
    ContainerPlan,
    pull=SECONDS,
    start=SECONDS,
    runs=st.none() | SECONDS,
    exit_code=st.sampled_from([0, 1, 137]),
    background=st.booleans(),
    stop=SECONDS,
    fails_at=st.sampled_from([None, None, None, "pull", "create", "start"]),
    reason=st.sampled_from([None, "CannotPullContainerError: no"]),
    health=st.sampled_from([((0.0, True),), ((0.0, False),), ((0.0, True), (60.0, False), (200.0, True))]),
    wait=SECONDS,
)


@st.composite
def definitions(draw: st.DrawFn) -> tuple[ContainerDefinition, ...]:
    """Containers that depend on earlier ones, in any way that ECS takes; the first is essential."""
    made: list[ContainerDefinition] = []
    for name in NAMES[: draw(st.integers(1, len(NAMES)))]:
        depends_on = [
            Dependency(earlier.name, draw(st.sampled_from(conditions(earlier))))
            for earlier in made
            if draw(st.integers(0, 2)) == 0
        ]
        made.append(
            ContainerDefinition(
                name,
                "nginx",
                essential=not made or draw(st.booleans()),
                health_check=draw(st.sampled_from([None, HealthCheck(interval=5), HealthCheck(start_period=60)])),
                start_timeout=draw(st.sampled_from([None, 2, 120])),
                stop_timeout=draw(st.sampled_from([None, 2, 120])),
                depends_on=tuple(depends_on),
                restart_policy=draw(st.sampled_from([None, RestartPolicy((0,), 60.0), RestartPolicy((), 0.0)])),
            )
        )
    return tuple(draw(st.permutations(made)))


def conditions(container: ContainerDefinition) -> list[str]:
    ends = [] if container.essential else ["COMPLETE", "SUCCESS"]
    return ["START", *ends, *(["HEALTHY"] if container.health_check else [])]


class Drawn:
    """A behaviour that has a plan for each container and run."""

    def __init__(self, drawn: dict[tuple[str, int], ContainerPlan]) -> None:
        self.drawn = drawn

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        plan = self.drawn[container.name, min(run, 1)]
        # A container that ends at once for ever would be restarted for ever in one instant.
        return plan if run < 3 else ContainerPlan(pull=0.0, start=1.0)


behaviours = st.fixed_dictionaries({(name, run): plans for name in NAMES for run in (0, 1)}).map(Drawn)


class Watch:
    """A task, seen after each event."""

    def __init__(self, behaviour: Drawn, containers: tuple[ContainerDefinition, ...], *, fargate: bool) -> None:
        engine = Engine(START)
        self.state = new_state(SimulatedRuntime(engine, behaviour), engine=engine)
        self.task: Task = fargate_task(self.state, *containers) if fargate else instance_task(self.state, *containers)
        self.seen = self.look()

    def look(self) -> tuple[Any, ...]:
        return tuple(ORDER[container.last_status] for container in self.task.containers)

    def run_until(self, time: float) -> None:
        engine = self.state.engine
        while (due := engine.next_due()) is not None and due <= time and self.task.last_status != "STOPPED":
            engine.step()
            seen = self.look()
            assert all(now >= before for now, before in zip(seen, self.seen, strict=True))
            self.seen = seen
            self.check_counts()
        if self.task.last_status != "STOPPED":
            engine.run_until(time)

    def check_counts(self) -> None:
        cluster, status = self.task.cluster, self.task.last_status
        assert cluster.pending_tasks == (status in ("PROVISIONING", "PENDING", "ACTIVATING"))
        assert cluster.running_tasks == (status == "RUNNING")


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(containers=definitions(), behaviour=behaviours, fargate=st.booleans(), at=st.integers(0, 600))
def test_a_task_that_is_told_to_stop_ends_within_its_stop_timeouts(
    containers: tuple[ContainerDefinition, ...], behaviour: Drawn, fargate: bool, at: int
) -> None:
    watch = Watch(behaviour, containers, fargate=fargate)
    watch.run_until(START + at)
    task, engine = watch.task, watch.state.engine

    watch.state.lifecycle.stop(task, reason="Task stopped by user", code="UserInitiated")
    # Containers that depend on each other stop one after another.
    longest = sum(container.stop_timeout or 30.0 for container in containers)
    watch.run_until(engine.now + longest + watch.state.timings.deprovisioning + 0.001)

    assert task.last_status == "STOPPED"
    assert [container.last_status for container in task.containers] == ["STOPPED"] * len(containers)
    assert watch.state.engine.settled


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(containers=definitions(), behaviour=behaviours, fargate=st.booleans())
def test_a_task_tells_one_story(containers: tuple[ContainerDefinition, ...], behaviour: Drawn, fargate: bool) -> None:
    watch = Watch(behaviour, containers, fargate=fargate)
    watch.run_until(START + 5_000)
    task = watch.task

    # It never hangs on its way up: it runs, or it is over.
    assert task.last_status in ("RUNNING", "STOPPED")
    assert (task.stop_code is None) == (task.desired_status == "RUNNING")
    if task.last_status == "RUNNING":
        essential = [container for container in task.containers if container.definition.essential]
        assert {container.last_status for container in essential} == {"RUNNING"}
    for container in task.containers:
        assert container.last_status != "RUNNING" or (container.exit_code is None and container.runtime_id)
    times = [task.created_at, task.connectivity_at, task.pull_started_at, task.started_at, task.execution_stopped_at]
    known = [time for time in times if time is not None]
    assert known == sorted(known)
