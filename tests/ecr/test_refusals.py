"""The tables of ECR's refusals: complete, each text once, and only with errors that the model allows."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest
from botocore.loaders import Loader

from mock_ecs.aws.refusals import Refusal, refusals_in
from mock_ecs.ecr.refusals import (
    constraints,
    images,
    layers,
    lifecycle_policies,
    policies,
    pull_through_cache,
    registry,
    repositories,
    scanning,
    templates,
)
from tests.cases.suite import cases

TABLES = (
    constraints,
    images,
    layers,
    lifecycle_policies,
    policies,
    pull_through_cache,
    registry,
    repositories,
    scanning,
    templates,
)
ALL = [
    pytest.param(value, id=f"{table.__name__.rpartition('.')[2]}.{name}")
    for table in TABLES
    for name, value in vars(table).items()
    if isinstance(value, Refusal)
]
MODEL: dict[str, Any] = Loader().load_service_model("ecr", "service-2")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("refusal", ALL)
def test_a_refusal_is_complete(refusal: Refusal) -> None:
    assert refusal.message
    assert refusal.when.endswith(".")
    assert refusal.mend.endswith(".")
    assert refusal.operations


@pytest.mark.parametrize("refusal", ALL)
def test_an_operation_may_answer_the_error(refusal: Refusal) -> None:
    lacking = [
        name
        for name in refusal.operations
        if refusal.error.__name__ not in [error["shape"] for error in MODEL["operations"][name]["errors"]]
        if refusal.error.__name__ != "AccessDeniedException"
    ]

    assert lacking == []


@pytest.mark.parametrize("refusal", ALL)
def test_a_message_can_be_filled_in(refusal: Refusal) -> None:
    names = fields(refusal.message or "") | fields(refusal.mend)

    finding = refusal.at((), **{name: f"<{name}>" for name in names})

    assert all(f"<{name}>" in finding.message for name in fields(refusal.message or ""))


def test_each_text_stands_once() -> None:
    messages = [refusal.message for refusal in refusals_in(TABLES)]

    assert [message for message in messages if messages.count(message) > 1] == []


# References have to be strict, there must be very many things, or time must stand still: other tests see to these.
NOT_IN_CASES = {
    "BACKFILL_ENDED",
    "BACKFILL_IN_PROGRESS",
    "BACKFILL_QUOTA",
    "IMAGE_QUOTA",
    "LAYERS_NOT_FOUND",
    "PARTS_QUOTA",
    "PREVIEW_IN_PROGRESS",
    "REGISTRY_SCAN_QUOTA",
    "REPOSITORY_QUOTA",
    "SECRET_NOT_FOUND",
    "STORAGE_CLASS_UNSUPPORTED",
    "TAG_QUOTA",
}
CASES = cases("ecr")


@pytest.mark.parametrize("refusal", [param for param in ALL if str(param.id).partition(".")[2] not in NOT_IN_CASES])
def test_a_refusal_has_a_case(refusal: Refusal) -> None:
    template = (refusal.message or "").replace("{{", "{").replace("}}", "}")
    pattern = re.compile(re.sub(r"\\\{[a-z_]+\\\}", ".*", re.escape(template)), re.DOTALL)
    code = None if refusal.doubtful else refusal.error.__name__

    told = [case for case in CASES if case.code == code and pattern.fullmatch(str(case.warning or case.message))]

    assert told != []
