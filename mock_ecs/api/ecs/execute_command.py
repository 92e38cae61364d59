"""The operation that opens a session in a container.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
"""

from __future__ import annotations

from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.references import cluster_of, resource_id
from mock_ecs.api.ecs.task_views import container_arn
from mock_ecs.api.operation import operation
from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.container import Container
from mock_ecs.ecs.refusals import execute_command as refusals
from mock_ecs.ecs.tasks import find_task


@operation("ExecuteCommand")
def execute_command(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    if not request["interactive"]:
        raise refusals.NOT_INTERACTIVE()
    if not request["command"]:
        raise refusals.COMMAND_BLANK()
    cluster = cluster_of(ctx, request)
    task = find_task(cluster, resource_id("task", request["task"], cluster))
    container = _container(task, request.get("container"))
    if not task.launch.enable_execute_command or container.last_status != "RUNNING":
        raise refusals.AGENT_NOT_RUNNING()
    ctx.warn("ExecuteCommand: nothing is run, and the session leads nowhere: containers are simulated.")
    return {
        "clusterArn": cluster.arn,
        "containerArn": container_arn(task, container),
        "containerName": container.definition.name,
        "interactive": True,
        "session": _session(ctx),
        "taskArn": task.arn,
    }


def _container(task: Task, name: str | None) -> Container:
    """The container called ``name``, or the only one. Raises InvalidParameterException."""
    by_name = {container.definition.name: container for container in task.containers}
    containers = ", ".join(by_name)
    if not name and len(by_name) > 1:
        raise refusals.CONTAINER_NEEDED(containers=containers)
    container = by_name.get(name) if name else task.containers[0]
    if container is None:
        raise refusals.CONTAINER_NOT_FOUND(container=name, containers=containers)
    return container


def _session(ctx: Context) -> dict[str, str]:
    """A session as the Session Manager of AWS Systems Manager describes it."""
    ids = ctx.ecs.ids
    session = f"ecs-execute-command-{ids.hex('session', 17)}"
    host = f"ssmmessages.{ctx.scope.region}.amazonaws.com"
    query = f"role=publish_subscribe&cell-number={ids.hex('session', 32)}"
    return {
        "sessionId": session,
        "streamUrl": f"wss://{host}/v1/data-channel/{session}?{query}",
        "tokenValue": ids.hex("session", 128),
    }
