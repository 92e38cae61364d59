"""The operations on capacity providers: Fargate's, which are always there, and those that were created.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProvider.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.capacity_providers import provider_name
from mock_ecs.api.ecs.managed_instances_rules import check_managed_instances
from mock_ecs.api.ecs.pages import paged
from mock_ecs.api.ecs.references import cluster_of, described_cluster_of, missing
from mock_ecs.api.ecs.tags import tags_in, tags_out
from mock_ecs.api.members import present
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import is_arn, parse_arn
from mock_ecs.ecs import capacity_providers
from mock_ecs.ecs.capacity_providers import FARGATE_PROVIDERS, find_capacity_provider
from mock_ecs.ecs.entities.capacity_provider import (
    AutoScalingGroupProvider,
    CapacityProvider,
    GroupSettings,
    ManagedInstancesProvider,
)
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.refusals import capacity_providers as refusals
from mock_ecs.ecs.refusals import requests

_NAME = re.compile(r"(?!aws|ecs|fargate)[a-z0-9\-_]{1,255}", re.IGNORECASE | re.ASCII)
_GROUP = re.compile(r"autoScalingGroup:[^:/]+:autoScalingGroupName/(.{1,255})")
_MAXIMUM = 100
_STORAGE = 80
"""GiB of the data volume of a managed instance where the launch template does not say."""


@operation("CreateCapacityProvider")
def create_capacity_provider(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    name = request["name"]
    if not _NAME.fullmatch(name):
        raise refusals.NAME()
    cluster = cluster_of(ctx, request) if "cluster" in request else None
    document = _group_provider(request)
    tags = tags_in(request, InvalidParameterException)
    if document is None:
        if cluster is None:
            raise refusals.WITHOUT_CLUSTER()
        managed = request["managedInstancesProvider"]
        check_managed_instances(ctx, managed)
        made = capacity_providers.create_managed_provider(ctx.ecs, cluster, name, managed, tags)
        return {"capacityProvider": view(made, include=("TAGS",))}
    group = _group_name(ctx, document["autoScalingGroupArn"])
    settings = _settings(GroupSettings(), document)
    group_arn = _looked_up(ctx, group, document["autoScalingGroupArn"], settings)
    provider = capacity_providers.create_capacity_provider(ctx.ecs, name, group, group_arn, settings, tags)
    return {"capacityProvider": view(provider, include=("TAGS",))}


@operation("DescribeCapacityProviders")
def describe_capacity_providers(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    references = request.get("capacityProviders", [])
    if len(references) > _MAXIMUM:
        raise requests.BATCH_TOO_LONG(name="capacityProviders", maximum=_MAXIMUM)
    names, failures = _named(ctx, references) if references else (_all(ctx), [])
    if "cluster" in request:
        associated = described_cluster_of(ctx, request).capacity_providers
        names = [name for name in names if name in associated]
    shown, more = paged(request, names, default=10, maximum=10)
    include = request.get("include", ())
    found = [_shown(ctx, name, include) for name in shown]
    return {"capacityProviders": found, "failures": failures, **more}


@operation("UpdateCapacityProvider")
def update_capacity_provider(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    provider = _changeable(ctx, request["name"], request)
    document = _group_provider(request)
    kind: AutoScalingGroupProvider | ManagedInstancesProvider
    if document is not None and provider.group is not None:
        kind = replace(provider.group, settings=_settings(provider.group.settings, document))
        _looked_up(ctx, kind.name, kind.arn, kind.settings)
    elif document is None and provider.managed is not None:
        kind = _updated(provider.managed, request["managedInstancesProvider"])
        check_managed_instances(ctx, kind.document)
    else:
        raise refusals.OTHER_KIND(name=provider.name)
    capacity_providers.update_capacity_provider(ctx.ecs, provider, kind)
    return {"capacityProvider": view(provider, include=("TAGS",))}


@operation("DeleteCapacityProvider")
def delete_capacity_provider(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    provider = _changeable(ctx, request["capacityProvider"], request)
    capacity_providers.delete_capacity_provider(ctx.ecs, provider)
    return {"capacityProvider": view(provider, include=("TAGS",))}


def view(provider: CapacityProvider, *, include: Sequence[str] = ()) -> dict[str, Any]:
    """The capacity provider as it is shown; its tags only with ``include`` TAGS."""
    group, managed = provider.group, provider.managed
    return present(
        capacityProviderArn=provider.arn,
        name=provider.name,
        cluster=managed.cluster if managed else None,
        status=provider.status,
        autoScalingGroupProvider=_group_view(group) if group else None,
        managedInstancesProvider=_managed_view(managed) if managed else None,
        updateStatus=provider.update_status,
        tags=tags_out(provider.tags) if "TAGS" in include else [],
        type="EC2_AUTOSCALING" if group else "MANAGED_INSTANCES",
    )


def _group_view(group: AutoScalingGroupProvider) -> dict[str, Any]:
    return {
        "autoScalingGroupArn": group.arn,
        "managedScaling": dict(group.settings.managed_scaling),
        "managedTerminationProtection": group.settings.managed_termination_protection,
        "managedDraining": group.settings.managed_draining,
    }


def _managed_view(managed: ManagedInstancesProvider) -> dict[str, Any]:
    """What was sent, with the defaults that have an effect."""
    template = {"monitoring": "BASIC", "capacityOptionType": "ON_DEMAND", **managed.template}
    template["storageConfiguration"] = {"storageSizeGiB": _STORAGE, **template.get("storageConfiguration", {})}
    return {"propagateTags": "NONE", **managed.document, "instanceLaunchTemplate": template}


def _updated(before: ManagedInstancesProvider, document: dict[str, Any]) -> ManagedInstancesProvider:
    """``before``, with what ``document`` says laid over it, member by member of the launch template."""
    template = before.template | document["instanceLaunchTemplate"]
    return replace(before, document={**before.document, **document, "instanceLaunchTemplate": template})


def _shown(ctx: Context, name: str, include: Sequence[str]) -> dict[str, Any]:
    if name in FARGATE_PROVIDERS:
        arn = ctx.ecs.arn(f"capacity-provider/{name}")
        return {"capacityProviderArn": arn, "name": name, "status": "ACTIVE", "tags": [], "type": name}
    return view(ctx.ecs.capacity_providers[name], include=include)


def _all(ctx: Context) -> list[str]:
    """The names of those that there are."""
    known = ctx.ecs.capacity_providers.values()
    return [*FARGATE_PROVIDERS, *(provider.name for provider in known if provider.status != "INACTIVE")]


def _named(ctx: Context, references: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    """The names of those that ``references`` mean, each once, and the ``failures`` for the others."""
    found: dict[str, None] = {}
    failures: dict[str, dict[str, str]] = {}
    for reference in references:
        name = provider_name(ctx, reference)
        if name in FARGATE_PROVIDERS or name in ctx.ecs.capacity_providers:
            found[name] = None
        else:
            failure = missing(ctx, f"capacity-provider/{name}", reference)
            failures[failure["arn"]] = failure
    return list(found), list(failures.values())


def _changeable(ctx: Context, reference: str, request: dict[str, Any]) -> CapacityProvider:
    """The provider that is to be changed or deleted, in its own cluster where one is named."""
    name = provider_name(ctx, reference)
    if name in FARGATE_PROVIDERS:
        raise refusals.RESERVED(name=name)
    provider = find_capacity_provider(ctx.ecs, name)
    if provider is None:
        raise refusals.UNKNOWN(name=reference)
    cluster = cluster_of(ctx, request) if "cluster" in request else None
    if cluster is not None and provider.managed is not None and provider.managed.cluster != cluster.name:
        raise refusals.UNKNOWN(name=reference)
    return provider


def _group_provider(request: dict[str, Any]) -> dict[str, Any] | None:
    """What the request says of the Auto Scaling group; None where it is about Managed Instances."""
    group, instances = request.get("autoScalingGroupProvider"), request.get("managedInstancesProvider")
    if (group is None) == (instances is None):
        raise refusals.NO_PROVIDER()
    document: dict[str, Any] | None = group
    return document


def _group_name(ctx: Context, reference: str) -> str:
    """The name of the Auto Scaling group that an ARN, or a name, means."""
    if not is_arn(reference):
        if not 1 <= len(reference) <= 255:
            raise refusals.GROUP_ARN()
        return reference
    arn = parse_arn(reference)
    match = _GROUP.fullmatch(arn.resource) if arn is not None else None
    here = (ctx.scope.partition, "autoscaling", ctx.scope.region, ctx.scope.account)
    if arn is None or match is None or arn[:4] != here:
        raise refusals.GROUP_ARN()
    return match[1]


def _settings(before: GroupSettings, document: dict[str, Any]) -> GroupSettings:
    """``before``, with what ``document`` says laid over it."""
    settings = replace(
        before,
        managed_scaling=before.managed_scaling | document.get("managedScaling", {}),
        managed_termination_protection=document.get(
            "managedTerminationProtection", before.managed_termination_protection
        ),
        managed_draining=document.get("managedDraining", before.managed_draining),
    )
    scaling = settings.managed_scaling
    if scaling["minimumScalingStepSize"] > scaling["maximumScalingStepSize"]:
        raise refusals.STEP_SIZES()
    if settings.managed_termination_protection == "ENABLED" and not settings.scales:
        raise refusals.PROTECTION_WITHOUT_SCALING()
    return settings


def _looked_up(ctx: Context, group: str, reference: str, settings: GroupSettings) -> str:
    """The ARN of the Auto Scaling group, which must protect its instances where the settings say so."""
    if ctx.references == "off":
        return reference
    found = ctx.ecs.neighbours.auto_scaling_groups.group(ctx.scope, group)
    if found is None:
        error = refusals.GROUP_NOT_FOUND(group=reference)
        if ctx.references == "strict":
            raise error
        ctx.warn(error.message)
        return reference
    if settings.managed_termination_protection == "ENABLED" and not found.protects_new_instances:
        raise refusals.NOT_PROTECTED()
    return reference if is_arn(reference) else found.arn
