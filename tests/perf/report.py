"""The results as a table for people."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

START_TARGET = 0.4
SYSTEMS = ("mock-ecs", "moto", "floor")


def show(results: dict[str, Any], console: Console) -> None:
    """Print one table: a line per row of the bench, then start and memory."""
    table = Table(caption=_caption(results))
    table.add_column("")
    for title in ("mock-ecs", "moto server", "constant answer", "times better", "target"):
        table.add_column(title, justify="right")
    for row in results["requests"]:
        _add_request_row(table, row)
    starts = results["start_seconds"]
    table.add_row(
        "start to first answer",
        *(f"{starts[name]:.2f} s" for name in SYSTEMS),
        f"{starts['moto'] / starts['mock-ecs']:.1f}",
        _verdict(f"<= {START_TARGET} s", met=starts["mock-ecs"] <= START_TARGET),
    )
    for title, memory in (
        ("memory when started", results["memory_mib_fresh"]),
        ("memory at the end", results["memory_mib_after"]),
    ):
        table.add_row(
            title,
            *(f"{memory[name]:.0f} MiB" for name in SYSTEMS),
            f"{memory['moto'] / memory['mock-ecs']:.1f}",
            "",
        )
    console.print(table)


def _add_request_row(table: Table, row: dict[str, Any]) -> None:
    rates, times = row["requests_per_second"], row["milliseconds"]
    ratio = rates["mock-ecs"] / rates["moto"]
    target = row["target"]
    table.add_row(
        row["title"],
        *(
            f"{rates[name]:,.0f}/s  {times[name]:.2f} ms" if name in rates else ""
            for name in ("mock-ecs", "moto", "floor")
        ),
        f"{ratio:.1f}",
        _verdict(f">= {target:g}", met=ratio >= target) if target else "",
    )


def _verdict(target: str, *, met: bool) -> str:
    return f"{target} [green]met[/green]" if met else f"{target} [red]missed[/red]"


def _caption(results: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    machine = results["machine"]
    return f"{machine['cores']} cores, Python {machine['python']}; {versions}; medians of rounds by turns"
