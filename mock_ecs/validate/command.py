"""The command ``mock-ecs validate``, apart from its options."""

from __future__ import annotations

import os
import re
import sys

import click

from mock_ecs.validate.files import sources
from mock_ecs.validate.kinds import KINDS, kind_called
from mock_ecs.validate.report import lines
from mock_ecs.validate.run import exit_code, outcomes, with_progress


def validate(files: tuple[str, ...], kind: str | None, account: str | None, form: str, quiet: bool) -> int:
    """Print what is wrong with ``files``; returns the exit code. ValueError for an option that makes no sense."""
    if kind is not None and kind not in [one.name for one in KINDS]:
        raise ValueError(f"--kind {kind}: there are {', '.join(one.name for one in KINDS)}")
    if account is not None and not re.fullmatch("[0-9]{12}", account):
        raise ValueError(f"--account {account}: an account has 12 digits")
    named = list(sources(files))
    found = list(with_progress(named, outcomes(named, kind_called(kind) if kind else None, account)))
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines(found, form, quiet=quiet):
        # What a file holds may be more than a terminal, or UTF-8, can say.
        click.echo(line.encode(encoding, "backslashreplace").decode(encoding), color=coloured)
    return exit_code(found)
