"""What README.md tells people to type works: its Python runs, its commands exist and end well."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mock_ecs.scenarios import rules_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
OURS = ("mock-ecs", "python -m mock_ecs")


def blocks(language: str) -> list[object]:
    """The fenced blocks in ``language``, each named by the line it begins on."""
    return [
        pytest.param(found[2], id=f"line {README.count(chr(10), 0, found.start()) + 1}")
        for found in BLOCK.finditer(README)
        if found[1] == language
    ]


def commands() -> list[str]:
    """What follows a ``$`` at the begin of a line in console blocks, with continued lines joined."""
    found = [match[2] for match in BLOCK.finditer(README) if match[1] == "console"]
    lines = "\n".join(found).replace("\\\n", " ").splitlines()
    return [line.removeprefix("$ ").partition("  #")[0].strip() for line in lines if line.startswith("$ ")]


def ends_by_itself(command: str) -> bool:
    return command.startswith(OURS) and " serve" not in command and not command.endswith("&")


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ``arguments`` in ``folder``, where programs of this virtual environment come first."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOCK_ECS_"))}
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", "")])
    return subprocess.run(
        arguments, cwd=folder, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
    )


@pytest.mark.slow
@pytest.mark.parametrize("source", blocks("python"))
def test_python_in_the_readme_runs(source: str, tmp_path: Path) -> None:
    script = tmp_path / "test_snippet.py"
    script.write_text(source, encoding="utf-8")
    how = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"] if "def test_" in source else ["-W", "error"]

    ended = run([sys.executable, *how, str(script)], tmp_path)

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [command for command in commands() if ends_by_itself(command)])
def test_a_command_in_the_readme_ends_well(command: str) -> None:
    ended = run(shlex.split(command), ROOT)

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_scenario_in_the_readme_can_be_used_and_is_that_of_the_examples() -> None:
    (source,) = [found[2] for found in BLOCK.finditer(README) if found[1] == "yaml" and found[2].startswith("rules:")]

    assert source == (ROOT / "examples" / "scenario.yaml").read_text(encoding="utf-8")
    assert len(rules_of(ROOT / "examples" / "scenario.yaml")) == 16


def test_every_make_target_in_the_readme_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)", "\n".join([*commands(), *re.findall(r"`([^`\n]+)`", README)])))

    missing = [target for target in sorted(named) if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)]

    assert missing == []


def test_every_file_that_the_readme_names_exists() -> None:
    named = LINK.findall(README) + [
        word for line in commands() for word in line.split() if word.startswith("examples/")
    ]

    missing = [name for name in named if not (ROOT / name).exists()]

    assert missing == []


def test_the_readme_has_python_and_commands_to_run() -> None:
    assert blocks("python")
    assert commands()
