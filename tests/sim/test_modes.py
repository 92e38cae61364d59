"""The three modes: what moves the clock, and what a request finds."""

from __future__ import annotations

import pytest

from mock_ecs.sim.engine import Engine
from mock_ecs.sim.modes import Instant, Manual, Real, make_mode


class Wall:
    """A wall clock that the test moves."""

    def __init__(self) -> None:
        self.time = 500.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def engine() -> Engine:
    return Engine(1000.0)


@pytest.fixture
def wall() -> Wall:
    return Wall()


def noted(engine: Engine, *events: tuple[float, bool]) -> list[float]:
    """Plans an event for each delay (True: in the background); returns the list in which they note their times."""
    times: list[float] = []
    for delay, background in events:
        engine.after(delay, "event", lambda: times.append(engine.now), background=background)
    return times


def test_in_manual_mode_a_request_moves_nothing(engine: Engine) -> None:
    times = noted(engine, (0, False), (5, False))
    mode = Manual(engine)

    mode.before_request()

    assert times == []
    assert engine.now == 1000.0
    assert mode.due_in() is None


def test_in_manual_mode_the_test_moves_the_clock(engine: Engine) -> None:
    times = noted(engine, (2, False), (5, False))
    mode = Manual(engine)

    engine.run_until(1003.0)
    mode.moved()
    mode.before_request()

    assert times == [1002.0]
    assert engine.now == 1003.0


def test_in_instant_mode_a_request_finds_all_changes_done(engine: Engine) -> None:
    times = noted(engine, (2, False), (600, False), (700, True))
    mode = Instant(engine)

    mode.before_request()

    assert times == [1002.0, 1600.0]
    assert engine.now == 1600.0


def test_instant_mode_without_a_wall_lets_no_time_pass_by_itself(engine: Engine) -> None:
    times = noted(engine, (1, True))
    mode = Instant(engine)

    for _ in range(10):
        mode.before_request()

    assert times == []
    assert engine.now == 1000.0


def test_instant_mode_with_a_wall_lets_background_events_come(engine: Engine, wall: Wall) -> None:
    times = noted(engine, (10, True))
    mode = Instant(engine, wall=wall)

    wall.time += 4
    mode.before_request()
    early = list(times)
    wall.time += 6
    mode.before_request()

    assert early == []
    assert times == [1010.0]


def test_instant_mode_adds_wall_time_to_a_clock_that_settling_has_moved_on(engine: Engine, wall: Wall) -> None:
    noted(engine, (100, False))
    mode = Instant(engine, wall=wall)
    mode.before_request()

    wall.time += 3
    mode.before_request()

    assert engine.now == 1103.0


def test_instant_mode_never_waits_for_anything(engine: Engine, wall: Wall) -> None:
    noted(engine, (1, False), (2, True))

    assert Instant(engine, wall=wall).due_in() is None


def test_real_mode_follows_the_wall(engine: Engine, wall: Wall) -> None:
    times = noted(engine, (2, False), (10, False))
    mode = Real(engine, wall=wall)

    wall.time += 3
    mode.before_request()

    assert times == [1002.0]
    assert engine.now == 1003.0


@pytest.mark.parametrize(("speed", "expected"), [(1.0, 1003.0), (60.0, 1180.0), (0.5, 1001.5)], ids=str)
def test_real_mode_runs_as_fast_as_it_is_told(engine: Engine, wall: Wall, speed: float, expected: float) -> None:
    mode = Real(engine, speed=speed, wall=wall)

    wall.time += 3
    mode.before_request()

    assert engine.now == expected


def test_real_mode_goes_on_from_where_a_hand_has_moved_the_clock(engine: Engine, wall: Wall) -> None:
    mode = Real(engine, wall=wall)
    wall.time += 1
    mode.before_request()

    engine.run_until(5000.0)
    mode.moved()
    wall.time += 2
    mode.before_request()

    assert engine.now == 5002.0


def test_real_mode_tells_how_many_wall_seconds_are_left(engine: Engine, wall: Wall) -> None:
    noted(engine, (60, False))
    mode = Real(engine, speed=10, wall=wall)

    wall.time += 2

    assert mode.due_in() == 4.0


def test_real_mode_has_no_time_left_for_what_is_overdue(engine: Engine, wall: Wall) -> None:
    noted(engine, (1, False))
    mode = Real(engine, wall=wall)

    wall.time += 2

    assert mode.due_in() == 0.0


def test_real_mode_waits_for_nothing_when_nothing_is_to_come(engine: Engine, wall: Wall) -> None:
    assert Real(engine, wall=wall).due_in() is None


@pytest.mark.parametrize(
    ("name", "kind"), [("real", Real), ("instant", Instant), ("manual", Manual)], ids=["real", "instant", "manual"]
)
def test_a_mode_is_made_by_its_name(engine: Engine, name: str, kind: type) -> None:
    mode = make_mode(name, engine)

    assert type(mode) is kind
    assert mode.name == name


def test_an_unknown_mode_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="clock must be one of real, instant, manual, not 'fast'"):
        make_mode("fast", engine)
