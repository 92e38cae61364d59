"""Which files a command line means."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.files import Source, sources


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")


def test_a_folder_stands_for_its_json_and_yaml_files_by_name(tmp_path: Path) -> None:
    make(tmp_path, "b.yml", "a.json", "sub/c.yaml", "D.JSON", "read.me", ".aws/task.json")

    found = [(Path(one.name).relative_to(tmp_path).as_posix(), one.searched) for one in sources((str(tmp_path),))]

    assert found == [(name, True) for name in ("D.JSON", "a.json", "b.yml", ".aws/task.json", "sub/c.yaml")]


@pytest.mark.parametrize("name", [".git", "node_modules", ".venv", ".terraform", "cdk.out"])
def test_folders_that_tools_fill_are_passed_by(tmp_path: Path, name: str) -> None:
    make(tmp_path, "a.json", f"{name}/b.json", f"deep/{name}/b.json")

    assert [Path(one.name).name for one in sources((str(tmp_path),))] == ["a.json"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "a.json")
    name = str(tmp_path / "a.json")

    assert [one.name for one in sources((name, str(tmp_path), name))] == [name]


def test_a_file_that_is_named_may_have_any_name(tmp_path: Path) -> None:
    make(tmp_path, "taskdef.tmpl")

    (source,) = sources((str(tmp_path / "taskdef.tmpl"),))

    assert (source.searched, source.read()) == (False, b"{}")


def test_a_folder_without_such_files_cannot_be_checked(tmp_path: Path) -> None:
    (source,) = sources((str(tmp_path),))

    with pytest.raises(Unusable, match=r"has no file that ends in \.json, \.yaml, \.yml"):
        source.read()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("none.json", "no such file or directory"), ("nul\0.json", "embedded null byte"), ("x" * 5000, "name too long")],
    ids=["none", "NUL", "long"],
)
def test_a_file_that_cannot_be_read_is_told(name: str, reason: str) -> None:
    (source,) = sources((name,))

    with pytest.raises(Unusable, match=reason):
        source.read()


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(top: str, onerror: object) -> list[object]:
        assert callable(onerror)
        onerror(PermissionError(13, "Permission denied", top))
        return []

    monkeypatch.setattr("os.walk", walk)

    assert list(sources((str(tmp_path),))) == [
        Source(str(tmp_path), problem="cannot be read: permission denied"),
    ]


def test_a_link_to_a_folder_above_ends(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.json")
    (tmp_path / "sub" / "again").symlink_to(tmp_path)

    assert len(list(sources((str(tmp_path),)))) == 1
