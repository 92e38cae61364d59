"""What RunTask, StartTask, CreateService and UpdateService say of the tasks to launch, checked and resolved.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
"""

from __future__ import annotations

import json

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.capacity_providers import strategy_of
from mock_ecs.api.ecs.fargate_rules import size_faults
from mock_ecs.api.ecs.neighbour_checks import check_networks, check_roles
from mock_ecs.api.ecs.task_definition_document import size_in_units
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import (
    ContainerOverride,
    Launch,
    NetworkConfiguration,
    PlacementStrategy,
    TaskOverride,
)
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.errors import (
    ClientException,
    InvalidParameterException,
    PlatformUnknownException,
    UnsupportedFeatureException,
)
from mock_ecs.ecs.task_definitions import usable_task_definition

LINUX_PLATFORM, WINDOWS_PLATFORM = "1.4.0", "1.0.0"
"""What LATEST means on Fargate."""

OVERRIDES_LENGTH = 8192
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html"""

_PLATFORMS = ("LATEST", "1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0")
_BINPACK_FIELDS = ("cpu", "memory")


def launch_of(ctx: Context, cluster: Cluster, request: Document, *, before: Launch | None = None) -> Launch:
    """The launch that ``request`` describes; its task definition must be ACTIVE.

    What it shares with the launch ``before`` it is in use, and not looked for again: it may be gone. A request
    that names no task definition goes on with the one in use.

    Raises ClientException or InvalidParameterException, in AWS's words, for what AWS refuses.
    """
    launch_type = _asked_launch_type(request)
    definition = _definition_of(ctx, request, before)
    strategy = strategy_of(ctx, cluster, request, launch_type)
    launch_type = "FARGATE" if strategy else launch_type or "EC2"
    _check_compatibility(definition, launch_type)
    _check_placement(definition, request, launch_type)
    _check_volumes(definition, request.get("volumeConfigurations", []))
    network = network_of(definition, request.get("networkConfiguration"))
    overrides = _overrides_of(definition, request.get("overrides", {}), launch_type)
    _check_what_is_new(ctx, definition, network, overrides, before)
    return Launch(
        definition=definition,
        launch_type=launch_type,
        group=request.get("group") or f"family:{definition.family}",
        started_by=request.get("startedBy"),
        capacity_provider_strategy=strategy,
        platform_version=platform_of(definition, launch_type, request.get("platformVersion")),
        network=network,
        placement_constraints=tuple(request.get("placementConstraints", ())),
        placement_strategy=tuple(placement_strategy(item) for item in request.get("placementStrategy", ())),
        overrides=overrides,
        enable_execute_command=request.get("enableExecuteCommand", False),
        ephemeral_storage_gib=_ephemeral_storage(definition, request.get("overrides", {})),
    )


def check_client_token(token: str, *, maximum: int) -> None:
    """Raise ClientException for a token that is too long or has characters beyond ASCII 33 to 126."""
    if not 1 <= len(token) <= maximum or any(not 33 <= ord(character) <= 126 for character in token):
        raise ClientException(f"clientToken must have 1 to {maximum} characters of ASCII 33 to 126.")


def launch_tags(cluster: Cluster, definition: TaskDefinition, request: Document) -> dict[str, str]:
    """The tags of the tasks that a RunTask or StartTask request starts, beside those it names itself."""
    propagated = request.get("propagateTags")
    if propagated == "SERVICE":
        raise InvalidParameterException("Tags can be propagated from SERVICE only to the tasks of a service.")
    tags = dict(definition.tags) if propagated == "TASK_DEFINITION" else {}
    if request.get("enableECSManagedTags"):
        tags["aws:ecs:clusterName"] = cluster.name
    return tags


def network_of(definition: TaskDefinition, configuration: Document | None) -> NetworkConfiguration | None:
    """The network configuration, which network mode awsvpc must have and no other may."""
    awsvpc = (configuration or {}).get("awsvpcConfiguration")
    if definition.network_mode != "awsvpc":
        if awsvpc is not None:
            raise InvalidParameterException(
                "Network Configuration is not valid for the given networkMode of this task definition."
            )
        return None
    if configuration is None or awsvpc is None:
        raise InvalidParameterException(
            "Network Configuration must be provided when networkMode 'awsvpc' is specified."
        )
    subnets, groups = awsvpc.get("subnets", []), awsvpc.get("securityGroups", [])
    if not subnets:
        raise InvalidParameterException("subnets can not be empty.")
    for name, items, maximum in (("subnets", subnets, 16), ("securityGroups", groups, 5)):
        if len(items) > maximum:
            raise InvalidParameterException(f"{name} can have at most {maximum} items.")
    shown = {"awsvpcConfiguration": {"securityGroups": [], "assignPublicIp": "DISABLED", **awsvpc}}
    return NetworkConfiguration(
        subnets=tuple(subnets),
        security_groups=tuple(groups),
        assign_public_ip=awsvpc.get("assignPublicIp") == "ENABLED",
        document=shown,
    )


def platform_of(definition: TaskDefinition, launch_type: str, version: str | None) -> str | None:
    """The platform version that tasks run on; None off Fargate."""
    if launch_type != "FARGATE":
        if version is not None:
            raise InvalidParameterException("The platform version must be null when specifying an EC2 launch type.")
        return None
    if version is not None and version not in _PLATFORMS:
        raise PlatformUnknownException
    latest = WINDOWS_PLATFORM if definition.operating_system_family.startswith("WINDOWS") else LINUX_PLATFORM
    return latest if version in (None, "LATEST") else version


def placement_strategy(item: Document) -> PlacementStrategy:
    """One strategy of a request; fields are kept as AWS shows them (``CPU``, ``instanceId``)."""
    kind, field = item.get("type", ""), item.get("field", "")
    if kind == "random" and field:
        raise InvalidParameterException("random field should not be specified.")
    if kind == "binpack":
        if field.lower() not in _BINPACK_FIELDS:
            raise InvalidParameterException(f"binpack field '{field}' is invalid.")
        field = field.upper()
    return PlacementStrategy(kind, "instanceId" if kind == "spread" and field == "host" else field)


def placement_strategy_view(strategies: tuple[PlacementStrategy, ...]) -> list[dict[str, str]]:
    """Strategies as they are shown."""
    return [
        {"type": strategy.type, "field": strategy.field} if strategy.field else {"type": strategy.type}
        for strategy in strategies
    ]


def _definition_of(ctx: Context, request: Document, before: Launch | None) -> TaskDefinition:
    if before is not None and "taskDefinition" not in request:
        return before.definition
    return usable_task_definition(ctx.ecs, request["taskDefinition"])


def _check_what_is_new(
    ctx: Context,
    definition: TaskDefinition,
    network: NetworkConfiguration | None,
    overrides: TaskOverride,
    before: Launch | None,
) -> None:
    if before is None or network != before.network:
        check_networks(ctx, network)
    if before is None or definition is not before.definition:
        check_roles(ctx, definition, overrides)


def _asked_launch_type(request: Document) -> str | None:
    launch_type: str | None = request.get("launchType")
    if launch_type and request.get("capacityProviderStrategy"):
        raise InvalidParameterException(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
        )
    if launch_type == "MANAGED_INSTANCES":
        raise UnsupportedFeatureException("mock-ecs does not have ECS Managed Instances yet.")
    return launch_type


def _check_compatibility(definition: TaskDefinition, launch_type: str) -> None:
    if launch_type not in definition.compatibilities:
        raise InvalidParameterException(f"Task definition does not support launch_type {launch_type}.")


def _check_placement(definition: TaskDefinition, request: Document, launch_type: str) -> None:
    constraints, strategies = request.get("placementConstraints", ()), request.get("placementStrategy", ())
    if launch_type == "FARGATE":
        if constraints:
            raise InvalidParameterException("Placement constraints are not supported with FARGATE launch type.")
        if strategies:
            raise InvalidParameterException("Placement strategies are not supported with FARGATE launch type.")
        return
    if len(strategies) > 5:
        raise InvalidParameterException("Maximum number of strategies is 5.")
    if not all(item.get("type") for item in (*constraints, *strategies)):
        raise InvalidParameterException("Type can not be blank.")
    if any(item.get("type") == "distinctInstance" and item.get("expression") for item in constraints):
        raise InvalidParameterException("distinctInstance expression should not be specified.")
    every = [*constraints, *definition.document["placementConstraints"]]
    if len(every) > 10:
        raise InvalidParameterException("placementConstraints can have at most 10 items.")
    if any(item.get("type") == "memberOf" for item in every):
        raise UnsupportedFeatureException("mock-ecs does not evaluate memberOf placement constraints yet.")


def _check_volumes(definition: TaskDefinition, configurations: list[Document]) -> None:
    names = [volume.get("name") for volume in definition.document["volumes"] if volume.get("configuredAtLaunch")]
    if configurations and not names:
        raise InvalidParameterException(
            "Volume configuration provided but no matching configuredAtLaunch volume found in task definition."
        )
    for configuration in configurations:
        if configuration["name"] not in names:
            raise InvalidParameterException(
                f"The volume name '{configuration['name']}' in your request does not have a matching volume in your "
                "Task Definition that is configurable at launch."
            )


def _overrides_of(definition: TaskDefinition, document: Document, launch_type: str) -> TaskOverride:
    if len(json.dumps(document, separators=(",", ":"), ensure_ascii=False)) > OVERRIDES_LENGTH:
        raise InvalidParameterException(f"Container Overrides length must be at most {OVERRIDES_LENGTH}")
    containers = {}
    for item in document.get("containerOverrides", ()):
        name = item.get("name", "")
        if definition.container(name) is None:
            raise InvalidParameterException(
                f"Override for container named {name} is not a container in the TaskDefinition."
            )
        for member in ("cpu", "memory", "memoryReservation"):
            if item.get(member, 0) < 0:
                raise InvalidParameterException(f"Invalid '{member}' setting for container '{name}'.")
        command = item.get("command")
        containers[name] = ContainerOverride(
            cpu=item.get("cpu"),
            memory=item.get("memory"),
            memory_reservation=item.get("memoryReservation"),
            command=None if command is None else tuple(command),
        )
    if launch_type == "FARGATE" and ("cpu" in document or "memory" in document):
        for message in size_faults({**definition.document, **document}):
            raise InvalidParameterException(message)
    return TaskOverride(
        cpu=size_in_units("cpu", document.get("cpu")),
        memory=size_in_units("memory", document.get("memory")),
        containers=containers,
        document=document,
    )


def _ephemeral_storage(definition: TaskDefinition, overrides: Document) -> int:
    for document in (overrides, definition.document):
        size = document.get("ephemeralStorage", {}).get("sizeInGiB")
        if size is not None:
            return int(size)
    return 20
