"""Real task definitions: what AWS takes is told nothing of, what it refuses is told where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mock_ecs.aws.refusals import Path as WayTo
from mock_ecs.validate.files import Source
from mock_ecs.validate.json_documents import read_json
from mock_ecs.validate.judge import judged as judged_document
from mock_ecs.validate.run import Outcome, exit_code, outcome

CORPUS = Path(__file__).parents[1] / "corpus"
INDEX: list[dict[str, Any]] = json.loads((CORPUS / "index.json").read_text(encoding="utf-8"))


def of_class(*names: str) -> Any:
    return pytest.mark.parametrize(
        "name", [pytest.param(entry["file"], id=entry["file"]) for entry in INDEX if entry["class"] in names]
    )


def judged(name: str) -> Outcome:
    return outcome(Source(str(CORPUS / name)))


@of_class("ok", "ok-after-substitution", "empty-tags", "breaks", "client-refused")
def test_every_file_is_recognised_and_judged(name: str) -> None:
    found = judged(name)

    assert found.kinds == ["task-definition"]
    assert found.is_usable


@of_class("ok", "ok-after-substitution")
def test_what_aws_takes_has_no_fault(name: str) -> None:
    found = judged(name)

    assert [one for one in found.told if one.level == "error"] == []
    assert exit_code([found]) == 0


@of_class("ok", "ok-after-substitution")
def test_a_placeholder_in_any_one_place_is_no_fault(name: str) -> None:
    document = json.loads((CORPUS / name).read_text(encoding="utf-8"))

    for path in leaves(document):
        verdict = judged_document(read_json(json.dumps(replaced(document, path, "${PLACEHOLDER}"))))

        assert verdict is None or [one for one in verdict.told if one.level == "error"] == [], path


def leaves(value: Any, path: WayTo = ()) -> Iterator[WayTo]:
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, step))
    elif value is not None:
        yield path


def replaced(value: Any, path: WayTo, item: Any) -> Any:
    if not path:
        return item
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], item)
    return copy


@of_class("ok-after-substitution")
def test_what_has_to_be_filled_in_first_is_noted(name: str) -> None:
    assert any("not checked" in note for note in judged(name).notes)


@of_class("empty-tags")
def test_an_empty_list_of_tags_is_the_only_fault_of_an_export(name: str) -> None:
    (one,) = judged(name).told

    assert (one.path, one.message) == (".tags", "Tags can not be empty.")


@of_class("breaks", "client-refused")
def test_what_aws_or_its_clients_refuse_is_a_fault(name: str) -> None:
    assert exit_code([judged(name)]) == 1


@of_class("breaks", "client-refused", "empty-tags")
def test_every_fault_has_a_place_and_a_cure(name: str) -> None:
    for one in judged(name).told:
        assert one.path != "."
        assert one.mend


@pytest.mark.parametrize(
    ("number", "line", "path", "code"),
    [
        ("002", 9, ".containerDefinitions[0].domainname", "ParamValidation"),
        ("004", 28, ".volumes[0].dockerVolumeConfiguration.autoprovision", "SerializationException"),
        ("011", 22, ".inferenceAccelerators", "ClientException"),
        ("032", 3, ".containerDefinitions[0]", "ClientException"),
        ("037", 1, ".family", "ClientException"),
        ("051", 21, ".containerDefinitions[0].privileged", "ClientException"),
    ],
)
def test_a_fault_is_told_where_it_stands(number: str, line: int, path: str, code: str) -> None:
    (name,) = [entry["file"] for entry in INDEX if entry["file"].startswith(number)]

    places = [(one.line, one.path, one.code) for one in judged(name).told]

    assert (line, path, code) in places
