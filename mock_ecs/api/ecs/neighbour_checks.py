"""References to things of other services: refused, warned of or let pass, as the setting ``references`` says."""

from __future__ import annotations

from collections.abc import Iterable

from mock_ecs.api.context import Context
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.entities.launch import Launch, NetworkConfiguration, TaskOverride
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.refusals.launches import ROLE_NOT_ASSUMABLE, SECURITY_GROUP_UNKNOWN, SUBNET_UNKNOWN
from mock_ecs.ecs.refusals.service_load_balancers import (
    TARGET_GROUP_DETACHED,
    TARGET_GROUP_OF_INSTANCES,
    TARGET_GROUP_UNKNOWN,
)


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


def check_images(ctx: Context, definition: TaskDefinition) -> None:
    """Tell of images whose repository does not exist in ECR.

    AWS looks at images only when it pulls them. Where references are strict, the task fails then, as at AWS.
    """
    if ctx.references != "warn":
        return
    for container in definition.containers:
        if not ctx.ecs.neighbours.images.has_repository(ctx.scope, container.image):
            ctx.warn(
                f"The repository of the image {container.image} does not exist in this ECR; it is taken to be there."
            )


def check_target_groups(ctx: Context, launch: Launch, load_balancers: Iterable[Document]) -> None:
    """See whether target groups exist, have a load balancer, and take the tasks that are launched."""
    if ctx.references == "off":
        return
    for entry in load_balancers:
        arn = entry.get("targetGroupArn")
        if not arn:
            continue
        found = ctx.ecs.neighbours.target_groups.target_group(ctx.scope, arn)
        if found is None:
            _missing(ctx, TARGET_GROUP_UNKNOWN())
        elif not found.attached:
            _missing(ctx, TARGET_GROUP_DETACHED(arn=arn))
        elif found.target_type == "instance" and launch.network is not None:
            _missing(ctx, TARGET_GROUP_OF_INSTANCES(arn=arn))


def _missing(ctx: Context, error: AwsError) -> None:
    if ctx.references == "strict":
        raise error
    ctx.warn(error.message)
