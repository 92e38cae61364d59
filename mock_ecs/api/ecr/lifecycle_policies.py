"""Answers to the operations on lifecycle policies."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.lifecycle_policy_rules import lifecycle_policy_findings
from mock_ecs.api.ecr.repositories import identity, repository_of
from mock_ecs.api.faults import judge
from mock_ecs.api.operation import operation
from mock_ecs.ecr import errors
from mock_ecs.ecr.documents import json_object

NEVER = 0.0
"""What ECR tells of a policy that it has not evaluated yet (epoch seconds)."""


@operation("PutLifecyclePolicy")
def put_lifecycle_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    text = request["lifecyclePolicyText"]
    judge(ctx, lifecycle_policy_findings(json_object(text)), errors)
    repository = repository_of(ctx, request)
    repository.set_lifecycle_policy(text)
    ctx.warn(f"The lifecycle policy of {repository.name} was kept, but mock-ecs does not run lifecycle policies yet.")
    return {**identity(repository), "lifecyclePolicyText": text}


@operation("GetLifecyclePolicy")
def get_lifecycle_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    text = repository.lifecycle_policy()
    return {**identity(repository), "lifecyclePolicyText": text, "lastEvaluatedAt": NEVER}


@operation("DeleteLifecyclePolicy")
def delete_lifecycle_policy(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    repository = repository_of(ctx, request)
    text = repository.delete_lifecycle_policy()
    return {**identity(repository), "lifecyclePolicyText": text, "lastEvaluatedAt": NEVER}
