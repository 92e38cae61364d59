"""Repository policies: what ECR takes for one, and how it writes it back.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
"""

from __future__ import annotations

import json
import re

from mock_ecs.ecr.documents import json_object
from mock_ecs.ecr.errors import InvalidParameterException

_VERSIONS = ("2008-10-17", "2012-10-17")
_DOCUMENT_KEYS = ("Version", "Id", "Statement")
# A repository policy with a Resource is refused (awsdocs/amazon-ecr-user-guide#20, aws/aws-cdk#24314).
_STATEMENT_KEYS = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition")
_PRINCIPALS = {
    "AWS": re.compile(r"\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:\S+"),
    "Service": re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+"),
    "Federated": re.compile(r"\S+"),
    "CanonicalUser": re.compile(r"\S+"),
}
_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")


def checked_policy(text: str) -> str:
    """The policy in ``text`` as ECR writes it; InvalidParameterException when it is no repository policy."""
    document = json_object(text)
    if document is None or not _is_policy(document):
        raise InvalidParameterException("PolicyText", "Invalid repository policy provided")
    return _written(document, "")


def _is_policy(document: dict[str, object]) -> bool:
    if not _only(document, _DOCUMENT_KEYS) or not isinstance(document.get("Id", ""), str):
        return False
    if document.get("Version", _VERSIONS[0]) not in _VERSIONS:
        return False
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    return isinstance(statements, list) and bool(statements) and all(_is_statement(item) for item in statements)


def _is_statement(statement: object) -> bool:
    if not isinstance(statement, dict) or not _only(statement, _STATEMENT_KEYS):
        return False
    if statement.get("Effect") not in ("Allow", "Deny") or not isinstance(statement.get("Sid", ""), str):
        return False
    if ("Principal" in statement) == ("NotPrincipal" in statement):
        return False
    if ("Action" in statement) == ("NotAction" in statement):
        return False
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    action = statement.get("Action", statement.get("NotAction"))
    return _is_principal(principal) and _all_like(_ACTION, action) and _is_condition(statement.get("Condition", {}))


def _is_principal(principal: object) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, dict) or not principal or not _only(principal, tuple(_PRINCIPALS)):
        return False
    return all(_all_like(_PRINCIPALS[kind], names) for kind, names in principal.items())


def _is_condition(condition: object) -> bool:
    if not isinstance(condition, dict):
        return False
    tests = condition.values()
    return all(isinstance(test, dict) and all(_is_operand(item) for item in test.values()) for test in tests)


def _is_operand(operand: object) -> bool:
    items = operand if isinstance(operand, list) else [operand]
    return bool(items) and all(isinstance(item, str | bool | int | float) for item in items)


def _all_like(pattern: re.Pattern[str], value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, str) and pattern.fullmatch(item) for item in items)


def _only(document: dict[str, object], keys: tuple[str, ...]) -> bool:
    return all(key in keys for key in document)


def _written(value: object, indent: str) -> str:
    """``value`` in the style of Jackson's pretty printer: two spaces, `` : `` after keys, lists on one line."""
    if isinstance(value, dict):
        if not value:
            return "{ }"
        inner = indent + "  "
        members = (f"{inner}{_plain(key)} : {_written(item, inner)}" for key, item in value.items())
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list):
        return "[ " + ", ".join(_written(item, indent) for item in value) + " ]" if value else "[ ]"
    return _plain(value)


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
