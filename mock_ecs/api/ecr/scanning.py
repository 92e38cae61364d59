"""Answers to the operations on how the images of a registry are scanned."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.registry_rules import scanning_findings
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import operation
from mock_ecs.ecr import errors
from mock_ecs.ecr.registry import ScanRule
from mock_ecs.ecr.repositories import Repository
from mock_ecs.ecr.scans import set_scanning

_NOT_FOUND = "REPOSITORY_NOT_FOUND"


@operation("PutRegistryScanningConfiguration")
def put_registry_scanning_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    judge(ctx, scanning_findings(request), errors)
    rules = [
        ScanRule(rule["scanFrequency"], tuple(item["filter"] for item in rule["repositoryFilters"]))
        for rule in request.get("rules", ())
    ]
    set_scanning(ctx.ecr, request.get("scanType", "BASIC"), rules)
    return {"registryScanningConfiguration": _configuration_view(ctx)}


@operation("GetRegistryScanningConfiguration")
def get_registry_scanning_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return {"registryId": ctx.ecr.registry_id, "scanningConfiguration": _configuration_view(ctx)}


@operation("BatchGetRepositoryScanningConfiguration")
def batch_get_repository_scanning_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    found, failures = [], []
    for name in dict.fromkeys(request["repositoryNames"]):
        repository = ctx.ecr.find_repository(name)
        if repository is None:
            failures.append({"repositoryName": name, "failureCode": _NOT_FOUND, "failureReason": _NOT_FOUND})
        else:
            found.append(_repository_view(ctx, repository))
    return {"scanningConfigurations": found, "failures": failures}


def _configuration_view(ctx: Context) -> dict[str, Any]:
    settings = ctx.ecr.settings
    rules = [
        {"scanFrequency": rule.frequency, "repositoryFilters": _filters_view(rule)} for rule in settings.scan_rules
    ]
    return {"scanType": settings.scan_type, "rules": rules}


def _repository_view(ctx: Context, repository: Repository) -> dict[str, Any]:
    rule = ctx.ecr.settings.scanning_of(repository)
    return {
        "repositoryArn": repository.arn,
        "repositoryName": repository.name,
        "scanOnPush": rule.frequency == "SCAN_ON_PUSH",
        "scanFrequency": rule.frequency,
        "appliedScanFilters": _filters_view(rule),
    }


def _filters_view(rule: ScanRule) -> list[dict[str, str]]:
    return [{"filter": pattern, "filterType": "WILDCARD"} for pattern in rule.filters]
