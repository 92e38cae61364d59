"""What AWS Fargate can run: the sizes it has, and the rules on task definitions for it, in AWS's own words.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.ecs.required_attributes import is_in_ecr
from mock_ecs.api.ecs.task_definition_document import Rule, size_in_units
from mock_ecs.ecs.entities.task_definition import Document

SIZES: dict[int, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4097, 1024)),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16385, 1024)),
    4096: tuple(range(8192, 30721, 1024)),
    8192: tuple(range(16384, 61441, 4096)),
    16384: tuple(range(32768, 122881, 8192)),
    32768: (61440, 122880, 249856),
}
"""Memory in MiB by cpu units: what a Fargate task can be."""

WINDOWS_SIZES = (1024, 2048, 4096)
LOG_DRIVERS = ("awslogs", "splunk", "awsfirelens")
_CAPABILITIES = ("SYS_PTRACE",)
_LONGEST_STOP = 120


def fargate_faults(document: Document) -> Iterator[str]:
    """AWS's message for each reason why a task definition, completed or not, cannot run on Fargate."""
    for rule in _RULES:
        yield from rule(document)


def is_windows(document: Document) -> bool:
    """True for a task definition for Windows containers."""
    family: str = document.get("runtimePlatform", {}).get("operatingSystemFamily", "LINUX")
    return family.startswith("WINDOWS")


def size_faults(document: Document) -> Iterator[str]:
    """AWS's message for cpu or memory of a task that are lacking, or that Fargate does not have together."""
    lacking = [name for name in ("cpu", "memory") if not document.get(name)]
    for name in lacking:
        yield f"Fargate requires that '{name}' be defined at the task level."
    if lacking:
        return
    cpu, memory = size_in_units("cpu", document["cpu"]), size_in_units("memory", document["memory"])
    if memory not in SIZES.get(cpu or 0, ()) or (is_windows(document) and cpu not in WINDOWS_SIZES):
        yield (
            f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
            "See the Amazon ECS documentation for the valid values."
        )


def _network_mode(document: Document) -> Iterator[str]:
    if document.get("networkMode") != "awsvpc":
        yield "Fargate only supports network mode ‘awsvpc’."


def _unsupported(document: Document) -> Iterator[str]:
    for name in _unsupported_names(document):
        yield f"Fargate compatible task definitions do not support {name}"


def _unsupported_names(document: Document) -> Iterator[str]:
    for volume in document.get("volumes", ()):
        if "dockerVolumeConfiguration" in volume:
            yield "dockerVolumeConfiguration"
        if volume.get("host", {}).get("sourcePath"):
            yield "sourcePath"
    for container in document["containerDefinitions"]:
        linux = container.get("linuxParameters", {})
        for name in ("devices", "maxSwap", "sharedMemorySize"):
            if linux.get(name):
                yield name
        if container.get("dockerSecurityOptions"):
            yield "dockerSecurityOptions"
    if "ipcMode" in document:
        yield "ipcMode"
    if document.get("placementConstraints"):
        yield "constraints"


def _process_namespace(document: Document) -> Iterator[str]:
    if document.get("pidMode") == "host":
        yield (
            "Tasks using the Fargate launch type do not support pidMode 'host'. "
            "The supported value for pidMode is 'task'."
        )


def _privileges(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        if container.get("privileged"):
            yield "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level."
        for capability in container.get("linuxParameters", {}).get("capabilities", {}).get("add", ()):
            if capability not in _CAPABILITIES:
                yield f"{capability} is not allowed on Fargate."


def _gpus(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        if any(requirement["type"] == "GPU" for requirement in container.get("resourceRequirements", ())):
            yield "Tasks using the Fargate launch type do not support GPU resource requirements."


def _stop_timeout(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        if container.get("stopTimeout", 0) > _LONGEST_STOP:
            yield (
                "Tasks using the Fargate launch type must have a container stop timeout of less than "
                f"{_LONGEST_STOP} seconds."
            )


def _logs(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        logs = container.get("logConfiguration", {})
        driver = logs.get("logDriver")
        if driver is not None and driver not in LOG_DRIVERS:
            yield f"{driver} is not a valid log driver. Must be one of [{','.join(LOG_DRIVERS)}]"
        if driver == "awslogs" and "awslogs-stream-prefix" not in logs.get("options", {}):
            yield (
                "Fargate requires log configuration options to include awslogs-stream-prefix "
                "to support log driver awslogs."
            )
        if driver == "awslogs" and not document.get("executionRoleArn"):
            yield "Fargate requires task definition to have execution role ARN to support log driver awslogs."


def _images(document: Document) -> Iterator[str]:
    if not document.get("executionRoleArn") and any(is_in_ecr(c["image"]) for c in document["containerDefinitions"]):
        yield "Fargate requires task definition to have execution role ARN to support ECR images."


_RULES: tuple[Rule, ...] = (
    size_faults,
    _network_mode,
    _unsupported,
    _process_namespace,
    _privileges,
    _gpus,
    _stop_timeout,
    _logs,
    _images,
)
