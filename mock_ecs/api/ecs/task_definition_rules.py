"""Every rule on a task definition: those of its JSON Schema, and where it fits, those that span several members.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.fargate_rules import FARGATE_LOG_RULES, FARGATE_RULES, SIZE_RULES
from mock_ecs.api.ecs.placement_rules import expression_findings
from mock_ecs.api.ecs.task_definition_container_rules import CONTAINER_RULES, DEPENDENCY_RULES, SETTING_RULES
from mock_ecs.api.ecs.task_definition_document import Rule, asks_for, completed
from mock_ecs.api.ecs.task_definition_network_rules import NETWORK_RULES, PROXY_RULES
from mock_ecs.api.ecs.task_definition_secret_rules import (
    LOG_RULES,
    ROUTER_RULES,
    SECRET_RULES,
    parameters_of_another_account,
)
from mock_ecs.api.ecs.task_definition_volume_rules import VOLUME_RULES
from mock_ecs.api.faults import judge
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs import errors
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals.task_definitions import EXPRESSION, TOO_LONG
from mock_ecs.schema import findings

MOST_BYTES = 65_536
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""


def check_task_definition(ctx: Context, document: Document) -> None:
    """Raise ClientException for the first rule that the request breaks; warn of what AWS may or may not refuse."""
    judge(ctx, task_definition_findings(document, ctx.scope.account), errors)


def task_definition_findings(document: Document, account: str | None = None) -> Iterator[Finding]:
    """Every rule that a RegisterTaskDefinition request breaks: the schema's, and where it fits, the others.

    ``account`` is the caller's; without it, ARNs of any account will do.
    """
    fits = True
    for finding in findings("ecs/task_definition", document):
        fits = fits and finding.doubtful
        yield finding
    if not fits:
        return
    on_fargate = asks_for(document, "FARGATE")
    for rule in _BEFORE_ACCOUNTS[on_fargate]:
        yield from rule(document)
    # AWS looks at the account of a parameter before it looks for the role that is to read it.
    if account is not None:
        yield from parameters_of_another_account(document, account)
    for rule in _AFTER_ACCOUNTS[on_fargate]:
        yield from rule(document)


def _expressions(document: Document) -> Iterator[Finding]:
    return expression_findings(document, EXPRESSION)


def _length(document: Document) -> Iterator[Finding]:
    """AWS counts the bytes of what it stores."""
    length = len(
        json.dumps(completed(document), separators=(",", ":"), ensure_ascii=False).encode(errors="surrogatepass")
    )
    if length > MOST_BYTES:
        yield TOO_LONG.at((), length=length, most=MOST_BYTES)


def _before_accounts(*, on_fargate: bool) -> tuple[Rule, ...]:
    return (
        *CONTAINER_RULES,
        *(SIZE_RULES if on_fargate else ()),
        *NETWORK_RULES,
        *DEPENDENCY_RULES,
        *VOLUME_RULES,
        *(FARGATE_RULES if on_fargate else ()),
        *SETTING_RULES,
    )


def _after_accounts(*, on_fargate: bool) -> tuple[Rule, ...]:
    return (
        *LOG_RULES,
        *(FARGATE_LOG_RULES if on_fargate else ()),
        *SECRET_RULES,
        *ROUTER_RULES,
        *PROXY_RULES,
        _expressions,
        _length,
    )


_BEFORE_ACCOUNTS = {wanted: _before_accounts(on_fargate=wanted) for wanted in (False, True)}
_AFTER_ACCOUNTS = {wanted: _after_accounts(on_fargate=wanted) for wanted in (False, True)}
