"""Rules of the kinds of documents that the operations do not judge by a function of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mock_ecs import schema
from mock_ecs.aws.refusals import Finding


def daemon_task_definition_findings(document: Any) -> Iterable[Finding]:
    """What is wrong with a RegisterDaemonTaskDefinition request."""
    return schema.findings("ecs/daemon_task_definition", document)
