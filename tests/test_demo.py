"""The demo on a terminal: one screen, whatever its size and whatever there is to see."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from mock_ecs.config import Config
from mock_ecs.demo import run_demo
from mock_ecs.demo_view import Cluster, Deployment, Picture, Service, changes, drawing, tables

ROLLING = Service(
    "web",
    "ACTIVE",
    (
        Deployment("PRIMARY", "IN_PROGRESS", "web:2", desired=3, pending=2, running=1, failed=1),
        Deployment("ACTIVE", "COMPLETED", "web:1", desired=0, pending=0, running=2),
    ),
    {"RUNNING": 3, "PENDING": 2, "STOPPED": 1},
    ("(service web) has started 3 tasks.", "(service web) has stopped 1 running tasks."),
)
PICTURE = Picture(
    "http://127.0.0.1:4566",
    elapsed=75.0,
    clusters=(Cluster("demo", "ACTIVE", (ROLLING,), {"RUNNING": 1}),),
    output=("registered web:1", "registered web:2"),
)
CROWD = Picture(
    "http://127.0.0.1:4566",
    clusters=tuple(Cluster(f"cluster-{number}", "ACTIVE", (ROLLING,) * 3) for number in range(5)),
    output=tuple(f"line {number}" for number in range(500)),
)


def drawn(picture: Picture, width: int, height: int) -> list[str]:
    """The lines of ``picture`` on a terminal of that size."""
    console = Console(file=StringIO(), width=width, height=height, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(drawing(picture, width, height))
    return capture.get().splitlines()


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (200, 60), (60, 16)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "picture", [Picture("http://127.0.0.1:4566"), PICTURE, CROWD], ids=["nothing yet", "a rollout", "too much"]
)
def test_a_drawing_fits_the_terminal(picture: Picture, size: tuple[int, int]) -> None:
    width, height = size

    lines = drawn(picture, width, height)

    assert len(lines) < height
    assert max(len(line) for line in lines) <= width


def test_a_drawing_shows_clusters_deployments_tasks_events_and_output() -> None:
    text = "\n".join(drawn(PICTURE, 80, 24))

    assert "http://127.0.0.1:4566" in text
    assert "01:15" in text
    assert "cluster demo  ACTIVE" in text
    assert "service web  ACTIVE" in text
    assert [line.strip("│ ").split() for line in text.splitlines() if "web:" in line][:2] == [
        ["PRIMARY", "web:2", "IN_PROGRESS", "3", "2", "1", "1"],
        ["ACTIVE", "web:1", "COMPLETED", "0", "0", "2", "0"],
    ]
    assert "■■■■■■  2 PENDING  3 RUNNING  1 STOPPED" in text
    assert "(service web) has stopped 1 running tasks." in text
    assert "registered web:2" in text


def test_the_newest_output_is_shown() -> None:
    text = "\n".join(drawn(CROWD, 80, 24))

    assert "line 499" in text
    assert "line 100 " not in text


def test_markup_in_names_and_output_is_shown_as_it_is() -> None:
    picture = Picture("http://x", clusters=(Cluster("[red]demo", "ACTIVE"),), output=("[/bold] [link=x]",))

    text = "\n".join(drawn(picture, 80, 24))

    assert "[red]demo" in text
    assert "[/bold] [link=x]" in text


def test_what_has_changed_is_told_in_words() -> None:
    assert list(changes(Picture("http://x"), PICTURE)) == [
        "  75.0s  script   registered web:1",
        "  75.0s  script   registered web:2",
        "  75.0s  cluster  demo is ACTIVE",
        "  75.0s  tasks    1 RUNNING",
        "  75.0s  service  web: PRIMARY web:2 1/3 IN_PROGRESS, ACTIVE web:1 2/0 COMPLETED; "
        "tasks: 2 PENDING, 3 RUNNING, 1 STOPPED",
        "  75.0s  event    (service web) has started 3 tasks.",
        "  75.0s  event    (service web) has stopped 1 running tasks.",
    ]


def test_nothing_is_told_twice() -> None:
    assert list(changes(PICTURE, PICTURE)) == []


def test_the_last_word_is_a_table() -> None:
    console = Console(file=StringIO(), width=80, color_system=None)
    with console.capture() as capture:
        console.print(tables(PICTURE))

    rows = [line.split() for line in capture.get().splitlines()]
    assert ["PRIMARY", "web:2", "IN_PROGRESS", "3", "2", "1", "1"] in rows


def test_a_script_is_watched_on_a_terminal(tmp_path: Path) -> None:
    script = tmp_path / "small.py"
    script.write_text(
        "import boto3\n"
        "boto3.client('ecs').create_cluster(clusterName='demo')\n"
        "print('made [it]')\n"
        "raise SystemExit(4)\n"
    )
    screen = StringIO()
    console = Console(file=screen, force_terminal=True, width=80, height=24, highlight=False, color_system=None)

    code = run_demo(Config(port=0), script, console=console)

    assert code == 4
    assert "cluster demo  ACTIVE" in screen.getvalue()
    assert "made [it]" in screen.getvalue()
    assert screen.getvalue().endswith("small.py ended with exit code 4\n")
