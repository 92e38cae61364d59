"""JSON and where its values stand."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.validate.documents import Unusable
from mock_ecs.validate.json_documents import read_json
from mock_ecs.validate.places import Place

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
SPACES = st.sampled_from(["", " ", "\n", "\t", "\r\n  "])


@given(value=VALUES, before=SPACES, after=SPACES, is_ascii=st.booleans())
def test_every_value_is_found_where_it_stands(value: Any, before: str, after: str, is_ascii: bool) -> None:
    text = json.dumps(value, separators=(f"{before},{after}", f"{before}:{after}"), ensure_ascii=is_ascii)

    document = read_json(before + text + after)

    assert document.value == value
    _expect(value, document.places, before + text + after)


def _expect(value: Any, place: Place, text: str) -> None:
    begin = text.split("\n")[place.position.line - 1][place.position.column - 1 :]
    rest = "\n".join([begin, *text.split("\n")[place.position.line :]])
    read, _ = json.JSONDecoder().raw_decode(rest)
    assert read == value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    assert list(place.children) == [step for step, _ in items]
    for step, item in items:
        _expect(item, place.children[step], text)


def test_a_key_has_a_place_of_its_own() -> None:
    place = read_json('{\n  "family": "web"\n}').places

    assert place.at(("family",)) == (2, 13)
    assert place.at(("family",), key=True) == (2, 3)


def test_keys_are_found_however_they_are_spelt() -> None:
    assert read_json('{"\\u0066amily": 1}').places.at(("family",)) == (1, 17)


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ('{"a": 1, "a": 2}', ("a",), (1, 10)),
        ('{"b": [{"a": 1,\n"a": 2, "c": 3}]}', ("b", 0, "a"), (2, 1)),
    ],
)
def test_a_key_that_stands_twice_is_a_warning_at_the_last(text: str, path: Any, place: Any) -> None:
    document = read_json(text)

    (finding,) = document.findings()

    assert (finding.code, finding.path, finding.doubtful) == ("DuplicateKey", path, True)
    assert document.places.at(path, key=True) == place


def test_keys_that_stand_once_are_nothing_to_tell() -> None:
    assert read_json('{"a": {"a": 1}, "b": {"a": 1}}').findings() == []


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"a": 1,}', (1, 8), "is not JSON: there is a comma after the last item"),
        ('{"a": [1, 2,\n  ]\n}', (1, 12), "is not JSON: there is a comma after the last item"),
        ('{"a": 1', (1, 8), "is not JSON: expecting ',' delimiter (the file ends too early)"),
        ("{'a': 1}", (1, 2), "is not JSON: expecting property name enclosed in double quotes"),
        ('{"a": 1}\n{"b": 2}', (2, 1), "is not JSON: extra data"),
        ('{\n  // no\n  "a": 1}', (2, 3), "is not JSON: JSON has no comments"),
        ('{"a": "NaN",\n "b": NaN}', (2, 7), "is not JSON: NaN is not a number that JSON has"),
        ('{"a": [-Infinity]}', (1, 8), "is not JSON: -Infinity is not a number that JSON has"),
    ],
)
def test_what_is_not_json_is_told_with_its_place(text: str, place: Any, message: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_json(text)

    assert refused.value.position == place
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ('{"cpu": ${CPU}}', "${CPU}"),
        ('{"cpu": $CPU}', "$CPU"),
        ('{"cpu": {{ cpu }}}', "{{ cpu }}"),
        ('{"cpu":{{cpu}}}', "{{cpu}}"),
        ('{"cpu": <CPU>}', "<CPU>"),
        ('{"cpu": %CPU%}', "%CPU%"),
        ('{"tags": [{% for tag in tags %} 1 {% endfor %}]}', "{% for tag in tags %}"),
        ('{"image": "{{ must_env "IMAGE" }}"}', '{{ must_env "IMAGE" }}'),
    ],
)
def test_a_placeholder_outside_of_quotes_is_called_by_its_name(text: str, placeholder: str) -> None:
    with pytest.raises(Unusable, match="stands outside of quotes") as refused:
        read_json(text)

    assert f"the placeholder {placeholder} stands" in refused.value.message


@pytest.mark.parametrize("digits", ["9" * 301, "9" * 5000])
def test_a_number_that_is_longer_than_any_is_no_mistake_of_ours(digits: str) -> None:
    assert read_json(f"[{digits}, -{digits}, 1e999]").value in (
        [math.inf, -math.inf, math.inf],
        [float(digits), -float(digits), math.inf],
    )
