"""What the agent of a current ECS-optimized AMI (Linux) tells of itself when it registers.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html
"""

from __future__ import annotations

from mock_ecs.ecs.entities.task_definition import Document

LATEST_AGENT = "1.98.0"
VERSION_INFO: Document = {
    "agentVersion": LATEST_AGENT,
    "agentHash": "b2b4d31a",
    "dockerVersion": "DockerVersion: 25.0.8",
}

_DOCKER = ("1.17", "1.18", "1.19", "1.20", "1.21", "1.22", "1.23", "1.24", "1.25", "1.28", "1.29", "1.30", "1.32")
_LOG_DRIVERS = ("json-file", "syslog", "awslogs", "fluentd", "none", "awsfirelens")
"""What ecs-init sets ECS_AVAILABLE_LOGGING_DRIVERS to, and FireLens, which needs no setting."""

_NAMES = (
    *(f"com.amazonaws.ecs.capability.docker-remote-api.{version}" for version in _DOCKER),
    *(f"com.amazonaws.ecs.capability.logging-driver.{driver}" for driver in _LOG_DRIVERS),
    "com.amazonaws.ecs.capability.privileged-container",
    "com.amazonaws.ecs.capability.ecr-auth",
    "com.amazonaws.ecs.capability.task-iam-role",
    "com.amazonaws.ecs.capability.task-iam-role-network-host",
    "ecs.capability.aws-appmesh",
    "ecs.capability.container-health-check",
    "ecs.capability.container-ordering",
    "ecs.capability.container-restart-policy",
    "ecs.capability.docker-plugin.local",
    "ecs.capability.ecr-endpoint",
    "ecs.capability.efs",
    "ecs.capability.efsAuth",
    "ecs.capability.env-files.s3",
    "ecs.capability.execute-command",
    "ecs.capability.execution-role-awslogs",
    "ecs.capability.execution-role-ecr-pull",
    "ecs.capability.fault-injection",
    "ecs.capability.firelens.fluentbit",
    "ecs.capability.firelens.fluentd",
    "ecs.capability.firelens.options.config.file",
    "ecs.capability.firelens.options.config.s3",
    "ecs.capability.full-sync",
    "ecs.capability.increased-task-cpu-limit",
    "ecs.capability.logging-driver.awsfirelens.log-driver-buffer-limit",
    "ecs.capability.network.container-port-range",
    "ecs.capability.pid-ipc-namespace-sharing",
    "ecs.capability.private-registry-authentication.secretsmanager",
    "ecs.capability.secrets.asm.bootstrap.log-driver",
    "ecs.capability.secrets.asm.environment-variables",
    "ecs.capability.secrets.ssm.bootstrap.log-driver",
    "ecs.capability.secrets.ssm.environment-variables",
    "ecs.capability.service-connect-v1",
    "ecs.capability.storage.ebs-task-volume-attach",
    "ecs.capability.storage.s3-files",
    "ecs.capability.task-cpu-mem-limit",
    "ecs.capability.task-eni",
    "ecs.capability.task-eni-block-instance-metadata",
    "ecs.capability.task-eni.ipv6",
)
_VALUED: dict[str, str | None] = {
    "ecs.capability.cni-plugin-version": "2025.05.0-1",
    "ecs.capability.branch-cni-plugin-version": "2025.05.0-1",
}
_TRUNKING = "ecs.capability.task-eni-trunking"
_GPU_DRIVER = "ecs.capability.nvidia-driver-version.570.133.20"


def capabilities(*, gpus: bool, trunking: bool) -> dict[str, str | None]:
    """The attributes that the agent reports, by name; ``trunking`` with branch interfaces for tasks."""
    more = [name for name, there in ((_TRUNKING, trunking), (_GPU_DRIVER, gpus)) if there]
    return dict.fromkeys((*_NAMES, *more)) | _VALUED
