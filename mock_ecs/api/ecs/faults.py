"""How ECS refuses what its model does not allow."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.faults import ModelFault
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.errors import ClientException, InvalidParameterException
from mock_ecs.ecs.refusals import attributes, container_instances
from mock_ecs.ecs.refusals import requests as refusals
from mock_ecs.schema import message_of

_DEPLOYMENTS = "ecs/deployment_configuration"
_KINDS = {
    "required": refusals.BLANK,
    "enum": refusals.NOT_ONE_OF,
    "max_items": refusals.LIST_TOO_LONG,
    "min_items": refusals.LIST_TOO_SHORT,
    "max_length": refusals.TEXT_TOO_LONG,
    "min_length": refusals.TEXT_TOO_SHORT,
    "max_value": refusals.NUMBER_TOO_LARGE,
    "min_value": refusals.NUMBER_TOO_SMALL,
    "pattern": refusals.NO_MATCH,
}
_KINDS_OF_TASK_DEFINITIONS = {
    "required": refusals.TASK_DEFINITION_BLANK,
    "enum": refusals.TASK_DEFINITION_NOT_ONE_OF,
    "max_items": refusals.TASK_DEFINITION_LIST_TOO_LONG,
    "max_length": refusals.TASK_DEFINITION_TEXT_TOO_LONG,
    "min_length": refusals.TASK_DEFINITION_TEXT_TOO_SHORT,
    "max_value": refusals.TASK_DEFINITION_NUMBER_TOO_LARGE,
    "min_value": refusals.TASK_DEFINITION_NUMBER_TOO_SMALL,
}
"""What the operations on task definitions answer; the model gives them no other kinds of faults."""

_OWN_WORDS = {
    ("enum", "UpdateContainerInstancesState", "status"): container_instances.STATUS,
    ("enum", "PutAttributes", "targetType"): attributes.TARGET_TYPE,
    ("enum", "DeleteAttributes", "targetType"): attributes.TARGET_TYPE,
    ("enum", "ListAttributes", "targetType"): attributes.TARGET_TYPE,
}
"""What is worded otherwise: by kind, operation and member."""

_IN_SCHEMAS: dict[tuple[str, str, str], tuple[type[AwsError], str, tuple[str, ...]]] = {
    ("required", "RegisterTaskDefinition", "family"): (ClientException, "ecs/task_definition", ()),
    ("required", "RegisterTaskDefinition", "containerDefinitions"): (ClientException, "ecs/task_definition", ()),
    **{
        ("enum", operation, "targetType"): (InvalidParameterException, _DEPLOYMENTS, ("lifecycleHooks", "targetType"))
        for operation in ("CreateService", "UpdateService")
    },
}
"""What has its words in the schema of a document: the error, the schema, and the way to the rule in it."""


def explain(operation: str, fault: ModelFault) -> AwsError:
    """The error by which ECS answers ``fault`` in a request for ``operation``."""
    name = str(fault.path[-1]) if fault.path else ""
    key = (fault.kind, operation, name)
    if key in _IN_SCHEMAS:
        error, schema, way = _IN_SCHEMAS[key]
        if way or len(fault.path) == 1:
            return error(message_of(schema, fault.kind, name, at=way))
    if key in _OWN_WORDS:
        return _OWN_WORDS[key]()
    if (fault.kind, name) == ("enum", "launchType"):
        return refusals.LAUNCH_TYPE()
    kinds = _KINDS_OF_TASK_DEFINITIONS if operation in refusals.OF_TASK_DEFINITIONS else {}
    return kinds.get(_kind(fault), _KINDS[_kind(fault)])(**_values(fault, name))


def _kind(fault: ModelFault) -> str:
    return fault.kind.replace("length", "items") if isinstance(fault.value, list) else fault.kind


def _values(fault: ModelFault, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "Name": f"{name[:1].upper()}{name[1:]}",
        "where": ".".join(str(step) for step in fault.path),
        "value": fault.value,
        "limit": fault.limit,
        "allowed": ",".join(fault.limit) if fault.kind == "enum" else "",
    }
