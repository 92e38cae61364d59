"""The schemas of documents, found wherever the package lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_ecs import schema


def test_a_checkout_has_its_schemas_beside_the_package() -> None:
    assert schema.load_schema("ecs/task_definition")["type"] == "object"


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
