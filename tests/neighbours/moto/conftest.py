"""moto's state belongs to the process: every test here begins with none and leaves none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_ecs.neighbours.moto.reset import reset_moto


@pytest.fixture(autouse=True)
def empty_moto() -> Iterator[None]:
    reset_moto()
    yield
    reset_moto()
