"""What the operations judge beside the rules of a document: the model's bounds in ECS's words, and tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from mock_ecs import schema
from mock_ecs.api.ecr.faults import explain as explain_as_ecr
from mock_ecs.api.ecs.faults import explain
from mock_ecs.api.ecs.tags import tags_in
from mock_ecs.aws.errors import AwsError
from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.errors import ClientException, InvalidParameterException
from mock_ecs.wire.model import ServiceModel
from mock_ecs.wire.validation import Check, Compiler, Fault

_OF_CLIENTS = ("ParamValidation", "SerializationException")
_MENDS = {
    "min_length": "Give {limit} or more characters, or items.",
    "max_length": "Give {limit} or fewer characters, or items.",
    "min_value": "Give {limit} or more.",
    "max_value": "Give {limit} or less.",
    "enum": "Use one of {limit}.",
    "pattern": "Write what matches {limit}.",
}


def daemon_task_definition_findings(document: Any) -> Iterable[Finding]:
    """What is wrong with a RegisterDaemonTaskDefinition request."""
    return schema.findings("ecs/daemon_task_definition", document)


def in_words_of_ecs(operation: str, document: Any, found: Iterable[Finding]) -> Iterator[Finding]:
    """``found`` in a request for ``operation``, with ECS's words for the model's bounds where a schema had none."""
    faults: dict[Path, Fault] | None = None
    for finding in found:
        # A schema without words of its own leaves the validator's, in both places.
        if finding.mend == f"{finding.message}." and finding.code not in _OF_CLIENTS:
            faults = _model_faults(operation, document) if faults is None else faults
            fault = faults.get(finding.path)
            if fault is not None:
                finding = _reworded(finding, explain(operation, fault), fault)
        yield finding


def tag_findings(operation: str, document: Any, found: list[Finding]) -> Iterator[Finding]:
    """What ECS does not take of the tags in a request for ``operation``, where nothing was found in them yet."""
    tags = document.get("tags") if isinstance(document, dict) else None
    if not tags or not _are_tags(tags) or any(finding.path[:1] == ("tags",) for finding in found):
        return
    error = ClientException if operation == "RegisterTaskDefinition" else InvalidParameterException
    told = False
    for index, tag in enumerate(tags):
        for finding in _refused([tag], error, ("tags", index)):
            told = True
            yield finding
    if not told:
        yield from _refused(tags, error, ("tags",))


def text_findings(operation: str, member: str, text: str) -> Iterator[Finding]:
    """Which bounds of ECR's model the ``text`` of a policy breaks in a request for ``operation``."""
    faults: list[Fault] = []
    model = model_of("ecr")
    check = Compiler(model).check(model.shapes[model.input_shape(operation)]["members"][member]["shape"])
    check(text, faults)
    for fault in faults:
        fault.path.insert(0, member)
        error = explain_as_ecr(operation, fault)
        yield Finding(type(error).__name__, error.message, (), _cure(fault))


def _are_tags(tags: Any) -> bool:
    return isinstance(tags, list) and all(
        isinstance(tag, dict) and all(isinstance(text, str) for text in tag.values()) for tag in tags
    )


def _refused(
    tags: list[Any], error: type[ClientException] | type[InvalidParameterException], path: Path
) -> Iterator[Finding]:
    try:
        tags_in({"tags": tags}, error)
    except AwsError as refused:
        yield Finding(type(refused).__name__, refused.message, path, "")


def _model_faults(operation: str, document: Any) -> dict[Path, Fault]:
    faults: list[Fault] = []
    try:
        _check(operation)(document, faults)
    except AwsError:
        return {}
    return {tuple(fault.path): fault for fault in reversed(faults)}


@cache
def _check(operation: str) -> Check:
    model = model_of("ecs")
    return Compiler(model).check(model.input_shape(operation))


@cache
def model_of(service: str) -> ServiceModel:
    """botocore's description of ``service``, read once."""
    return ServiceModel(service)


def _reworded(finding: Finding, error: AwsError, fault: Fault) -> Finding:
    return finding._replace(code=type(error).__name__, message=error.message, mend=_cure(fault))


def _cure(fault: Fault) -> str:
    limit = ", ".join(map(str, fault.limit)) if isinstance(fault.limit, list) else fault.limit
    return _MENDS.get(fault.kind, "").format(limit=limit)
