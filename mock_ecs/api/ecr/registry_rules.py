"""What replication and scanning of a registry must keep to.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mock_ecs import schema
from mock_ecs.aws.refusals import Finding
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.refusals import registry as refusals

MAXIMUM_DESTINATIONS = 25
_FREQUENCIES = {"BASIC": ("SCAN_ON_PUSH", "MANUAL"), "ENHANCED": ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")}


def replication_findings(document: dict[str, Any], scope: Scope | None) -> Iterator[Finding]:
    """Where a replication configuration breaks ECR's rules; ``scope`` is whose it is, where that is known."""
    fits = schema.is_valid("ecr/replication", document)
    yield from schema.findings("ecr/replication", document)
    if not fits:
        return
    seen = set()
    for index, rule in enumerate(document["rules"]):
        for number, destination in enumerate(rule["destinations"]):
            place = ("rules", index, "destinations", number)
            seen.add((destination["registryId"], destination["region"]))
            if scope is not None:
                yield from _destination(Scope(destination["registryId"], destination["region"]), scope, place)
            if len(seen) > MAXIMUM_DESTINATIONS:
                yield refusals.MANY_DESTINATIONS.at(place, maximum=MAXIMUM_DESTINATIONS)
                return


def scanning_findings(document: dict[str, Any]) -> Iterator[Finding]:
    """Where a scanning configuration breaks ECR's rules."""
    fits = schema.is_valid("ecr/scanning", document)
    yield from schema.findings("ecr/scanning", document)
    if not fits:
        return
    scan_type = document.get("scanType", "BASIC")
    allowed = _FREQUENCIES[scan_type]
    frequencies = [rule["scanFrequency"] for rule in document.get("rules", ())]
    for index, frequency in enumerate(frequencies):
        place = ("rules", index, "scanFrequency")
        if frequency not in allowed:
            yield refusals.FREQUENCY.at(
                place, ("scanType",), type=scan_type, frequency=frequency, allowed=" or ".join(allowed)
            )
        if frequency in frequencies[:index]:
            first = ("rules", frequencies.index(frequency), "scanFrequency")
            yield refusals.SAME_FREQUENCY.at(place, first, frequency=frequency)


def _destination(destination: Scope, own: Scope, place: tuple[str | int, ...]) -> Iterator[Finding]:
    if destination == own:
        yield refusals.OWN_REGISTRY.at(place)
    elif destination.partition != own.partition:
        yield refusals.OTHER_PARTITION.at((*place, "region"), region=destination.region, partition=own.partition)
