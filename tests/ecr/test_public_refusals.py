"""The table of ECR Public's refusals: only with errors that the model allows, all with a case."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.loaders import Loader

from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr import errors, public_errors, public_refusals
from mock_ecs.ecr.refusals import constraints, images, layers, lifecycle_policies, policies, registry, repositories
from tests.cases.suite import cases

TABLE = {name: value for name, value in vars(public_refusals).items() if isinstance(value, Refusal)}
PRIVATE = (constraints, images, layers, lifecycle_policies, policies, registry, repositories)
MODEL: dict[str, Any] = Loader().load_service_model("ecr-public", "service-2")
CASES = cases("ecr-public")
# References have to be strict, there must be very many things, or the request has the id of an upload, or comes from
# another region or account: tests of the operations see to these.
NOT_IN_CASES = {
    "IMAGE_QUOTA",
    "LAYERS_NOT_FOUND",
    "LAYER_DIGEST_MISMATCH",
    "LAYER_EXISTS",
    "OTHER_REGION",
    "PARTS_QUOTA",
    "PART_FIRST_BYTE",
    "PART_LENGTH",
    "PART_TOO_SMALL",
    "REPOSITORY_QUOTA",
    "SECOND_REGION",
    "TAG_QUOTA",
    "UPLOAD_EMPTY",
    "UPLOAD_NOT_FOUND",
}


def pattern_of(refusal: Refusal) -> re.Pattern[str]:
    template = (refusal.message or "").replace("{{", "{").replace("}}", "}")
    return re.compile(re.sub(r"\\\{[a-z_]+\\\}", ".*", re.escape(template)), re.DOTALL)


def test_each_exception_of_the_model_has_a_class() -> None:
    modelled = {name for name, shape in MODEL["shapes"].items() if shape.get("exception")}
    own = {name for name, value in vars(public_errors).items() if isinstance(value, type) and value is not AwsError}

    assert own == {name for name in modelled if name != "ServerException" and not hasattr(errors, name)}


@pytest.mark.parametrize("name", TABLE)
def test_an_operation_may_answer_the_error(name: str) -> None:
    code = TABLE[name].error.__name__

    lacking = [
        operation
        for operation in TABLE[name].operations
        if code not in [error["shape"] for error in MODEL["operations"][operation]["errors"]]
    ]

    assert lacking == [] or code == "AccessDeniedException"


def test_words_of_ecr_stand_in_its_own_tables_alone() -> None:
    private = {value.message for table in PRIVATE for value in vars(table).values() if isinstance(value, Refusal)}
    own = {"OTHER_REGION", "SECOND_REGION", "REGISTRY_NOT_FOUND", "OTHER_REGISTRY", "CATALOG_DATA_NOT_FOUND"}

    assert {name for name, refusal in TABLE.items() if refusal.message not in private} == own | {"NAME_PATTERN"}


@pytest.mark.parametrize("name", sorted(set(TABLE) - NOT_IN_CASES))
def test_a_refusal_has_a_case(name: str) -> None:
    refusal = TABLE[name]
    code = None if refusal.doubtful else refusal.error.__name__

    told = [
        case for case in CASES if case.code == code and pattern_of(refusal).fullmatch(str(case.warning or case.message))
    ]

    assert told != []
