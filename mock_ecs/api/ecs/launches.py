"""What RunTask, StartTask, CreateService and UpdateService say of the tasks to launch, checked and resolved.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
"""

from __future__ import annotations

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.capacity_providers import launch_type_of, strategy_of
from mock_ecs.api.ecs.fargate_rules import size_faults
from mock_ecs.api.ecs.launch_rules import MOST_CONSTRAINTS, launch_type_findings
from mock_ecs.api.ecs.neighbour_checks import check_images, check_networks, check_roles
from mock_ecs.api.ecs.platforms import platform_of
from mock_ecs.api.ecs.task_definition_document import environment_of, gpus_in, size_in_units
from mock_ecs.api.ecs.volume_configuration_rules import volume_findings
from mock_ecs.api.faults import judge
from mock_ecs.ecs import errors
from mock_ecs.ecs.entities.cluster import Cluster
from mock_ecs.ecs.entities.launch import (
    ContainerOverride,
    Launch,
    NetworkConfiguration,
    PlacementStrategy,
    TaskOverride,
)
from mock_ecs.ecs.entities.load_balancer import LoadBalancer, ServiceRegistry
from mock_ecs.ecs.entities.task_definition import Document, TaskDefinition
from mock_ecs.ecs.refusals.launches import (
    LAUNCH_TYPE_NOT_SUPPORTED,
    NETWORK_CONFIGURATION_MISSING,
    NETWORK_CONFIGURATION_UNEXPECTED,
    OVERRIDE_SIZE,
    OVERRIDE_UNKNOWN_CONTAINER,
    TOO_MANY_CONSTRAINTS,
)
from mock_ecs.ecs.task_definitions import usable_task_definition


def launch_of(ctx: Context, cluster: Cluster, request: Document, *, before: Launch | None = None) -> Launch:
    """The launch that ``request``, which its own rules have passed, describes; its task definition must be ACTIVE.

    What it shares with the launch ``before`` it is in use, and not looked for again: it may be gone. A request
    that names no task definition goes on with the one in use.

    Raises ClientException or InvalidParameterException, in AWS's words, for what AWS refuses.
    """
    definition = _definition_of(ctx, request, before)
    strategy = strategy_of(ctx, cluster, request, request.get("launchType"))
    launch_type = _launch_type(
        definition, launch_type_of(ctx, strategy) if strategy else request.get("launchType", "EC2")
    )
    network = network_of(definition, request.get("networkConfiguration"))
    given = request.get("overrides", {})
    judge(ctx, launch_type_findings(request, launch_type), errors)
    platform = platform_of(definition, launch_type, request.get("platformVersion"), given)
    if len(_constraints(definition, request)) > MOST_CONSTRAINTS:
        raise TOO_MANY_CONSTRAINTS()
    judge(ctx, volume_findings(definition, request), errors)
    overrides = _overrides_of(definition, given, launch_type)
    _check_what_is_new(ctx, definition, network, overrides, before)
    return Launch(
        definition=definition,
        launch_type=launch_type,
        group=request.get("group") or f"family:{definition.family}",
        started_by=request.get("startedBy"),
        capacity_provider_strategy=strategy,
        platform_version=platform,
        network=network,
        placement_constraints=tuple(request.get("placementConstraints", ())),
        placement_strategy=tuple(placement_strategy(item) for item in request.get("placementStrategy", ())),
        overrides=overrides,
        enable_execute_command=request.get("enableExecuteCommand", False),
        ephemeral_storage_gib=_ephemeral_storage(definition, given),
        load_balancers=tuple(_load_balancer(entry) for entry in request.get("loadBalancers", ())),
        service_registries=tuple(_registry(entry) for entry in request.get("serviceRegistries", ())),
        service_connect=request.get("serviceConnectConfiguration", {}).get("enabled", False),
    )


def network_of(definition: TaskDefinition, configuration: Document | None) -> NetworkConfiguration | None:
    """The network configuration, which network mode awsvpc must have and no other may."""
    awsvpc = (configuration or {}).get("awsvpcConfiguration")
    if definition.network_mode != "awsvpc":
        if awsvpc is not None:
            raise NETWORK_CONFIGURATION_UNEXPECTED()
        return None
    if awsvpc is None:
        raise NETWORK_CONFIGURATION_MISSING()
    return NetworkConfiguration(
        subnets=tuple(awsvpc["subnets"]),
        security_groups=tuple(awsvpc.get("securityGroups", ())),
        assign_public_ip=awsvpc.get("assignPublicIp") == "ENABLED",
        document={"awsvpcConfiguration": {"securityGroups": [], "assignPublicIp": "DISABLED", **awsvpc}},
    )


def placement_strategy(item: Document) -> PlacementStrategy:
    """One strategy of a request; fields are kept as AWS shows them (``CPU``, ``instanceId``)."""
    kind, field = item["type"], item.get("field", "")
    if kind == "binpack":
        field = field.upper()
    elif kind == "spread" and field.lower() in ("host", "instanceid"):
        field = "instanceId"
    return PlacementStrategy(kind, field)


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


def _launch_type(definition: TaskDefinition, launch_type: str) -> str:
    if launch_type not in definition.compatibilities:
        raise LAUNCH_TYPE_NOT_SUPPORTED(launch_type=launch_type)
    return launch_type


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
        check_images(ctx, definition)


def _constraints(definition: TaskDefinition, request: Document) -> list[Document]:
    return [*request.get("placementConstraints", ()), *definition.document["placementConstraints"]]


def _overrides_of(definition: TaskDefinition, document: Document, launch_type: str) -> TaskOverride:
    containers = {}
    for item in document.get("containerOverrides", ()):
        name = item.get("name", "")
        if definition.container(name) is None:
            raise OVERRIDE_UNKNOWN_CONTAINER(container=name)
        command = item.get("command")
        containers[name] = ContainerOverride(
            cpu=item.get("cpu"),
            memory=item.get("memory"),
            memory_reservation=item.get("memoryReservation"),
            command=None if command is None else tuple(command),
            gpus=gpus_in(item),
            environment=environment_of(item),
        )
    cpu, memory = size_in_units("cpu", document.get("cpu")), size_in_units("memory", document.get("memory"))
    resized = {**definition.document, **document}
    if launch_type == "FARGATE" and (cpu or memory) and any(True for _ in size_faults(resized)):
        raise OVERRIDE_SIZE(cpu=cpu or definition.cpu, memory=memory or definition.memory)
    return TaskOverride(cpu=cpu, memory=memory, containers=containers, document=document)


def _load_balancer(entry: Document) -> LoadBalancer:
    classic = entry.get("loadBalancerName", "")
    name = classic or entry.get("targetGroupArn", "")
    return LoadBalancer(name, entry.get("containerName", ""), entry.get("containerPort", 0), classic=bool(classic))


def _registry(entry: Document) -> ServiceRegistry:
    port = entry.get("port", entry.get("containerPort"))
    return ServiceRegistry(entry.get("registryArn", ""), entry.get("containerName", ""), port)


def _ephemeral_storage(definition: TaskDefinition, overrides: Document) -> int:
    for document in (overrides, definition.document):
        size = document.get("ephemeralStorage", {}).get("sizeInGiB")
        if size is not None:
            return int(size)
    return 20
