"""Reports, for people, programs and GitHub."""

from __future__ import annotations

import json

import click
import pytest

from mock_ecs.validate.judge import Told
from mock_ecs.validate.report import lines, summary
from mock_ecs.validate.run import Outcome

FAULT = Told(3, 5, ".family", "ClientException", "Family contains invalid characters.", "Use others.", "error")
WARNING = Told(4, 1, ".cpu", "ClientException", "Perhaps.", "", "warning")
UNUSABLE = Told(1, 1, ".", "Unusable", "The file is empty.", "", "error")
FOUND = [
    Outcome("a.json", [FAULT, WARNING], ["left out 2 nulls"], ["task-definition"]),
    Outcome("b.json", [], [], ["service"]),
    Outcome("c.json", [UNUSABLE]),
    Outcome("d.json", passed_by=True),
]


def report(found: list[Outcome], form: str, *, quiet: bool = False) -> str:
    return click.unstyle("\n".join(lines(found, form, quiet=quiet)))


def test_text_has_the_place_the_path_and_the_cure() -> None:
    assert report(FOUND, "text").splitlines() == [
        "a.json:3:5: ClientException: Family contains invalid characters.",
        "  .family",
        "  mend: Use others.",
        "a.json:4:1: warning: ClientException: Perhaps.",
        "  .cpu",
        "a.json: note: left out 2 nulls",
        "c.json:1:1: Unusable: The file is empty.",
        "1 fault and 1 warning in 1 of 3 files; 1 file could not be checked; 1 other file passed by",
    ]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ([], "no faults in 0 files"),
        (FOUND[1:2], "no faults in 1 file"),
        (FOUND[1:2] * 2, "no faults in 2 files"),
        ([Outcome("a", [FAULT] * 3), Outcome("b", [FAULT])], "4 faults in 2 of 2 files"),
        ([Outcome("a", [WARNING] * 2), *FOUND[1:2]], "no faults and 2 warnings in 1 of 2 files"),
        ([Outcome("a", [FAULT, UNUSABLE])], "1 fault in 1 file; 1 file could not be checked"),
        ([FOUND[1], FOUND[3], FOUND[3]], "no faults in 1 file; 2 other files passed by"),
    ],
)
def test_the_last_line_counts(found: list[Outcome], text: str) -> None:
    assert summary(found) == text


@pytest.mark.parametrize("form", ["text", "github"])
def test_quiet_leaves_faults_and_warnings(form: str) -> None:
    text = report(FOUND, form, quiet=True)

    assert "note" not in text
    assert "passed by" not in text
    assert "Perhaps." in text
    assert report(FOUND[1:2], form, quiet=True) == ""


def test_json_has_every_finding_as_a_row() -> None:
    document = json.loads(report(FOUND, "json"))

    assert document["findings"][0] == {
        "file": "a.json",
        "line": 3,
        "column": 5,
        "path": ".family",
        "code": "ClientException",
        "message": "Family contains invalid characters.",
        "mend": "Use others.",
        "level": "error",
    }
    assert [row["level"] for row in document["findings"]] == ["error", "warning", "error"]
    assert document["notes"] == [{"file": "a.json", "message": "left out 2 nulls"}]
    assert document["files"] == [
        {"file": "a.json", "kinds": ["task-definition"], "usable": True},
        {"file": "b.json", "kinds": ["service"], "usable": True},
        {"file": "c.json", "kinds": [], "usable": False},
    ]


def test_github_has_annotations() -> None:
    assert report(FOUND, "github").splitlines()[:4] == [
        "::error file=a.json,line=3,col=5,title=ClientException::"
        "Family contains invalid characters. (.family)%0Amend: Use others.",
        "::warning file=a.json,line=4,col=1,title=ClientException::Perhaps. (.cpu)",
        "::notice file=a.json::left out 2 nulls",
        "::error file=c.json,line=1,col=1,title=Unusable::The file is empty.",
    ]


def test_github_is_given_what_its_commands_are_made_of_in_its_own_spelling() -> None:
    told = Told(1, 1, '.["a,b"]', "Client:Exception", "100%\r\n::error::x", "", "error")

    (line,) = report([Outcome("a,b:c%.json", [told])], "github", quiet=True).splitlines()

    assert line == (
        '::error file=a%2Cb%3Ac%25.json,line=1,col=1,title=Client%3AException::100%25%0D%0A::error::x (.["a,b"])'
    )


def test_text_of_a_file_moves_no_cursor() -> None:
    told = Told(1, 1, ".a\x1b[1m", "ClientException", "a\nb\x1b[31m ‘é’", "c\rd", "error")

    text = "\n".join(lines([Outcome("a\x1b.json", [told])], "text", quiet=True))

    assert click.unstyle(text).splitlines() == [
        r"a\x1b.json:1:1: ClientException: a\nb\x1b[31m ‘é’",
        r"  .a\x1b[1m",
        r"  mend: c\rd",
    ]


@pytest.mark.parametrize("form", ["text", "github"])
def test_people_are_spared_the_names_of_all_members(form: str) -> None:
    told = Told(1, 1, ".a", "ParamValidation", 'Unknown parameter in input: "a", must be one of: b, c', "", "error")

    text = report([Outcome("a.json", [told])], form)

    assert 'Unknown parameter in input: "a"' in text
    assert "must be" not in text
    assert "must be one of: b, c" in report([Outcome("a.json", [told])], "json")
