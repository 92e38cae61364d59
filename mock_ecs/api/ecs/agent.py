"""The operations that ECS's agent calls, and the update of an agent.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ECS_agent.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.container_instances import instance_of, view
from mock_ecs.api.ecs.references import cluster_of
from mock_ecs.api.operation import operation
from mock_ecs.ecs import container_instances

_ACKNOWLEDGED = {"acknowledgment": "ACK"}


@operation("DiscoverPollEndpoint")
def discover_poll_endpoint(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    if request.get("containerInstance"):
        instance_of(cluster_of(ctx, request), request["containerInstance"])
    region = ctx.scope.region
    suffix = "amazonaws.com.cn" if ctx.scope.partition == "aws-cn" else "amazonaws.com"
    return {
        "endpoint": f"https://ecs-a-1.{region}.{suffix}/",
        "telemetryEndpoint": f"https://ecs-t-1.{region}.{suffix}/",
        "serviceConnectEndpoint": f"https://ecs-sc.{region}.api.aws",
    }


@operation("SubmitContainerStateChange")
def submit_container_state_change(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return _acknowledged(ctx, request)


@operation("SubmitTaskStateChange")
def submit_task_state_change(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return _acknowledged(ctx, request)


@operation("SubmitAttachmentStateChanges")
def submit_attachment_state_changes(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    return _acknowledged(ctx, request)


@operation("UpdateContainerAgent")
def update_container_agent(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    instance = instance_of(cluster_of(ctx, request), request["containerInstance"])
    container_instances.update_agent(ctx.ecs, instance)
    return {"containerInstance": view(instance)}


def _acknowledged(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    """What an agent is told. Nothing else comes of it: the runtime tells what becomes of tasks."""
    cluster_of(ctx, request)
    return dict(_ACKNOWLEDGED)
