"""What a lifecycle policy must keep to. https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mock_ecs.api.ecr.lifecycle_policy_schema import SchemaFault, schema_faults
from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecr.refusals import lifecycle_policies as refusals

_TAG_LISTS = ("tagPrefixList", "tagPatternList")
_MAXIMUM_WILDCARDS = 4
_MAXIMUM_DESCRIPTION = 256
_LEAST_DAYS_IN_THE_ARCHIVE = 90
_LARGEST = 2**31 - 1

Rule = dict[str, Any]


def lifecycle_policy_findings(document: Any) -> Iterator[Finding]:
    """Where the policy in ``document`` breaks ECR's rules, in the order in which ECR would tell.

    What is no object, or could not be read (None), is no policy at all.
    """
    if not isinstance(document, dict):
        yield refusals.NOT_A_POLICY.at(())
        return
    faults = schema_faults(document)
    if faults:
        yield from _findings(faults)
        return
    rules: list[Rule] = document["rules"]
    for index, rule in enumerate(rules):
        yield from _mapping(rule, ("rules", index))
    for index, rule in enumerate(rules):
        yield from _in_rule(rule, ("rules", index))
    yield from _between_priorities(rules)
    yield from _between_selections(rules)


def _findings(faults: list[SchemaFault]) -> Iterator[Finding]:
    """A finding for each place; all have the message that ECR answers, with a line for each."""
    before = refusals.failure("")[:-1]
    lines = [fault.refusal.words(**fault.values).removeprefix(before)[:-1] for fault in faults]
    message = refusals.failure("".join(lines))
    for fault in faults:
        yield fault.refusal.at(fault.path, **fault.values)._replace(message=message)


def _mapping(rule: Rule, path: Path) -> Iterator[Finding]:
    """Where a rule fits the schema, and cannot be read all the same."""
    if rule["action"]["type"] == "transition" and "targetStorageClass" not in rule["action"]:
        mend = '"targetStorageClass": "archive" beside the type'
        yield refusals.NOT_MAPPED.at((*path, "action", "targetStorageClass"), mend=mend)
    for place, number in (
        (("rulePriority",), rule["rulePriority"]),
        (("selection", "countNumber"), rule["selection"]["countNumber"]),
    ):
        if number > _LARGEST:
            yield refusals.NOT_MAPPED.at((*path, *place), mend=f"a number up to {_LARGEST}")


def _in_rule(rule: Rule, path: Path) -> Iterator[Finding]:
    selection = rule["selection"]
    yield from _tag_lists(selection, (*path, "selection"))
    for index, pattern in enumerate(selection.get("tagPatternList", ())):
        if pattern.count("*") > _MAXIMUM_WILDCARDS:
            yield refusals.WILDCARDS.at((*path, "selection", "tagPatternList", index))
    yield from _storage(selection, rule["action"]["type"], path)
    if len(rule.get("description", "")) > _MAXIMUM_DESCRIPTION:
        yield refusals.LONG_DESCRIPTION.at((*path, "description"))


def _tag_lists(selection: Rule, path: Path) -> Iterator[Finding]:
    given = [name for name in _TAG_LISTS if selection.get(name)]
    status = selection["tagStatus"]
    if status != "tagged":
        for name in given:
            yield refusals.TAG_LIST_FORBIDDEN.at((*path, name), (*path, "tagStatus"), list=name, status=status)
    elif not given:
        yield refusals.TAG_LIST_MISSING.at((*path, "tagPatternList"), (*path, "tagStatus"))
    elif len(given) == 2:
        yield refusals.TAG_LISTS.at((*path, "tagPatternList"), (*path, "tagPrefixList"))


def _storage(selection: Rule, action: str, path: Path) -> Iterator[Finding]:
    count_type = selection["countType"]
    count, storage = (*path, "selection", "countType"), (*path, "selection", "storageClass")
    if count_type == "sinceImageTransitioned":
        if action == "transition":
            yield refusals.ARCHIVED_IS_EXPIRED.at((*path, "action", "type"), count)
        if selection["countNumber"] < _LEAST_DAYS_IN_THE_ARCHIVE:
            yield refusals.SHORT_ARCHIVE.at((*path, "selection", "countNumber"), count)
    elif _storage_class(selection) == "archive":
        yield refusals.STANDARD_ONLY.at(storage, count)
    elif count_type == "sinceImagePulled" and action == "expire":
        yield refusals.PULLED_IS_ARCHIVED.at((*path, "action", "type"), count)


def _between_priorities(rules: list[Rule]) -> Iterator[Finding]:
    first: dict[int, int] = {}
    for index, rule in enumerate(rules):
        priority = rule["rulePriority"]
        other = first.setdefault(priority, index)
        if other != index:
            places = (("rules", at, "rulePriority") for at in (index, other))
            yield refusals.DUPLICATE_PRIORITY.at(*places, priority=priority)


def _between_selections(rules: list[Rule]) -> Iterator[Finding]:
    untagged: dict[str, int] = {}
    anything: dict[str, int] = {}
    tagged: dict[Any, int] = {}
    highest: dict[str, int] = {}
    for index, rule in enumerate(rules):
        selection = rule["selection"]
        storage, status = _storage_class(selection), selection["tagStatus"]
        highest[storage] = max(rule["rulePriority"], highest.get(storage, 0))
        place, key = ("rules", index, "selection", "tagStatus"), storage
        if status == "untagged" and untagged.setdefault(key, index) != index:
            yield refusals.UNTAGGED_TWICE.at(place, ("rules", untagged[key], "selection", "tagStatus"))
        if status == "any" and anything.setdefault(key, index) != index:
            yield refusals.ANY_TWICE.at(place, ("rules", anything[key], "selection", "tagStatus"))
        tags = (storage, *((name, frozenset(selection.get(name, ()))) for name in _TAG_LISTS))
        if status == "tagged" and tagged.setdefault(tags, index) != index:
            yield refusals.SAME_TAGS.at(("rules", index, "selection"), ("rules", tagged[tags], "selection"))
    for storage, index in anything.items():
        if rules[index]["rulePriority"] < highest[storage]:
            yield refusals.ANY_NOT_LAST.at(("rules", index, "rulePriority"), priority=highest[storage])


def _storage_class(selection: Rule) -> str:
    return str(selection.get("storageClass", "standard"))
