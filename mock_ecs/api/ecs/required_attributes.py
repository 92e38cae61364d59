"""``requiresAttributes`` of a task definition: what a container instance must be able to do, as a table.

The conditions are those that the answers of AWS show, and the capabilities that the container agent reports:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-attributes.html
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mock_ecs.ecs.entities.task_definition import Document

Condition = Callable[[Document, Document], bool]
"""Takes the task definition and one of its containers."""

P = "com.amazonaws.ecs.capability."
E = "ecs.capability."

_ECR = re.compile(r"\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.")


def _log(container: Document) -> Document:
    found: Document = container.get("logConfiguration", {})
    return found


def _option(container: Document, *names: str) -> bool:
    options = _log(container).get("options", {})
    return _log(container).get("logDriver") == "awslogs" and any(name in options for name in names)


def _linux(container: Document, *names: str) -> bool:
    return any(name in container.get("linuxParameters", {}) for name in names)


def _plain_health_check(container: Document) -> bool:
    """A health check without a start period, which needs a newer Docker."""
    return "healthCheck" in container and "startPeriod" not in container["healthCheck"]


def is_in_ecr(image: str) -> bool:
    """True for an image in a private registry of Amazon ECR."""
    return _ECR.match(image) is not None


def _secret_sources(references: list[Document]) -> set[str]:
    """``asm`` (Secrets Manager) and ``ssm`` (Parameter Store), as far as ``references`` name them."""
    return {"asm" if ":secretsmanager:" in reference["valueFrom"] else "ssm" for reference in references}


_BASE = ("user", "disableNetworking", "dnsServers", "privileged", "readonlyRootFilesystem")

_CONTAINER: tuple[tuple[str, Condition], ...] = (
    (f"{P}docker-remote-api.1.17", lambda d, c: any(name in c for name in _BASE)),
    (f"{P}docker-remote-api.1.18", lambda d, c: any(n in c for n in ("ulimits", "logConfiguration", "dockerLabels"))),
    (f"{P}docker-remote-api.1.19", lambda d, c: _log(c).get("logDriver") == "awslogs"),
    (f"{P}docker-remote-api.1.20", lambda d, c: _log(c).get("logDriver") == "gelf"),
    (f"{P}docker-remote-api.1.21", lambda d, c: "memoryReservation" in c or "@sha256:" in c["image"]),
    (
        f"{P}docker-remote-api.1.22",
        lambda d, c: _log(c).get("logDriver") == "splunk" or _linux(c, "sharedMemorySize"),
    ),
    (f"{P}docker-remote-api.1.24", lambda d, c: _plain_health_check(c) or bool(c.get("systemControls"))),
    (f"{P}docker-remote-api.1.25", lambda d, c: _linux(c, "initProcessEnabled")),
    (f"{P}docker-remote-api.1.28", lambda d, c: _option(c, "mode", "max-buffer-size")),
    (
        f"{P}docker-remote-api.1.29",
        lambda d, c: _option(c, "awslogs-create-group") or "startPeriod" in c.get("healthCheck", {}),
    ),
    (f"{P}docker-remote-api.1.32", lambda d, c: _linux(c, "maxSwap", "swappiness")),
    (f"{P}ecr-auth", lambda d, c: is_in_ecr(c["image"])),
    (f"{E}execution-role-ecr-pull", lambda d, c: is_in_ecr(c["image"]) and "executionRoleArn" in d),
    (f"{E}execution-role-awslogs", lambda d, c: _log(c).get("logDriver") == "awslogs" and "executionRoleArn" in d),
    (f"{E}secrets.ssm.environment-variables", lambda d, c: "ssm" in _secret_sources(c.get("secrets", []))),
    (f"{E}secrets.asm.environment-variables", lambda d, c: "asm" in _secret_sources(c.get("secrets", []))),
    (f"{E}secrets.ssm.bootstrap.log-driver", lambda d, c: "ssm" in _secret_sources(_log(c).get("secretOptions", []))),
    (f"{E}secrets.asm.bootstrap.log-driver", lambda d, c: "asm" in _secret_sources(_log(c).get("secretOptions", []))),
    (f"{E}env-files.s3", lambda d, c: bool(c.get("environmentFiles"))),
    (f"{E}private-registry-authentication.secretsmanager", lambda d, c: "repositoryCredentials" in c),
    (f"{E}container-health-check", lambda d, c: "healthCheck" in c),
    (
        f"{E}container-ordering",
        lambda d, c: bool(c.get("dependsOn")) or "startTimeout" in c or "stopTimeout" in c,
    ),
    (f"{E}firelens.fluentd", lambda d, c: c.get("firelensConfiguration", {}).get("type") == "fluentd"),
    (f"{E}firelens.fluentbit", lambda d, c: c.get("firelensConfiguration", {}).get("type") == "fluentbit"),
    (f"{E}firelens.options.config.file", lambda d, c: _firelens_file(c) == "file"),
    (f"{E}firelens.options.config.s3", lambda d, c: _firelens_file(c) == "s3"),
    (f"{P}privileged-container", lambda d, c: bool(c.get("privileged"))),
    (f"{E}network.container-port-range", lambda d, c: any("containerPortRange" in m for m in c["portMappings"])),
    (f"{E}container-restart-policy", lambda d, c: bool(c.get("restartPolicy", {}).get("enabled"))),
    (f"{E}gmsa", lambda d, c: _credential_spec(c, "credentialspec:")),
    (f"{E}gmsa-domainless", lambda d, c: _credential_spec(c, "credentialspecdomainless:")),
)

_TASK: tuple[tuple[str, Callable[[Document], bool]], ...] = (
    (f"{P}docker-remote-api.1.18", lambda d: d.get("networkMode") == "awsvpc"),
    (f"{P}docker-remote-api.1.25", lambda d: _volumes(d, "efsVolumeConfiguration", "dockerVolumeConfiguration")),
    (f"{P}task-iam-role", lambda d: "taskRoleArn" in d and d.get("networkMode") != "host"),
    (f"{P}task-iam-role-network-host", lambda d: "taskRoleArn" in d and d.get("networkMode") == "host"),
    (f"{E}task-eni", lambda d: d.get("networkMode") == "awsvpc"),
    (f"{E}pid-ipc-namespace-sharing", lambda d: "pidMode" in d or "ipcMode" in d),
    (f"{E}aws-appmesh", lambda d: "proxyConfiguration" in d),
    (f"{E}efs", lambda d: _volumes(d, "efsVolumeConfiguration")),
    (f"{E}efsAuth", lambda d: any(_is_authorized(volume) for volume in d["volumes"])),
    (f"{E}fsxWindowsFileServer", lambda d: _volumes(d, "fsxWindowsFileServerVolumeConfiguration")),
    (f"{E}extensible-ephemeral-storage", lambda d: "ephemeralStorage" in d),
    (f"{E}storage.ebs-task-volume-attach", lambda d: any(volume.get("configuredAtLaunch") for volume in d["volumes"])),
    (f"{E}storage.s3-files", lambda d: _volumes(d, "s3filesVolumeConfiguration")),
    (f"{E}fault-injection", lambda d: bool(d.get("enableFaultInjection"))),
)


def required_attributes(document: Document) -> tuple[str, ...]:
    """The names of all attributes that a completed document needs, each once."""
    containers = document["containerDefinitions"]
    names = [name for container in containers for name, holds in _CONTAINER if holds(document, container)]
    names += [f"{P}logging-driver.{_log(c)['logDriver']}" for c in containers if "logDriver" in _log(c)]
    names += [name for name, holds in _TASK if holds(document)]
    drivers = [volume.get("dockerVolumeConfiguration", {}).get("driver") for volume in document["volumes"]]
    names += [f"{E}docker-plugin.{driver}" for driver in drivers if driver]
    return tuple(dict.fromkeys(names))


def _volumes(document: Document, *kinds: str) -> bool:
    return any(kind in volume for volume in document["volumes"] for kind in kinds)


def _is_authorized(volume: Document) -> bool:
    efs = volume.get("efsVolumeConfiguration", {})
    return efs.get("transitEncryption") == "ENABLED" or "authorizationConfig" in efs


def _firelens_file(container: Document) -> str | None:
    found: str | None = container.get("firelensConfiguration", {}).get("options", {}).get("config-file-type")
    return found


def _credential_spec(container: Document, prefix: str) -> bool:
    return any(spec.startswith(prefix) for spec in container.get("credentialSpecs", []))
