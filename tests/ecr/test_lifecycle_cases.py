"""Each case of the lifecycle suite: what is decided, what is left, and that a forecast says the same."""

from __future__ import annotations

import json

import pytest

from mock_ecs.api.ecr.lifecycle_policy_rules import lifecycle_policy_findings
from mock_ecs.ecr.lifecycle_forecast import forecast
from mock_ecs.ecr.lifecycle_policies import DAY, act, evaluate
from mock_ecs.ecr.lifecycle_rules import LifecyclePolicy, read_policy
from tests.ecr.lifecycle_suite import NOW, Case, Shelf, lifecycle_cases

CASES = lifecycle_cases()
every_case = pytest.mark.parametrize("case", [pytest.param(case, id=case.key) for case in CASES])


def policy_of(case: Case) -> LifecyclePolicy:
    return read_policy(case.text, json.loads(case.text))


@every_case
def test_ecr_takes_the_policy(case: Case) -> None:
    assert list(lifecycle_policy_findings(json.loads(case.text))) == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.key) for case in CASES if case.decided is not None])
def test_each_image_goes_by_the_rule_that_is_its_own(case: Case) -> None:
    shelf = Shelf(case)

    decisions = evaluate(policy_of(case), shelf.repository.images.values(), NOW)

    assert {shelf.name_of(image): rule.priority for image, rule in decisions} == case.decided


@every_case
def test_what_is_left_is_left(case: Case) -> None:
    shelf = Shelf(case)

    if case.days:
        shelf.state.lifecycle.put_policy(shelf.repository, policy_of(case))
        shelf.state.engine.run_until(NOW + case.days * DAY)
    else:
        act(shelf.repository, evaluate(policy_of(case), shelf.repository.images.values(), NOW), NOW)

    assert shelf.names("ACTIVE", "ACTIVATING") == sorted(case.left)
    assert shelf.names("ARCHIVED") == sorted(case.archived)


@every_case
def test_a_forecast_says_what_will_be_left_and_changes_nothing(case: Case) -> None:
    shelf = Shelf(case)
    before = shelf.names("ACTIVE"), shelf.names("ACTIVATING"), shelf.names("ARCHIVED")
    first = shelf.state.lifecycle.first_run(shelf.repository) if case.days else NOW

    fates = forecast(shelf.repository, policy_of(case), first_run=first, until=NOW + case.days * DAY)

    there = {shelf.name_of(fate.image): fate.image.status for fate in fates if not fate.gone}
    assert sorted(name for name, status in there.items() if status != "ARCHIVED") == sorted(case.left)
    assert sorted(name for name, status in there.items() if status == "ARCHIVED") == sorted(case.archived)
    assert (shelf.names("ACTIVE"), shelf.names("ACTIVATING"), shelf.names("ARCHIVED")) == before


def test_there_are_at_least_60_cases_each_with_a_name_of_its_own_and_a_source() -> None:
    assert len(CASES) >= 60
    assert len({case.key for case in CASES}) == len(CASES)
    assert [case.key for case in CASES if not case.section] == []
