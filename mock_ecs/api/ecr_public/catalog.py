"""Answers to the operations on what the gallery tells of repositories and registries, on registries and on tokens."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.pages import paged
from mock_ecs.api.ecr_public.regions import public_operation
from mock_ecs.api.faults import judge
from mock_ecs.api.members import known, moment, present
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr import public_errors
from mock_ecs.ecr.logos import logo_url
from mock_ecs.ecr.public import REGION, CatalogData, PublicRegistry, PublicRepository
from mock_ecs.ecr.public_refusals import CATALOG_DATA_NOT_FOUND
from mock_ecs.ecr.tokens import new_token


@public_operation("PutRepositoryCatalogData")
def put_repository_catalog_data(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """What is not given stays as it is."""
    repository = _repository_of(ctx, request)
    repository.put_catalog_data(catalog_data_of(request["catalogData"]))
    return {"catalogData": catalog_view(ctx, repository)}


@public_operation("GetRepositoryCatalogData")
def get_repository_catalog_data(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """Terraform reads the data of every repository, and takes no error: so nothing is told in place of one."""
    repository = _repository_of(ctx, request)
    if repository.catalog_data == CatalogData():
        names = {"name": repository.name, "registry_id": repository.registry_id}
        judge(ctx, [CATALOG_DATA_NOT_FOUND.at(("repositoryName",), **names)], public_errors)
    return {"catalogData": catalog_view(ctx, repository)}


@public_operation("PutRegistryCatalogData")
def put_registry_catalog_data(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """What is not given stays as it is. AWS shows the name only of accounts that it has verified."""
    registry = ctx.ecr_public
    if "displayName" in request:
        registry.display_name = request["displayName"]
    return {"registryCatalogData": _registry_catalog_view(registry)}


@public_operation("GetRegistryCatalogData")
def get_registry_catalog_data(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return {"registryCatalogData": _registry_catalog_view(ctx.ecr_public)}


@public_operation("DescribeRegistries")
def describe_registries(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """An account has one public registry, which begins to have an alias with its first repository."""
    shown, more = paged(request, [ctx.ecr_public])
    return {"registries": [_registry_view(registry) for registry in shown], **more}


@public_operation("GetAuthorizationToken")
def get_authorization_token(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """Here the token opens the private registry in us-east-1 too: both have one address."""
    token = new_token(Scope(ctx.scope.account, REGION), ctx.ecr_public.engine.now)
    return {"authorizationData": {"authorizationToken": token.authorization, "expiresAt": moment(token.expires_at)}}


def catalog_data_of(document: dict[str, Any]) -> CatalogData:
    """The catalog data in a request."""
    return CatalogData(
        description=document.get("description"),
        architectures=_tuple(document.get("architectures")),
        operating_systems=_tuple(document.get("operatingSystems")),
        logo=document.get("logoImageBlob"),
        about_text=document.get("aboutText"),
        usage_text=document.get("usageText"),
    )


def catalog_view(ctx: Context, repository: PublicRepository) -> dict[str, Any]:
    """The catalog data of a repository as the wire has it; empty where there is none."""
    data = repository.catalog_data
    if data == CatalogData():
        return {}
    return known(
        {
            "description": data.description,
            "architectures": _list(data.architectures),
            "operatingSystems": _list(data.operating_systems),
            "logoUrl": logo_url(ctx.public_registries.address, repository),
            "aboutText": data.about_text,
            "usageText": data.usage_text,
            "marketplaceCertified": False,
        }
    )


def _repository_of(ctx: Context, request: dict[str, Any]) -> PublicRepository:
    return ctx.ecr_public.repository(request["repositoryName"], request.get("registryId"))


def _tuple(items: list[str] | None) -> tuple[str, ...] | None:
    return None if items is None else tuple(items)


def _list(items: tuple[str, ...] | None) -> list[str] | None:
    return None if items is None else list(items)


def _registry_catalog_view(registry: PublicRegistry) -> dict[str, Any]:
    return present(displayName=registry.display_name)


def _registry_view(registry: PublicRegistry) -> dict[str, Any]:
    aliases = [{"name": registry.alias, "status": "ACTIVE", "primaryRegistryAlias": True, "defaultRegistryAlias": True}]
    return {
        "registryId": registry.registry_id,
        "registryArn": registry.arn(f"registry/{registry.registry_id}"),
        "registryUri": registry.uri,
        "verified": False,
        "aliases": aliases if registry.alias else [],
    }
