"""The scenario in the control API: read, put, added to, cleared, and refused in words."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

URL = "/_mock_ecs/scenario"
RULE = {"match": {"family": "web"}, "exit": 3}


def test_a_server_begins_with_no_rules(http: Client) -> None:
    assert http.get(URL).get_json() == {"rules": [], "used": []}


def test_a_scenario_is_put_read_added_to_and_cleared(http: Client) -> None:
    put = http.put(URL, json={"rules": [RULE]})
    added = http.post(f"{URL}/rules", json={"exit": 4})
    read = http.get(URL)
    cleared = http.delete(URL)

    assert put.get_json() == {"rules": [RULE], "used": [0]}
    assert added.get_json() == read.get_json() == {"rules": [{"exit": 4}, RULE], "used": [0, 0]}
    assert cleared.get_json() == http.get(URL).get_json() == {"rules": [], "used": []}


def test_what_is_read_can_be_put_again_without_the_counts(http: Client) -> None:
    http.put(URL, json={"rules": [RULE]})
    read = http.get(URL).get_json()

    assert http.put(URL, json={"rules": read["rules"]}).get_json() == read


def test_a_file_in_yaml_can_be_put_as_it_is(http: Client) -> None:
    answered = http.put(URL, data="rules:\n  - match: {family: web}\n    exit: 3\n", content_type="text/yaml")

    assert answered.get_json()["rules"] == [RULE]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"rules": [{"exti": 3}]}', ".rules[0].exti: there is no exti; did you mean exit?"),
        ("rules:\n  - exit: 999\n", ".rules[0].exit: an exit code is a whole number from 0 to 255, not 999"),
        ('{"rules": [', "1:12: the scenario is not JSON: "),
        ("", "1:1: the scenario is empty"),
        ('"/etc/hostname"', ".: a scenario must be an object with rules"),
        ("[]", ".: a scenario must be an object with rules"),
    ],
)
def test_a_bad_scenario_is_refused_and_changes_nothing(http: Client, body: str, told: str) -> None:
    http.put(URL, json={"rules": [RULE]})

    answered = http.put(URL, data=body)

    assert answered.status_code == 400
    assert answered.get_json()["error"].startswith(told)
    assert http.get(URL).get_json()["rules"] == [RULE]


def test_a_bad_rule_is_refused(http: Client) -> None:
    answered = http.post(f"{URL}/rules", json={"weight": "much"})

    assert (answered.status_code, answered.get_json()) == (
        400,
        {"error": ".rules[0].weight: weight must be a number, at least 0, not much"},
    )


def test_a_reset_forgets_what_was_put(http: Client) -> None:
    http.put(URL, json={"rules": [RULE]})
    http.post("/_mock_ecs/reset")

    assert http.get(URL).get_json() == {"rules": [], "used": []}


def test_another_method_is_told_which_there_are(http: Client) -> None:
    answered = http.patch(URL)

    assert (answered.status_code, answered.get_json()["error"]) == (
        405,
        "/_mock_ecs/scenario takes DELETE, GET, PUT, not PATCH",
    )
