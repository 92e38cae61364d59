"""A discrete-event engine: one heap, virtual time, and events that can be listed, cancelled and copied."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any

URGENT, NORMAL, LATE = 0, 1, 2
"""Priorities within one instant: observations, transitions, controllers."""

DEFAULT_BUDGET = 2_000_000
_TRACE = 12


class RunawayError(RuntimeError):
    """More events ran in one call than the budget allows; the message ends with the last labels."""


class Event:
    """Something that will happen: a bound method and its arguments, due at ``time`` (seconds since the epoch).

    A background event belongs to steady life (a task that ends by itself, reaping); a foreground event is
    part of a change in progress. Only foreground events keep :meth:`Engine.settle` going.
    """

    __slots__ = ("action", "args", "background", "cancelled", "label", "priority", "seq", "time")

    def __init__(
        self,
        time: float,
        priority: int,
        seq: int,
        label: str,
        action: Callable[..., None],
        args: tuple[Any, ...],
        background: bool,
    ) -> None:
        self.time = time
        self.priority = priority
        self.seq = seq
        self.label = label
        self.action = action
        self.args = args
        self.background = background
        self.cancelled = False

    def __lt__(self, other: Event) -> bool:
        if self.time != other.time:
            return self.time < other.time
        if self.priority != other.priority:
            return self.priority < other.priority
        return self.seq < other.seq

    def __repr__(self) -> str:
        return f"<Event {self.label} at {self.time}>"


class Engine:
    """Runs events in the order time, priority, insertion. Nothing else moves ``now``. ``running`` within an event."""

    def __init__(self, start: float = 0.0, *, budget: int = DEFAULT_BUDGET) -> None:
        self.now = start
        self.budget = budget
        self.running = False
        self._heap: list[Event] = []
        self._seq = 0
        self._foreground = 0
        self._trace: deque[str] = deque(maxlen=_TRACE)

    def after(
        self,
        delay: float,
        label: str,
        action: Callable[..., None],
        *args: Any,
        priority: int = NORMAL,
        background: bool = False,
    ) -> Event:
        """Call ``action(*args)`` in ``delay`` seconds (never before now)."""
        self._seq += 1
        event = Event(self.now + max(delay, 0.0), priority, self._seq, label, action, args, background)
        heappush(self._heap, event)
        if not background:
            self._foreground += 1
        return event

    def cancel(self, event: Event | None) -> None:
        """Make ``event`` never happen. Cancelling twice, or after it ran, does nothing."""
        if event is None or event.cancelled:
            return
        event.cancelled = True
        if not event.background:
            self._foreground -= 1

    def step(self) -> Event | None:
        """Run the next event and return it, or None when there is none."""
        event = self._pop()
        if event is not None:
            self._run(event)
        return event

    def run_until(self, time: float) -> int:
        """Run all that is due up to ``time``, then set ``now`` to it. Returns how many events ran."""
        ran = 0
        while (due := self.next_due()) is not None and due <= time:
            self.step()
            ran = self._count(ran)
        self.now = max(self.now, time)
        return ran

    def settle(self) -> int:
        """Run until no foreground event is left. Returns how many events ran."""
        ran = 0
        while self._foreground:
            self.step()
            ran = self._count(ran)
        return ran

    def next_due(self) -> float | None:
        """The time of the next event, or None."""
        while self._heap and self._heap[0].cancelled:
            heappop(self._heap)
        return self._heap[0].time if self._heap else None

    def pending(self) -> Iterator[Event]:
        """The events to come, in the order in which they will run."""
        return iter(sorted(event for event in self._heap if not event.cancelled))

    @property
    def settled(self) -> bool:
        """True when no change is in progress."""
        return not self._foreground

    def clear(self) -> None:
        """Forget every event to come."""
        for event in self._heap:
            event.cancelled = True
        self._heap.clear()
        self._foreground = 0

    def _pop(self) -> Event | None:
        while self._heap:
            event = heappop(self._heap)
            if not event.cancelled:
                return event
        return None

    def _run(self, event: Event) -> None:
        self.now = max(self.now, event.time)
        if not event.background:
            self._foreground -= 1
        event.cancelled = True
        self._trace.append(event.label)
        outer, self.running = self.running, True
        try:
            event.action(*event.args)
        finally:
            self.running = outer

    def _count(self, ran: int) -> int:
        if ran >= self.budget:
            raise RunawayError(f"more than {self.budget} events in one go; the last were: {', '.join(self._trace)}")
        return ran + 1
