"""Programs of other people, run as a user runs them: in processes of their own that know one endpoint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

WITHIN = 60
"""Seconds in which a program that waits for nothing has to end."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run_program(arguments: Iterable[str | Path], endpoint: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run ``arguments`` with this interpreter against ``endpoint``, with no settings of whoever runs the tests."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environ |= {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": str(home),
    }
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WITHIN,
    )


@pytest.fixture
def aws(aws_endpoint: str, tmp_path: Path) -> Callable[..., Any]:
    """The AWS CLI: ``aws("ecs", "list-clusters")`` returns what it printed, as JSON; it must end well."""

    def run(*arguments: str) -> Any:
        ended = run_program(["-m", "awscli", *arguments], aws_endpoint, tmp_path)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout) if ended.stdout.strip() else None

    return run


@pytest.fixture
def aws_error(aws_endpoint: str, tmp_path: Path) -> Callable[..., str]:
    """The AWS CLI where it must fail: returns what it wrote to standard error, on one line."""

    def run(*arguments: str) -> str:
        ended = run_program(["-m", "awscli", *arguments], aws_endpoint, tmp_path)
        assert ended.returncode != 0, ended.stdout
        return " ".join(ended.stderr.split())

    return run


@pytest.fixture
def ecs_deploy(aws_endpoint: str, tmp_path: Path) -> Run:
    """ecs-deploy: ``ecs_deploy("scale", "demo", "web", "2")`` returns the ended process."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_program(["-c", "from ecs_deploy.cli import ecs; ecs()", *arguments], aws_endpoint, tmp_path)

    return run
