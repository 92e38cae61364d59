"""The mock of the stories: AWS's own durations, one seed, and a network in which every subnet exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mock_ecs.testing import Clock, MockEcs, mock_ecs
from tests.scenarios.scaled import Stories
from tests.scenarios.story import Story


@pytest.fixture
def ecs_world() -> Iterator[MockEcs]:
    """In place of the plugin's fixture: its clients and its clock are of this one."""
    with mock_ecs(seed=1, profile="typical", neighbours="null") as mock:
        yield mock
        assert mock.faults == []


@pytest.fixture
def story(ecs: Any, ecs_clock: Clock) -> Story:
    """A story that the test moves on second by second."""
    ecs_clock.set_mode("manual")
    return Story(ecs, ecs_clock)


@pytest.fixture
def scaled() -> Iterator[Stories]:
    """Makes a service that is scaled, in a mock of its own with moto behind it."""
    stories = Stories()
    yield stories
    stories.end()
