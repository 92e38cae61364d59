"""The measurement of the registry, with so little effort that only its workings are shown."""

from __future__ import annotations

import pytest

from tests.perf.registry import BARE, OURS, milliseconds_to_describe, milliseconds_to_list, speed


@pytest.mark.slow
@pytest.mark.parametrize("source", [BARE, OURS], ids=["bare", "ours"])
def test_a_layer_is_pushed_and_pulled(source: str) -> None:
    assert min(speed(source, 2)) > 0


def test_images_are_described_and_listed() -> None:
    assert min(milliseconds_to_describe(20)) > 0
    assert milliseconds_to_list(20) > 0
