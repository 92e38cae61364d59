"""What the policy of a repository or a registry lets an account do, as far as that can be told of an account alone.

Mock-ecs looks up no credentials, so users and roles are not known. In its own account all is allowed that no
statement denies everybody; another account needs a statement that allows it, or one of its users or roles.
Conditions are taken for the better: a denial with one does not hold, a permission with one does.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mock_ecs.aws.arn import parse_arn
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.documents import json_object
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.wildcards import like


def denial(repository: Repository, caller: Scope, action: str) -> str | None:
    """AWS's words when the account of ``caller`` may not do ``action`` (``ecr:PutImage``); None when it may."""
    statements = [item for item in _statements(repository.policy_text) if _speaks_of(item, action)]
    denied = any(
        item.get("Effect") == "Deny" and not item.get("Condition") and _means(item, caller.account, exactly=True)
        for item in statements
    )
    own = caller.account == repository.registry_id
    allowed = own or any(
        item.get("Effect") == "Allow" and _means(item, caller.account, exactly=False) for item in statements
    )
    if allowed and not denied:
        return None
    who = f"arn:{caller.partition}:iam::{caller.account}:root"
    why = "with an explicit deny in" if denied else "because no"
    end = "a resource-based policy" if denied else f"resource-based policy allows the {action} action"
    return f"User: {who} is not authorized to perform: {action} on resource: {repository.arn} {why} {end}"


def registry_allows(policy_text: str | None, account: str, action: str, resource: str) -> bool:
    """True when the policy of a registry lets another account, by its root, do ``action`` to the ARN ``resource``.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html
    """
    statements = [
        item
        for item in _statements(policy_text)
        if _speaks_of(item, action) and _is_about(item, resource) and _means(item, account, exactly=True)
    ]
    denied = any(item.get("Effect") == "Deny" and not item.get("Condition") for item in statements)
    return not denied and any(item.get("Effect") == "Allow" for item in statements)


def _statements(policy_text: str | None) -> Iterator[dict[str, Any]]:
    document = json_object(policy_text) if policy_text else None
    yield from (item for item in _listed((document or {}).get("Statement")) if isinstance(item, dict))


def _speaks_of(statement: dict[str, Any], action: str) -> bool:
    member = "Action" if "Action" in statement else "NotAction"
    named = any(like(str(item).lower(), action.lower()) for item in _listed(statement.get(member)))
    return named == (member == "Action")


def _is_about(statement: dict[str, Any], resource: str) -> bool:
    member = "Resource" if "Resource" in statement else "NotResource"
    named = any(like(str(item), resource) for item in _listed(statement.get(member)))
    return named == (member == "Resource")


def _means(statement: dict[str, Any], account: str, *, exactly: bool) -> bool:
    """True for a statement on everybody, or on the account; on its users and roles too unless ``exactly`` is set."""
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, dict) else principal
    return any(_is_of(str(item), account, exactly) for item in _listed(named))


def _is_of(principal: str, account: str, exactly: bool) -> bool:
    if principal in ("*", account):
        return True
    arn = parse_arn(principal)
    return arn is not None and arn.account == account and (arn.resource == "root" or not exactly)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
