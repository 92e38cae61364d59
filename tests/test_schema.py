"""The schemas of documents, found wherever the package lies."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mock_ecs import schema

SCHEMAS = Path(__file__).parents[1] / "schemas"
FILES = sorted(SCHEMAS.rglob("*.json"))


def rules(node: Any, place: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every object of a schema, with the way to it."""
    found = [(place, node)] if isinstance(node, dict) else []
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, item in items:
        found += rules(item, f"{place}/{key}")
    return found


def test_a_checkout_has_its_schemas_beside_the_package() -> None:
    assert schema.load_schema("ecs/task_definition")["type"] == "object"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SCHEMAS)))
def test_each_schema_is_one_by_the_rules_of_draft_2020_12_and_says_what_it_is(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(document)

    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert document["$id"] == f"{schema.BASE}{file.relative_to(SCHEMAS).as_posix()}"
    assert document["title"]
    assert document["description"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SCHEMAS)))
def test_each_member_of_a_document_has_a_title_and_a_description(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))

    lacking = [
        f"{place}/{name}"
        for place, rule in rules(document)
        if not re.search(r"/(if|then|else|not|allOf|anyOf|oneOf|x-aws-[a-z]+)\b", place)
        for name, member in rule.get("properties", {}).items()
        if isinstance(member, dict) and "$ref" not in member and not (member.get("title") and member.get("description"))
    ]

    assert lacking == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SCHEMAS)))
def test_each_pattern_means_the_same_in_every_regular_expression_engine(file: Path) -> None:
    patterns = [
        rule["pattern"]
        for _, rule in rules(json.loads(file.read_text(encoding="utf-8")))
        if isinstance(rule.get("pattern"), str)
    ]

    assert [pattern for pattern in patterns if re.search(r"\\[dwsbDWSBZA]|\(\?[=!<]", pattern)] == []


def test_a_document_that_fits_has_no_findings() -> None:
    document = {"family": "web", "containerDefinitions": [{"name": "app", "image": "nginx", "memory": 64}]}

    assert schema.is_valid("ecs/task_definition", document)
    assert list(schema.findings("ecs/task_definition", document)) == []


def test_a_finding_has_the_way_to_the_place_and_awss_words() -> None:
    document = {"family": "web", "containerDefinitions": [{"name": "a b", "image": "nginx", "memory": 64}]}

    (finding,) = schema.findings("ecs/task_definition", document)

    assert finding.path == ("containerDefinitions", 0, "name")
    assert (finding.code, finding.message) == ("ClientException", "Container.name contains invalid characters.")
    assert finding.mend.endswith(".")


def test_findings_come_in_the_order_of_the_schema_not_of_the_document() -> None:
    document = {"containerDefinitions": [], "family": "a.b"}

    found = [finding.path for finding in schema.findings("ecs/task_definition", document)]

    assert found == [("family",), ("containerDefinitions",)]


def test_a_line_feed_at_the_end_breaks_a_pattern() -> None:
    document = {"family": "web\n", "containerDefinitions": [{"name": "app", "image": "nginx", "memory": 64}]}

    (finding,) = schema.findings("ecs/task_definition", document)

    assert finding.message == "Family contains invalid characters."


def test_a_wrong_type_is_told_as_awss_parser_tells_it() -> None:
    document = {"family": 7, "containerDefinitions": {}}

    found = [(finding.code, finding.message) for finding in schema.findings("ecs/task_definition", document)]

    assert found == [
        ("SerializationException", "NUMBER_VALUE can not be converted to a String"),
        ("SerializationException", "Start of structure or map found where not expected."),
    ]


def test_a_schema_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match="there is no schema ecs/nothing"):
        schema.load_schema("ecs/nothing")


def test_a_strange_folder_beside_an_installed_package_hides_no_schema(tmp_path: Path) -> None:
    code = (Path(schema.__file__)).read_text(encoding="utf-8")
    installed = tmp_path / "mock_ecs"
    (installed / "_schemas" / "ecs").mkdir(parents=True)
    (installed / "_schemas" / "ecs" / "task_definition.json").write_text('{"title": "ours"}', encoding="utf-8")
    (tmp_path / "schemas").mkdir()

    module = {"__file__": str(installed / "schema.py"), "__name__": "mock_ecs_installed.schema"}
    exec(compile(code, "schema.py", "exec"), module)

    assert module["load_schema"]("ecs/task_definition") == {"title": "ours"}  # type: ignore[operator]
