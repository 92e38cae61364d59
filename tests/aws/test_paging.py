"""Pages and their tokens."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.aws.paging import InvalidTokenError, page


def test_a_list_that_fits_is_one_page_without_a_token() -> None:
    assert page([1, 2, 3], 3) == ([1, 2, 3], None)


def test_an_empty_list_is_one_empty_page() -> None:
    assert page([], 10) == ([], None)


def test_a_token_leads_to_the_next_page() -> None:
    items = ["a", "b", "c", "d", "e"]
    first, token = page(items, 2)

    second, further = page(items, 2, token)
    last, end = page(items, 2, further)

    assert [*first, *second, *last] == items
    assert last == ["e"]
    assert end is None


def test_a_page_behind_the_end_is_empty() -> None:
    _, token = page([1, 2, 3], 2)

    assert page([1], 2, token) == ([], None)


def forged(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        "=",
        "ÄÖÜ",
        "/w==",
        forged("offset"),
        forged("offset:"),
        forged("offset:two"),
        forged("offset:-2"),
        forged("offset:1.5"),
        forged("marker:2"),
        forged("offset:02"),
        forged("offset:2") + "!",
    ],
    ids=[
        "text",
        "padding",
        "not ASCII",
        "not UTF-8",
        "no number",
        "empty",
        "word",
        "negative",
        "broken",
        "other kind",
        "zero",
        "more",
    ],
)
def test_a_token_of_somebody_else_is_refused(token: str) -> None:
    with pytest.raises(InvalidTokenError):
        page([1, 2, 3], 2, token)


@given(st.lists(st.integers(), max_size=50), st.integers(1, 12))
def test_the_pages_of_any_list_hold_each_item_once_and_in_order(items: list[int], size: int) -> None:
    seen: list[int] = []
    token = None
    for _ in range(len(items) + 1):
        part, token = page(items, size, token)
        seen.extend(part)
        assert len(part) <= size
        if token is None:
            break

    assert seen == items


@given(st.text(max_size=40))
def test_any_text_as_a_token_is_a_page_or_refused(token: str) -> None:
    try:
        part, _ = page([1, 2, 3], 2, token)
    except InvalidTokenError:
        return

    assert len(part) <= 2
