"""Judging: what is told of a document, and where; what is left out, and said so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mock_ecs.aws.refusals import Finding
from mock_ecs.validate.documents import Document
from mock_ecs.validate.json_documents import read_json
from mock_ecs.validate.judge import Verdict, judged
from mock_ecs.validate.kinds import Kind
from tests.validate.examples import STRICT, TASK_DEFINITION, judged_value, told


def verdict_on(document: Any, kind: Kind | None = STRICT) -> Verdict:
    found = judged(read_json(json.dumps(document, indent=1)), kind)
    assert found is not None
    return found


def messages(verdict: Verdict) -> list[str]:
    return [one.message for one in verdict.told]


def test_a_fault_has_its_place_its_path_and_its_cure() -> None:
    (one,) = verdict_on({"kind": "wrong"}).told

    assert (one.line, one.column, one.path, one.level) == (2, 10, ".kind", "error")
    assert (one.code, one.message, one.mend) == ("ClientException", "The kind is not right.", "Write right.")


def test_what_aws_may_or_may_not_refuse_is_a_warning() -> None:
    (one,) = verdict_on({"kind": "right", "odd": 1}).told

    assert (one.level, one.message) == ("warning", "It is odd.")


def test_a_document_of_no_known_kind_has_no_verdict() -> None:
    assert judged(read_json('{"a": 1}')) is None


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"kind": "right", "left": "${A}", "right": "b"}, []),
        ({"kind": "right", "left": "a", "right": "${B}"}, []),
        ({"kind": "right", "list": ["fine", "${B}"]}, []),
        ({"kind": "right", "list": ["bad", "${B}"]}, ["Item 0 is not fine."]),
        ({"kind": "right", "left": "a", "right": "b", "other": "${B}"}, ["They differ."]),
    ],
)
def test_nothing_is_told_of_a_place_where_a_placeholder_stands(document: Any, told: list[str]) -> None:
    verdict = verdict_on(document)

    assert messages(verdict) == told
    assert any("placeholder" in note for note in verdict.notes)


def _findings_of_a_gate(document: Any) -> Any:
    """The kind is asked for only where it is given, as a member that may lack is."""
    if document.get("kind", "right") != "right":
        yield Finding("ClientException", "The kind is not right.", ("kind",), "")
    elif "bad" in document:
        yield Finding("ClientException", "It is bad.", ("bad",), "")


def test_a_placeholder_does_not_keep_later_rules_from_being_asked() -> None:
    kind = Kind("gate", bool, f"{__name__}:_findings_of_a_gate")

    assert messages(verdict_on({"kind": "{{ kind }}", "bad": 1}, kind)) == ["It is bad."]


def test_the_lines_of_placeholders_are_noted() -> None:
    one = verdict_on({"kind": "right", "a": "${A}"})
    many = verdict_on({"kind": "right", "list": ["fine"] * 3, **{f"a{n}": "${A}" for n in range(12)}})

    assert one.notes == ["1 value is a placeholder and was not checked: line 3"]
    assert many.notes[0].startswith("12 values are placeholders and were not checked: line 8, line 9, ")
    assert many.notes[0].endswith("line 17, …")


def test_a_policy_inside_a_text_is_told_at_the_text(tmp_path: Path) -> None:
    kind = Kind(
        "policy", bool, "tests.validate.examples:strict_findings", text="policyText", operation="SetRepositoryPolicy"
    )
    document = {"repositoryName": "a", "policyText": json.dumps({"kind": "right", "list": ["bad"]})}

    (one,) = verdict_on(document, kind).told

    assert (one.line, one.column, one.path) == (3, 16, ".policyText | fromjson | .list[0]")


def test_a_text_that_is_no_policy_is_told_as_a_whole() -> None:
    kind = Kind("policy", bool, f"{__name__}:_findings_of_texts", text="policyText", operation="SetRepositoryPolicy")

    (one,) = verdict_on({"policyText": "{"}, kind).told

    assert (one.line, one.path, one.message) == (2, ".policyText", "'{' is no object.")


def _findings_of_texts(document: Any) -> Any:
    if not isinstance(document, dict):
        yield Finding("InvalidParameterException", f"{document!r} is no object.", (), "")


def test_an_unknown_member_is_told_at_its_key_with_the_name_that_was_meant() -> None:
    def typo(name: str) -> Verdict:
        return verdict_on({name: 1}, Kind("typo", bool, f"{__name__}:_findings_of_typos"))

    (near,), (far,) = typo("famly").told, typo("xyz").told

    assert (near.line, near.column, near.path) == (2, 2, ".famly")
    assert near.message == 'Unknown parameter in input: "famly", must be one of: family, containerDefinitions'
    assert near.mend == 'Write "family", or delete the member.'
    assert far.mend == "Delete the member."


def _findings_of_typos(document: Any) -> Any:
    for name in document:
        text = f'Unknown parameter in input: "{name}", must be one of: family, containerDefinitions'
        yield Finding("ParamValidation", text, (name,), f"{text}.")


def test_an_error_that_a_rule_raises_is_a_finding_of_the_whole() -> None:
    def raised(document: Any) -> Verdict:
        return verdict_on(document, Kind("raising", bool, f"{__name__}:_raise_an_error"))

    (one,) = raised({"a": 1}).told

    assert (one.code, one.message, one.path) == ("SerializationException", "No.", ".")


def _raise_an_error(document: Any) -> Any:
    from mock_ecs.aws.errors import SerializationException

    raise SerializationException("No.")


def test_an_export_is_judged_as_the_request_that_it_would_be(tmp_path: Path) -> None:
    export = {**TASK_DEFINITION, "revision": 3, "status": "ACTIVE", "pidMode": None, "volumes": None}

    found = judged_value(tmp_path, export)

    assert told(found) == []
    assert found.notes == [
        "left out what AWS shows and does not take: revision, status; boto3 refuses such members",
        "left out 2 nulls, as exports have them; boto3 refuses nulls",
    ]


def test_items_of_lists_keep_their_numbers_when_nulls_are_left_out() -> None:
    verdict = verdict_on({"kind": "right", "gone": None, "list": ["fine", None, "bad"]})

    assert [one.path for one in verdict.told] == [".list[1]", ".list[2]"]


def test_a_skeleton_is_told_of_once() -> None:
    document = {"kind": "", **{f"text{n}": "" for n in range(8)}, **{f"number{n}": 0 for n in range(8)}}

    (one,) = verdict_on(document).told

    assert (one.code, one.line) == ("Skeleton", 1)
    assert one.message == "This is the output of --generate-cli-skeleton: 17 of its 17 values are still empty."


def test_a_long_message_is_cut() -> None:
    (one,) = verdict_on({"a": "long" * 1000}, Kind("echo", bool, f"{__name__}:_echo")).told

    assert len(one.message) == 2002


def _echo(document: Any) -> Any:
    yield Finding("ClientException", document["a"], ("a",), "")


def test_what_is_wrong_with_the_text_is_told_too() -> None:
    document = read_json('{"kind": "right", "kind": "right"}')

    found = judged(document, STRICT)

    assert isinstance(document, Document)
    assert found is not None
    assert [(one.code, one.column, one.level) for one in found.told] == [("DuplicateKey", 19, "warning")]


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ("'4' is not of type 'integer'.", "Write a whole number, without quotes."),
        ("'false' is not of type 'boolean'.", "Write true or false, without quotes."),
        ("It is not of type 'x'.", "It is not of type 'x'."),
    ],
)
def test_a_wrong_type_has_a_cure(words: str, mend: str) -> None:
    (one,) = verdict_on({"mend": words}, Kind("type", bool, f"{__name__}:_findings_with_a_mend")).told

    assert one.mend == mend


def _findings_with_a_mend(document: Any) -> Any:
    yield Finding("SerializationException", "No.", ("mend",), document["mend"])


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ({"sourceVolume": "data"}, "sourceVolume"),
        ({"links": ["db"]}, "links"),
    ],
)
def test_nothing_is_told_of_a_name_where_what_it_names_is_a_placeholder(reference: Any, place: str) -> None:
    kind = Kind("references", bool, f"{__name__}:_findings_of_references")
    named = {"volumes": [{"name": "x"}], "containerDefinitions": [{"name": "x"}], **reference}
    unnamed = {"volumes": [{"name": "${X}"}], "containerDefinitions": [{"name": "${X}"}], **reference}

    assert messages(verdict_on(named, kind)) == [f"{place} is unknown."]
    assert messages(verdict_on(unnamed, kind)) == []


def _findings_of_references(document: Any) -> Any:
    for name in ("sourceVolume", "links"):
        if name in document:
            path = (name, 0) if isinstance(document[name], list) else (name,)
            yield Finding("ClientException", f"{name} is unknown.", path, "")


def _findings_of_lack(document: Any) -> Any:
    container = document["containers"][0]
    if not isinstance(container.get("memory", 1), int):
        yield Finding("ClientException", "It is no number.", ("containers", 0, "memory"), "")
    elif "memory" not in container:
        yield Finding("ClientException", "It has no memory.", ("containers", 0), "")


def test_the_lack_of_a_placeholder_is_no_fault_of_what_held_it() -> None:
    kind = Kind("lack", bool, f"{__name__}:_findings_of_lack")

    assert messages(verdict_on({"containers": [{"memory": "${X}"}]}, kind)) == []
    assert messages(verdict_on({"containers": [{"cpu": "${X}"}]}, kind)) == ["It has no memory."]


def test_the_length_of_a_policys_text_is_judged() -> None:
    kind = Kind("policy", bool, f"{__name__}:_nothing", text="lifecyclePolicyText", operation="PutLifecyclePolicy")

    (one,) = verdict_on({"lifecyclePolicyText": "[1]"}, kind).told

    assert (one.line, one.path, one.code) == (2, ".lifecyclePolicyText", "InvalidParameterException")
    assert "length greater than or equal to 100" in one.message
    assert one.mend == "Give 100 or more characters, or items."


def _nothing(document: Any) -> Any:
    return []


@pytest.mark.parametrize("text", ["{{ policy }}", "${POLICY}"])
def test_a_policy_that_is_a_placeholder_is_not_judged(text: str) -> None:
    kind = Kind("policy", bool, f"{__name__}:_findings_of_texts", text="policyText", operation="SetRepositoryPolicy")

    verdict = verdict_on({"policyText": text}, kind)

    assert verdict.told == []
    assert verdict.notes == ["1 value is a placeholder and was not checked: line 2"]


def test_a_policy_that_is_no_json_is_a_fault_even_with_a_placeholder() -> None:
    kind = Kind("policy", bool, f"{__name__}:_findings_of_texts", text="policyText", operation="SetRepositoryPolicy")

    assert len(verdict_on({"policyText": '{"a": ${B}'}, kind).told) == 1
