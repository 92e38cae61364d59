"""The rules on ``managedInstancesProvider``: its schema, and those across its members.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedInstancesProvider.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.launch_rules import findings_of
from mock_ecs.api.ecs.neighbour_checks import check_networks, check_role
from mock_ecs.api.faults import judge
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs import errors
from mock_ecs.ecs.entities.launch import NetworkConfiguration
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.instance_requirements import allowed_offers
from mock_ecs.ecs.refusals import capacity_providers as refusals

_TEMPLATE = "instanceLaunchTemplate"
_REQUIREMENTS = "instanceRequirements"


def check_managed_instances(ctx: Context, document: Document) -> None:
    """Raise InvalidParameterException for a provider that AWS refuses; see whether what it names exists."""
    judge(ctx, managed_instances_findings(document), errors)
    template = document[_TEMPLATE]
    requirements = template.get(_REQUIREMENTS)
    offers = ctx.ecs.neighbours.instance_types.offers() if requirements else ()
    if offers and not allowed_offers(offers, requirements):
        judge(ctx, [refusals.NO_INSTANCE_TYPE.at((_TEMPLATE, _REQUIREMENTS))], errors)
    network = template["networkConfiguration"]
    subnets, groups = tuple(network.get("subnets", ())), tuple(network.get("securityGroups", ()))
    check_networks(ctx, NetworkConfiguration(subnets, groups, assign_public_ip=False, document=network))
    check_role(ctx, document["infrastructureRoleArn"])


def managed_instances_findings(document: Document) -> Iterator[Finding]:
    """Every rule that the document breaks by itself."""
    return findings_of("ecs/managed_instances_provider", document, (_ranges, _types, _enclaves))


def _ranges(document: Document) -> Iterator[Finding]:
    for member, value in document[_TEMPLATE].get(_REQUIREMENTS, {}).items():
        if isinstance(value, dict) and value.get("max") is not None and value.get("min", 0) > value["max"]:
            yield refusals.RANGE.at((_TEMPLATE, _REQUIREMENTS, member), member=member)


def _types(document: Document) -> Iterator[Finding]:
    requirements = document[_TEMPLATE].get(_REQUIREMENTS, {})
    if requirements.get("allowedInstanceTypes") and requirements.get("excludedInstanceTypes"):
        where = (_TEMPLATE, _REQUIREMENTS)
        yield refusals.ALLOWED_AND_EXCLUDED.at((*where, "allowedInstanceTypes"), (*where, "excludedInstanceTypes"))


def _enclaves(document: Document) -> Iterator[Finding]:
    template = document[_TEMPLATE]
    if template.get("nitroEnclavesEnabled") and template.get("localStorageConfiguration", {}).get("useLocalStorage"):
        yield refusals.ENCLAVES_AND_LOCAL_STORAGE.at(
            (_TEMPLATE, "nitroEnclavesEnabled"), (_TEMPLATE, "localStorageConfiguration", "useLocalStorage")
        )
