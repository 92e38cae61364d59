"""Answers to the operations on replication, and on the backfills that make up for what was pushed before."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.images import id_view, image_named, named_view
from mock_ecs.api.ecr.pages import paged
from mock_ecs.api.ecr.registry_rules import replication_findings
from mock_ecs.api.ecr.repositories import check_own_registry, repository_of
from mock_ecs.api.faults import judge
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr import backfills, errors
from mock_ecs.ecr.backfill import Backfill, Replicated

_BACKFILLS = 25
"""How many backfills a page has."""


@operation("PutReplicationConfiguration")
def put_replication_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    configuration = request["replicationConfiguration"]
    judge(ctx, replication_findings(configuration, ctx.scope), errors)
    ctx.ecr.settings.set_replication(configuration)
    return {"replicationConfiguration": configuration}


@operation("DescribeImageReplicationStatus")
def describe_image_replication_status(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    image = image_named(repository, request)
    statuses = [
        present(
            region=destination.region,
            registryId=destination.account,
            status=progress.status,
            failureCode=progress.failure_code,
        )
        for destination, progress in image.replications.items()
    ]
    return {"repositoryName": repository.name, "imageId": named_view(request, image), "replicationStatuses": statuses}


@operation("StartReplicationBackfill")
def start_replication_backfill(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    check_own_registry(ctx, request, "StartReplicationBackfill")
    destination = request["destination"]
    backfill = backfills.start_backfill(ctx.ecr, Scope(destination["registryId"], destination["region"]))
    return {"registryId": ctx.ecr.registry_id, **_identity(backfill)}


@operation("StopReplicationBackfill")
def stop_replication_backfill(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    check_own_registry(ctx, request, "StopReplicationBackfill")
    backfill = backfills.stop_backfill(ctx.ecr, request["replicationBackfillId"])
    return {"registryId": ctx.ecr.registry_id, **_identity(backfill)}


@operation("ListReplicationBackfills")
def list_replication_backfills(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    check_own_registry(ctx, request, "ListReplicationBackfills")
    shown, more = paged(request, backfills.backfills(ctx.ecr), _BACKFILLS)
    return {"registryId": ctx.ecr.registry_id, "backfills": [_summary(each) for each in shown], **more}


@operation("DescribeReplicationBackfillResults")
def describe_replication_backfill_results(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """The results are shown once the backfill has ended, whatever its end."""
    check_own_registry(ctx, request, "DescribeReplicationBackfillResults")
    backfill = backfills.backfill_of(ctx.ecr, request["replicationBackfillId"])
    answer = {"registryId": ctx.ecr.registry_id, **_summary(backfill)}
    if not backfill.ended:
        return answer
    wanted = request.get("resultStatusFilter")
    shown, more = paged(request, [each for each in backfill.results if wanted in (None, each.status)])
    return {**answer, "results": [_result_view(each) for each in shown], **more}


def _identity(backfill: Backfill) -> dict[str, Any]:
    destination = backfill.destination
    return {
        "replicationBackfillId": backfill.id,
        "destination": {"region": destination.region, "registryId": destination.account},
        "status": backfill.status,
        "startedAt": moment(backfill.started_at),
    }


def _summary(backfill: Backfill) -> dict[str, Any]:
    more = present(failureCode=backfill.failure_code, progress=_progress(backfill), endedAt=moment(backfill.ended_at))
    return {**_identity(backfill), **more}


def _progress(backfill: Backfill) -> dict[str, Any] | None:
    if backfill.images is None:
        return None
    return {
        "totalReplicationCount": len(backfill.images),
        "completedReplicationCount": len(backfill.results) - backfill.failed,
        "failedReplicationCount": backfill.failed,
        "failureCodes": list(backfill.failure_codes),
    }


def _result_view(result: Replicated) -> dict[str, Any]:
    failures = result.sub_image_failures
    return present(
        repositoryName=result.repository_name,
        imageId=id_view(result.image_id),
        status=result.status,
        failureCode=result.failure_code,
        subImageFailureCodes=None if failures is None else list(failures),
    )
