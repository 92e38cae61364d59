"""The rules on a task definition that span several of its members, each with AWS's own words.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.compatibilities import is_fargate_size
from mock_ecs.api.ecs.required_attributes import is_in_ecr
from mock_ecs.api.ecs.task_definition_document import size_in_units
from mock_ecs.aws.arn import parse_arn
from mock_ecs.ecs.errors import ClientException
from mock_ecs.schema import first_fault

Document = dict[str, Any]
Rule = Callable[[Document], Iterator[str]]
"""Yields AWS's message for each place where a document breaks the rule."""

FARGATE_LOG_DRIVERS = ("awslogs", "splunk", "awsfirelens")
_AWSLOGS_OPTIONS = ("awslogs-region", "awslogs-group")


def check_task_definition(ctx: Context, document: Document) -> None:
    """Raise ClientException for the first rule that the request breaks: first the schema's, then those below."""
    fault = first_fault("ecs/task_definition", document)
    if fault is not None:
        raise ClientException(fault.message)
    for message in _secrets_of_another_account(ctx, document):
        raise ClientException(message)
    for rule in _RULES + (_FARGATE_RULES if "FARGATE" in document.get("requiresCompatibilities", ()) else ()):
        for message in rule(document):
            raise ClientException(message)


def _unique_names(document: Document) -> Iterator[str]:
    names = [container["name"] for container in document["containerDefinitions"]]
    if len(set(names)) != len(names):
        yield "Container names must be unique within a task definition."


def _one_essential(document: Document) -> Iterator[str]:
    if not any(container.get("essential", True) for container in document["containerDefinitions"]):
        yield "Task definition doesn't have any essential container"


def _container_memory(document: Document) -> Iterator[str]:
    task_memory = size_in_units("memory", document.get("memory"))
    for container in document["containerDefinitions"]:
        name, memory, reservation = container["name"], container.get("memory"), container.get("memoryReservation")
        if task_memory is None and not memory and not reservation:
            yield (
                f"Invalid setting for container '{name}'. "
                "At least one of 'memory' or 'memoryReservation' must be specified."
            )
        if memory and reservation and memory < reservation:
            yield (
                f"Invalid setting for container '{name}'. "
                "'memory' must be greater than or equal to 'memoryReservation'."
            )
        if task_memory is not None and memory and memory > task_memory:
            yield f"The 'memory' setting for container '{name}' is greater than for the task."


def _sum_of_cpu(document: Document) -> Iterator[str]:
    task_cpu = size_in_units("cpu", document.get("cpu"))
    total = sum(container.get("cpu", 0) for container in document["containerDefinitions"])
    if task_cpu is not None and total > task_cpu:
        yield "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."


def _host_ports(document: Document) -> Iterator[str]:
    mode = document.get("networkMode")
    if mode not in ("awsvpc", "host"):
        return
    for container in document["containerDefinitions"]:
        for mapping in container.get("portMappings", ()):
            if mapping.get("hostPort", 0) not in (0, mapping.get("containerPort")):
                yield f"When networkMode={mode}, the host ports and container ports in port mappings must match."


def _volumes_exist(document: Document) -> Iterator[str]:
    volumes = {volume.get("name") for volume in document.get("volumes", ())}
    for container in document["containerDefinitions"]:
        for mount in container.get("mountPoints", ()):
            if mount.get("sourceVolume") not in volumes:
                yield f"Unknown volume '{mount.get('sourceVolume')}'."


def _containers_exist(document: Document) -> Iterator[str]:
    names = {container["name"] for container in document["containerDefinitions"]}
    for container in document["containerDefinitions"]:
        for source in container.get("volumesFrom", ()):
            if source.get("sourceContainer") not in names:
                yield f"Invalid 'volumesFrom' setting. Unknown container: '{source.get('sourceContainer')}'."
        for dependency in container.get("dependsOn", ()):
            if dependency["containerName"] not in names:
                yield f"Cannot depend on container + '{dependency['containerName']}' because it does not exist"


def _secrets(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        secrets = container.get("secrets", ())
        variables = {variable.get("name") for variable in container.get("environment", ())}
        for secret in secrets:
            if secret["name"] in variables:
                yield (
                    "The secret name must be unique and not shared with any new or existing environment variables "
                    f"set on the container, such as '{secret['name']}'."
                )
        if (secrets or container.get("logConfiguration", {}).get("secretOptions")) and not document.get(
            "executionRoleArn"
        ):
            yield "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."


def _secrets_of_another_account(ctx: Context, document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        for secret in container.get("secrets", ()):
            arn = parse_arn(secret["valueFrom"])
            if arn is not None and arn.service == "ssm" and arn.account != ctx.scope.account:
                yield (
                    "The Systems Manager parameter ARN has a different account ID than the current account. "
                    f"The current account ID is {ctx.scope.account} and the ARN account ID is {arn.account}. "
                    "Cross-account access for ARNs is not currently supported."
                )


def _awslogs_options(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        logs = container.get("logConfiguration", {})
        lacking = [name for name in _AWSLOGS_OPTIONS if name not in logs.get("options", {})]
        if logs.get("logDriver") == "awslogs" and lacking:
            yield f"Log driver awslogs requires options: {', '.join(lacking)}"


def _ephemeral_storage(document: Document) -> Iterator[str]:
    size = document.get("ephemeralStorage", {}).get("sizeInGiB")
    if size is not None and size < 21:
        yield "EphemeralStorage size should be at least 21"
    if size is not None and size > 200:
        yield "EphemeralStorage size should be at most 200"


def _fargate_size(document: Document) -> Iterator[str]:
    for name in ("cpu", "memory"):
        if not document.get(name):
            yield f"Fargate requires that '{name}' be defined at the task level."
    cpu, memory = size_in_units("cpu", document["cpu"]), size_in_units("memory", document["memory"])
    if not is_fargate_size({**document, "cpu": cpu, "memory": memory}):
        yield (
            f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
            "See the Amazon ECS documentation for the valid values."
        )


def _fargate_network_mode(document: Document) -> Iterator[str]:
    if document.get("networkMode") != "awsvpc":
        yield "Fargate only supports network mode ‘awsvpc’."


def _fargate_privileged(document: Document) -> Iterator[str]:
    if any(container.get("privileged") for container in document["containerDefinitions"]):
        yield "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level."


def _fargate_logs(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        logs = container.get("logConfiguration", {})
        driver = logs.get("logDriver")
        if driver is not None and driver not in FARGATE_LOG_DRIVERS:
            yield f"{driver} is not a valid log driver. Must be one of [{','.join(FARGATE_LOG_DRIVERS)}]"
        if driver == "awslogs" and "awslogs-stream-prefix" not in logs.get("options", {}):
            yield (
                "Fargate requires log configuration options to include awslogs-stream-prefix "
                "to support log driver awslogs."
            )
        if driver == "awslogs" and not document.get("executionRoleArn"):
            yield "Fargate requires task definition to have execution role ARN to support log driver awslogs."


def _fargate_images(document: Document) -> Iterator[str]:
    if not document.get("executionRoleArn") and any(is_in_ecr(c["image"]) for c in document["containerDefinitions"]):
        yield "Fargate requires task definition to have execution role ARN to support ECR images."


_RULES: tuple[Rule, ...] = (
    _unique_names,
    _one_essential,
    _container_memory,
    _sum_of_cpu,
    _host_ports,
    _volumes_exist,
    _containers_exist,
    _secrets,
    _awslogs_options,
    _ephemeral_storage,
)

_FARGATE_RULES: tuple[Rule, ...] = (
    _fargate_size,
    _fargate_network_mode,
    _fargate_privileged,
    _fargate_logs,
    _fargate_images,
)
