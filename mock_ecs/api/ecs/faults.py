"""How ECS refuses what its model does not allow."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.faults import ModelFault
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.refusals import attributes, container_instances
from mock_ecs.ecs.refusals import requests as refusals

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
    ("required", "RegisterTaskDefinition", "family"): refusals.FAMILY_BLANK,
    ("required", "RegisterTaskDefinition", "containerDefinitions"): refusals.CONTAINERS_BLANK,
    ("enum", "UpdateContainerInstancesState", "status"): container_instances.STATUS,
    ("enum", "PutAttributes", "targetType"): attributes.TARGET_TYPE,
    ("enum", "DeleteAttributes", "targetType"): attributes.TARGET_TYPE,
    ("enum", "ListAttributes", "targetType"): attributes.TARGET_TYPE,
}
"""What is worded otherwise: by kind, operation and member."""


def explain(operation: str, fault: ModelFault) -> AwsError:
    """The error by which ECS answers ``fault`` in a request for ``operation``."""
    name = str(fault.path[-1]) if fault.path else ""
    refusal = _OWN_WORDS.get((fault.kind, operation, name))
    if refusal is not None and (fault.kind != "required" or len(fault.path) == 1):
        return refusal()
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
