"""Skeletons that nobody has filled in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_ecs.validate.skeletons import empty_values


def skeleton(values: int) -> dict[str, Any]:
    return {"family": "", "containers": [{"name": "", "cpu": 0, "on": True, "mode": "host"}] * (values // 4)}


def test_a_skeleton_is_told_by_its_empty_values() -> None:
    assert empty_values(skeleton(16)) == (9, 17)


def test_a_small_document_is_no_skeleton() -> None:
    assert empty_values(skeleton(8)) is None


@pytest.mark.parametrize(
    "document",
    [
        {"numbers": [0] * 30, "texts": ["a", "b", ""]},
        {"texts": ["a"] * 20 + [""] * 15},
        {"flags": [False] * 40, "texts": ["a"]},
        None,
        "",
        json.loads("[[]]"),
    ],
    ids=["zeros", "some empty texts", "flags", "null", "text", "nothing"],
)
def test_what_is_mostly_filled_in_is_no_skeleton(document: Any) -> None:
    assert empty_values(document) is None
