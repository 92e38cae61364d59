"""How ECR Public words a constraint of its model that a request breaks: as ECR does, but for names."""

from __future__ import annotations

from mock_ecs.api.ecr import faults
from mock_ecs.api.faults import ModelFault
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecr.public_refusals import NAME_PATTERN


def explain(operation: str, fault: ModelFault) -> AwsError:
    """The error for ``fault``; all operations of ECR Public speak alike."""
    if fault.kind == "pattern" and fault.path == ["repositoryName"]:
        return NAME_PATTERN()
    return faults.explain(operation, fault)
