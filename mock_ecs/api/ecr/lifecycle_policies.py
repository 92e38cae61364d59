"""Answers to the operations on lifecycle policies."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.lifecycle_policy_rules import lifecycle_policy_findings
from mock_ecs.api.ecr.repositories import identity, repository_of
from mock_ecs.api.faults import judge
from mock_ecs.api.members import moment
from mock_ecs.api.operation import operation
from mock_ecs.ecr import errors
from mock_ecs.ecr.documents import json_object
from mock_ecs.ecr.lifecycle_rules import LifecyclePolicy, read_policy
from mock_ecs.ecr.lifecycle_runs import policy_of


@operation("PutLifecyclePolicy")
def put_lifecycle_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    policy = checked_policy(ctx, request["lifecyclePolicyText"])
    repository = repository_of(ctx, request)
    ctx.ecr.lifecycle.put_policy(repository, policy)
    return {**identity(repository), "lifecyclePolicyText": policy.text}


@operation("GetLifecyclePolicy")
def get_lifecycle_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    policy = policy_of(repository)
    return {
        **identity(repository),
        "lifecyclePolicyText": policy.text,
        "lastEvaluatedAt": moment(repository.lifecycle.last_evaluated_at),
    }


@operation("DeleteLifecyclePolicy")
def delete_lifecycle_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    policy, last_evaluated_at = ctx.ecr.lifecycle.delete_policy(repository)
    return {
        **identity(repository),
        "lifecyclePolicyText": policy.text,
        "lastEvaluatedAt": moment(last_evaluated_at),
    }


def checked_policy(ctx: Context, text: str) -> LifecyclePolicy:
    """The policy in ``text``; InvalidParameterException for what is none, and a warning for what may be none."""
    document = json_object(text)
    judge(ctx, lifecycle_policy_findings(document), errors)
    return read_policy(text, document or {})
