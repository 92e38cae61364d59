"""How ECR words a constraint of its model that a request breaks."""

from __future__ import annotations

from mock_ecs.api.faults import ModelFault
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.errors import InvalidParameterException

# These members are checked by ECR's own code, which says "must" where generated code says "Member must".
_OWN_WORDS = ("repositoryName", "imageTag", "imageDigest")
_NAME_PATTERN = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"
# The order in which ECR names them, which is not that of its model.
_TAG_MUTABILITIES = "IMMUTABLE, MUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION"


def explain(operation: str, fault: ModelFault) -> AwsError:
    """The error for ``fault``; all operations of ECR speak alike."""
    path = _path(fault.path)
    own_words = path in _OWN_WORDS
    if own_words and fault.kind == "pattern":
        return InvalidParameterException(path, f"must satisfy regular expression '{_NAME_PATTERN}'")
    return InvalidParameterException(path, _rule(fault, path) if own_words else f"Member {_rule(fault, path)}")


def _rule(fault: ModelFault, path: str) -> str:
    limit = fault.limit
    if fault.kind == "required":
        return "must not be null"
    if fault.kind == "min_length":
        return f"must have length greater than or equal to {limit}"
    if fault.kind == "max_length":
        return f"must have length less than or equal to {limit}"
    if fault.kind == "min_value":
        return f"must have value greater than or equal to {limit}"
    if fault.kind == "max_value":
        return f"must have value less than or equal to {limit}"
    if fault.kind == "enum":
        allowed = _TAG_MUTABILITIES if path == "imageTagMutability" else ", ".join(limit)
        return f"must satisfy enum value set: [{allowed}]"
    return f"must satisfy regular expression pattern: {limit}"


def _path(path: list[str | int]) -> str:
    """``tags.2.member.key``: items are counted from 1, and members begin with a small letter."""
    return ".".join(f"{part + 1}.member" if isinstance(part, int) else part[:1].lower() + part[1:] for part in path)
