"""Answers to the operations on pull through cache rules."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.pages import paged
from mock_ecs.api.ecr.repositories import check_own_registry
from mock_ecs.api.members import moment, present
from mock_ecs.api.operation import operation
from mock_ecs.aws.arn import parse_arn
from mock_ecs.ecr.pull_through_cache import PullThroughCacheRule, upstream_of
from mock_ecs.ecr.refusals.pull_through_cache import CREDENTIALS_ELSEWHERE, SECRET_NOT_FOUND


@operation("CreatePullThroughCacheRule")
def create_pull_through_cache_rule(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    check_own_registry(ctx, request, "CreatePullThroughCacheRule")
    url, credential_arn = request["upstreamRegistryUrl"], request.get("credentialArn")
    upstream = upstream_of(url, request.get("upstreamRegistry"), credential_arn)
    _check_secret(ctx, credential_arn)
    rule = PullThroughCacheRule(
        request["ecrRepositoryPrefix"],
        url,
        upstream,
        ctx.ecr.engine.now,
        credential_arn=credential_arn,
        custom_role_arn=request.get("customRoleArn"),
        upstream_prefix=request.get("upstreamRepositoryPrefix", "ROOT"),
    )
    ctx.ecr.pull_through_cache_rules.add(rule)
    return _view(ctx, rule)


@operation("DescribePullThroughCacheRules")
def describe_pull_through_cache_rules(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    check_own_registry(ctx, request, "DescribePullThroughCacheRules")
    prefixes = request.get("ecrRepositoryPrefixes", ())
    shown, more = paged(request, ctx.ecr.pull_through_cache_rules.named(prefixes))
    rules = [{**_view(ctx, rule), **present(updatedAt=moment(rule.updated_at))} for rule in shown]
    return {"pullThroughCacheRules": rules, **more}


@operation("UpdatePullThroughCacheRule")
def update_pull_through_cache_rule(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    check_own_registry(ctx, request, "UpdatePullThroughCacheRule")
    prefix = request["ecrRepositoryPrefix"]
    ctx.ecr.pull_through_cache_rules.get(prefix)
    _check_secret(ctx, request.get("credentialArn"))
    members = {"credentialArn": "credential_arn", "customRoleArn": "custom_role_arn"}
    changes = {name: request[member] for member, name in members.items() if member in request}
    rule = ctx.ecr.pull_through_cache_rules.update(prefix, now=ctx.ecr.engine.now, **changes)
    return {**_identity(ctx, rule), **present(updatedAt=moment(rule.updated_at))}


@operation("DeletePullThroughCacheRule")
def delete_pull_through_cache_rule(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    check_own_registry(ctx, request, "DeletePullThroughCacheRule")
    rule = ctx.ecr.pull_through_cache_rules.remove(request["ecrRepositoryPrefix"])
    answer = _view(ctx, rule)
    del answer["upstreamRegistry"]
    return answer


@operation("ValidatePullThroughCacheRule")
def validate_pull_through_cache_rule(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """A rule is valid when its secret exists; what is in the secret is not tried out on the upstream registry."""
    check_own_registry(ctx, request, "ValidatePullThroughCacheRule")
    rule = ctx.ecr.pull_through_cache_rules.get(request["ecrRepositoryPrefix"])
    valid = _has_secret(ctx, rule.credential_arn)
    failure = {} if valid else {"failure": SECRET_NOT_FOUND.words()}
    return {**_identity(ctx, rule), "upstreamRegistryUrl": rule.upstream_url, "isValid": valid, **failure}


def _check_secret(ctx: Context, arn: str | None) -> None:
    """See whether the secret with the credentials exists, and where it has to be."""
    if arn is None:
        return
    parsed = parse_arn(arn)
    if parsed is None or (parsed.account, parsed.region) != ctx.scope:
        raise CREDENTIALS_ELSEWHERE(account=ctx.scope.account, region=ctx.scope.region)
    if ctx.references == "off" or _has_secret(ctx, arn):
        return
    if ctx.references == "strict":
        raise SECRET_NOT_FOUND()
    ctx.warn(SECRET_NOT_FOUND.words())


def _has_secret(ctx: Context, arn: str | None) -> bool:
    return arn is None or ctx.ecs.neighbours.secrets.has_secret(ctx.scope, arn)


def _identity(ctx: Context, rule: PullThroughCacheRule) -> dict[str, Any]:
    return present(
        ecrRepositoryPrefix=rule.prefix,
        registryId=ctx.ecr.registry_id,
        credentialArn=rule.credential_arn,
        customRoleArn=rule.custom_role_arn,
        upstreamRepositoryPrefix=rule.upstream_prefix,
    )


def _view(ctx: Context, rule: PullThroughCacheRule) -> dict[str, Any]:
    return {
        **_identity(ctx, rule),
        "upstreamRegistryUrl": rule.upstream_url,
        "upstreamRegistry": rule.upstream,
        "createdAt": moment(rule.created_at),
    }
