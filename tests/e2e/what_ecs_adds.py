"""What ECS adds to a task definition that is registered, as far as registrations at AWS have shown it.

Written from observed answers, apart from the code under test, which it is there to check.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

Document = dict[str, Any]

DOCKER = "com.amazonaws.ecs.capability.docker-remote-api."
LOG_DRIVER = "com.amazonaws.ecs.capability.logging-driver."
COM = "com.amazonaws.ecs.capability."
ECS = "ecs.capability."

# It is not known which of a container's settings ask for these versions of Docker's API.
UNCERTAIN_ATTRIBUTES = {f"{DOCKER}{version}" for version in ("1.17", "1.20", "1.22", "1.23", "1.32")}

CONTAINER_DEFAULTS: Document = {
    "cpu": 0,
    "essential": True,
    "portMappings": [],
    "environment": [],
    "mountPoints": [],
    "volumesFrom": [],
    "systemControls": [],
}
HEALTH_CHECK_DEFAULTS = {"interval": 30, "timeout": 5, "retries": 3}
FARGATE_SIZES = {
    256: {512, 1024, 2048},
    512: set(range(1024, 4097, 1024)),
    1024: set(range(2048, 8193, 1024)),
    2048: set(range(4096, 16385, 1024)),
    4096: set(range(8192, 30721, 1024)),
}


def what_ecs_adds(request: Document, *, revision: int) -> Document:
    """What DescribeTaskDefinition shows of ``request``, but for the time of the registration.

    ``requiresAttributes`` and ``compatibilities``, which have no order, are sets here.
    """
    shown = deepcopy(request)
    shown.pop("tags", None)
    shown["containerDefinitions"] = [_container(found, shown) for found in shown["containerDefinitions"]]
    shown["volumes"] = [_volume(volume) for volume in shown.get("volumes", [])]
    shown = {"placementConstraints": [], "enableFaultInjection": False} | shown
    for name in ("cpu", "memory"):
        if name in shown:
            shown[name] = _size(shown[name])
    return shown | {
        "taskDefinitionArn": f"arn:aws:ecs:us-east-1:123456789012:task-definition/{request['family']}:{revision}",
        "revision": revision,
        "status": "ACTIVE",
        "registeredBy": "arn:aws:iam::123456789012:root",
        "requiresAttributes": required_attributes(shown) - UNCERTAIN_ATTRIBUTES,
        "compatibilities": compatibilities(shown),
    }


def _container(container: Document, definition: Document) -> Document:
    shown = CONTAINER_DEFAULTS | container
    shown["portMappings"] = [_port_mapping(mapping, definition.get("networkMode")) for mapping in shown["portMappings"]]
    if "healthCheck" in shown:
        shown["healthCheck"] = HEALTH_CHECK_DEFAULTS | shown["healthCheck"]
    return shown


def _port_mapping(mapping: Document, network_mode: str | None) -> Document:
    shown = {"protocol": "tcp"} | mapping
    if "containerPort" in mapping and not mapping.get("hostPort"):
        shown["hostPort"] = mapping["containerPort"] if network_mode in ("awsvpc", "host") else 0
    return shown


def _volume(volume: Document) -> Document:
    return volume if len(volume) > 1 else volume | {"host": {}}


def _size(text: str) -> str:
    """``1 vcpu`` and ``2 gb`` as units and MiB."""
    number, unit = re.fullmatch(r"([\d.]+)\s*(vcpu|gb)?", text, re.IGNORECASE).groups()  # type: ignore[union-attr]
    return str(int(float(number) * 1024)) if unit else number


def compatibilities(definition: Document) -> set[str]:
    """The launch types that could run a definition as ECS shows it."""
    if definition.get("networkMode") != "awsvpc":
        return {"EC2", "EXTERNAL"}
    if any(name in definition for name in ("pidMode", "ipcMode", "proxyConfiguration")):
        return {"EC2"}
    fargate = int(definition.get("memory", 0)) in FARGATE_SIZES.get(int(definition.get("cpu", 0)), set())
    bound_to_a_host = any("dockerVolumeConfiguration" in volume for volume in definition["volumes"]) or any(
        need["type"] == "GPU" for c in definition["containerDefinitions"] for need in c.get("resourceRequirements", ())
    )
    return {"EC2", "MANAGED_INSTANCES"} | ({"FARGATE"} if fargate and not bound_to_a_host else set())


def required_attributes(definition: Document) -> set[str]:
    """The attributes that an instance must have to run a definition as ECS shows it."""
    network_mode = definition.get("networkMode")
    role = "taskRoleArn" in definition
    conditions = {
        f"{DOCKER}1.18": network_mode == "awsvpc",
        f"{ECS}task-eni": network_mode == "awsvpc",
        f"{COM}task-iam-role": role and network_mode != "host",
        f"{COM}task-iam-role-network-host": role and network_mode == "host",
        f"{ECS}pid-ipc-namespace-sharing": "pidMode" in definition or "ipcMode" in definition,
        f"{ECS}aws-appmesh": "proxyConfiguration" in definition,
        f"{ECS}extensible-ephemeral-storage": "ephemeralStorage" in definition,
    }
    found = {name for name, holds in conditions.items() if holds}
    for volume in definition["volumes"]:
        found |= _of_volume(volume)
    for container in definition["containerDefinitions"]:
        found |= _of_container(container, with_role="executionRoleArn" in definition)
    return found


def _of_volume(volume: Document) -> set[str]:
    if efs := volume.get("efsVolumeConfiguration"):
        encrypted = efs.get("transitEncryption") == "ENABLED" or "authorizationConfig" in efs
        return {f"{ECS}efs", f"{DOCKER}1.25"} | ({f"{ECS}efsAuth"} if encrypted else set())
    if docker := volume.get("dockerVolumeConfiguration"):
        plugin = {f"{ECS}docker-plugin.{docker['driver']}"} if "driver" in docker else set()
        return {f"{DOCKER}1.25"} | plugin
    return set()


def _of_container(container: Document, *, with_role: bool) -> set[str]:
    linux = container.get("linuxParameters", {})
    health_check = container.get("healthCheck")
    plain_health_check = bool(health_check) and "startPeriod" not in (health_check or {})
    from_ecr = ".dkr.ecr." in container["image"]
    firelens = container.get("firelensConfiguration", {})
    file_type = firelens.get("options", {}).get("config-file-type")
    log = container.get("logConfiguration", {})
    conditions = {
        f"{DOCKER}1.18": any(name in container for name in ("ulimits", "logConfiguration", "dockerLabels")),
        f"{DOCKER}1.21": "memoryReservation" in container or "@sha256:" in container["image"],
        f"{DOCKER}1.24": plain_health_check or bool(container.get("systemControls")),
        f"{DOCKER}1.25": "initProcessEnabled" in linux,
        f"{DOCKER}1.29": "startPeriod" in (health_check or {}),
        f"{COM}ecr-auth": from_ecr,
        f"{ECS}execution-role-ecr-pull": from_ecr and with_role,
        f"{COM}privileged-container": container.get("privileged", False),
        f"{ECS}env-files.s3": bool(container.get("environmentFiles")),
        f"{ECS}container-health-check": bool(health_check),
        f"{ECS}container-ordering": any(container.get(name) for name in ("dependsOn", "startTimeout", "stopTimeout")),
        f"{ECS}firelens.{firelens.get('type')}": bool(firelens),
        f"{ECS}firelens.options.config.{file_type}": file_type is not None,
    }
    found = {name for name, holds in conditions.items() if holds}
    found |= {f"{ECS}secrets.{_store(secret)}.environment-variables" for secret in container.get("secrets", [])}
    return found | (_of_log(log, with_role=with_role) if log else set())


def _of_log(log: Document, *, with_role: bool) -> set[str]:
    awslogs = log["logDriver"] == "awslogs"
    options = log.get("options", {})
    conditions = {
        f"{LOG_DRIVER}{log['logDriver']}": True,
        f"{DOCKER}1.19": awslogs,
        f"{ECS}execution-role-awslogs": awslogs and with_role,
        f"{DOCKER}1.28": awslogs and ("mode" in options or "max-buffer-size" in options),
        f"{DOCKER}1.29": awslogs and "awslogs-create-group" in options,
    }
    secrets = {f"{ECS}secrets.{_store(secret)}.bootstrap.log-driver" for secret in log.get("secretOptions", [])}
    return {name for name, holds in conditions.items() if holds} | secrets


def _store(secret: Document) -> str:
    """Secrets Manager is named by ARN only; all else is the Parameter Store's."""
    return "asm" if ":secretsmanager:" in secret["valueFrom"] else "ssm"
