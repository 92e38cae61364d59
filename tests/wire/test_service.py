"""A model joined to its handlers."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.errors import AwsError, SerializationException, UnknownOperationException
from mock_ecs.wire.service import Service
from mock_ecs.wire.validation import Fault
from tests.wire.models import SmallModel


class BrokenRule(AwsError):
    """What the small service refuses broken constraints by."""


def explain(operation: str, fault: Fault) -> AwsError:
    return BrokenRule(f"{operation}: {fault.kind} at {'.'.join(map(str, fault.path))}")


def make(context: Any, request: dict[str, Any]) -> dict[str, Any]:
    return {"name": request["name"]}


@pytest.fixture
def service() -> Service:
    return Service(SmallModel(), {"Make": make}, explain)  # type: ignore[arg-type]


def test_a_service_knows_what_it_answers_and_what_it_lacks(service: Service) -> None:
    assert service.name == "small"
    assert service.answered() == ["Make"]
    assert service.missing() == ["Break"]


def test_an_operation_is_found_with_its_handler(service: Service) -> None:
    operation = service.operation("Make")

    assert (operation.name, operation.handler) == ("Make", make)
    assert service.operation("Make") is operation


def test_an_operation_without_a_handler_is_refused_by_name(service: Service) -> None:
    with pytest.raises(UnknownOperationException, match="mock-ecs does not have small Break yet"):
        service.operation("Break")


def test_an_operation_that_the_service_never_had_is_refused(service: Service) -> None:
    with pytest.raises(UnknownOperationException, match=r"^Small has no operation Fly\.$"):
        service.operation("Fly")


def test_a_handler_of_an_operation_that_the_model_lacks_is_our_own_fault() -> None:
    with pytest.raises(LookupError, match="small has no operation Fly"):
        Service(SmallModel(), {"Fly": make}, explain)  # type: ignore[arg-type]


def test_a_good_request_is_read(service: Service) -> None:
    request = service.read(service.operation("Make"), {"name": "demo", "unknown": 1})

    assert request == {"name": "demo"}


def test_the_first_broken_constraint_in_the_models_order_becomes_the_error_of_the_service(service: Service) -> None:
    with pytest.raises(BrokenRule, match="Make: max_value at count"):
        service.read(service.operation("Make"), {"kind": "GREEN", "count": 99, "name": "demo"})


def test_a_member_that_is_lacking_takes_its_place_in_the_models_order(service: Service) -> None:
    with pytest.raises(BrokenRule, match="Make: required at name"):
        service.read(service.operation("Make"), {"kind": "GREEN", "count": 99})


def test_a_wrong_type_comes_before_broken_constraints(service: Service) -> None:
    with pytest.raises(SerializationException):
        service.read(service.operation("Make"), {"kind": "GREEN", "count": "many"})
