"""The load that scenarios give to services: values, curves, and for whom."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from mock_ecs.ports.scaling import Load, ServiceSpec
from mock_ecs.runtimes.load import service_load
from mock_ecs.runtimes.scenario import Scenario, rule_of
from mock_ecs.sim.ids import Ids

WEB = ServiceSpec("arn:web", "demo", "web", "site", revision=3, launch_type="FARGATE", tags=(("team", "data"),))
RISE = [{"at": "0m", "cpu": 20}, {"at": "10m", "cpu": "90%"}]


def scenario(*rules: dict[str, Any]) -> Scenario:
    return Scenario(partial(Ids(0).chance, "scenario"), map(rule_of, rules))


@pytest.mark.parametrize(
    ("document", "at", "expected"),
    [
        pytest.param({"cpu": 80}, 0, Load(cpu=80), id="a value"),
        pytest.param({"cpu": "80.5%", "memory": "40%", "requests": 12}, 9, Load(80.5, 40, 12), id="texts"),
        pytest.param({"cpu": 400, "of": "service"}, 0, Load(cpu=400, shared=True), id="of the service"),
        pytest.param({"cpu": 80, "of": "task"}, 0, Load(cpu=80), id="of each task"),
        pytest.param(RISE, 0, Load(cpu=20), id="the first point"),
        pytest.param(RISE, 300, Load(cpu=55), id="between"),
        pytest.param(RISE, 600, Load(cpu=90), id="the last point"),
        pytest.param(RISE, 9999, Load(cpu=90), id="after the last"),
        pytest.param(RISE[::-1], 300, Load(cpu=55), id="in any order"),
        pytest.param([{"at": 60, "cpu": 7}], 0, Load(cpu=7), id="before the first"),
        pytest.param({"points": RISE, "curve": "steps"}, 599, Load(cpu=20), id="steps, before"),
        pytest.param({"points": RISE, "curve": "steps"}, 600, Load(cpu=90), id="steps, at"),
        pytest.param(
            {"points": [*RISE, {"at": "10m", "cpu": 30}, {"at": "20m", "cpu": 40}]}, 600, Load(cpu=30), id="a jump"
        ),
        pytest.param(
            {"points": [{"at": 0, "cpu": 10}, {"at": 5, "memory": 50}, {"at": 10, "cpu": 20}]},
            5,
            Load(15, 50),
            id="points of one and of the other",
        ),
        pytest.param({"memory": 30, "cpu": 1, "points": RISE}, 0, Load(20, 30), id="values beside points"),
    ],
)
def test_a_load_has_its_values_at_a_time(document: Any, at: float, expected: Load) -> None:
    found = service_load(document)

    assert found is not None
    assert found.at(at) == expected


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({}, True),
        ({"service": "w*", "cluster": "demo", "family": "site", "revision": 3, "launch-type": "FARGATE"}, True),
        ({"tag": {"team": "data"}}, True),
        ({"service": "other"}, False),
        ({"container": "app"}, False),
    ],
)
def test_a_load_is_for_services_that_match(match: dict[str, Any], fits: bool) -> None:
    told = scenario({"match": match, "load": {"cpu": 80}})

    assert (told.load(WEB, 0.0) is not None) is fits
    assert told.used == [int(fits)]


def test_rules_on_tasks_are_passed_over() -> None:
    told = scenario({"exit": 1}, {"load": {"cpu": 80}})

    assert told.load(WEB, 0.0) == Load(cpu=80)
    assert told.gives_load


def test_without_a_rule_on_load_there_is_none() -> None:
    told = scenario({"exit": 1})

    assert told.load(WEB, 0.0) is None
    assert not told.gives_load
