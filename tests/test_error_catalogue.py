"""The catalogue of errors: complete, explained, and the same as the page made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_ecs.app import services
from mock_ecs.error_catalogue import SERVICES, SOURCES, Entry, entries, entries_for, markdown
from tests.cases.suite import Case, cases

PAGE = Path(__file__).parents[1] / "docs" / "errors.md"
CASES = [case for service in SERVICES for case in cases(service)]


def entry(message: str) -> Entry:
    return Entry("ecs", ("RunTask",), "ClientException", message, "", "", "ours", False)


def answered_by(case: Case, one: Entry) -> bool:
    if (case.service, case.warning is not None) != (one.service, one.doubtful):
        return False
    if case.warning is not None:
        return one.concerns(case.operation) and one.answers(case.warning)
    return one.concerns(case.operation) and case.code == one.code and one.answers(str(case.message))


def test_the_page_is_what_the_catalogue_makes_of_itself() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "docs/errors.md is old: run `make docs`"


@pytest.mark.parametrize("one", entries(), ids=lambda one: one.message[:60])
def test_each_entry_says_when_and_how_to_mend_it(one: Entry) -> None:
    assert one.when
    assert one.mend.endswith(".")
    assert one.source in SOURCES
    assert one.operations == ("*",) or set(one.operations) <= set(services()[one.service].model.operations)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.service}/{case.key}")
def test_the_words_of_each_case_stand_in_the_catalogue(case: Case) -> None:
    assert [one.message for one in entries() if answered_by(case, one)] != []


def test_a_message_is_found_whatever_stands_in_place_of_what_varies() -> None:
    found = entries_for("Container.name contains invalid characters.")

    assert [one.when for one in found] != []


def test_a_part_of_a_message_finds_all_that_contain_it() -> None:
    assert {one.message for one in entries_for("too many CONTAINERS")} == {"Too many containers."}


@pytest.mark.parametrize(
    ("template", "message", "fits"),
    [
        ("Unknown volume '{name}'.", "Unknown volume 'data'.", True),
        ("Unknown volume '{name}'.", "Unknown volume data.", False),
        ("must match {{1,255}}, but was {value}", "must match {1,255}, but was a.b", True),
        ("{name} (sic)", "x\ny (sic)", True),
    ],
)
def test_a_template_fits_what_is_made_of_it(template: str, message: str, *, fits: bool) -> None:
    assert entry(template).answers(message) is fits
