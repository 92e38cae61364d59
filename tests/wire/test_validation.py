"""Requests checked against the shapes of a model."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.model import OperationModel, Shape
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_ecs.aws.errors import SerializationException
from mock_ecs.wire.model import ServiceModel
from mock_ecs.wire.validation import Check, Compiler, Fault
from tests.wire.models import SmallModel


@pytest.fixture(scope="module")
def check() -> Check:
    return Compiler(SmallModel()).check("MakeRequest")  # type: ignore[arg-type]


def checked(check: Check, document: Any) -> tuple[Any, list[Fault]]:
    faults: list[Fault] = []
    return check(document, faults), faults


@pytest.mark.parametrize(
    "members",
    [
        {"count": 0},
        {"count": 10},
        {"total": 2**63 - 1},
        {"total": -(2**63)},
        {"share": 1.5},
        {"share": 2},
        {"weight": 100},
        {"fast": False},
        {"kind": "BLUE"},
        {"code": "abc"},
        {"items": []},
        {"items": [{"id": "a"}, {"id": "b", "size": 1}]},
        {"settings": {"a": 1, "": 2}},
        {"tree": {"name": "top", "children": [{"children": [{"name": "leaf"}]}]}},
        {"details": {"any": [1, "two", None, {"three": 3.5}]}},
        {"details": "text"},
        {"note": ""},
    ],
    ids=lambda members: json.dumps(members)[:40],
)
def test_a_good_request_is_copied_as_it_is(check: Check, members: dict[str, Any]) -> None:
    request = {"name": "demo", **members}

    copy, faults = checked(check, request)

    assert copy == request
    assert copy is not request
    assert faults == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"count": 3.0}, {"count": 3}),
        ({"since": 1767225600}, {"since": 1767225600.0}),
        ({"since": "2026-01-01T00:00:00Z"}, {"since": 1767225600.0}),
        ({"since": "2026-01-01T01:00:00+01:00"}, {"since": 1767225600.0}),
        ({"since": "2026-01-01"}, {"since": 1767225600.0}),
        ({"part": "AAEC"}, {"part": b"\x00\x01\x02"}),
    ],
    ids=["whole float", "whole second", "UTC", "other zone", "day", "blob"],
)
def test_what_json_cannot_say_is_converted(check: Check, members: dict[str, Any], expected: dict[str, Any]) -> None:
    copy, faults = checked(check, {"name": "demo", **members})

    assert copy == {"name": "demo", **expected}
    assert [type(value) for value in copy.values()] == [str, *(type(value) for value in expected.values())]
    assert faults == []


@pytest.mark.parametrize(
    ("members", "left"),
    [
        ({"unknown": 1}, {}),
        ({"count": None}, {}),
        ({"items": [None, {"id": "a", "color": "red"}]}, {"items": [{"id": "a"}]}),
        ({"settings": {"a": None, "b": 1}}, {"settings": {"b": 1}}),
    ],
    ids=["unknown member", "null member", "null item", "null value"],
)
def test_nulls_and_unknown_members_are_left_out(check: Check, members: dict[str, Any], left: dict[str, Any]) -> None:
    copy, faults = checked(check, {"name": "demo", **members})

    assert copy == {"name": "demo", **left}
    assert faults == []


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"note": 1}, "NUMBER_VALUE can not be converted to a String"),
        ({"note": 1.5}, "DECIMAL_VALUE can not be converted to a String"),
        ({"note": True}, "TRUE_VALUE can not be converted to a String"),
        ({"note": {}}, "Start of structure or map found where not expected."),
        ({"note": []}, "Start of list found where not expected"),
        ({"name": 5}, "NUMBER_VALUE can not be converted to a String"),
        ({"count": "1"}, "STRING_VALUE can not be converted to an Integer"),
        ({"count": 1.5}, "DECIMAL_VALUE can not be converted to an Integer"),
        ({"count": False}, "FALSE_VALUE can not be converted to an Integer"),
        ({"count": 2**31}, "NUMBER_VALUE can not be converted to an Integer"),
        ({"total": 2**63}, "NUMBER_VALUE can not be converted to a Long"),
        ({"total": []}, "Start of list found where not expected"),
        ({"share": "1"}, "STRING_VALUE can not be converted to a Float"),
        ({"weight": True}, "TRUE_VALUE can not be converted to a Double"),
        ({"weight": 2**1024}, "NUMBER_VALUE can not be converted to a Double"),
        ({"fast": "true"}, "STRING_VALUE can not be converted to a Boolean"),
        ({"fast": 1}, "NUMBER_VALUE can not be converted to a Boolean"),
        ({"since": "tomorrow"}, "STRING_VALUE can not be converted to a Date"),
        ({"since": 10**400}, "NUMBER_VALUE can not be converted to a Date"),
        ({"since": 253402300800.0}, "DECIMAL_VALUE can not be converted to a Date"),
        ({"since": True}, "TRUE_VALUE can not be converted to a Date"),
        ({"part": "***"}, "STRING_VALUE can not be converted to a Blob"),
        ({"part": "ä"}, "STRING_VALUE can not be converted to a Blob"),
        ({"part": 1}, "NUMBER_VALUE can not be converted to a Blob"),
        ({"items": {}}, "Start of structure or map found where not expected."),
        ({"items": "a"}, "Unexpected field type"),
        ({"items": ["a"]}, "Unexpected field type"),
        ({"settings": []}, "Start of list found where not expected"),
        ({"tree": {"children": [{"name": 1}]}}, "NUMBER_VALUE can not be converted to a String"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_a_wrong_type_is_refused_at_once(check: Check, members: dict[str, Any], message: str) -> None:
    with pytest.raises(SerializationException) as refusal:
        check(members, [])

    assert refusal.value.message == message


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"name": None}, Fault("required", path=["name"])),
        ({"name": "x"}, Fault("min_length", "x", 2, ["name"])),
        ({"name": "xxxxxx"}, Fault("max_length", "xxxxxx", 5, ["name"])),
        ({"count": -1}, Fault("min_value", -1, 0, ["count"])),
        ({"count": 11}, Fault("max_value", 11, 10, ["count"])),
        ({"weight": 100.5}, Fault("max_value", 100.5, 100.0, ["weight"])),
        ({"kind": "GREEN"}, Fault("enum", "GREEN", ["RED", "BLUE"], ["kind"])),
        ({"code": "abc1"}, Fault("pattern", "abc1", "[a-z]+", ["code"])),
        ({"code": "abc\n"}, Fault("pattern", "abc\n", "[a-z]+", ["code"])),
        ({"part": ""}, Fault("min_length", b"", 1, ["part"])),
        ({"part": "AAECAwQ="}, Fault("max_length", b"\x00\x01\x02\x03\x04", 4, ["part"])),
        ({"items": [{"id": "a"}, {}]}, Fault("required", path=["items", 1, "id"])),
        ({"items": [{"id": "a", "size": 99}]}, Fault("max_value", 99, 10, ["items", 0, "size"])),
        ({"settings": {"blue": 12}}, Fault("max_value", 12, 10, ["settings", "blue"])),
        (
            {"tree": {"children": [{}, {"children": [{"name": "x"}]}]}},
            Fault("min_length", "x", 2, ["tree", "children", 1, "children", 0, "name"]),
        ),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_a_broken_constraint_is_told_with_the_way_to_it(check: Check, members: dict[str, Any], fault: Fault) -> None:
    _, faults = checked(check, {"name": "demo", **members})

    assert faults == [fault]


def test_all_broken_constraints_are_told_in_the_models_order(check: Check) -> None:
    _, faults = checked(check, {"items": [{}, {}, {}, {}], "kind": "GREEN"})

    assert [(fault.kind, fault.path) for fault in faults] == [
        ("required", ["name"]),
        ("enum", ["kind"]),
        ("max_length", ["items"]),
        ("required", ["items", 0, "id"]),
        ("required", ["items", 1, "id"]),
        ("required", ["items", 2, "id"]),
        ("required", ["items", 3, "id"]),
    ]


@pytest.mark.parametrize("document", [[], "text", 1, None, True], ids=str)
def test_a_request_that_is_no_object_is_refused(check: Check, document: Any) -> None:
    with pytest.raises(SerializationException):
        check(document, [])


# The three services as they are


SERVICES = ("ecs", "ecr", "ecr-public")
SLOW_PATTERN = r"^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$"
UNREADABLE = "\\p{"


@pytest.fixture(scope="module", params=SERVICES)
def model(request: pytest.FixtureRequest) -> ServiceModel:
    return ServiceModel(request.param)


def test_every_operation_of_the_services_compiles(model: ServiceModel) -> None:
    compiler = Compiler(model)

    checks = [compiler.check(model.input_shape(operation)) for operation in model.operations]

    assert len(checks) == len(model.operations)


def test_no_pattern_of_the_services_takes_long(model: ServiceModel) -> None:
    compiler = Compiler(model)
    patterned = [name for name, shape in model.shapes.items() if shape.get("pattern")]

    began = time.perf_counter()
    for name in patterned:
        for part in ("a", "0", "*", "a.", "a-", "a/", "-", "_", "A"):
            compiler.check(name)(part * 120 + "!", [])

    assert time.perf_counter() - began < 2.0


@given(st.text("ab0*._-/!", max_size=9))
def test_the_pattern_that_was_rewritten_for_speed_means_the_same(text: str) -> None:
    faults: list[Fault] = []
    compiler = Compiler(ServiceModel("ecr"))

    compiler.check("ScanningRepositoryFilterValue")(text, faults)

    refused = any(fault.kind == "pattern" for fault in faults)
    assert refused == (re.fullmatch(SLOW_PATTERN, text) is None)


def test_a_lifecycle_hook_keeps_its_details_whole() -> None:
    check = Compiler(ServiceModel("ecs")).check("DeploymentLifecycleHook")
    hook = {"hookTargetArn": "arn:aws:lambda:us-east-1:123456789012:function:f", "hookDetails": {"a": [1, None]}}

    copy, faults = checked(check, hook)

    assert copy == hook
    assert faults == []


def _values(shape: Shape) -> st.SearchStrategy[Any]:
    """What a caller of boto3 may give for ``shape``."""
    kind = shape.type_name
    limits = shape.metadata
    if getattr(shape, "is_document_type", False):
        return st.dictionaries(st.text(max_size=4), st.booleans() | st.integers() | st.text(max_size=4), max_size=2)
    if kind == "structure":
        members = {name: _values(member) for name, member in shape.members.items()}
        if shape.is_tagged_union:
            return st.one_of([st.fixed_dictionaries({name: value}) for name, value in members.items()])
        needed = {name: members[name] for name in shape.required_members if name in members}
        optional = {name: value for name, value in members.items() if name not in needed}
        return st.fixed_dictionaries(needed, optional=optional)
    if kind == "list":
        longest = min(limits.get("max", 2), 2)
        return st.lists(_values(shape.member), min_size=limits.get("min", 0), max_size=longest)
    if kind == "map":
        return st.dictionaries(_values(shape.key), _values(shape.value), max_size=2)
    return _SCALARS[kind](shape)


def _texts(shape: Shape) -> st.SearchStrategy[str]:
    limits = shape.metadata
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = limits.get("min", 0), limits.get("max", 300)
    pattern = limits.get("pattern")
    if pattern and UNREADABLE not in pattern:
        return st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii")).filter(
            lambda text: low <= len(text) <= high
        )
    return st.text(st.characters(codec="utf-8"), min_size=low, max_size=max(low, min(high, 8)))


_SCALARS: dict[str, Any] = {
    "string": _texts,
    "integer": lambda shape: st.integers(shape.metadata.get("min", -(2**31)), shape.metadata.get("max", 2**31 - 1)),
    "long": lambda shape: st.integers(shape.metadata.get("min", -(2**63)), shape.metadata.get("max", 2**63 - 1)),
    "double": lambda shape: st.floats(
        shape.metadata.get("min"), shape.metadata.get("max"), allow_nan=False, allow_infinity=False
    ),
    "float": lambda shape: st.floats(width=32, allow_nan=False, allow_infinity=False),
    "boolean": lambda shape: st.booleans(),
    "timestamp": lambda shape: st.datetimes(datetime(1970, 1, 2), datetime(2900, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
    ),
    "blob": lambda shape: st.binary(min_size=shape.metadata.get("min", 0), max_size=12),
}


def _as_we_hold_it(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return {key: _as_we_hold_it(item) for key, item in value.items()}
    return [_as_we_hold_it(item) for item in value] if isinstance(value, list) else value


def _operations() -> list[OperationModel]:
    session = botocore.session.Session()
    models = [session.get_service_model(name) for name in SERVICES]
    return [model.operation_model(name) for model in models for name in model.operation_names]


OPERATIONS = _operations()
COMPILERS = {name: Compiler(ServiceModel(name)) for name in SERVICES}


@pytest.mark.parametrize(
    "operation",
    OPERATIONS,
    ids=[f"{operation.service_model.service_name}.{operation.name}" for operation in OPERATIONS],
)
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_what_botocore_sends_passes_unchanged(operation: OperationModel, data: st.DataObject) -> None:
    request = data.draw(_values(operation.input_shape))
    body = create_serializer("json").serialize_to_request(request, operation)["body"]

    check = COMPILERS[operation.service_model.service_name].check(operation.input_shape.name)
    copy, faults = checked(check, json.loads(body))

    assert copy == _as_we_hold_it(request)
    assert faults == []
