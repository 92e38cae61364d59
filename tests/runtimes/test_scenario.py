"""Scenarios decide by rules and by chance: the first rule that matches, a share of all tasks, one of several rules."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from mock_ecs.aws.scope import Scope
from mock_ecs.ports.runtimes import ContainerSpec, Disconnection, InstanceSpec, TaskSpec, UnhealthyTarget
from mock_ecs.runtimes.behaviour import ContainerPlan
from mock_ecs.runtimes.outcomes import FLAPS, OUT_OF_MEMORY
from mock_ecs.runtimes.scenario import Scenario, ScenarioBehaviour, background_rules, rule_of
from mock_ecs.sim.ids import Ids

USUAL = ContainerPlan(pull=1.0, start=2.0, runs=10.0, background=True)
APP = ContainerSpec("app", "nginx:1.25", True, environment=(("MODE", "test"),))
LOG = ContainerSpec("log", "fluent/fluent-bit:3", False)


class Usual:
    """What everything does where nothing else is said."""

    def __init__(self, plan: ContainerPlan = USUAL) -> None:
        self._plan = plan

    def plan(self, task: TaskSpec, container: ContainerSpec, run: int) -> ContainerPlan:
        return self._plan


def scenario(*rules: dict[str, Any], seed: int = 0, profile: str = "typical") -> Scenario:
    chance = partial(Ids(seed).chance, "scenario")
    return Scenario(chance, map(rule_of, rules), background=background_rules(profile))


def task(number: int = 0, **members: Any) -> TaskSpec:
    arn = f"arn:aws:ecs:us-east-1:123456789012:task/demo/{number:032x}"
    known = {"revision": 3, "zone": "us-east-1a", "tags": (("team", "data"),)}
    return TaskSpec(Scope(), arn, "web", members.pop("service", "front"), (APP, LOG), **{**known, **members})


def planned(
    *rules: dict[str, Any], of: TaskSpec | None = None, container: ContainerSpec = APP, usual: ContainerPlan = USUAL
) -> ContainerPlan:
    return ScenarioBehaviour(Usual(usual), scenario(*rules)).plan(of or task(), container, 0)


def fates(told: Scenario, count: int = 2000) -> list[int]:
    """The exit codes of so many tasks."""
    behaviour = ScenarioBehaviour(Usual(), told)
    return [behaviour.plan(task(number), APP, 0).exit_code for number in range(count)]


# Matching.


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({}, True),
        ({"family": "web"}, True),
        ({"family": "w*"}, True),
        ({"family": "we"}, False),
        ({"family": "WEB"}, False),
        ({"family": "w?b"}, True),
        ({"family": "[a-v]*"}, False),
        ({"family": ["api", "web"]}, True),
        ({"family": ["api", "job"]}, False),
        ({"revision": 3}, True),
        ({"revision": "3"}, True),
        ({"revision": [1, 2]}, False),
        ({"service": "front"}, True),
        ({"service": ""}, False),
        ({"cluster": "demo"}, True),
        ({"cluster": "prod"}, False),
        ({"launch-type": "FARGATE"}, True),
        ({"launch-type": "EC2"}, False),
        ({"capacity-provider": ""}, True),
        ({"capacity-provider": "FARGATE_SPOT"}, False),
        ({"zone": "us-east-1a"}, True),
        ({"zone": "us-east-1[bc]"}, False),
        ({"tag": {"team": "data"}}, True),
        ({"tag": {"team": "d*"}}, True),
        ({"tag": {"team": "web"}}, False),
        ({"tag": {"stage": "*"}}, False),
        ({"container": "app"}, True),
        ({"container": "log"}, False),
        ({"image": "nginx:*"}, True),
        ({"image": "nginx"}, False),
        ({"environment": {"MODE": "test"}}, True),
        ({"environment": {"OTHER": "*"}}, False),
        ({"instance": "*"}, False),
        ({"instance-type": "*"}, False),
        ({"family": "web", "container": "app", "zone": "*a"}, True),
        ({"family": "web", "container": "app", "zone": "*b"}, False),
    ],
    ids=str,
)
def test_a_rule_matches_when_all_of_it_fits(match: dict[str, Any], fits: bool) -> None:
    plan = planned({"match": match, "exit": 7})

    assert plan.exit_code == (7 if fits else 0)


def test_the_first_rule_that_matches_decides() -> None:
    plan = planned({"match": {"family": "api"}, "exit": 1}, {"match": {"family": "web"}, "exit": 2}, {"exit": 3})

    assert plan.exit_code == 2


def test_a_rule_that_says_nothing_means_as_usual() -> None:
    assert planned({"match": {"family": "web"}}, {"exit": 3}) == USUAL


def test_a_rule_about_something_else_is_passed_over() -> None:
    plan = planned({"fargate-capacity": "none"}, {"spot-interruption": {"after": 1}}, {"exit": 3})

    assert plan.exit_code == 3


def test_a_task_outside_of_services_is_matched_by_an_empty_name() -> None:
    rule = {"match": {"service": ""}, "exit": 7}

    assert planned(rule, of=task(service=None)).exit_code == 7


# Chance.


def test_a_probability_is_the_share_of_tasks() -> None:
    found = Counter(fates(scenario({"probability": 0.1, "exit": 7})))

    assert found[7] == pytest.approx(200, abs=40)


@pytest.mark.parametrize(("probability", "code"), [(0, 0), (1, 7)])
def test_what_is_certain_is_no_matter_of_chance(probability: float, code: int) -> None:
    assert set(fates(scenario({"probability": probability, "exit": 7}), 200)) == {code}


def test_weights_are_shares_of_all_tasks() -> None:
    told = scenario({"weight": 1, "exit": 7}, {"weight": 2, "exit": 8}, {"weight": 7})

    found = Counter(fates(told))

    assert [found[code] for code in (7, 8, 0)] == pytest.approx([200, 400, 1400], abs=80)


def test_weights_of_nothing_draw_no_rule() -> None:
    assert set(fates(scenario({"weight": 0, "exit": 7}), 50)) == {0}


def test_a_rule_without_weight_before_those_with_one_decides_alone() -> None:
    told = scenario({"match": {"family": "web"}, "exit": 1}, {"weight": 1, "exit": 7})

    assert set(fates(told, 50)) == {1}


def test_all_containers_of_a_task_share_its_fate() -> None:
    behaviour = ScenarioBehaviour(Usual(), scenario({"probability": 0.5, "exit": 7}))

    pairs = {tuple(behaviour.plan(task(n), container, 0).exit_code for container in (APP, LOG)) for n in range(50)}

    assert pairs == {(0, 0), (7, 7)}


def test_a_container_that_is_started_again_is_drawn_anew() -> None:
    behaviour = ScenarioBehaviour(Usual(), scenario({"probability": 0.5, "exit": 7}))

    assert {behaviour.plan(task(), APP, run).exit_code for run in range(30)} == {0, 7}


def test_the_fate_of_a_task_depends_on_no_other() -> None:
    rules = {"probability": 0.5, "exit": 7}
    alone = ScenarioBehaviour(Usual(), scenario(rules)).plan(task(77), APP, 0)

    in_company = fates(scenario(rules), 100)[77]

    assert alone.exit_code == in_company


def test_another_seed_gives_another_future() -> None:
    rule = {"probability": 0.5, "exit": 7}

    assert fates(scenario(rule, seed=1), 100) == fates(scenario(rule, seed=1), 100)
    assert fates(scenario(rule, seed=1), 100) != fates(scenario(rule, seed=2), 100)


def test_jitter_stays_within_its_bounds_and_above_nothing() -> None:
    behaviour = ScenarioBehaviour(Usual(), scenario({"pull": {"seconds": 2, "jitter": "3s"}, "start": 5}))

    plans = [behaviour.plan(task(number), APP, 0) for number in range(500)]

    pulls = [plan.pull for plan in plans]
    assert {plan.start for plan in plans} == {5.0}
    assert min(pulls) == 0.0
    assert 4.5 < max(pulls) <= 5.0
    assert len(set(pulls)) > 300


# Outcomes.


def changed(**members: Any) -> ContainerPlan:
    return ContainerPlan(**{name: getattr(USUAL, name) for name in USUAL.__slots__} | members)


@pytest.mark.parametrize(
    ("outcome", "members"),
    [
        ({"pull": "45s"}, {"pull": 45.0}),
        ({"start": "500ms"}, {"start": 0.5}),
        ({"stop": "1m30s"}, {"stop": 90.0}),
        ({"pull": 1.5, "start": "0.5h"}, {"pull": 1.5, "start": 1800.0}),
        ({"exit": 3}, {"exit_code": 3}),
        ({"exit": 0}, {}),
        ({"exit": {"code": 3}}, {"exit_code": 3}),
        ({"exit": {"code": 3, "after": "20s"}}, {"exit_code": 3, "runs": 20.0}),
        ({"exit": "never"}, {"runs": None}),
        ({"out-of-memory": True}, {"exit_code": 137, "reason": OUT_OF_MEMORY}),
        ({"out-of-memory": {"after": "5m"}}, {"exit_code": 137, "reason": OUT_OF_MEMORY, "runs": 300.0}),
        ({"out-of-memory": False}, {}),
        ({"health": "fails"}, {"health": ((0.0, False),)}),
        ({"health": "passes"}, {}),
        ({"health": [{"after": "30s", "healthy": False}]}, {"health": ((0.0, True), (30.0, False))}),
        (
            {"health": [{"after": 60, "healthy": True}, {"after": 0, "healthy": False}]},
            {"health": ((0.0, False), (60.0, True))},
        ),
        ({"health": {"passes": "1m", "fails": 0}}, {}),
        ({"logs": ["one", {"after": "2s", "text": "two"}]}, {"logs": ((0.0, "one"), (2.0, "two"))}),
        (
            {"fail": "CannotPullContainerError"},
            {
                "fails_at": "pull",
                "reason": "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
                "failed to resolve ref nginx:1.25: nginx:1.25: not found",
            },
        ),
        (
            {"fail": {"error": "ResourceInitializationError", "message": "no {registry}"}},
            {"fails_at": "pull", "reason": "ResourceInitializationError: no {registry}"},
        ),
        (
            {"fail": {"error": "CannotStartContainerError", "message": "no such file"}},
            {"fails_at": "start", "reason": "CannotStartContainerError: no such file"},
        ),
        (
            {"fail": {"error": "CannotCreateContainerError", "message": "conflict"}},
            {"fails_at": "create", "reason": "CannotCreateContainerError: conflict"},
        ),
    ],
    ids=str,
)
def test_an_outcome_changes_what_it_speaks_of_and_no_more(outcome: dict[str, Any], members: dict[str, Any]) -> None:
    assert planned(outcome) == changed(**members)


def test_on_an_instance_a_pull_fails_in_dockers_words() -> None:
    plan = planned({"fail": "CannotPullContainerError"}, of=task(launch_type="EC2"))

    assert plan.reason == (
        "CannotPullContainerError: Error response from daemon: manifest for nginx:1.25 not found: manifest unknown"
    )


def test_a_container_that_would_run_on_ends_at_once_when_no_time_is_said() -> None:
    assert planned({"exit": 3}, usual=ContainerPlan(pull=1.0, start=1.0)).runs == 0.0


def test_health_that_flaps_does_so_for_long() -> None:
    health = planned({"health": {"passes": "2m", "fails": "30s"}}).health

    assert health[:4] == ((0.0, True), (120.0, False), (150.0, True), (270.0, False))
    assert len(health) == 2 * FLAPS


# Tasks and instances.


def test_capacity_is_there_unless_a_rule_takes_it() -> None:
    told = scenario({"match": {"zone": "us-east-1a"}, "fargate-capacity": "none"})

    assert told.limits_capacity
    assert not told.has_capacity(task(zone="us-east-1a"), "try")
    assert told.has_capacity(task(zone="us-east-1b"), "try")
    assert not scenario({"exit": 1}).limits_capacity


def test_each_try_for_capacity_has_a_chance_of_its_own() -> None:
    told = scenario({"probability": 0.5, "fargate-capacity": "none"})

    assert {told.has_capacity(task(), f"try {number}") for number in range(30)} == {True, False}


def test_an_earlier_rule_can_keep_its_own_from_what_befalls_all() -> None:
    told = scenario({"match": {"family": "web"}, "spot-interruption": "never"}, {"spot-interruption": {"after": "5m"}})

    assert told.interruption(task()) is None
    assert told.interruption(TaskSpec(Scope(), "arn:task/demo/1", "api", None, ())) == 300.0


def test_an_agent_is_lost_where_its_instance_matches() -> None:
    told = scenario({"match": {"instance-type": "m5.*"}, "agent-disconnected": {"after": "1m", "for": "2m"}})
    arn = "arn:aws:ecs:us-east-1:123456789012:container-instance/demo/0123"

    assert told.disconnection(InstanceSpec(arn, instance_type="m5.large")) == Disconnection(60.0, 120.0)
    assert told.disconnection(InstanceSpec(arn, instance_type="c5.large")) is None


@pytest.mark.parametrize(("wish", "lost"), [(True, Disconnection(0.0)), (False, None), ({}, Disconnection(0.0))])
def test_an_agent_is_lost_at_once_and_for_ever_unless_told_otherwise(wish: Any, lost: Disconnection | None) -> None:
    told = scenario({"match": {"instance": "i-0*"}, "agent-disconnected": wish})

    assert told.disconnection(InstanceSpec("arn:container-instance/demo/1", ec2_instance_id="i-0abc")) == lost


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("unhealthy", UnhealthyTarget(None, None, None, "Health checks failed")),
        ("healthy", None),
        ({"status": "healthy"}, None),
        (
            {"status": "unhealthy", "after": "30s", "for": "1m", "every": "5m", "reason": "Request timed out"},
            UnhealthyTarget(30.0, 60.0, 300.0, "Request timed out"),
        ),
        (
            {"status": "unhealthy", "for": "5m", "every": "5m"},
            UnhealthyTarget(None, None, None, "Health checks failed"),
        ),
    ],
)
def test_a_target_is_unhealthy_when_a_rule_says_so(wish: Any, told: UnhealthyTarget | None) -> None:
    assert scenario({"target-health": wish}).unhealthy_target(task(), "app") == told


def test_a_target_is_matched_by_its_task_and_its_container() -> None:
    told = scenario({"match": {"image": "nginx:*", "service": "front"}, "target-health": "unhealthy"})

    assert told.unhealthy_target(task(), "app") is not None
    assert told.unhealthy_target(task(), "log") is None
    assert told.unhealthy_target(task(service="back"), "app") is None
    assert scenario({"exit": 1}).unhealthy_target(task(), "app") is None
    assert told.used == [1]


def test_one_seed_gives_one_time_of_a_target_with_jitter() -> None:
    wish = {"status": "unhealthy", "after": {"seconds": "1m", "jitter": "30s"}}

    first, again, other = (
        scenario({"target-health": wish}).unhealthy_target(task(number), "app") for number in (1, 1, 2)
    )

    assert first == again != other
    assert first is not None
    assert first.after is not None
    assert 30 <= first.after <= 90


def test_a_storm_interrupts_every_spot_task_within_minutes() -> None:
    told = scenario(profile="spot-storm")

    after = [told.interruption(task(number, capacity_provider="FARGATE_SPOT")) for number in range(200)]

    assert all(seconds is not None and 60 <= seconds <= 420 for seconds in after)
    assert told.interruption(task(capacity_provider="FARGATE")) is None


def test_rules_of_the_profile_stand_behind_all_others_and_are_not_shown() -> None:
    told = scenario({"match": {"family": "web"}, "spot-interruption": "never"}, profile="spot-storm")

    assert told.interruption(task(capacity_provider="FARGATE_SPOT")) is None
    assert len(told.rules) == len(told.used) == 1


# Changes while it runs.


def test_a_rule_that_is_added_goes_before_those_that_there_are() -> None:
    told = scenario({"exit": 1})
    behaviour = ScenarioBehaviour(Usual(), told)

    told.add([rule_of({"match": {"container": "app"}, "exit": 2})])

    assert [behaviour.plan(task(), container, 0).exit_code for container in (APP, LOG)] == [2, 1]
    assert told.used == [1, 1]


def test_a_scenario_can_be_put_in_the_place_of_another() -> None:
    told = scenario({"exit": 1})

    told.put([])

    assert ScenarioBehaviour(Usual(), told).plan(task(), APP, 0) == USUAL
    assert (told.rules, told.used) == ((), [])
