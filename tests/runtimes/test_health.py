"""When a health check's verdict changes: reckoned ahead, and the same as polling would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.ports.runtimes import HealthCheck
from mock_ecs.runtimes.health import Changes, health_changes

WELL = ((0.0, True),)
ILL = ((0.0, False),)


@pytest.mark.parametrize(
    ("check", "passes", "changes"),
    [
        pytest.param(HealthCheck(), WELL, ((30.0, "HEALTHY"),), id="the first look finds it well"),
        pytest.param(HealthCheck(interval=5), WELL, ((5.0, "HEALTHY"),), id="sooner with a shorter interval"),
        pytest.param(HealthCheck(), ILL, ((90.0, "UNHEALTHY"),), id="three failures in a row"),
        pytest.param(HealthCheck(retries=1), ILL, ((30.0, "UNHEALTHY"),), id="one failure, where one is enough"),
        pytest.param(
            HealthCheck(start_period=100), ILL, ((180.0, "UNHEALTHY"),), id="failures in the start period do not count"
        ),
        pytest.param(
            HealthCheck(start_period=300), ((0.0, False), (70.0, True)), ((90.0, "HEALTHY"),), id="a success in it does"
        ),
        pytest.param(
            HealthCheck(start_period=300),
            ((0.0, True), (40.0, False)),
            ((30.0, "HEALTHY"), (120.0, "UNHEALTHY")),
            id="after a success the start period is over",
        ),
        pytest.param(
            HealthCheck(),
            ((0.0, True), (100.0, False), (170.0, True)),
            ((30.0, "HEALTHY"),),
            id="two failures are forgiven",
        ),
        pytest.param(
            HealthCheck(),
            ((0.0, True), (100.0, False), (400.0, True)),
            ((30.0, "HEALTHY"), (180.0, "UNHEALTHY"), (420.0, "HEALTHY")),
            id="it falls ill and recovers",
        ),
        pytest.param(HealthCheck(), ((0.0, True), (5.0, False), (10.0, True)), ((30.0, "HEALTHY"),), id="unseen"),
        pytest.param(HealthCheck(), (), (), id="nothing is known"),
    ],
)
def test_the_verdict_changes(check: HealthCheck, passes: tuple[tuple[float, bool], ...], changes: Changes) -> None:
    assert health_changes(check, passes) == changes


def test_the_first_look_may_come_sooner() -> None:
    assert health_changes(HealthCheck(), ILL, 0.5) == ((60.5, "UNHEALTHY"),)


def polled(check: HealthCheck, passes: tuple[tuple[float, bool], ...], looks: int) -> Changes:
    """The same by looking each time."""
    changes = []
    status, failures, succeeded = "UNKNOWN", 0, False
    for number in range(1, looks + 1):
        time = number * check.interval
        known = [passing for begin, passing in passes if begin <= time]
        if not known:
            continue
        if known[-1]:
            now, failures, succeeded = "HEALTHY", 0, True
        else:
            failures += 1 if succeeded or time >= check.start_period else 0
            now = "UNHEALTHY" if failures >= check.retries else status
        if now != status:
            status = now
            changes.append((time, status))
    return tuple(changes)


@given(
    check=st.builds(
        HealthCheck,
        interval=st.sampled_from([5.0, 7.0, 30.0]),
        retries=st.integers(1, 5),
        start_period=st.sampled_from([0.0, 10.0, 33.0, 60.0]),
    ),
    steps=st.lists(st.integers(1, 120), max_size=8, unique=True).map(sorted),
    begins_well=st.booleans(),
)
def test_it_is_what_polling_finds(check: HealthCheck, steps: list[int], begins_well: bool) -> None:
    times = [0.0, *(float(step) for step in steps)]
    passes = tuple((time, begins_well == (index % 2 == 0)) for index, time in enumerate(times))

    assert health_changes(check, passes) == polled(check, passes, 80)
