"""The rules on what requests say of the tasks to launch: those that the request alone decides.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from mock_ecs.api.ecs.placement_rules import expression_findings
from mock_ecs.api.ecs.platforms import PLATFORMS
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals.launches import (
    CONSTRAINTS_ON_FARGATE,
    EXPRESSION,
    LAUNCH_TYPE_AND_STRATEGY,
    MANAGED_INSTANCES,
    OVERRIDE_EPHEMERAL_STORAGE_ON_EC2,
    OVERRIDE_GPU_ON_FARGATE,
    OVERRIDES_TOO_LONG,
    PLATFORM_UNKNOWN,
    PLATFORM_VERSION_ON_EC2,
    STRATEGIES_ON_FARGATE,
    TOO_MANY_CONSTRAINTS,
)
from mock_ecs.ecs.refusals.tasks import GROUP_OF_A_SERVICE
from mock_ecs.schema import findings

DocumentRule = Callable[[Document], Iterator[Finding]]
"""Yields a finding for each place where a document, which fits its schema, breaks the rule."""

OVERRIDES_LENGTH = 8192
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html"""

MOST_CONSTRAINTS = 10
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html"""


def findings_of(schema: str, document: Document, rules: Iterable[DocumentRule]) -> Iterator[Finding]:
    """What breaks the schema, and where nothing does, what breaks the rules across members."""
    found = list(findings(schema, document))
    yield from found
    if all(finding.doubtful for finding in found):
        for rule in rules:
            yield from rule(document)


def run_task_findings(document: Document) -> Iterator[Finding]:
    """Every rule that a RunTask request breaks by itself."""
    return findings_of("ecs/run_task", document, (launch_findings, _overrides, _group))


def start_task_findings(document: Document) -> Iterator[Finding]:
    """Every rule that a StartTask request breaks by itself."""
    return findings_of("ecs/start_task", document, (_on_instances, _overrides, _group))


def launch_findings(document: Document) -> Iterator[Finding]:
    """What RunTask and CreateService cannot say together of launch type, strategy, platform and placement."""
    if document.get("launchType") and document.get("capacityProviderStrategy"):
        yield LAUNCH_TYPE_AND_STRATEGY.at(("launchType",), ("capacityProviderStrategy",))
    if document.get("launchType") == "MANAGED_INSTANCES":
        yield MANAGED_INSTANCES.at(("launchType",))
    if "launchType" in document:
        yield from launch_type_findings(document, document["launchType"])
    yield from constraint_findings(document)


def constraint_findings(document: Document) -> Iterator[Finding]:
    """What placement constraints cannot be."""
    if len(document.get("placementConstraints", ())) > MOST_CONSTRAINTS:
        yield TOO_MANY_CONSTRAINTS.at(("placementConstraints",))
    yield from expression_findings(document, EXPRESSION)


def launch_type_findings(document: Document, launch_type: str) -> Iterator[Finding]:
    """What a request cannot have on ``launch_type``."""
    return _on_fargate(document) if launch_type == "FARGATE" else _on_instances(document)


def _on_fargate(document: Document) -> Iterator[Finding]:
    if document.get("platformVersion", "LATEST") not in PLATFORMS:
        yield PLATFORM_UNKNOWN.at(("platformVersion",))
    if document.get("placementConstraints"):
        yield CONSTRAINTS_ON_FARGATE.at(("placementConstraints",))
    if document.get("placementStrategy"):
        yield STRATEGIES_ON_FARGATE.at(("placementStrategy",))
    for index, container in enumerate(document.get("overrides", {}).get("containerOverrides", ())):
        if any(requirement["type"] == "GPU" for requirement in container.get("resourceRequirements", ())):
            yield OVERRIDE_GPU_ON_FARGATE.at(("overrides", "containerOverrides", index, "resourceRequirements"))


def _on_instances(document: Document) -> Iterator[Finding]:
    if "platformVersion" in document:
        yield PLATFORM_VERSION_ON_EC2.at(("platformVersion",))
    if "ephemeralStorage" in document.get("overrides", {}):
        yield OVERRIDE_EPHEMERAL_STORAGE_ON_EC2.at(("overrides", "ephemeralStorage"))


def _overrides(document: Document) -> Iterator[Finding]:
    text = json.dumps(document.get("overrides", {}), separators=(",", ":"), ensure_ascii=False)
    if len(text) > OVERRIDES_LENGTH:
        yield OVERRIDES_TOO_LONG.at(("overrides",), limit=OVERRIDES_LENGTH)


def _group(document: Document) -> Iterator[Finding]:
    if document.get("group", "").startswith("service:"):
        yield GROUP_OF_A_SERVICE.at(("group",), group=document["group"])
