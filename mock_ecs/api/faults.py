"""What checks of a request find: against the model, which each service words in its own way, and of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, Protocol

from mock_ecs.api.context import Context
from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.refusals import Finding


class ModelFault(Protocol):
    """A constraint of the model that a request breaks: what it is, the value, the bound, and where."""

    kind: str
    value: Any
    limit: Any
    path: list[str | int]


Explain = Callable[[str, ModelFault], AwsError]
"""Takes an operation and a fault of a request for it; returns the error by which the service answers."""


def judge(ctx: Context, findings: Iterable[Finding], errors: ModuleType) -> None:
    """Raise the error (of the service's ``errors``) that the first finding stands for.

    Of what AWS may or may not refuse, the caller is only warned.
    """
    for finding in findings:
        if not finding.doubtful:
            raise getattr(errors, finding.code).saying(finding.message)
        place = ".".join(str(step) for step in finding.path)
        ctx.warn(f"{place}: {finding.message} (It is not known whether AWS refuses this, so it was accepted.)")
