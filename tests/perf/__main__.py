"""Runs the bench, prints its table and writes results.json beside this file."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from tests.perf.bench import Effort, measure
from tests.perf.report import show

RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Measure everything once."""
    console = Console()
    with console.status("starting") as status:
        results = measure(Effort(), tell=status.update)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    show(results, console)
    console.print(f"written to {RESULTS.relative_to(Path.cwd())}" if RESULTS.is_relative_to(Path.cwd()) else "")


if __name__ == "__main__":
    main()
