"""The engine: order, time, cancelling, settling, and the budget."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_ecs.sim.engine import LATE, NORMAL, URGENT, Engine, RunawayError


class Log:
    """Notes what ran, and when."""

    def __init__(self, start: float = 0.0, *, budget: int = 1000) -> None:
        self.engine = Engine(start, budget=budget)
        self.lines: list[tuple[float, str]] = []

    def note(self, text: str) -> None:
        self.lines.append((self.engine.now, text))

    def note_and_repeat(self, text: str, delay: float) -> None:
        self.note(text)
        self.engine.after(delay, text, self.note_and_repeat, text, delay)

    def plan(self, delay: float, text: str, *, priority: int = NORMAL, background: bool = False) -> None:
        self.engine.after(delay, text, self.note, text, priority=priority, background=background)


@pytest.fixture
def log() -> Log:
    return Log()


def test_events_run_in_the_order_of_their_times(log: Log) -> None:
    log.plan(3, "third")
    log.plan(1, "first")
    log.plan(2, "second")

    log.engine.run_until(10)

    assert log.lines == [(1, "first"), (2, "second"), (3, "third")]


def test_within_one_instant_urgent_comes_before_normal_before_late(log: Log) -> None:
    log.plan(1, "late", priority=LATE)
    log.plan(1, "normal", priority=NORMAL)
    log.plan(1, "urgent", priority=URGENT)

    log.engine.run_until(1)

    assert [text for _, text in log.lines] == ["urgent", "normal", "late"]


def test_events_of_one_time_and_priority_run_in_the_order_of_their_planning(log: Log) -> None:
    for text in ("a", "b", "c", "d"):
        log.plan(1, text)

    log.engine.run_until(1)

    assert [text for _, text in log.lines] == ["a", "b", "c", "d"]


def test_run_until_runs_what_is_due_and_stops_the_clock_there(log: Log) -> None:
    log.plan(1, "in time")
    log.plan(2.5, "on the dot")
    log.plan(2.6, "later")

    ran = log.engine.run_until(2.5)

    assert ran == 2
    assert log.lines == [(1, "in time"), (2.5, "on the dot")]
    assert log.engine.now == 2.5


def test_run_until_a_time_that_has_passed_leaves_the_clock_alone() -> None:
    engine = Engine(100.0)

    engine.run_until(50.0)

    assert engine.now == 100.0


def test_an_event_planned_while_running_is_run_too_when_it_is_due(log: Log) -> None:
    log.engine.after(1, "tick", log.note_and_repeat, "tick", 2.0)

    log.engine.run_until(6)

    assert log.lines == [(1, "tick"), (3, "tick"), (5, "tick")]


def test_a_negative_delay_means_now() -> None:
    log = Log(10.0)
    log.plan(-5, "at once")

    log.engine.step()

    assert log.lines == [(10.0, "at once")]


def test_step_runs_one_event_and_returns_it(log: Log) -> None:
    log.plan(1, "first")
    log.plan(2, "second")

    event = log.engine.step()

    assert event is not None
    assert repr(event) == "<Event first at 1.0>"
    assert log.lines == [(1, "first")]


def test_step_returns_none_when_nothing_is_to_come(log: Log) -> None:
    assert log.engine.step() is None


def test_a_cancelled_event_never_runs(log: Log) -> None:
    event = log.engine.after(1, "never", log.note, "never")
    log.plan(2, "still")

    log.engine.cancel(event)
    log.engine.run_until(5)

    assert log.lines == [(2, "still")]


@pytest.mark.parametrize("when", ["twice", "after it ran", "none"])
def test_a_needless_cancel_does_nothing(log: Log, when: str) -> None:
    event = log.engine.after(1, "event", log.note, "event")
    log.plan(2, "other")
    if when == "after it ran":
        log.engine.step()
    elif when == "twice":
        log.engine.cancel(event)

    log.engine.cancel(None if when == "none" else event)

    assert not log.engine.settled
    log.engine.settle()
    assert log.lines[-1] == (2, "other")


def test_settle_runs_all_foreground_events_and_what_they_lead_to(log: Log) -> None:
    log.engine.after(1, "begin", partial(log.plan, 4, "end"))

    ran = log.engine.settle()

    assert ran == 2
    assert log.lines == [(5, "end")]
    assert log.engine.now == 5


def test_settle_leaves_background_events_that_come_after_the_last_foreground_one(log: Log) -> None:
    log.plan(1, "background before", background=True)
    log.plan(2, "foreground")
    log.plan(3, "background after", background=True)

    log.engine.settle()

    assert [text for _, text in log.lines] == ["background before", "foreground"]
    assert log.engine.next_due() == 3


def test_settle_without_a_change_in_progress_does_not_move_the_clock(log: Log) -> None:
    log.plan(1, "background", background=True)

    log.engine.settle()

    assert log.engine.now == 0
    assert log.engine.settled


def test_an_engine_is_settled_when_its_last_foreground_event_is_cancelled(log: Log) -> None:
    event = log.engine.after(1, "change", log.note, "change")
    before = log.engine.settled

    log.engine.cancel(event)

    assert (before, log.engine.settled) == (False, True)


def test_next_due_skips_cancelled_events(log: Log) -> None:
    first = log.engine.after(1, "first", log.note, "first")
    log.plan(2, "second")

    log.engine.cancel(first)

    assert log.engine.next_due() == 2


def test_pending_lists_what_is_to_come_in_order(log: Log) -> None:
    log.plan(2, "b")
    cancelled = log.engine.after(1, "x", log.note, "x")
    log.plan(1, "a")
    log.engine.cancel(cancelled)

    labels = [event.label for event in log.engine.pending()]

    assert labels == ["a", "b"]


def test_clear_forgets_everything_and_settles_the_engine(log: Log) -> None:
    event = log.engine.after(1, "gone", log.note, "gone")

    log.engine.clear()
    log.engine.cancel(event)
    log.plan(2, "new")

    assert not log.engine.settled
    log.engine.settle()
    assert log.lines == [(2, "new")]


def test_an_endless_chain_ends_in_an_error_that_names_the_last_events() -> None:
    log = Log(budget=50)
    log.engine.after(0, "again", log.note_and_repeat, "again", 0.0)

    with pytest.raises(RunawayError, match=r"more than 50 events in one go; the last were: .*again"):
        log.engine.settle()


def test_an_event_that_fails_is_not_run_again(log: Log) -> None:
    log.engine.after(1, "fails", [].pop)
    log.plan(2, "next")

    with pytest.raises(IndexError):
        log.engine.run_until(5)
    log.engine.run_until(5)

    assert log.lines == [(2, "next")]
    assert log.engine.settled


@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from([URGENT, NORMAL, LATE]), st.booleans()), max_size=60))
def test_any_plan_runs_whole_in_order_of_time_priority_and_planning(plan: list[tuple[float, int, bool]]) -> None:
    engine = Engine()
    ran: list[int] = []
    for number, (delay, priority, background) in enumerate(plan):
        engine.after(delay, str(number), ran.append, number, priority=priority, background=background)

    engine.run_until(1e6)

    assert ran == sorted(range(len(plan)), key=lambda number: (plan[number][0], plan[number][1], number))


@given(
    delays=st.lists(st.tuples(st.floats(0, 100), st.booleans()), max_size=40),
    cancelled=st.sets(st.integers(0, 39)),
)
def test_settling_always_ends_and_leaves_only_background(delays: list[tuple[float, bool]], cancelled: set[int]) -> None:
    engine = Engine()
    ran: list[int] = []
    events = [
        engine.after(delay, str(number), ran.append, number, background=background)
        for number, (delay, background) in enumerate(delays)
    ]
    for number in sorted(cancelled):
        engine.cancel(events[number] if number < len(events) else None)

    engine.settle()

    assert engine.settled
    assert all(event.background for event in engine.pending())
    foreground = [number for number, (_, background) in enumerate(delays) if not background and number not in cancelled]
    assert [number for number in sorted(ran) if not delays[number][1]] == foreground


def test_it_says_when_it_is_within_an_event() -> None:
    engine, seen = Engine(), []

    def look() -> None:
        engine.step()
        seen.append(engine.running)

    engine.after(1.0, "look", look)
    engine.after(2.0, "within", lambda: seen.append(engine.running))
    engine.settle()

    assert (seen, engine.running) == ([True, True], False)
