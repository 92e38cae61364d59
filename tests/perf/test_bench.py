"""The bench itself, with so little effort that only its workings are shown."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from tests.perf.bench import MEASURES, Effort, measure
from tests.perf.report import show


@pytest.mark.slow
def test_the_bench_measures_every_row_for_every_system() -> None:
    told: list[str] = []

    results = measure(Effort(rounds=1, seconds=0.05, starts=1, most=3), tell=told.append)

    assert told == ["start", *(row.title for row in MEASURES)]
    assert [row["title"] for row in results["requests"]] == [row.title for row in MEASURES]
    assert all(rate > 0 for row in results["requests"] for rate in row["requests_per_second"].values())
    assert set(results["start_seconds"]) == {"mock-ecs", "moto", "floor"}


def test_the_report_says_which_targets_were_met() -> None:
    row = {"title": "DescribeClusters", "milliseconds": {"mock-ecs": 0.25, "moto": 2.0, "floor": 0.125}}
    rates = {"mock-ecs": 4000.0, "moto": 500.0, "floor": 8000.0}
    results = {
        "requests": [row | {"requests_per_second": rates, "unit": "rate", "target": 10}],
        "start_seconds": {"mock-ecs": 0.25, "moto": 1.0, "floor": 0.05},
        "memory_mib_fresh": {"mock-ecs": 50.0, "moto": 180.0, "floor": 15.0},
        "memory_mib_after": {"mock-ecs": 60.0, "moto": 210.0, "floor": 15.0},
        "machine": {"cores": 2, "python": "3.11.7"},
        "versions": {"moto": "5.2.5"},
    }
    written = StringIO()

    show(results, Console(file=written, width=200))

    assert "4,000/s" in written.getvalue()
    assert ">= 10 missed" in written.getvalue()
    assert "<= 0.4 s met" in written.getvalue()
