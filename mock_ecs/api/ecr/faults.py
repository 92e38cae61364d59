"""How ECR words a constraint of its model that a request breaks."""

from __future__ import annotations

from mock_ecs.api.faults import ModelFault
from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecr.refusals import constraints

_NAMES = ("repositoryName", "imageTag", "imageDigest")
"""These are checked by ECR's own code."""

_OF_NAMES = {
    "required": constraints.NAME_NULL,
    "min_length": constraints.NAME_SHORT,
    "max_length": constraints.NAME_LONG,
    "pattern": constraints.NAME_PATTERN,
}
_OF_MEMBERS = {
    "required": constraints.MEMBER_NULL,
    "min_length": constraints.MEMBER_SHORT,
    "max_length": constraints.MEMBER_LONG,
    "min_value": constraints.MEMBER_LOW,
    "max_value": constraints.MEMBER_HIGH,
    "enum": constraints.MEMBER_ENUM,
    "pattern": constraints.MEMBER_PATTERN,
}
# The order in which ECR names them, which is not that of its model.
_TAG_MUTABILITIES = "IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION"


def explain(operation: str, fault: ModelFault) -> AwsError:
    """The error for ``fault``; all operations of ECR speak alike."""
    path = _path(fault.path)
    limit = fault.limit
    if fault.kind == "enum":
        limit = _TAG_MUTABILITIES if path == "imageTagMutability" else ", ".join(limit)
    return _refusal(fault.kind, path)(member=path, limit=limit)


def _refusal(kind: str, path: str) -> Refusal:
    return (_OF_NAMES if path in _NAMES else _OF_MEMBERS)[kind]


def _path(path: list[str | int]) -> str:
    """``tags.2.member.key``: items are counted from 1, and members begin with a small letter."""
    return ".".join(f"{part + 1}.member" if isinstance(part, int) else part[:1].lower() + part[1:] for part in path)
