"""Files judged one by one, whatever becomes of the others."""

from __future__ import annotations

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_ecs.validate.files import Source
from mock_ecs.validate.kinds import Kind, kind_called
from mock_ecs.validate.run import Outcome, exit_code, outcome, outcomes
from tests.validate.examples import STRICT, TASK_DEFINITION, judged_text, judged_value, told

OK, BAD = {**TASK_DEFINITION}, {**TASK_DEFINITION, "family": "a b"}


def test_a_file_without_faults_is_told_nothing_of(tmp_path: Path) -> None:
    found = judged_value(tmp_path, OK)

    assert (found.told, found.notes, found.kinds) == ([], [], ["task-definition"])
    assert exit_code([found]) == 0


def test_all_faults_of_a_file_are_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    found = judged_text(
        tmp_path,
        "a.json",
        '{"kind": "right", "list": [\n"b",\n"c"],\n"left": 1,\n"odd": 1}',
        STRICT,
    )

    assert [one.line for one in found.told] == [2, 3, 4, 5]
    assert [one.level for one in found.told] == ["error"] * 3 + ["warning"]
    assert exit_code([found]) == 1


def test_warnings_alone_are_no_reason_to_fail(tmp_path: Path) -> None:
    found = judged_text(tmp_path, "a.json", '{"kind": "right", "odd": 1}', STRICT)

    assert len(found.told) == 1
    assert exit_code([found]) == 0


def test_a_mark_at_the_begin_and_other_ends_of_lines_change_no_place(tmp_path: Path) -> None:
    text = '\ufeff{"family": "a b",\r\n "containerDefinitions": [{"name": "c", "image": "d", "memory": 128}]}\r\n'

    found = judged_text(tmp_path, "a.json", text)

    assert told(found) == [(1, 12, ".family", "Family contains invalid characters.")]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "", "The file is empty."),
        ("a.json", b"\x89PNG\0", "The file is a binary file, not JSON or YAML."),
        ("a.json", "[" * 100_000, "The file is nested too deeply."),
        ("a.yaml", "[" * 2_000, "The file is nested too deeply."),
        ("a.json", '{"containerDefinitions":' + '{"a":' * 900 + "1" + "}" * 901, "The file is nested too deeply."),
        (
            "a.json",
            "{}",
            "The file is of no known kind (daemon-task-definition, task-definition, start-task, run-task, "
            "service-update, service, lifecycle-policy, registry-policy, repository-policy, replication, scanning); "
            "name one with --kind.",
        ),
    ],
    ids=["empty", "binary", "deep JSON", "deep YAML", "deep members", "no kind"],
)
def test_a_file_that_cannot_be_judged_is_told_of(tmp_path: Path, name: str, text: Any, message: str) -> None:
    found = judged_text(tmp_path, name, text)

    assert told(found) == [(1, 1, ".", message)]
    assert (found.told[0].code, found.is_usable, exit_code([found])) == ("Unusable", False, 2)


def test_a_mistake_of_ours_is_one_file_that_cannot_be_judged(tmp_path: Path) -> None:
    found = judged_text(tmp_path, "a.json", "{}", Kind("broken", bool, f"{__name__}:_no_such_function"))

    assert "by a mistake of mock-ecs itself: AttributeError" in found.told[0].message
    assert exit_code([found]) == 2


def test_the_other_files_are_judged_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(json.dumps(BAD))
    names = [str(tmp_path / "none.json"), str(tmp_path / "bad.json")]

    found = list(outcomes([Source(name) for name in names], None, None))

    assert [[one.code for one in each.told] for each in found] == [["Unusable"], ["ClientException"]]
    assert exit_code(found) == 2


def test_each_document_of_a_yaml_file_is_judged(tmp_path: Path) -> None:
    text = "family: a\ncontainerDefinitions: &c\n- {name: a, image: b, memory: 128}\n---\nfamily: b c\n"
    text += "containerDefinitions: [{name: a, image: b, memory: 128}]\n---\nother: 1\n"

    found = judged_text(tmp_path, "a.yaml", text)

    assert [(one.line, one.column, one.code) for one in found.told] == [
        (5, 9, "ClientException"),
        (8, 1, "Unusable"),
    ]
    assert found.kinds == ["task-definition"] * 2


def test_the_comments_of_a_yaml_skeleton_are_no_part_of_it(tmp_path: Path) -> None:
    text = "family: web  # [REQUIRED] You must specify a family.\ncontainerDefinitions:  # [REQUIRED] A list\n"
    text += "- name: 'app'  # The name of a container.\n  image: 'nginx'\n  memory: 128\n"

    assert judged_text(tmp_path, "a.yaml", text).told == []


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(json.dumps(BAD).encode())))

    found = outcome(Source("-"))

    assert found.name == "<stdin>"
    assert [one.code for one in found.told] == ["ClientException"]


@pytest.mark.parametrize(
    ("text", "is_passed_by"),
    [
        ('{"name": "package"}', True),
        ('{"serviceName": "settings"}', True),
        ('{"serviceName": broken', True),
        ('{"containerDefinitions": broken', False),
        ('{"Resources": {"A": {"Type": "AWS::ECS::Service", "Properties": {"x": "taskDefinition"}}}}', True),
        (json.dumps(BAD), False),
    ],
)
def test_a_file_that_was_found_and_not_named_is_passed_by_unless_it_is_of_a_kind(
    tmp_path: Path, text: str, is_passed_by: bool
) -> None:
    (tmp_path / "a.json").write_text(text)

    found = outcome(Source(str(tmp_path / "a.json"), searched=True))

    assert found.passed_by is is_passed_by
    assert bool(found.told) is not is_passed_by


def test_the_kind_that_is_named_is_that_of_every_file_that_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": 1}')

    found = outcome(Source(str(tmp_path / "a.json"), searched=True), kind_called("task-definition"))

    assert (found.passed_by, found.kinds) == (False, ["task-definition"])
    assert found.told


PIECES = st.sampled_from(
    [
        *(
            '{"containerDefinitions": [',
            '{"taskDefinition": ',
            '"family": "a"',
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            '"',
            "\\",
        ),
        *("null", "1", "-", "NaN", "\ud800".encode("utf-8", "surrogatepass"), "&a ", "*a", "!x ", "? ", "- ", "\n"),
        *("\t", "<<: ", "${A}", "{{", "}}", "'", "#", "%", "|", ">", "\ufeff", "\u2028", "1e999", "2026-01-01", "0x"),
        *("=", "@", "\\ud800", "containerDefinitions: ", "family: "),
    ]
)


@example(pieces=["&a ", '{"containerDefinitions": [', "&a "], name="a.yaml")
@given(pieces=st.lists(PIECES, max_size=12), name=st.sampled_from(["a.json", "a.yaml", "a"]))
def test_no_text_is_too_much_for_us(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str | bytes], name: str
) -> None:
    data = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)

    found = judged_text(tmp_path_factory.getbasetemp(), name, data)

    assert "mistake" not in str(found.told)


def test_an_outcome_begins_with_nothing() -> None:
    assert Outcome("a").is_usable
