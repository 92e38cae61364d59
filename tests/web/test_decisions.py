"""Decisions of placement, for people."""

from __future__ import annotations

from mock_ecs.ecs.placement.decisions import Decision, Rank, Removed
from mock_ecs.web.decisions import decision_view, lines

PLACED = Decision(
    at=1767225600.0,
    cause="web",
    cluster="demo",
    group="service:web",
    task="t1",
    instance="i2",
    considered=30,
    resources=(Removed("RESOURCE:MEMORY", 25, ("i5", "i6")),),
    constraints=(Removed("MemberOf placement constraint unsatisfied.", 3, ("i7", "i8", "i9")),),
    strategies=("spread(attribute:ecs.availability-zone)", "random"),
    ranking=(Rank(("us-east-1a",), 2, "i2"), Rank(("us-east-1b",), 1, None)),
)
UNPLACED = Decision(
    at=1767225600.0,
    cause="request-1",
    cluster="demo",
    group="family:job",
    task=None,
    instance=None,
    considered=1,
    resources=(Removed("AGENT", 1, ("i1",)),),
    constraints=(),
    strategies=("binpack(MEMORY)",),
    ranking=(Rank((), 0, None),),
)


def test_a_task_that_was_placed_is_told_step_by_step() -> None:
    assert list(lines(decision_view(PLACED))) == [
        "2026-01-01T00:00:00.000Z  task t1  (service:web in demo, for web)",
        "  30 container instances",
        "  - 25  RESOURCE:MEMORY  (i5, i6, …)",
        "  = 5 after resources and ports",
        "  - 3  MemberOf placement constraint unsatisfied.  (i7, i8, i9)",
        "  = 2 after constraints",
        "  ranked by spread(attribute:ecs.availability-zone), random:",
        "    us-east-1a: 2 tasks of the group, first i2",
        "    us-east-1b: 1 tasks of the group, first none that fits",
        "  chosen: i2",
    ]


def test_a_task_that_was_not_placed_is_told_too() -> None:
    assert list(lines(decision_view(UNPLACED))) == [
        "2026-01-01T00:00:00.000Z  a task that could not be placed  (family:job in demo, for request-1)",
        "  1 container instance",
        "  - 1  AGENT  (i1)",
        "  = 0 after resources and ports",
        "  = 0 after constraints",
        "  ranked by binpack(MEMORY):",
        "    all: 0 tasks of the group, first none that fits",
        "  chosen: none",
    ]
