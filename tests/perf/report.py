"""The results as a table for people."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

START_TARGET = 0.4
SYSTEMS = ("mock-ecs", "moto", "floor")


def show(results: dict[str, Any], console: Console) -> None:
    """Print one table: a line per row of the bench, then start and memory."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.caption, table.caption_justify = _caption(results), "left"
    table.add_column("", no_wrap=True)
    for title in ("mock-ecs", "moto", "floor", "ratio", "target"):
        table.add_column(title, justify="right", no_wrap=True)
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
        cells = (f"{memory[name]:.0f} MiB" for name in SYSTEMS)
        table.add_row(title, *cells, f"{memory['moto'] / memory['mock-ecs']:.1f}", "")
    console.print(table)


def _add_request_row(table: Table, row: dict[str, Any]) -> None:
    if row["unit"] == "rate":
        found = row["requests_per_second"]
        cells = [f"{found[name]:,.0f}/s" if name in found else "" for name in SYSTEMS]
        ratio = found["mock-ecs"] / found["moto"]
    else:
        found = row["milliseconds"]
        cells = [f"{found[name]:.2f} ms" if name in found else "" for name in SYSTEMS]
        ratio = found["moto"] / found["mock-ecs"]
    target = row["target"]
    verdict = _verdict(f">= {target:g}", met=ratio >= target) if target else ""
    table.add_row(row["title"], *cells, f"{ratio:.1f}", verdict)


def _verdict(target: str, *, met: bool) -> str:
    return f"{target} [green]met[/green]" if met else f"{target} [red]missed[/red]"


def _caption(results: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    machine = results["machine"]
    return (
        "moto is moto_server; floor is a constant answer on the WSGI server of mock-ecs. Medians of rounds by turns, "
        f"on {machine['cores']} cores with Python {machine['python']}, {versions}."
    )
