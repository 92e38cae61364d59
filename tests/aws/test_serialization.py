"""The words of AWS's parsers for values of the wrong type."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.aws.serialization import not_convertible, unexpected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("text", "STRING_VALUE can not be converted to an Integer"),
        (True, "TRUE_VALUE can not be converted to an Integer"),
        (False, "FALSE_VALUE can not be converted to an Integer"),
        (1.5, "DECIMAL_VALUE can not be converted to an Integer"),
        (3, "NUMBER_VALUE can not be converted to an Integer"),
        ({}, "Start of structure or map found where not expected."),
        ([], "Start of list found where not expected"),
    ],
)
def test_a_value_that_no_integer_can_be_made_of_is_named_by_its_kind(value: Any, words: str) -> None:
    assert not_convertible(value, "an Integer") == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "Start of structure or map found where not expected."),
        ([], "Start of list found where not expected"),
        ("text", "Unexpected field type"),
    ],
)
def test_a_value_in_the_wrong_structure_is_told(value: Any, words: str) -> None:
    assert unexpected(value) == words
