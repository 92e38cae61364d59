"""Which EC2 instance types a provider of Managed Instances may launch: EC2's attribute-based choice.

Prices are not known here, so the three limits on prices let every type pass.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InstanceRequirementsRequest.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ports.hosts import InstanceOffer

_GENERAL = re.compile(r"[cmr]([5-9]|[1-9][0-9])")
"""Families that are launched where a provider has no requirements, as the name of a type begins."""

_GENERATION = re.compile(r"[a-z]+([0-9]+)")
_ARCHITECTURES = ("x86_64", "arm64")


def allowed_offers(offers: Iterable[InstanceOffer], requirements: Document | None) -> list[InstanceOffer]:
    """The offers that meet ``instanceRequirements``, those first that are to be taken first: the smallest.

    Without requirements: the current general families, compute- and memory-optimized ones with them.
    """
    found = [offer for offer in offers if offer.size.architecture in _ARCHITECTURES]
    if requirements is None:
        found = [offer for offer in found if _is_general(offer)]
    else:
        found = [offer for offer in found if meets(offer, requirements)]
    return sorted(found, key=_rank)


def meets(offer: InstanceOffer, requirements: Document) -> bool:
    """True for an offer that meets every one of the ``requirements``."""
    return all(rule(offer, requirements.get(member)) for member, rule in _RULES.items())


def _is_general(offer: InstanceOffer) -> bool:
    return _GENERAL.match(offer.name) is not None and not offer.bare_metal and not offer.accelerators


def _rank(offer: InstanceOffer) -> tuple[Any, ...]:
    """Small before large, plain before special, new before old."""
    generation = _GENERATION.match(offer.name)
    return (
        offer.size.vcpus,
        offer.size.memory,
        len(offer.accelerators),
        not _GENERAL.match(offer.name),
        bool(offer.disks),
        -int(generation[1]) if generation else 0,
        len(offer.name),
        offer.name,
    )


def _within(value: float, limits: Document | None) -> bool:
    if limits is None:
        return True
    most = limits.get("max")
    return bool(value >= limits.get("min", 0) and (most is None or value <= most))


def _named(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern.lower()) for pattern in patterns)


def _tri_state(has: bool, wanted: str | None, default: str) -> bool:
    """``included`` takes both kinds, ``required`` and ``excluded`` one."""
    return {"included": True, "required": has, "excluded": not has}[wanted or default]


def _one_of(values: Iterable[str], wanted: Sequence[str] | None) -> bool:
    return not wanted or any(value in wanted for value in values)


_RULES: dict[str, Callable[[InstanceOffer, Any], bool]] = {
    "vCpuCount": lambda offer, limits: _within(offer.size.vcpus, limits),
    "memoryMiB": lambda offer, limits: _within(offer.size.memory, limits),
    "cpuManufacturers": lambda offer, wanted: _one_of([offer.cpu_manufacturer], wanted),
    "memoryGiBPerVCpu": lambda offer, limits: _within(offer.size.memory / 1024 / offer.size.vcpus, limits),
    "excludedInstanceTypes": lambda offer, patterns: not patterns or not _named(offer.name, patterns),
    "instanceGenerations": lambda offer, wanted: _one_of(["current" if offer.current else "previous"], wanted),
    "bareMetal": lambda offer, wanted: _tri_state(offer.bare_metal, wanted, "excluded"),
    "burstablePerformance": lambda offer, wanted: _tri_state(offer.burstable, wanted, "excluded"),
    "requireHibernateSupport": lambda offer, wanted: offer.hibernates or not wanted,
    "networkInterfaceCount": lambda offer, limits: _within(offer.size.network_interfaces, limits),
    "localStorage": lambda offer, wanted: _tri_state(bool(offer.disks), wanted, "included"),
    "localStorageTypes": lambda offer, wanted: not offer.disks or _one_of(offer.disks, wanted),
    "totalLocalStorageGB": lambda offer, limits: _within(offer.local_storage, limits),
    "baselineEbsBandwidthMbps": lambda offer, limits: _within(offer.ebs_bandwidth, limits),
    "acceleratorTypes": lambda offer, wanted: _one_of((each.type for each in offer.accelerators), wanted),
    "acceleratorCount": lambda offer, limits: _within(sum(each.number for each in offer.accelerators), limits),
    "acceleratorManufacturers": lambda offer, wanted: _one_of(
        (each.manufacturer for each in offer.accelerators), wanted
    ),
    "acceleratorNames": lambda offer, wanted: _one_of((each.name for each in offer.accelerators), wanted),
    "acceleratorTotalMemoryMiB": lambda offer, limits: _within(sum(each.memory for each in offer.accelerators), limits),
    "networkBandwidthGbps": lambda offer, limits: _within(offer.network_bandwidth, limits),
    "allowedInstanceTypes": lambda offer, patterns: not patterns or _named(offer.name, patterns),
}
"""By member; a member that is not given asks as EC2's default does."""
