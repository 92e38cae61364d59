"""How ECS refuses what its model does not allow."""

from __future__ import annotations

from mock_ecs.api.faults import ModelFault
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.errors import ClientException, InvalidParameterException
from mock_ecs.schema import message_of

_OF_CLIENT = ("RegisterTaskDefinition", "DeregisterTaskDefinition", "DescribeTaskDefinition")
"""The operations that answer faults of their request with ClientException."""

_DOCUMENTS = {"RegisterTaskDefinition": "ecs/task_definition"}
"""The operations that take a document, and its schema, which has AWS's words for members that are missing."""


def explain(operation: str, fault: ModelFault) -> AwsError:
    """The error by which ECS answers ``fault`` in a request for ``operation``."""
    error = ClientException if operation in _OF_CLIENT else InvalidParameterException
    return error(_text(operation, fault))


def _text(operation: str, fault: ModelFault) -> str:
    name = str(fault.path[-1]) if fault.path else ""
    where = ".".join(str(step) for step in fault.path)
    if fault.kind == "required":
        if len(fault.path) == 1 and operation in _DOCUMENTS:
            return message_of(_DOCUMENTS[operation], "required", name)
        return f"{name[:1].upper()}{name[1:]} can not be blank."
    if fault.kind == "enum" and name == "launchType":
        return "launch type should be one of [EC2,FARGATE,EXTERNAL]"
    if fault.kind == "enum" and (operation, name) == ("UpdateContainerInstancesState", "status"):
        return "Container instance status should be one of [ACTIVE, DRAINING]"
    if fault.kind == "enum":
        return f"{fault.value} should be one of [{','.join(fault.limit)}]"
    if fault.kind == "max_length" and isinstance(fault.value, list):
        return f"{name} can have at most {fault.limit} items."
    if fault.kind in ("min_length", "max_length"):
        bound = "at least" if fault.kind == "min_length" else "at most"
        things = "characters" if isinstance(fault.value, str) else "items"
        return f"{where} must have {bound} {fault.limit} {things}."
    if fault.kind in ("min_value", "max_value"):
        return f"{where} must be {'at least' if fault.kind == 'min_value' else 'at most'} {fault.limit}"
    return f"{where} must match {fault.limit}"
