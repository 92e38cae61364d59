"""JSON documents that callers hand over as text."""

from __future__ import annotations

import pytest

from mock_ecs.ecr.documents import json_object


def test_an_object_is_read() -> None:
    assert json_object('{"a": [1, 2.5, null, "\\u00e9"]}') == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="broken"),
        pytest.param('"a"', id="no object"),
        pytest.param('{"a": NaN}', id="not a number"),
        pytest.param('{"a": 1e999}', id="too large a number"),
        pytest.param('{"a": "\\ud800"}', id="half a character"),
        pytest.param('{"a":' * 100_000, id="too deep"),
        pytest.param('{"a": ' + "1" * 5000 + "}", id="too long a number"),
        pytest.param(b"\xff", id="no text"),
    ],
)
def test_any_other_text_is_none(text: str | bytes) -> None:
    assert json_object(text) is None
