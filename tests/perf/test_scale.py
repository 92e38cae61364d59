"""The measurement of growth, with so little effort that only its workings are shown."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from tests.perf.figures import Effort, Figure
from tests.perf.scale import measure, measure_placement, show


@pytest.mark.slow
def test_every_figure_is_measured() -> None:
    figures = measure(
        Effort(instances=(3, 6), tasks=60, tasks_over_http=40, day_instances=15, day_services=2, services=10)
    )

    assert [figure.title for figure in figures] == [
        "one placement on 3 instances",
        "one placement on 6 instances",
        "placements a second",
        "cost at 6 against 3 instances",
        "tasks a second through RunTask(10) over HTTP",
        "DescribeTasks(1) among 100 tasks",
        "DescribeTasks(1) among 40 tasks",
        "its growth",
        "memory with 40 tasks",
        "a day of 15 instances and 200 tasks",
        "tasks replaced in it",
        "a simulated second of 10 services of 10, 1 deploying",
    ]
    assert all(figure.value > 0 for figure in figures if figure.unit != "MiB")


@pytest.mark.slow
def test_placing_on_ten_thousand_instances_costs_at_most_twice_as_much_as_on_a_hundred() -> None:
    figures = {one.title: one for one in measure_placement(Effort(instances=(100, 10_000), tasks=40_000))}

    # Half of what is promised, since other things may run on the machine.
    assert figures["placements a second"].value > 10_000
    assert figures["cost at 10,000 against 100 instances"].value < 3


def test_the_report_says_which_targets_were_met() -> None:
    written = StringIO()

    show(
        [
            Figure("placements a second", 30_000, "/s", 20_000, at_most=False),
            Figure("memory", 500, "MiB", 400),
            Figure("one placement", 5.5, "µs"),
        ],
        Console(file=written, width=120),
    )

    lines = [line.split() for line in written.getvalue().splitlines()]
    assert lines[0][-4:] == ["/s", ">=", "20,000", "met"]
    assert lines[1][-4:] == ["MiB", "<=", "400", "missed"]
    assert lines[2][-2:] == ["5.50", "µs"]
