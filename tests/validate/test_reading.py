"""Bytes as text, and text as JSON or YAML."""

from __future__ import annotations

from typing import Any

import pytest

from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.reading import MOST_BYTES, decoded, read_documents


def test_a_mark_at_the_begin_is_no_part_of_the_text() -> None:
    assert decoded(b'\xef\xbb\xbf{"a": 1}') == '{"a": 1}'


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"", (1, 1), "is empty"),
        (b" \r\n\t", (1, 1), "is empty"),
        (b'{"a": 1}\0', (1, 1), "is a binary file, not JSON or YAML"),
        (b'{"a":\r\n "caf\xe9"}', (2, 6), "is not UTF-8: byte 0xe9"),
        (b"x" * (MOST_BYTES + 1), (1, 1), "has 10,000,001 bytes: no document for ECS or ECR is that large"),
    ],
)
def test_what_is_no_text_is_told(data: bytes, place: Any, message: str) -> None:
    with pytest.raises(Unusable) as refused:
        decoded(data)

    assert (refused.value.position, refused.value.message) == (place, message)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("a.json", "[1]", [1]),
        ("A.JSON", "[1]", [1]),
        ("a.yaml", "{a: 1}", {"a": 1}),
        ("a.yml", "a: 1", {"a": 1}),
        ("-", "a: 1", {"a": 1}),
        ("-", '\n {"a": 1}', {"a": 1}),
        ("taskdef", '{"a": 1}', {"a": 1}),
    ],
)
def test_the_name_says_the_format_or_else_the_first_character(name: str, text: str, value: Any) -> None:
    (document,) = read_documents(text, name)

    assert document.value == value


def test_yaml_in_a_json_file_is_not_json() -> None:
    with pytest.raises(Unusable, match="is not JSON"):
        read_documents("a: 1", "a.json")


@pytest.mark.parametrize(("name", "text"), [("a.json", '{"a":\n "\\uD800"}'), ("a.yaml", 'a:\n "\\ud800"')])
def test_half_a_character_is_told_with_its_place(name: str, text: str) -> None:
    with pytest.raises(Unusable, match=r"has half a character: \\ud800 without its other half") as refused:
        read_documents(text, name)

    assert refused.value.position.line == 2


def test_a_whole_pair_of_halves_is_a_character() -> None:
    (document,) = read_documents('["\\ud83d\\ude00"]', "a.json")

    assert document.value == ["\U0001f600"]
