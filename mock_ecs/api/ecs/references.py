"""Names, ids and ARNs in requests, turned into what they mean.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from mock_ecs.api.context import Context
from mock_ecs.aws.arn import is_arn, parse_arn
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.errors import ClusterNotFoundException
from mock_ecs.ecs.refusals import requests as refusals

T = TypeVar("T")


def cluster_name(ctx: Context, reference: str | None) -> str:
    """The name that a cluster's name or ARN holds; ``default`` for none.

    Raises InvalidParameterException for another account, ClusterNotFoundException for another region.
    """
    if not reference:
        return "default"
    if not is_arn(reference):
        return reference
    arn = parse_arn(reference)
    if arn is None or arn.service != "ecs" or arn.kind != "cluster" or len(arn.path) != 1:
        raise refusals.UNEXPECTED_ARN(reference=reference)
    if arn.account != ctx.scope.account:
        raise refusals.ANOTHER_ACCOUNT()
    if arn.region != ctx.scope.region:
        raise refusals.CLUSTER_NOT_FOUND()
    return arn.path[0]


def found_cluster(ctx: Context, reference: str) -> Cluster | None:
    """The cluster that DescribeClusters is asked for; None where it has to say that there is none."""
    try:
        return ctx.ecs.clusters.get(cluster_name(ctx, reference))
    except ClusterNotFoundException:
        return None


def cluster_of(ctx: Context, request: dict[str, Any]) -> Cluster:
    """The cluster that a request is about; raises ClusterNotFoundException."""
    return ctx.ecs.cluster(cluster_name(ctx, request.get("cluster")))


def described_cluster_of(ctx: Context, request: dict[str, Any]) -> Cluster:
    """The cluster whose things a request reads: a deleted one will do."""
    cluster = ctx.ecs.clusters.get(cluster_name(ctx, request.get("cluster")))
    if cluster is None:
        raise refusals.CLUSTER_NOT_FOUND()
    return cluster


def resource_id(kind: str, reference: str, cluster: Cluster) -> str:
    """The id or name in a short reference, or in an ARN such as ``task/<cluster>/<id>``.

    Raises InvalidParameterException for an ARN of something else, of another account, or of another cluster.
    An ARN of another region stays as it is: nothing here has such an id.
    """
    if not is_arn(reference):
        return reference
    expected = f"{cluster.arn.replace(':cluster/', f':{kind}/', 1)}/"
    if reference.startswith(expected) and "/" not in (identifier := reference[len(expected) :]):
        return identifier
    arn = parse_arn(reference)
    if arn is None or arn.service != "ecs" or arn.kind != kind or not 1 <= len(arn.path) <= 2:
        raise refusals.UNEXPECTED_ARN(reference=reference)
    home = parse_arn(cluster.arn)
    if home is not None and arn.account != home.account:
        raise refusals.ANOTHER_ACCOUNT()
    if home is not None and arn.region != home.region:
        return reference
    if len(arn.path) == 2 and arn.path[0] != cluster.name:
        raise refusals.ANOTHER_CLUSTER(other=arn.path[0], cluster=cluster.name)
    return arn.path[-1]


def found_and_missing(
    ctx: Context, cluster: Cluster, kind: str, references: Iterable[str], things: Mapping[str, T]
) -> tuple[list[T], list[dict[str, str]]]:
    """Those of ``things`` (by id or name) that ``references`` mean, and the ``failures`` for the others.

    Each comes once, in whichever ways it is named.
    """
    found: dict[str, T] = {}
    failures: dict[str, dict[str, str]] = {}
    for reference in references:
        identifier = resource_id(kind, reference, cluster)
        thing = things.get(identifier)
        if thing is not None:
            found[identifier] = thing
        else:
            failure = missing(ctx, f"{kind}/{cluster.name}/{identifier}", reference)
            failures[failure["arn"]] = failure
    return list(found.values()), list(failures.values())


def missing(ctx: Context, resource: str, reference: str) -> dict[str, str]:
    """The item of ``failures`` for something that a Describe call does not find; its ARN is always a full one."""
    return {"arn": reference if is_arn(reference) else ctx.ecs.arn(resource), "reason": "MISSING"}
