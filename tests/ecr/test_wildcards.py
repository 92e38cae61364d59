"""What a pattern with wildcards covers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ecr.wildcards import like


@pytest.mark.parametrize(
    ("pattern", "text", "covered"),
    [
        ("prod", "prod", True),
        ("prod", "prod1", False),
        ("prod*", "prod", True),
        ("*prod", "a-prod", True),
        ("a*a", "a", False),
        ("a*b*c", "a-b-b-c", True),
        ("*", "", True),
        ("a*b", "a-b-c", False),
    ],
)
def test_a_wildcard_is_any_characters(pattern: str, text: str, covered: bool) -> None:
    assert like(pattern, text) is covered


@given(st.text("ab*.", max_size=8), st.text("ab.", max_size=8))
def test_it_agrees_with_a_regular_expression(pattern: str, text: str) -> None:
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))

    assert like(pattern, text) == bool(re.fullmatch(expression, text))


def test_many_wildcards_take_no_time() -> None:
    assert not like("*a" * 120 + "b", "a" * 255)
