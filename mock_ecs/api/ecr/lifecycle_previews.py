"""Answers to the operations on previews of lifecycle policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.lifecycle_policies import checked_policy
from mock_ecs.api.ecr.pages import check_not_paged, paged
from mock_ecs.api.ecr.repositories import identity, repository_of
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.ecr.lifecycle_rules import Verdict
from mock_ecs.ecr.lifecycle_runs import preview_of


@operation("StartLifecyclePolicyPreview")
def start_lifecycle_policy_preview(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    text = request.get("lifecyclePolicyText")
    policy = None if text is None else checked_policy(ctx, text)
    repository = repository_of(ctx, request)
    preview = ctx.ecr.lifecycle.start_preview(repository, policy)
    return {
        **identity(repository),
        "lifecyclePolicyText": preview.policy.text,
        "status": ctx.ecr.lifecycle.status_of(preview),
    }


@operation("GetLifecyclePolicyPreview")
def get_lifecycle_policy_preview(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """The summary counts all results, also those that the filter, or the page, leaves out."""
    repository = repository_of(ctx, request)
    preview = preview_of(repository)
    status = ctx.ecr.lifecycle.status_of(preview)
    verdicts = (preview.verdicts or ()) if status == "COMPLETE" else ()
    wanted = _of_tag_status(verdicts, request.get("filter", {}))
    more: dict[str, str] = {}
    if "imageIds" in request:
        check_not_paged(request, "imageIds")
        shown: Sequence[Verdict] = _named(wanted, request["imageIds"])
    else:
        shown, more = paged(request, wanted)
    return {
        **identity(repository),
        "lifecyclePolicyText": preview.policy.text,
        "status": status,
        "previewResults": [_view(verdict) for verdict in shown],
        "summary": _summary(verdicts),
        **more,
    }


def _named(verdicts: Sequence[Verdict], image_ids: list[dict[str, str]]) -> list[Verdict]:
    def is_named(verdict: Verdict) -> bool:
        return any(
            image_id.get("imageDigest") in (None, verdict.digest)
            and ("imageTag" not in image_id or image_id["imageTag"] in verdict.tags)
            for image_id in image_ids
            if image_id
        )

    return [verdict for verdict in verdicts if is_named(verdict)]


def _of_tag_status(verdicts: Sequence[Verdict], wanted: dict[str, str]) -> list[Verdict]:
    status = wanted.get("tagStatus", "ANY")
    return [verdict for verdict in verdicts if status == "ANY" or bool(verdict.tags) == (status == "TAGGED")]


def _view(verdict: Verdict) -> dict[str, Any]:
    action = verdict.rule.action
    return present(
        imageTags=list(verdict.tags) or None,
        imageDigest=verdict.digest,
        imagePushedAt=moment(verdict.pushed_at),
        action=present(type=action, targetStorageClass="ARCHIVE" if action == "TRANSITION" else None),
        appliedRulePriority=verdict.rule.priority,
        storageClass=verdict.storage_class,
    )


def _summary(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    counts = Counter(verdict.rule.action for verdict in verdicts)
    transitions = [{"targetStorageClass": "ARCHIVE", "imageTotalCount": counts["TRANSITION"]}]
    return present(
        expiringImageTotalCount=counts["EXPIRE"],
        transitioningImageTotalCounts=transitions if counts["TRANSITION"] else None,
    )
