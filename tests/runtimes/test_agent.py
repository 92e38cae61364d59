"""How the simulated agent carries plans out: order, restarts, timeouts, failures, and the way down."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.ports.runtimes import ContainerSpec, Dependency, HealthCheck, Observation, RestartPolicy, TaskSpec
from mock_ecs.runtimes.behaviour import ContainerPlan
from mock_ecs.runtimes.simulated import SimulatedRuntime
from mock_ecs.sim.engine import Engine
from tests.runtimes.contract import SCOPE, task_arn

ARN = task_arn("one")
QUICK = ContainerPlan(pull=0.0, start=1.0)
Told = list[tuple[float, str]]


class Agent:
    """A task of ``containers`` whose plans are by name; a list has one for each run."""

    def __init__(
        self, *containers: ContainerSpec, plans: dict[str, ContainerPlan | list[ContainerPlan]] | None = None
    ) -> None:
        self.engine = Engine()
        self.plans = plans or {}
        self.runs: list[tuple[str, int]] = []
        self.observed: list[tuple[float, Observation]] = []
        self.runtime = SimulatedRuntime(self.engine, self)
        self.runtime.start(TaskSpec(SCOPE, ARN, "web", "shop", containers), self.report)

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        self.runs.append((container.name, run))
        plan = self.plans.get(container.name, QUICK)
        return plan[min(run, len(plan) - 1)] if isinstance(plan, list) else plan

    def report(self, observation: Observation) -> None:
        self.observed.append((round(self.engine.now, 3), observation))

    def told(self, *statuses: str) -> Told:
        """What was reported: times, and names with statuses; of ``statuses`` alone where there are some."""
        return [
            (time, f"{seen.container} {seen.status}")
            for time, seen in self.observed
            if not statuses or seen.status in statuses
        ]

    def exits(self) -> list[tuple[float, str | None, int | None, str | None]]:
        return [
            (time, seen.container, seen.exit_code, seen.reason)
            for time, seen in self.observed
            if seen.status == "STOPPED"
        ]


def app(name: str = "app", *depends_on: tuple[str, str], **members: Any) -> ContainerSpec:
    needs = tuple(Dependency(*item) for item in depends_on)
    return ContainerSpec(name, "nginx", members.pop("essential", True), depends_on=needs, **members)


def plan(**members: Any) -> ContainerPlan:
    return ContainerPlan(**{"pull": 0.0, "start": 1.0} | members)


class TestOrder:
    @pytest.mark.parametrize(
        ("condition", "plans", "at"),
        [
            pytest.param("START", plan(), 2.0, id="it has started"),
            pytest.param("COMPLETE", plan(runs=5, exit_code=3), 7.0, id="it has ended somehow"),
            pytest.param("SUCCESS", plan(runs=5), 7.0, id="it has ended well"),
            pytest.param("HEALTHY", plan(), 32.0, id="its check has passed"),
            pytest.param("START", plan(runs=0), 2.0, id="it has started and ended at once"),
        ],
    )
    def test_a_container_starts_when(self, condition: str, plans: ContainerPlan, at: float) -> None:
        agent = Agent(app("app", ("db", condition)), app("db", health_check=HealthCheck()), plans={"db": plans})

        agent.engine.run_until(100)

        assert ("app RUNNING", at) in [(text, time) for time, text in agent.told()]

    def test_it_is_not_even_pulled_before(self) -> None:
        agent = Agent(app("app", ("db", "START")), app("db"))

        agent.engine.run_until(100)

        assert [text for _, text in agent.told()] == [
            *("db PULLING", "db PULLED", "db RUNNING"),
            *("app PULLING", "app PULLED", "app RUNNING"),
        ]

    def test_it_waits_for_all_of_them(self) -> None:
        agent = Agent(
            app("app", ("a", "START"), ("b", "SUCCESS")), app("a"), app("b"), plans={"b": plan(runs=9.0, start=4.0)}
        )

        agent.engine.run_until(100)

        assert agent.told("RUNNING") == [(1.0, "a RUNNING"), (4.0, "b RUNNING"), (14.0, "app RUNNING")]

    @pytest.mark.parametrize(
        ("condition", "plans", "reason"),
        [
            pytest.param(
                "SUCCESS",
                plan(runs=5, exit_code=1),
                "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] "
                "for target [app] as dependency did not exit successfully.",
                id="it failed",
            ),
            pytest.param(
                "COMPLETE",
                plan(fails_at="pull", pull=6.0),
                "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] "
                "for target [app] because dependency will never start",
                id="it never ran",
            ),
        ],
    )
    def test_in_vain(self, condition: str, plans: ContainerPlan, reason: str) -> None:
        agent = Agent(app("app", ("db", condition)), app("db", essential=False), plans={"db": plans})

        agent.engine.run_until(100)

        assert agent.exits()[-1] == (6.0, "app", 143, reason)
        assert ("app", "RUNNING") not in [(seen.container, seen.status) for _, seen in agent.observed]

    def test_a_failure_is_passed_on_to_those_that_wait_further_back(self) -> None:
        agent = Agent(
            app("c", ("b", "START")), app("b", ("a", "START")), app("a"), plans={"a": plan(fails_at="create")}
        )

        agent.engine.run_until(100)

        assert [name for _, name, _, _ in agent.exits()] == ["a", "b", "c"]

    @pytest.mark.parametrize("condition", ["COMPLETE", "SUCCESS", "HEALTHY"])
    def test_patience_ends_with_the_start_timeout_of_what_is_waited_for(self, condition: str) -> None:
        check = HealthCheck(interval=300)
        agent = Agent(app("app", ("db", condition)), app("db", start_timeout=20, health_check=check))

        agent.engine.run_until(100)

        text = "CannotStartContainerError: dependency graph: container ordering dependency [db] for target [app] "
        assert agent.exits() == [(21.0, "app", 143, f"{text}has timed out.")]

    def test_once_it_is_met_no_timeout_is_left(self) -> None:
        agent = Agent(app("app", ("db", "HEALTHY")), app("db", health_check=HealthCheck()))

        agent.engine.settle()

        assert agent.engine.now == 32.0
        assert agent.exits() == []

    def test_containers_that_wait_for_each_other_are_refused(self) -> None:
        agent = Agent(app("a", ("b", "START")), app("b", ("a", "START")), app("c"), plans={"c": plan(wait=2.0)})

        agent.engine.run_until(100)

        reason = f"TaskDependencyError: Task dependencies cannot be resolved, taskArn: {ARN}"
        assert agent.exits() == [(0.0, "a", None, reason), (0.0, "b", None, reason), (2.0, "c", None, reason)]


class TestFailures:
    @pytest.mark.parametrize(
        ("step", "told", "at"),
        [
            pytest.param("pull", ["PULLING", "STOPPED"], 2.0, id="pull"),
            pytest.param("create", ["PULLING", "PULLED", "STOPPED"], 2.0, id="create"),
            pytest.param("start", ["PULLING", "PULLED", "STOPPED"], 3.0, id="start"),
        ],
    )
    def test_at_a_step_before_it_runs(self, step: str, told: list[str], at: float) -> None:
        agent = Agent(app(), plans={"app": plan(pull=2.0, fails_at=step, reason="CannotX: y")})

        agent.engine.run_until(100)

        assert [seen.status for _, seen in agent.observed] == told
        assert agent.exits() == [(at, "app", None, "CannotX: y")]

    def test_an_exit_has_its_code_and_its_reason(self) -> None:
        killed = "OutOfMemoryError: Container killed due to memory usage"
        agent = Agent(app(), plans={"app": plan(runs=5.0, exit_code=137, reason=killed)})

        agent.engine.run_until(100)

        assert agent.exits() == [(6.0, "app", 137, killed)]

    def test_others_are_left_to_whoever_watches_the_task(self) -> None:
        agent = Agent(app(), app("log", essential=False), plans={"app": plan(runs=5.0)})

        agent.engine.run_until(100)

        assert [name for _, name, _, _ in agent.exits()] == ["app"]


class TestRestarts:
    POLICY = RestartPolicy(ignored_exit_codes=(0,), attempt_period=60)

    def test_a_container_that_ran_long_enough_is_started_in_its_place(self) -> None:
        plans = [plan(runs=60.0, exit_code=1), plan(runs=200.0, exit_code=1), plan(runs=3.0, exit_code=7)]
        agent = Agent(app(restart_policy=self.POLICY), plans={"app": [*plans]})

        agent.engine.run_until(1000)

        assert agent.told("RUNNING", "RESTARTED", "STOPPED") == [
            (1.0, "app RUNNING"),
            (62.0, "app RESTARTED"),
            (263.0, "app RESTARTED"),
            (266.0, "app STOPPED"),
        ]
        assert agent.runs == [("app", 0), ("app", 1), ("app", 2)]
        assert agent.exits()[0][2] == 7

    @pytest.mark.parametrize(
        ("runs", "exit_code"),
        [
            pytest.param(59.0, 1, id="it ran too short a time"),
            pytest.param(90.0, 0, id="its exit code is ignored"),
        ],
    )
    def test_else_it_is_over(self, runs: float, exit_code: int) -> None:
        agent = Agent(app(restart_policy=self.POLICY), plans={"app": plan(runs=runs, exit_code=exit_code)})

        agent.engine.run_until(1000)

        assert agent.exits() == [(runs + 1, "app", exit_code, None)]

    def test_a_crash_loop_does_not_keep_time_from_resting(self) -> None:
        agent = Agent(app(restart_policy=self.POLICY), plans={"app": plan(runs=70.0, exit_code=1)})

        agent.engine.settle()

        assert agent.engine.now < 200

    def test_its_health_is_judged_anew(self) -> None:
        plans = [plan(runs=60.0, exit_code=1), plan()]
        spec = app(restart_policy=self.POLICY, health_check=HealthCheck(interval=10))
        agent = Agent(spec, plans={"app": [*plans]})

        agent.engine.run_until(200)

        assert agent.told("RESTARTED", "HEALTHY") == [
            (11.0, "app HEALTHY"),
            (62.0, "app RESTARTED"),
            (72.0, "app HEALTHY"),
        ]

    def test_one_that_is_stopped_while_it_starts_again_stays_down(self) -> None:
        agent = Agent(app(restart_policy=self.POLICY), plans={"app": plan(runs=60.0, exit_code=1)})
        agent.engine.run_until(61.5)

        agent.runtime.stop(ARN, 30)
        agent.engine.run_until(200)

        assert agent.exits() == [(61.5, "app", 1, None)]


class TestHealth:
    def test_costs_events_only_when_it_changes(self) -> None:
        agent = Agent(app(health_check=HealthCheck(interval=5)))
        agent.engine.run_until(10)

        ran = agent.engine.run_until(86_400)

        assert ran == 0
        assert agent.told("HEALTHY", "UNHEALTHY") == [(6.0, "app HEALTHY")]

    def test_flaps_as_planned_in_the_background(self) -> None:
        flaps = plan(health=((0.0, True), (100.0, False), (300.0, True)))
        agent = Agent(app(health_check=HealthCheck()), plans={"app": flaps})

        agent.engine.settle()
        settled_at = agent.engine.now
        agent.engine.run_until(1000)

        assert settled_at == 31.0
        assert agent.told("HEALTHY", "UNHEALTHY") == [
            (31.0, "app HEALTHY"),
            (181.0, "app UNHEALTHY"),
            (301.0, "app HEALTHY"),
        ]

    def test_of_a_container_without_a_check_nothing_is_told(self) -> None:
        agent = Agent(app())

        agent.engine.run_until(1000)

        assert agent.told("HEALTHY", "UNHEALTHY") == []


class TestTheWayDown:
    def test_those_that_depend_on_others_go_first(self) -> None:
        containers = app("app", ("db", "START")), app("db", ("disk", "START")), app("disk")
        agent = Agent(*containers, plans=dict.fromkeys(("app", "db", "disk"), plan(stop=3.0)))
        agent.engine.run_until(10)

        agent.runtime.stop(ARN, 30)
        agent.engine.run_until(100)

        assert agent.exits() == [(13.0, "app", 143, None), (16.0, "db", 143, None), (19.0, "disk", 143, None)]

    def test_each_has_a_stop_timeout_of_its_own(self) -> None:
        agent = Agent(
            app("a", stop_timeout=5), app("b", stop_timeout=60), plans={"a": plan(stop=50.0), "b": plan(stop=50.0)}
        )
        agent.engine.run_until(10)

        agent.runtime.stop(ARN, 120)
        agent.engine.run_until(100)

        assert agent.exits() == [(15.0, "a", 137, None), (60.0, "b", 143, None)]

    def test_what_heeds_sigterm_has_an_exit_code_of_its_own(self) -> None:
        agent = Agent(app(), plans={"app": plan(stop_exit_code=0, runs=10.5)})
        agent.engine.run_until(11)

        agent.runtime.stop(ARN, 30)
        agent.engine.run_until(100)

        assert agent.exits() == [(11.2, "app", 0, None)]

    def test_what_waits_for_others_never_starts(self) -> None:
        agent = Agent(app("app", ("db", "SUCCESS")), app("db"))
        agent.engine.run_until(10)

        agent.runtime.stop(ARN, 30)
        agent.engine.run_until(1000)

        assert agent.exits() == [(10.0, "app", None, None), (10.2, "db", 143, None)]
        assert agent.engine.settled
