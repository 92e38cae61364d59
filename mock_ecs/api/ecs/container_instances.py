"""The operations on container instances."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.pages import check_batch, paged
from mock_ecs.api.ecs.references import cluster_of, described_cluster_of, found_and_missing, resource_id
from mock_ecs.api.ecs.tags import tags_in, tags_out
from mock_ecs.api.members import known, moment
from mock_ecs.api.operation import operation
from mock_ecs.ecs import container_instances
from mock_ecs.ecs.container_instances import DEFAULT_CPU, DEFAULT_MEMORY, find_container_instance
from mock_ecs.ecs.entities.cluster import Cluster, ContainerInstance
from mock_ecs.ecs.entities.room import Port, Room
from mock_ecs.ecs.errors import InvalidParameterException
from mock_ecs.ecs.instance_sizes import RESERVED
from mock_ecs.ecs.placement.query import Query, QueryError, parse_query
from mock_ecs.ecs.refusals import container_instances as refusals
from mock_ecs.ecs.refusals.launches import EXPRESSION

_IDENTITY = ("instanceId", "availabilityZone", "instanceType", "architecture", "imageId")
"""What is read of an instance identity document."""

_PORT = re.compile("[0-9]{1,5}")
_PORTS = {"PORTS": "tcp", "PORTS_UDP": "udp"}
_RESERVED_MAXIMUM = 100


@operation("RegisterContainerInstance")
def register_container_instance(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    identity = _identity(request.get("instanceIdentityDocument"))
    for attribute in request.get("attributes", []):
        container_instances.check_attribute(attribute["name"], attribute.get("value"))
    tags = tags_in(request, InvalidParameterException)
    resources = {item.get("name"): item for item in request.get("totalResources", [])}
    _check_resources(resources)
    devices = [item["id"] for item in request.get("platformDevices", []) if item["type"] == "GPU"]
    if "containerInstanceArn" in request:
        instance = instance_of(cluster, request["containerInstanceArn"])
        container_instances.register_again(
            ctx.ecs,
            instance,
            room=_room(resources, instance.registered, devices),
            attributes=_built_in_again(ctx, identity, instance) | _attributes_in(request),
            version_info=request.get("versionInfo", instance.version_info),
            tags=tags,
        )
        return {"containerInstance": view(instance, include=("TAGS",))}
    slots = container_instances.interfaces_of_type(ctx.ecs, identity.get("instanceType", ""))
    before = Room(DEFAULT_CPU, DEFAULT_MEMORY, dict.fromkeys(RESERVED), interfaces=slots)
    room = _room(resources, before, devices)
    instance = container_instances.register_container_instance(
        ctx.ecs,
        cluster,
        room,
        ec2_instance_id=identity.get("instanceId", ""),
        attributes=_built_in(ctx, identity) | _attributes_in(request),
        version_info=request.get("versionInfo", {}),
        tags=tags,
    )
    return {"containerInstance": view(instance)}


@operation("DeregisterContainerInstance")
def deregister_container_instance(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    instance = instance_of(cluster, request["containerInstance"])
    container_instances.deregister_container_instance(ctx.ecs, instance, force=request.get("force", False))
    return {"containerInstance": view(instance)}


@operation("DescribeContainerInstances")
def describe_container_instances(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = described_cluster_of(ctx, request)
    check_batch("containerInstances", request["containerInstances"], maximum=100)
    kept = cluster.container_instances | cluster.inactive_instances
    found, failures = found_and_missing(ctx, cluster, "container-instance", request["containerInstances"], kept)
    include = request.get("include", ())
    return {"containerInstances": [view(instance, include=include) for instance in found], "failures": failures}


@operation("ListContainerInstances")
def list_container_instances(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    query = _query(request.get("filter"))
    cluster = described_cluster_of(ctx, request)
    status = request.get("status")
    arns = [
        instance.arn
        for instance in cluster.container_instances.values()
        if status in (None, instance.status) and (query is None or query.matches(instance))
    ]
    shown, more = paged(request, arns)
    return {"containerInstanceArns": shown, **more}


@operation("UpdateContainerInstancesState")
def update_container_instances_state(ctx: Context, request: dict[str, Any]) -> dict[str, Any]:
    cluster = cluster_of(ctx, request)
    status = request["status"]
    if status not in ("ACTIVE", "DRAINING"):
        raise refusals.STATUS()
    check_batch("containerInstances", request["containerInstances"], maximum=10)
    found, failures = found_and_missing(
        ctx, cluster, "container-instance", request["containerInstances"], cluster.container_instances
    )
    for instance in found:
        container_instances.set_container_instance_status(ctx.ecs, instance, status)
    return {"containerInstances": [view(instance) for instance in found], "failures": failures}


def _query(text: str | None) -> Query | None:
    """The query of a filter; raises InvalidParameterException for one that cannot be read."""
    try:
        return parse_query(text) if text else None
    except QueryError as error:
        raise EXPRESSION(expression=text, why=error) from None


def view(instance: ContainerInstance, *, include: Sequence[str] = ()) -> dict[str, Any]:
    """The container instance as it is shown; its tags and its health only with ``include``."""
    health = {"healthStatus": _health(instance)} if "CONTAINER_INSTANCE_HEALTH" in include else {}
    shown = {
        "containerInstanceArn": instance.arn,
        "ec2InstanceId": instance.ec2_instance_id,
        "capacityProviderName": instance.capacity_provider,
        "version": instance.version,
        "versionInfo": instance.version_info,
        "remainingResources": _resources(instance.room, instance.registered),
        "registeredResources": _resources(instance.registered, instance.registered),
        "status": instance.status,
        "agentConnected": instance.agent_connected,
        "runningTasksCount": instance.counts.running,
        "pendingTasksCount": instance.counts.pending,
        "agentUpdateStatus": instance.agent_update_status,
        "attributes": [
            {"name": name} if value is None else {"name": name, "value": value}
            for name, value in instance.attributes.items()
        ],
        "registeredAt": moment(instance.registered_at),
        "attachments": [],
        "tags": tags_out(instance.tags) if "TAGS" in include else [],
        **health,
    }
    return known(shown)


def _health(instance: ContainerInstance) -> dict[str, Any]:
    status = "OK" if instance.agent_connected else "INSUFFICIENT_DATA"
    since = moment(instance.agent_seen_at or instance.registered_at)
    kinds = ("CONTAINER_RUNTIME", "ACCELERATED_COMPUTE") if instance.registered.gpus else ("CONTAINER_RUNTIME",)
    details = [{"type": kind, "status": status, "lastUpdated": since, "lastStatusChange": since} for kind in kinds]
    return {"overallStatus": status, "details": details}


def _resources(room: Room, registered: Room) -> list[dict[str, Any]]:
    def ports(protocol: str) -> list[str]:
        return [str(number) for kind, number in room.ports if kind == protocol]

    shown = [
        # An agent that comes back with less than its tasks take has nothing left, not less than that.
        _resource("CPU", max(room.cpu, 0)),
        _resource("MEMORY", max(room.memory, 0)),
        _resource("PORTS", ports("tcp")),
        _resource("PORTS_UDP", ports("udp")),
    ]
    if registered.gpus:
        shown.append(_resource("GPU", [name for name in registered.gpus if name in room.gpus]))
    return shown


def _resource(name: str, value: int | list[str]) -> dict[str, Any]:
    whole = isinstance(value, int)
    shown = {
        "name": name,
        "type": "INTEGER" if whole else "STRINGSET",
        "doubleValue": 0.0,
        "longValue": 0,
        "integerValue": value if whole else 0,
    }
    return shown if whole else {**shown, "stringSetValue": value}


def instance_of(cluster: Cluster, reference: str) -> ContainerInstance:
    """The container instance that an id or an ARN names; raises InvalidParameterException when there is none."""
    return find_container_instance(cluster, resource_id("container-instance", reference, cluster))


def _check_resources(resources: dict[str, dict[str, Any]]) -> None:
    """Raise InvalidParameterException for sizes and ports that an instance cannot have."""
    for name in ("CPU", "MEMORY"):
        if resources.get(name, {}).get("integerValue", 0) < 0:
            raise refusals.NEGATIVE(name=name)
    count = 0
    for name in _PORTS:
        for value in resources.get(name, {}).get("stringSetValue", []):
            count += 1
            if not _PORT.fullmatch(value) or int(value) > 65535:
                raise refusals.PORT(name=name, value=value)
    if count > _RESERVED_MAXIMUM:
        raise refusals.TOO_MANY_PORTS(maximum=_RESERVED_MAXIMUM)


def _room(resources: dict[str, dict[str, Any]], before: Room, devices: Sequence[str]) -> Room:
    """What ``resources`` say, or ``devices`` of GPUs, and ``before`` where they say nothing."""
    gpus = resources["GPU"].get("stringSetValue", []) if "GPU" in resources else devices or before.gpus
    ports: list[Port] = []
    for name, protocol in _PORTS.items():
        if name in resources:
            ports += [(protocol, int(value)) for value in resources[name].get("stringSetValue", [])]
        else:
            ports += [port for port in before.ports if port[0] == protocol]
    return Room(
        cpu=resources.get("CPU", {}).get("integerValue", before.cpu),
        memory=resources.get("MEMORY", {}).get("integerValue", before.memory),
        ports=dict.fromkeys(ports),
        gpus=dict.fromkeys(gpus),
        interfaces=before.interfaces,
    )


def _identity(text: str | None) -> dict[str, Any]:
    """The instance identity document: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html"""
    if not text:
        return {}
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not all(isinstance(document.get(name, ""), str) for name in _IDENTITY):
        raise refusals.IDENTITY()
    return document


def _attributes_in(request: dict[str, Any]) -> dict[str, str | None]:
    return {item["name"]: item.get("value") for item in request.get("attributes", [])}


def _built_in_again(ctx: Context, identity: dict[str, Any], instance: ContainerInstance) -> dict[str, str | None]:
    """What ECS knows of an instance that is registered again, perhaps without telling of itself."""
    built_in = _built_in(ctx, identity)
    if identity:
        return built_in
    return {name: instance.attributes.get(name, value) for name, value in built_in.items()}


def _built_in(ctx: Context, identity: dict[str, Any]) -> dict[str, str | None]:
    return {
        "ecs.availability-zone": identity.get("availabilityZone", f"{ctx.scope.region}a"),
        "ecs.instance-type": identity.get("instanceType", "m5.large"),
        "ecs.os-type": "linux",
        "ecs.cpu-architecture": identity.get("architecture", "x86_64"),
        "ecs.ami-id": identity.get("imageId", "ami-00000000000000000"),
    }
