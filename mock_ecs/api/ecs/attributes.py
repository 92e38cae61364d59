"""The operations on attributes of container instances.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html#attributes
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.pages import check_batch, paged
from mock_ecs.api.ecs.references import cluster_of, described_cluster_of, resource_id
from mock_ecs.api.faults import judge
from mock_ecs.api.members import present
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import is_arn
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs import container_instances, errors
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.refusals import attributes as refusals

_MAXIMUM = 10

Changes = dict[str, dict[str, str | None]]
"""Attributes by the id of their container instance and by name."""


@operation("PutAttributes")
def put_attributes(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    changes = _changes(ctx, cluster, request["attributes"])
    # All or nothing: what is too much for one instance is found before another one is changed.
    for identifier, attributes in changes.items():
        known = cluster.container_instances[identifier]
        container_instances.check_attributes(known.arn, (*known.attributes, *attributes))
    for identifier, attributes in changes.items():
        container_instances.put_attributes(ctx.ecs, cluster.container_instances[identifier], attributes)
    return {"attributes": [*_views(cluster, changes)]}


@operation("DeleteAttributes")
def delete_attributes(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    changes = _changes(ctx, cluster, request["attributes"])
    gone: Changes = {}
    for identifier, attributes in changes.items():
        names = container_instances.delete_attributes(ctx.ecs, cluster.container_instances[identifier], attributes)
        gone[identifier] = {name: attributes[name] for name in names}
    return {"attributes": [*_views(cluster, gone)]}


@operation("ListAttributes")
def list_attributes(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    name, value = request.get("attributeName"), request.get("attributeValue")
    if value is not None and name is None:
        raise refusals.VALUE_WITHOUT_NAME()
    cluster = described_cluster_of(ctx, request)
    found = [
        view(instance, known, held)
        for instance in cluster.container_instances.values()
        for known, held in instance.attributes.items()
        if name in (None, known) and value in (None, held)
    ]
    shown, more = paged(request, found)
    return {"attributes": shown, **more}


def view(instance: ContainerInstance, name: str, value: str | None) -> dict[str, Any]:
    """An attribute as these operations show it."""
    return present(name=name, value=value, targetId=instance.arn)


def _changes(ctx: Context, cluster: Cluster, attributes: list[dict[str, Any]]) -> Changes:
    """What ``attributes`` say, by container instance; all of it is checked."""
    check_batch("attributes", attributes, maximum=_MAXIMUM)
    for attribute in attributes:
        container_instances.check_attribute(attribute["name"], attribute.get("value"))
    judge(ctx, _doubts(attributes), errors)
    changes: Changes = {}
    for attribute in attributes:
        target = _target(cluster, attribute)
        changes.setdefault(target.id, {})[attribute["name"]] = attribute.get("value")
    return changes


def _target(cluster: Cluster, attribute: dict[str, Any]) -> ContainerInstance:
    target = attribute.get("targetId")
    if not target:
        raise refusals.TARGET_BLANK()
    if not is_arn(target) and "targetType" not in attribute:
        raise refusals.TARGET_TYPE_BLANK()
    instance = cluster.container_instances.get(resource_id("container-instance", target, cluster))
    if instance is None:
        raise refusals.TARGET_NOT_FOUND(target=target)
    return instance


def _doubts(attributes: Iterable[dict[str, Any]]) -> Iterator[Finding]:
    for index, attribute in enumerate(attributes):
        if container_instances.is_built_in(attribute["name"]):
            yield refusals.BUILT_IN.at(("attributes", index, "name"), name=attribute["name"])


def _views(cluster: Cluster, changes: Changes) -> Iterator[dict[str, Any]]:
    for identifier, attributes in changes.items():
        for name, value in attributes.items():
            yield view(cluster.container_instances[identifier], name, value)
