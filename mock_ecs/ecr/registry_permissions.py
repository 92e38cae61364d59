"""What a policy of a registry allows another account to do.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html
"""

from __future__ import annotations

import re
from typing import Any

from mock_ecs.aws.arn import parse_arn
from mock_ecs.ecr.wildcards import like


def allows(policy: dict[str, Any], account: str, action: str, resource: str) -> bool:
    """True when ``policy`` lets the root of ``account`` do ``action`` (``ecr:ReplicateImage``) to an ARN.

    A statement that denies goes before all that allow. Conditions are not looked at: what allows something under a
    condition allows it, and what denies it under one does not.
    """
    statements = [each for each in _list(policy.get("Statement")) if isinstance(each, dict)]
    meant = [each for each in statements if _speaks_of(each, account, action, resource)]
    if any(each.get("Effect") == "Deny" and not each.get("Condition") for each in meant):
        return False
    return any(each.get("Effect") == "Allow" for each in meant)


def _speaks_of(statement: dict[str, Any], account: str, action: str, resource: str) -> bool:
    if "NotPrincipal" in statement:
        principal = not _names(statement["NotPrincipal"], account)
    else:
        principal = _names(statement.get("Principal"), account)
    return principal and _matches(statement, "Action", action.lower()) and _matches(statement, "Resource", resource)


def _names(principal: object, account: str) -> bool:
    """True when the principals have everybody among them, or the account: by its id, or by the ARN of its root."""
    if isinstance(principal, dict):
        principal = principal.get("AWS")
    for each in _list(principal):
        arn = parse_arn(str(each))
        if each in ("*", account) or (arn is not None and (arn.account, arn.resource) == (account, "root")):
            return True
    return False


def _matches(statement: dict[str, Any], member: str, text: str) -> bool:
    if f"Not{member}" in statement:
        return not any(_like(str(each), text, member) for each in _list(statement[f"Not{member}"]))
    return any(_like(str(each), text, member) for each in _list(statement.get(member)))


def _like(pattern: str, text: str, member: str) -> bool:
    """Actions are the same in small letters; ``?`` is any one character."""
    pattern = pattern.lower() if member == "Action" else pattern
    if "?" not in pattern:
        return like(pattern, text)
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, text) is not None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
