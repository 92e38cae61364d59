"""References to things of other services: refused, warned of or let pass, as the setting ``references`` says."""

from __future__ import annotations

from collections.abc import Iterable

from mock_ecs.api.context import Context
from mock_ecs.aws.errors import AwsError
from mock_ecs.ecs.entities.launch import Launch, NetworkConfiguration, TaskOverride
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.refusals.launches import ROLE_NOT_ASSUMABLE, SECURITY_GROUP_UNKNOWN, SUBNET_UNKNOWN
from mock_ecs.ecs.refusals.service_connect import NAMESPACE_NOT_FOUND
from mock_ecs.ecs.refusals.service_load_balancers import (
    CLASSIC_LOAD_BALANCER_UNKNOWN,
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
    for name in ("taskRoleArn", "executionRoleArn"):
        role = overrides.document.get(name) or definition.document.get(name)
        if role:
            check_role(ctx, role)


def check_role(ctx: Context, role: str) -> None:
    """See whether a role, by ARN or by name, exists."""
    if ctx.references != "off" and not ctx.ecs.neighbours.roles.has_role(ctx.scope, role):
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
        arn, classic = entry.get("targetGroupArn"), entry.get("loadBalancerName")
        if classic and ctx.ecs.neighbours.classic_load_balancers.target_group(ctx.scope, classic) is None:
            _missing(ctx, CLASSIC_LOAD_BALANCER_UNKNOWN())
        if not arn:
            continue
        found = ctx.ecs.neighbours.target_groups.target_group(ctx.scope, arn)
        if found is None:
            _missing(ctx, TARGET_GROUP_UNKNOWN())
        elif not found.attached:
            _missing(ctx, TARGET_GROUP_DETACHED(arn=arn))
        elif found.target_type == "instance" and launch.network is not None:
            _missing(ctx, TARGET_GROUP_OF_INSTANCES(arn=arn))
        _warn_of_rules(ctx, entry.get("advancedConfiguration", {}))


def _warn_of_rules(ctx: Context, advanced: Document) -> None:
    """ECS looks at listener rules only when a deployment shifts traffic; then it fails where references are strict."""
    for name in ("productionListenerRule", "testListenerRule") if ctx.references == "warn" else ():
        arn = advanced.get(name)
        if arn and ctx.ecs.neighbours.listener_rules.weights(ctx.scope, arn) is None:
            ctx.warn(f"{name} {arn} does not exist: AWS would roll back each deployment that shifts traffic.")


def check_namespace(ctx: Context, namespace: str) -> None:
    """See whether the Cloud Map namespace that Service Connect uses exists."""
    if ctx.references != "off" and ctx.ecs.neighbours.service_registries.namespace(ctx.scope, namespace) is None:
        _missing(ctx, NAMESPACE_NOT_FOUND())


def _missing(ctx: Context, error: AwsError) -> None:
    if ctx.references == "strict":
        raise error
    ctx.warn(error.message)
