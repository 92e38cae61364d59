"""Tasks and their containers as they are shown.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_ecs.api.ecs.tags import tags_out
from mock_ecs.api.members import known, moment, present
from mock_ecs.ecs.entities.cluster import Task
from mock_ecs.ecs.entities.container import Attachment, Container, NetworkBinding
from mock_ecs.ecs.entities.launch import Launch

_ARCHITECTURES = {"X86_64": "x86_64", "ARM64": "arm64"}


def view(task: Task, *, include: Sequence[str] = ()) -> dict[str, Any]:
    """The task as it is shown; its tags only with ``include`` TAGS."""
    launch, definition, instance = task.launch, task.definition, task.container_instance
    cpu, memory = launch.overrides.cpu or definition.cpu, launch.overrides.memory or definition.memory
    shown = {
        "attachments": [_attachment(task.attachment)] if task.attachment else [],
        "attributes": _attributes(task),
        "availabilityZone": task.availability_zone or None,
        "capacityProviderName": task.capacity_provider,
        "clusterArn": task.cluster.arn,
        "connectivity": "CONNECTED" if task.connectivity_at is not None else None,
        "containerInstanceArn": instance.arn if instance else None,
        "containers": [_container(task, container) for container in task.containers],
        "cpu": str(cpu if cpu is not None else task.needs.cpu if task.needs else 0),
        "desiredStatus": task.desired_status,
        "enableExecuteCommand": launch.enable_execute_command,
        "group": launch.group,
        "healthStatus": task.health_status,
        "lastStatus": task.last_status,
        "launchType": launch.launch_type,
        "memory": str(memory if memory is not None else task.needs.memory if task.needs else 0),
        "overrides": _overrides(task),
        "startedBy": launch.started_by,
        "stopCode": task.stop_code,
        "stoppedReason": task.stopped_reason,
        "tags": tags_out(task.tags) if "TAGS" in include else [],
        "taskArn": task.arn,
        "taskDefinitionArn": definition.arn,
        "version": task.version,
        **_times(task),
        **_platform(launch),
    }
    return known(shown)


def platform_family(operating_system_family: str) -> str:
    """``Linux``, or the Windows family as it was given."""
    return "Linux" if operating_system_family == "LINUX" else operating_system_family


def _times(task: Task) -> dict[str, float | None]:
    return {
        "connectivityAt": moment(task.connectivity_at),
        "createdAt": moment(task.created_at),
        "executionStoppedAt": moment(task.execution_stopped_at),
        "pullStartedAt": moment(task.pull_started_at),
        "pullStoppedAt": moment(task.pull_stopped_at),
        "startedAt": moment(task.started_at),
        "stoppedAt": moment(task.stopped_at),
        "stoppingAt": moment(task.stopping_at),
    }


def _platform(launch: Launch) -> dict[str, Any]:
    """What only tasks on Fargate have."""
    if launch.platform_version is None:
        return {}
    return {
        "platformVersion": launch.platform_version,
        "platformFamily": platform_family(launch.definition.operating_system_family),
        "ephemeralStorage": {"sizeInGiB": launch.ephemeral_storage_gib},
        "fargateEphemeralStorage": {"sizeInGiB": launch.ephemeral_storage_gib},
    }


def _attachment(attachment: Attachment) -> dict[str, Any]:
    details = [{"name": "subnetId", "value": attachment.subnet.id}]
    interface = attachment.interface
    if interface is not None:
        details += [
            {"name": "networkInterfaceId", "value": interface.id},
            {"name": "macAddress", "value": interface.mac_address},
            {"name": "privateDnsName", "value": interface.private_dns_name},
            {"name": "privateIPv4Address", "value": interface.private_ip},
        ]
    return {
        "id": attachment.id,
        "type": "ElasticNetworkInterface",
        "status": attachment.status,
        "details": details,
    }


def _attributes(task: Task) -> list[dict[str, str]]:
    if task.container_instance is not None:
        return []
    platform = task.definition.document.get("runtimePlatform", {})
    architecture = _ARCHITECTURES[platform.get("cpuArchitecture", "X86_64")]
    return [{"name": "ecs.cpu-architecture", "value": architecture}]


def _container(task: Task, container: Container) -> dict[str, Any]:
    definition = container.definition
    override = task.launch.overrides.containers.get(definition.name)
    memory = (override.memory if override else None) or definition.memory
    reservation = (override.memory_reservation if override else None) or definition.memory_reservation
    cpu = override.cpu if override and override.cpu is not None else definition.cpu
    shown: dict[str, Any] = {
        "containerArn": f"{task.arn.replace(':task/', ':container/')}/{container.id}",
        "taskArn": task.arn,
        "name": definition.name,
        "image": definition.image,
        "imageDigest": container.image_digest,
        "runtimeId": container.runtime_id,
        "lastStatus": container.last_status,
        "exitCode": container.exit_code,
        "reason": container.reason,
        "networkBindings": [_binding(binding) for binding in container.network_bindings],
        "networkInterfaces": _interfaces(task),
        "healthStatus": container.health_status,
        "cpu": str(cpu),
        "memory": None if memory is None else str(memory),
        "memoryReservation": None if reservation is None else str(reservation),
    }
    if container.gpus:
        shown["gpuIds"] = list(container.gpus)
    if task.launch.enable_execute_command:
        shown["managedAgents"] = [_execute_command_agent(task, container)]
    return known(shown)


def _binding(binding: NetworkBinding) -> dict[str, Any]:
    if binding.is_range:
        more = binding.length - 1
        return {
            "bindIP": "0.0.0.0",
            "containerPortRange": f"{binding.container_port}-{binding.container_port + more}",
            "hostPortRange": f"{binding.host_port}-{binding.host_port + more}",
            "protocol": binding.protocol,
        }
    return {
        "bindIP": "0.0.0.0",
        "containerPort": binding.container_port,
        "hostPort": binding.host_port,
        "protocol": binding.protocol,
    }


def _interfaces(task: Task) -> list[dict[str, str]]:
    attachment = task.attachment
    if attachment is None or attachment.interface is None:
        return []
    return [{"attachmentId": attachment.id, "privateIpv4Address": attachment.interface.private_ip}]


def _execute_command_agent(task: Task, container: Container) -> dict[str, Any]:
    started = moment(task.started_at) if container.last_status == "RUNNING" else None
    return present(name="ExecuteCommandAgent", lastStatus=container.last_status, lastStartedAt=started)


def _overrides(task: Task) -> dict[str, Any]:
    """What was overridden, with an entry for every container, even where nothing was."""
    document = task.launch.overrides.document
    named = {item.get("name"): item for item in document.get("containerOverrides", ())}
    containers = [
        named.get(container.definition.name, {"name": container.definition.name}) for container in task.containers
    ]
    return {"inferenceAcceleratorOverrides": [], **document, "containerOverrides": containers}
