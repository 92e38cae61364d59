"""Scenario documents: what is read from files and values, and how faults are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs import scenarios
from mock_ecs.app import create_world
from mock_ecs.config import Config, ConfigError
from mock_ecs.scenarios import ScenarioError, rules_of
from mock_ecs.schema import load_schema

RULE = load_schema("mock_ecs/scenario")["$defs"]["rule"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({}, ".rules: rules is missing"),
        ({"rules": {}}, ".rules: rules must be a list"),
        ({"rules": [], "rule": []}, ".rule: there is no rule; did you mean rules?"),
        ({"rules": [7]}, ".rules[0]: a rule must be an object with members like match and exit"),
        ({"rules": [{"pul": 1}]}, ".rules[0].pul: there is no pul; did you mean pull?"),
        ({"rules": [{"match": {"famly": "x"}}]}, ".rules[0].match.famly: there is no famly; did you mean family?"),
        ({"rules": [{"match": {"family": []}}]}, ".rules[0].match.family: a list of patterns must have one"),
        ({"rules": [{"match": {"tag": "x"}}]}, ".rules[0].match.tag: tag must be an object of patterns by key"),
        (
            {"rules": [{"pull": {"seconds": 1, "jiter": 1}}]},
            ".rules[0].pull.jiter: there is no jiter; did you mean jitter?",
        ),
        (
            {"rules": [{"pull": "2 apples"}]},
            ".rules[0].pull: 2 apples is no time: write seconds as a number, a text like 2s, 500ms or 1m30s, "
            'or {"seconds": 2, "jitter": 0.5}',
        ),
        ({"rules": [{"exit": 256}]}, ".rules[0].exit: an exit code is a whole number from 0 to 255, not 256"),
        ({"rules": [{"exit": {"after": 1}}]}, ".rules[0].exit.code: exit needs a code"),
        ({"rules": [{"probability": 2}]}, ".rules[0].probability: probability must be a number from 0 to 1, not 2"),
        ({"rules": [{"weight": -1}]}, ".rules[0].weight: weight must be a number, at least 0, not -1"),
        (
            {"rules": [{"weight": 1, "probability": 1}]},
            ".rules[0].weight: a rule can have weight or probability, not both",
        ),
        (
            {"rules": [{"exit": 1, "out-of-memory": True}]},
            ".rules[0].exit: a rule can have exit or out-of-memory, not both",
        ),
        (
            {"rules": [{"fargate-capacity": "no"}]},
            '.rules[0]["fargate-capacity"]: fargate-capacity must be none or available, not no',
        ),
        (
            {"rules": [{"hook": "DONE"}]},
            ".rules[0].hook: hook must be SUCCEEDED, FAILED, IN_PROGRESS or an object like "
            '{"stage": "PRE_SCALE_UP", "status": "FAILED"}, not DONE',
        ),
        (
            {"rules": [{"hook": {"stage": "SCALE_UP"}}]},
            ".rules[0].hook.stage: there is no stage SCALE_UP; there are RECONCILE_SERVICE,PRE_SCALE_UP,POST_SCALE_UP,"
            "TEST_TRAFFIC_SHIFT,POST_TEST_TRAFFIC_SHIFT,PRE_PRODUCTION_TRAFFIC_SHIFT,PRODUCTION_TRAFFIC_SHIFT,"
            "POST_PRODUCTION_TRAFFIC_SHIFT",
        ),
        ({"rules": [{"hook": {"times": 0}}]}, ".rules[0].hook.times: times must be a whole number, at least 1, not 0"),
        ({"rules": [{"hook": {"stages": []}}]}, ".rules[0].hook.stages: there is no stages; did you mean stage?"),
        (
            {"rules": [{"load": 80}]},
            '.rules[0].load: load must be an object like {"cpu": "80%"}, or a list of points like ',
        ),
        (
            {"rules": [{"load": {"cpu": "much"}}]},
            ".rules[0].load.cpu: much is no percentage: write a number like 80, or a text like 80%",
        ),
        ({"rules": [{"load": {"of": "service"}}]}, ".rules[0].load: load must say cpu, memory, requests or points"),
        ({"rules": [{"load": {"cpu": 1, "of": "all"}}]}, ".rules[0].load.of: of must be task or service, not all"),
        ({"rules": [{"load": [{"cpu": 1, "memory": 1}]}]}, ".rules[0].load[0].at: a point of a load needs at"),
        (
            {"rules": [{"load": [{"at": 1}]}]},
            ".rules[0].load[0]: a point of a load needs cpu, memory or requests beside at",
        ),
        (
            {"rules": [{"load": {"cpu": 1, "requets": 1}}]},
            ".rules[0].load.requets: there is no requets; did you mean requests?",
        ),
        (
            {"rules": [{"target-health": "ill"}]},
            '.rules[0]["target-health"]: target-health must be healthy, unhealthy or an object like '
            '{"status": "unhealthy", "after": "30s"}, not ill',
        ),
        (
            {"rules": [{"target-health": {"after": 1}}]},
            '.rules[0]["target-health"].status: target-health needs a status',
        ),
        (
            {"rules": [{"target-health": {"status": "unhealthy", "every": "1m"}}]},
            '.rules[0]["target-health"].every: a target that is unhealthy every so long needs for, too',
        ),
        ({"rules": [{"logs": [{"after": 1}]}]}, ".rules[0].logs[0].text: a line of logs needs its text"),
        ({"rules": [{"pull": float("nan")}]}, "a scenario holds what JSON can hold, and no more: "),
        ({"rules": [{"pull": object}]}, "a scenario holds what JSON can hold, and no more: "),
    ],
    ids=str,
)
def test_a_fault_is_told_with_its_place_in_clear_words(document: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        rules_of(document)

    assert str(refusal.value).splitlines()[-1].startswith(told)


def test_every_fault_is_told_but_not_without_end() -> None:
    with pytest.raises(ScenarioError) as refusal:
        rules_of({"rules": [{"exit": 999}] * 30})

    lines = str(refusal.value).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "… and 20 more"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", "rules:\n  - match: {famly: web}\n", "2:13: .rules[0].match.famly: there is no famly"),
        ("a.yaml", "rules:\n  - pull: 1\n    exit: 999\n", "3:5: .rules[0].exit: an exit code is a whole number"),
        ("a.json", '{"rules": [\n {"exit": 999}]}', "2:3: .rules[0].exit: an exit code is a whole number"),
        ("a.yaml", "- 3", "1:1: .: a scenario must be an object with rules"),
        ("a.yaml", "rules: []\n---\nrules: []\n", " there are 2 documents; a scenario is one"),
        ("a.yaml", "rules: {a: b\nc: d\n", "2:2: is not YAML"),
        ("a.json", "{", "1:2: is not JSON"),
        ("a.yaml", "", "1:1: is empty"),
    ],
)
def test_a_fault_in_a_file_is_told_with_line_and_column(tmp_path: Path, name: str, text: str, told: str) -> None:
    file = tmp_path / name
    file.write_text(text)

    with pytest.raises(ScenarioError) as refusal:
        rules_of(file)

    assert str(refusal.value).startswith(f"{file}:{told}")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"cannot read the scenario .*none.yaml: No such file or directory"):
        rules_of(tmp_path / "none.yaml")


def test_yaml_and_json_and_values_say_the_same(tmp_path: Path) -> None:
    document = {"rules": [{"name": "a", "match": {"family": ["a", "b"]}, "exit": {"code": 3, "after": "2s"}}]}
    (tmp_path / "a.json").write_text(json.dumps(document))
    (tmp_path / "a.yaml").write_text(
        "rules:\n- name: a\n  match: {family: [a, b]}\n  exit:\n    code: 3\n    after: 2s\n"
    )

    assert rules_of(tmp_path / "a.json") == rules_of(str(tmp_path / "a.yaml")) == rules_of(document)


def test_a_scenario_does_not_change_with_the_value_it_was_made_of() -> None:
    document: dict[str, Any] = {"rules": [{"exit": 3}]}

    (rule,) = rules_of(document)
    document["rules"][0]["exit"] = 4

    assert rule.document == {"exit": 3}


@pytest.mark.parametrize("name", RULE["properties"])
def test_every_example_of_the_schema_can_be_used(name: str) -> None:
    for example in RULE["properties"][name].get("examples", []):
        (rule,) = rules_of({"rules": [{name: example}]})

        assert rule.document == {name: example}


def test_every_error_that_the_schema_knows_has_a_text() -> None:
    for error in RULE["properties"]["fail"]["properties"]["error"]["enum"]:
        (rule,) = rules_of({"rules": [{"fail": error}]})

        assert rule.container is not None
        assert rule.container.error == error


WORDS = ["2s", "never", "fails", "none", "CannotPullContainerError"]
NAMES = ["code", "after", "seconds", "jitter", "error", "text", "passes", "fails", "for"]
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.sampled_from(sorted(RULE["properties"]))


@given(st.lists(st.dictionaries(MEMBERS, JSON, max_size=3), max_size=2))
def test_whatever_is_written_is_taken_or_refused_in_words(rules: list[dict[str, Any]]) -> None:
    try:
        found = [rule.document for rule in rules_of({"rules": rules})]
        told = ""
    except ScenarioError as refusal:
        found, told = rules, str(refusal)

    assert found == rules
    assert told == "" or told.startswith(".rules[")


def test_a_world_begins_with_the_scenario_of_its_config_and_returns_to_it(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("rules:\n  - exit: 3\n")
    world = create_world(Config(clock="manual", scenario=str(file)), neighbours="null")

    begun = scenarios.read(world)
    scenarios.add(world, {"exit": 4})
    added = scenarios.read(world)
    scenarios.put(world, ())
    cleared = scenarios.read(world)
    world.reset()

    assert begun == {"rules": [{"exit": 3}], "used": [0]}
    assert added["rules"] == [{"exit": 4}, {"exit": 3}]
    assert cleared == {"rules": [], "used": []}
    assert scenarios.read(world) == begun


def test_a_refused_scenario_changes_nothing() -> None:
    world = create_world(Config(clock="manual"), neighbours="null", scenario={"rules": [{"exit": 3}]})

    with pytest.raises(ScenarioError):
        scenarios.put(world, rules_of({"rules": [{"exit": 4}, {"exit": 999}]}))

    assert scenarios.read(world)["rules"] == [{"exit": 3}]


def test_a_world_is_not_made_with_a_bad_scenario(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the scenario"):
        create_world(Config(scenario=str(tmp_path / "none.yaml")))
