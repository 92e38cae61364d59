"""What an installation has: setup.cfg names the packages one by one, and may forget none."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_setup_cfg_names_every_package_and_the_schemas() -> None:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")

    named = settings["options"]["packages"].split()

    found = [".".join(path.parent.relative_to(ROOT).parts) for path in ROOT.glob("mock_ecs/**/__init__.py")]
    assert named == sorted([*found, "mock_ecs._schemas"])
