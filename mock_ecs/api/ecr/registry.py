"""Answers to the operations on the registry as a whole: its tokens, and what is set for it."""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.members import moment
from mock_ecs.api.operation import operation
from mock_ecs.aws.scope import Scope
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
