"""What is judged beside a document's own rules: the bounds of the model, and tags."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.refusals import Finding
from mock_ecs.validate.kinds import kind_called
from mock_ecs.validate.rules import in_words_of_ecs, tag_findings, text_findings
from tests.validate.examples import TASK_DEFINITION

GENERIC = Finding("ClientException", "'' should be non-empty", ("tags", 0, "key"), "'' should be non-empty.")


def test_what_breaks_a_bound_of_the_model_is_told_in_ecs_words() -> None:
    (told,) = in_words_of_ecs("RegisterTaskDefinition", TASK_DEFINITION | {"tags": [{"key": ""}]}, [GENERIC])

    assert (told.code, told.path) == ("ClientException", GENERIC.path)
    assert told.message != GENERIC.message
    assert told.mend == "Give 1 or more characters, or items."


@pytest.mark.parametrize(
    ("finding", "document"),
    [
        (GENERIC, TASK_DEFINITION),
        (GENERIC, {"tags": "no list"}),
        (GENERIC._replace(mend="Give it a key."), TASK_DEFINITION | {"tags": [{"key": ""}]}),
        (GENERIC._replace(code="ParamValidation"), TASK_DEFINITION | {"tags": [{"key": ""}]}),
    ],
    ids=["not of the model", "no request", "words of its own", "of clients"],
)
def test_other_findings_are_told_as_they_are(finding: Finding, document: Any) -> None:
    assert list(in_words_of_ecs("RegisterTaskDefinition", document, [finding])) == [finding]


@pytest.mark.parametrize(
    ("tags", "paths"),
    [
        ([{"key": "team", "value": "a/b"}, {"key": "only"}], []),
        ([{"key": "a"}, {"key": "aws:b"}, {"key": "c!"}], [("tags", 1), ("tags", 2)]),
        ([], []),
        ([1], []),
        ([{"key": 1}], []),
        ("no list", []),
        (None, []),
    ],
)
@pytest.mark.parametrize("operation", ["RegisterTaskDefinition", "CreateService", "RunTask"])
def test_tags_that_ecs_does_not_take_are_told_one_by_one(operation: str, tags: Any, paths: list[Any]) -> None:
    found = list(tag_findings(operation, {"tags": tags}, []))

    assert [finding.path for finding in found] == paths
    codes = {"RegisterTaskDefinition": "ClientException"}
    assert {finding.code for finding in found} <= {codes.get(operation, "InvalidParameterException")}


def test_tags_that_were_told_of_are_left_alone() -> None:
    assert list(tag_findings("CreateService", {"tags": [{"key": "aws:b"}]}, [GENERIC])) == []


@pytest.mark.parametrize(("length", "count"), [(99, 1), (100, 0), (30_720, 0), (30_721, 1)])
def test_the_text_of_a_lifecycle_policy_has_bounds(length: int, count: int) -> None:
    found = list(text_findings("PutLifecyclePolicy", "lifecyclePolicyText", "x" * length))

    assert len(found) == count
    assert all(finding.path == () for finding in found)


def test_a_task_definition_is_judged_with_its_tags() -> None:
    document = TASK_DEFINITION | {"tags": [{"key": "aws:x", "value": "y"}]}

    found = [finding for finding in kind_called("task-definition").findings(document, None) if not finding.doubtful]

    assert [finding.path for finding in found] == [("tags", 0)]
