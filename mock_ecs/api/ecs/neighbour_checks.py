"""References to things of other services: refused, warned of or let pass, as the setting ``references`` says."""

from __future__ import annotations

from mock_ecs.api.context import Context
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.entities.launch import NetworkConfiguration, TaskOverride
from mock_ecs.ecs.entities.task_definition import TaskDefinition
from mock_ecs.ecs.refusals.launches import ROLE_NOT_ASSUMABLE, SECURITY_GROUP_UNKNOWN, SUBNET_UNKNOWN


def check_networks(ctx: Context, network: NetworkConfiguration | None) -> None:
    """See whether the subnets and security groups exist."""
    if network is None or ctx.references == "off":
        return
    networks = ctx.ecs.neighbours.networks
    for subnet in network.subnets:
        if networks.subnet(ctx.scope, subnet) is None:
            _missing(ctx, SUBNET_UNKNOWN(subnet=subnet))
    for group in network.security_groups:
        if not networks.has_security_group(ctx.scope, group):
            _missing(ctx, SECURITY_GROUP_UNKNOWN(group=group))


def check_roles(ctx: Context, definition: TaskDefinition, overrides: TaskOverride) -> None:
    """See whether the task role and the execution role exist; AWS assumes them when a task starts."""
    if ctx.references == "off":
        return
    for name in ("taskRoleArn", "executionRoleArn"):
        role = overrides.document.get(name) or definition.document.get(name)
        if role and not ctx.ecs.neighbours.roles.has_role(ctx.scope, role):
            _missing(ctx, ROLE_NOT_ASSUMABLE(role=role))


def _missing(ctx: Context, error: AwsError) -> None:
    if ctx.references == "strict":
        raise error
    ctx.warn(error.message)
