"""Answers to the operations on the registry as a whole: its tokens and its replication."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecr.registry_rules import replication_findings
from mock_ecs.api.faults import judge
from mock_ecs.api.members import moment
from mock_ecs.api.operation import operation
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr import errors
from mock_ecs.ecr.tokens import new_token


@operation("GetAuthorizationToken")
def get_authorization_token(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """All registries have one address here, so the token itself says which of them it opens."""
    registry_ids = request.get("registryIds") or [ctx.ecr.registry_id]
    tokens = [new_token(Scope(registry_id, ctx.scope.region), ctx.ecr.engine.now) for registry_id in registry_ids]
    return {
        "authorizationData": [
            {
                "authorizationToken": token.authorization,
                "expiresAt": moment(token.expires_at),
                "proxyEndpoint": ctx.ecr.endpoint(),
            }
            for token in tokens
        ]
    }


@operation("DescribeRegistry")
def describe_registry(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return {"registryId": ctx.ecr.registry_id, "replicationConfiguration": ctx.ecr.settings.replication}


@operation("PutReplicationConfiguration")
def put_replication_configuration(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    configuration = request["replicationConfiguration"]
    judge(ctx, replication_findings(configuration, ctx.scope), errors)
    ctx.ecr.settings.set_replication(configuration)
    if configuration["rules"]:
        ctx.warn("The replication configuration was kept, but mock-ecs does not replicate images.")
    return {"replicationConfiguration": configuration}
