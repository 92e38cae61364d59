"""How ECR words a broken constraint of its model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from mock_ecs.api.ecr.faults import explain
from mock_ecs.app import services
from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.refusals import constraints

NAME_PATTERN = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"


@dataclass
class Broken:
    """A broken constraint."""

    kind: str
    limit: Any
    path: list[str | int]
    value: Any = None


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        pytest.param(
            Broken("required", None, ["repositoryName"]), "'repositoryName' … 'must not be null'", id="name required"
        ),
        pytest.param(
            Broken("min_length", 2, ["repositoryName"]),
            "'repositoryName' … 'must have length greater than or equal to 2'",
            id="name too short",
        ),
        pytest.param(
            Broken("max_length", 256, ["repositoryName"]),
            "'repositoryName' … 'must have length less than or equal to 256'",
            id="name too long",
        ),
        pytest.param(
            Broken("pattern", "whatever the model has", ["repositoryName"]),
            f"'repositoryName' … 'must satisfy regular expression '{NAME_PATTERN}''",
            id="name pattern",
        ),
        pytest.param(
            Broken("required", None, ["imageTagMutability"]),
            "'imageTagMutability' … 'Member must not be null'",
            id="required",
        ),
        pytest.param(
            Broken("required", None, ["tags", 1, "Key"]),
            "'tags.2.member.key' … 'Member must not be null'",
            id="second item of a list",
        ),
        pytest.param(
            Broken("max_length", 2048, ["encryptionConfiguration", "kmsKey"]),
            "'encryptionConfiguration.kmsKey' … 'Member must have length less than or equal to 2048'",
            id="nested",
        ),
        pytest.param(
            Broken("min_length", 1, ["imageIds"]),
            "'imageIds' … 'Member must have length greater than or equal to 1'",
            id="list too short",
        ),
        pytest.param(
            Broken("max_value", 1000, ["maxResults"]),
            "'maxResults' … 'Member must have value less than or equal to 1000'",
            id="number too big",
        ),
        pytest.param(
            Broken("min_value", 1, ["maxResults"]),
            "'maxResults' … 'Member must have value greater than or equal to 1'",
            id="number too small",
        ),
        pytest.param(
            Broken("enum", ["MUTABLE", "IMMUTABLE"], ["imageTagMutability"]),
            "'imageTagMutability' … 'Member must satisfy enum value set:"
            " [IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION]'",
            id="tag mutability",
        ),
        pytest.param(
            Broken("enum", ["TAGGED", "UNTAGGED", "ANY"], ["filter", "tagStatus"]),
            "'filter.tagStatus' … 'Member must satisfy enum value set: [TAGGED, UNTAGGED, ANY]'",
            id="enum",
        ),
        pytest.param(
            Broken("pattern", "[0-9]{12}", ["registryId"]),
            "'registryId' … 'Member must satisfy regular expression pattern: [0-9]{12}'",
            id="pattern",
        ),
    ],
)
def test_a_broken_constraint_has_the_words_of_ecr(fault: Broken, message: str) -> None:
    error = explain("CreateRepository", fault)

    assert error.code == "InvalidParameterException"
    assert error.message == f"Invalid parameter at {message.replace('…', 'failed to satisfy constraint:')}"


def constraints_of(name: str, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The refusals, by name, that a request of the shape called ``name`` can meet with."""
    shape = services()["ecr"].model.shapes[name]
    speaker = "NAME" if path in (("repositoryName",), ("imageTag",), ("imageDigest",)) else "MEMBER"
    for member in shape.get("required", ()):
        yield "NAME_NULL" if (*path, member) == ("repositoryName",) else "MEMBER_NULL"
    for member, target in shape.get("members", {}).items():
        yield from constraints_of(target["shape"], (*path, member))
    if shape["type"] == "list":
        yield from constraints_of(shape["member"]["shape"], (*path, "member"))
    is_number = shape["type"] in ("integer", "long")
    bounds = ("LOW", "HIGH") if is_number else ("SHORT", "LONG")
    for keyword, kind in zip(("min", "max", "enum", "pattern"), (*bounds, "ENUM", "PATTERN"), strict=True):
        if shape.get(keyword) or (is_number and keyword in shape):
            yield f"{speaker}_{kind}"


def test_the_tables_name_the_operations_that_have_such_a_constraint() -> None:
    ecr = services()["ecr"]
    met = {name: set(constraints_of(ecr.model.input_shape(name))) for name in ecr.answered()}

    for name, refusal in vars(constraints).items():
        if isinstance(refusal, Refusal):
            assert list(refusal.operations) == [operation for operation, found in met.items() if name in found], name
