"""Answers to the operations on repositories and their settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.pages import check_not_paged, paged
from mock_ecs.api.faults import judge
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.aws.refusals import Finding
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr import errors
from mock_ecs.ecr.refusals.registry import ENHANCED_SCANNING
from mock_ecs.ecr.refusals.repositories import DSSE_REGION, FILTER_WILDCARDS, OTHER_REGISTRY
from mock_ecs.ecr.repositories import Encryption, Repository, TagMutability, tag_mutability

_MAXIMUM_WILDCARDS = 2


@operation("CreateRepository")
def create_repository(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    name = request["repositoryName"]
    mutability = tag_mutability_of(ctx, request)
    check_own_registry(ctx, request, "CreateRepository", name)
    repository = ctx.ecr.create_repository(
        name,
        tag_mutability=mutability,
        scan_on_push=request.get("imageScanningConfiguration", {}).get("scanOnPush", False),
        encryption=encryption_of(ctx, request),
        tags=pairs_of(request.get("tags", ())),
    )
    return {"repository": view(repository)}


@operation("DescribeRepositories")
def describe_repositories(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    names = request.get("repositoryNames")
    if names is not None:
        check_not_paged(request, "repositoryNames")
        found = [ctx.ecr.repository(name, request.get("registryId")) for name in dict.fromkeys(names)]
        return {"repositories": [view(repository) for repository in found]}
    check_own_registry(ctx, request, "DescribeRepositories")
    shown, more = paged(request, ctx.ecr.repositories())
    return {"repositories": [view(repository) for repository in shown], **more}


@operation("DeleteRepository")
def delete_repository(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = ctx.ecr.delete_repository(
        request["repositoryName"], request.get("registryId"), force=request.get("force", False)
    )
    return {"repository": view(repository)}


@operation("PutImageTagMutability")
def put_image_tag_mutability(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    mutability = tag_mutability_of(ctx, request)
    repository = repository_of(ctx, request)
    repository.set_tag_mutability(mutability)
    return {**identity(repository), **mutability_view(mutability)}


@operation("PutImageScanningConfiguration")
def put_image_scanning_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    if ctx.ecr.settings.scan_type == "ENHANCED":
        judge(ctx, [ENHANCED_SCANNING.at(("imageScanningConfiguration",))], errors)
    repository.set_scan_on_push(request["imageScanningConfiguration"].get("scanOnPush", False))
    return {**identity(repository), "imageScanningConfiguration": {"scanOnPush": repository.scan_on_push}}


def repository_of(ctx: Context, request: dict[str, Any]) -> Repository:
    """The repository that ``request`` names; RepositoryNotFoundException when there is none."""
    return ctx.ecr.repository(request["repositoryName"], request.get("registryId"))


def pairs_of(tags: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Resource tags as the wire has them, as pairs."""
    return [(tag["Key"], tag["Value"]) for tag in tags]


def view(repository: Repository) -> dict[str, Any]:
    """The repository as the wire has it."""
    encryption = repository.encryption
    return {
        "repositoryArn": repository.arn,
        **identity(repository),
        "repositoryUri": repository.uri,
        "createdAt": moment(repository.created_at),
        **mutability_view(repository.tag_mutability),
        "imageScanningConfiguration": {"scanOnPush": repository.scan_on_push},
        "encryptionConfiguration": present(encryptionType=encryption.type, kmsKey=encryption.kms_key),
    }


def identity(repository: Repository) -> dict[str, Any]:
    """The members that name the repository in most responses."""
    return {"registryId": repository.registry_id, "repositoryName": repository.name}


def mutability_view(mutability: TagMutability) -> dict[str, Any]:
    """The members that tell of the tag mutability."""
    if not mutability.exclusions:
        return {"imageTagMutability": mutability.setting}
    filters = [{"filterType": "WILDCARD", "filter": pattern} for pattern in mutability.exclusions]
    return {"imageTagMutability": mutability.setting, "imageTagMutabilityExclusionFilters": filters}


def tag_mutability_of(ctx: Context, request: dict[str, Any]) -> TagMutability:
    """The tag mutability that ``request`` asks for; InvalidParameterException where it contradicts itself."""
    filters = request.get("imageTagMutabilityExclusionFilters")
    exclusions = None if filters is None else [item["filter"] for item in filters]
    mutability = tag_mutability(request.get("imageTagMutability", "MUTABLE"), exclusions)
    judge(ctx, _filter_findings(mutability), errors)
    return mutability


def _filter_findings(mutability: TagMutability) -> Iterator[Finding]:
    for index, pattern in enumerate(mutability.exclusions):
        if pattern.count("*") > _MAXIMUM_WILDCARDS:
            yield FILTER_WILDCARDS.at(("imageTagMutabilityExclusionFilters", index, "filter"))


def encryption_of(ctx: Context, request: dict[str, Any]) -> Encryption:
    """The encryption that ``request`` asks for, or that which AWS uses without."""
    configuration = request.get("encryptionConfiguration")
    if configuration is None:
        return Encryption()
    kind = configuration["encryptionType"]
    if kind == "KMS_DSSE" and ctx.scope.partition != "aws-us-gov":
        judge(ctx, [DSSE_REGION.at(("encryptionConfiguration", "encryptionType"))], errors)
    return Encryption(kind, configuration.get("kmsKey"))


def check_own_registry(ctx: Context, request: dict[str, Any], action: str, name: str = "*") -> None:
    """AccessDeniedException when ``request`` means another account's registry."""
    registry_id = request.get("registryId", ctx.ecr.registry_id)
    if registry_id != ctx.ecr.registry_id:
        resource = Scope(registry_id, ctx.scope.region).arn("ecr", f"repository/{name}")
        raise OTHER_REGISTRY(principal=ctx.principal, action=action, resource=resource)
