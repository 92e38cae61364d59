"""What policies of repositories and of the registry must keep to: all of it stands in their schemas.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mock_ecs import schema
from mock_ecs.aws.refusals import Finding, Refusal
from mock_ecs.ecr.refusals.policies import REGISTRY_POLICY_INVALID, REPOSITORY_POLICY_INVALID

ACTIONS_OF_V1 = ("ecr:ReplicateImage", "ecr:BatchImportUpstreamImage", "ecr:CreateRepository")
"""What a registry policy may speak of where the account setting REGISTRY_POLICY_SCOPE is V1."""


def repository_policy_findings(document: dict[str, Any]) -> Iterator[Finding]:
    """Where ``document`` is no repository policy; ECR tells no place."""
    yield from _findings("ecr/repository_policy", document, REPOSITORY_POLICY_INVALID)


def registry_policy_findings(document: dict[str, Any], scope: str = "V2") -> Iterator[Finding]:
    """Where ``document`` is no registry policy of that scope (V1 or V2); ECR tells no place."""
    fits = schema.is_valid("ecr/registry_policy", document)
    yield from _findings("ecr/registry_policy", document, REGISTRY_POLICY_INVALID)
    if not fits or scope != "V1":
        return
    statements = document["Statement"]
    for index, statement in enumerate(statements if isinstance(statements, list) else [statements]):
        member = "Action" if "Action" in statement else "NotAction"
        actions = statement[member] if isinstance(statement[member], list) else [statement[member]]
        if any(action not in ACTIONS_OF_V1 for action in actions):
            mend = f"With the registry policy scope V1, the only actions are {', '.join(ACTIONS_OF_V1)}"
            yield REGISTRY_POLICY_INVALID.at(("Statement", index, member), mend=mend)


def _findings(name: str, document: dict[str, Any], refusal: Refusal) -> Iterator[Finding]:
    for finding in schema.findings(name, document):
        yield refusal.at(finding.path, mend=finding.mend.removesuffix("."))
