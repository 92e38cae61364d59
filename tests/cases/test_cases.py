"""Each case over the wire: the fault is refused in AWS's words, and its nearest valid neighbour is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import MockEcs, mock_ecs
from tests.api.raw import Raw
from tests.cases.suite import Case, cases

ECS, ECR, ECR_PUBLIC = cases("ecs"), cases("ecr"), cases("ecr-public")
EVERY = (*ECS, *ECR, *ECR_PUBLIC)
ALL = [pytest.param(case, id=f"{case.service}/{case.key}") for case in EVERY]
KNOWN = [pytest.param(case, id=f"{case.service}/{case.key}") for case in EVERY if case.warning is None]
DOUBTFUL = [pytest.param(case, id=f"{case.service}/{case.key}") for case in EVERY if case.warning is not None]


@pytest.fixture(scope="module")
def shared_mock() -> Iterator[MockEcs]:
    with mock_ecs(neighbours="null") as mock:
        yield mock


@pytest.fixture
def mock(shared_mock: MockEcs) -> Iterator[MockEcs]:
    shared_mock.reset()
    yield shared_mock
    assert shared_mock.faults == []


def calling(mock: MockEcs, case: Case, world: list[tuple[str, dict[str, Any]]]) -> Raw:
    """Calls the case's service, in which ``world`` is."""
    call = Raw(mock, case.service)
    for operation, request in world:
        call(operation, **request)
    return call


@pytest.mark.parametrize("case", KNOWN)
def test_what_aws_refuses_is_refused_in_its_words(mock: MockEcs, case: Case) -> None:
    call = calling(mock, case, case.world)

    code, message = call.refusal(case.operation, **case.refused)

    assert (code, message) == (case.code, case.message)


@pytest.mark.parametrize("case", DOUBTFUL)
def test_what_aws_may_refuse_is_accepted_with_a_warning(mock: MockEcs, case: Case) -> None:
    call = calling(mock, case, case.world)

    call(case.operation, **case.refused)

    assert [warning for warning in call.warnings if str(case.warning) in warning] != []


@pytest.mark.parametrize("case", ALL)
def test_the_nearest_valid_neighbour_is_accepted(mock: MockEcs, case: Case) -> None:
    call = calling(mock, case, case.accepted_world)

    call(case.operation, **case.accepted)

    # What is well known to be valid has no doubt about it.
    assert [warning for warning in call.warnings if "not known whether AWS refuses" in warning] == []


def test_there_are_at_least_250_cases_of_ecs_and_100_of_ecr_and_of_ecr_public() -> None:
    assert len([case for case in ECS if case.warning is None]) >= 250
    assert len([case for case in ECR if case.warning is None]) >= 100
    assert len([case for case in ECR_PUBLIC if case.warning is None]) >= 100


def test_each_case_has_a_name_of_its_own_and_a_source() -> None:
    keys = [(case.service, case.key) for case in EVERY]

    assert len(set(keys)) == len(keys)
    assert [case.key for case in EVERY if not case.section] == []


def test_each_case_asks_for_what_differs_from_its_neighbour() -> None:
    same = [case.key for case in EVERY if (case.refused, case.world) == (case.accepted, case.accepted_world)]

    assert same == []
