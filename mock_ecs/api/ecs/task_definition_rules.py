"""The rules on a task definition that span several of its members, each with AWS's own words.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.context import Context
from mock_ecs.api.ecs.fargate_rules import fargate_faults
from mock_ecs.api.ecs.task_definition_document import Rule, invalid_size, size_in_units
from mock_ecs.api.ecs.task_definition_network_rules import NETWORK_RULES
from mock_ecs.api.ecs.task_definition_reference_rules import REFERENCE_RULES
from mock_ecs.api.faults import judge
from mock_ecs.aws.arn import parse_arn
from mock_ecs.aws.refusals import Finding
from mock_ecs.ecs import errors
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.errors import ClientException
from mock_ecs.schema import findings

LEAST_CPU, MOST_CPU = 128, 196_608
"""What a task off Fargate can ask for, in units."""

_AWSLOGS_OPTIONS = ("awslogs-region", "awslogs-group")
_HEALTH_CHECK = {"interval": (5, 300), "timeout": (2, 60), "retries": (1, 10), "startPeriod": (0, 300)}


def check_task_definition(ctx: Context, document: Document) -> None:
    """Raise ClientException for the first rule that the request breaks; warn of what AWS may or may not refuse."""
    judge(ctx, task_definition_findings(document, ctx.scope.account), errors)


def task_definition_findings(document: Document, account: str | None = None) -> Iterator[Finding]:
    """Every rule that a RegisterTaskDefinition request breaks: the schema's, and where it fits, those below.

    ``account`` is the caller's; without it, ARNs of any account will do.
    """
    found = list(findings("ecs/task_definition", document))
    yield from found
    if not all(finding.doubtful for finding in found):
        return
    messages = list(_secrets_of_another_account(document, account)) if account else []
    for rule in (*_RULES, *([fargate_faults] if _for_fargate(document) else [])):
        messages += rule(document)
    for message in messages:
        yield Finding(ClientException.__name__, message, (), "")


def _unique_names(document: Document) -> Iterator[str]:
    names = [container["name"] for container in document["containerDefinitions"]]
    if len(set(names)) != len(names):
        yield "Container names must be unique within a task definition."


def _one_essential(document: Document) -> Iterator[str]:
    if not any(container.get("essential", True) for container in document["containerDefinitions"]):
        yield "Task definition doesn't have any essential container"


def _container_sizes(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        for member in ("cpu", "memory", "memoryReservation", "stopTimeout"):
            if container.get(member, 0) < 0:
                yield f"Invalid '{member}' setting for container '{container['name']}'."


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


def _task_cpu(document: Document) -> Iterator[str]:
    cpu = size_in_units("cpu", document.get("cpu"))
    if cpu is not None and not LEAST_CPU <= cpu <= MOST_CPU and not _for_fargate(document):
        yield invalid_size("cpu")


def _sum_of_cpu(document: Document) -> Iterator[str]:
    task_cpu = size_in_units("cpu", document.get("cpu"))
    total = sum(container.get("cpu", 0) for container in document["containerDefinitions"])
    if task_cpu is not None and total > task_cpu:
        yield "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."


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


def _secrets_of_another_account(document: Document, account: str) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        for secret in container.get("secrets", ()):
            arn = parse_arn(secret["valueFrom"])
            if arn is not None and arn.service == "ssm" and arn.account != account:
                yield (
                    "The Systems Manager parameter ARN has a different account ID than the current account. "
                    f"The current account ID is {account} and the ARN account ID is {arn.account}. "
                    "Cross-account access for ARNs is not currently supported."
                )


def _environment_files(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        files = container.get("environmentFiles", ())
        if len(files) > 10:
            yield "The maximum number of environment files was exceeded. Specify ten or less and try again."
        for file in files:
            arn = parse_arn(file["value"])
            if arn is None or arn.service != "s3":
                yield "Invalid arn syntax."


def _awslogs_options(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        logs = container.get("logConfiguration", {})
        lacking = [name for name in _AWSLOGS_OPTIONS if name not in logs.get("options", {})]
        if logs.get("logDriver") == "awslogs" and lacking:
            yield f"Log driver awslogs requires options: {', '.join(lacking)}"


def _health_checks(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        for name, (least, most) in _HEALTH_CHECK.items():
            value = container.get("healthCheck", {}).get(name)
            if value is None:
                continue
            words = f"for container '{container['name']}'"
            if value > most:
                yield f"Health check {name} must be less than or equal to the maximum allowed value {most} {words}"
            if value < least:
                yield f"Health check {name} must be greater than or equal to the minimum allowed value {least} {words}"


def _restart_policies(document: Document) -> Iterator[str]:
    for container in document["containerDefinitions"]:
        period = container.get("restartPolicy", {}).get("restartAttemptPeriod")
        if period is not None and not 60 <= period <= 1800:
            yield (
                f"The 'restartAttemptPeriod' setting for container '{container['name']}' must be between 60 and 1800."
            )


def _ephemeral_storage(document: Document) -> Iterator[str]:
    size = document.get("ephemeralStorage", {}).get("sizeInGiB")
    if size is not None and size < 21:
        yield "EphemeralStorage size should be at least 21"
    if size is not None and size > 200:
        yield "EphemeralStorage size should be at most 200"
    if size is not None and "EC2" in document.get("requiresCompatibilities", ()):
        yield "Tasks using the EC2 launch type do not support EphemeralStorage."


def _for_fargate(document: Document) -> bool:
    return "FARGATE" in document.get("requiresCompatibilities", ())


_RULES: tuple[Rule, ...] = (
    _unique_names,
    _one_essential,
    _container_sizes,
    _container_memory,
    _task_cpu,
    _sum_of_cpu,
    *NETWORK_RULES,
    *REFERENCE_RULES,
    _secrets,
    _environment_files,
    _awslogs_options,
    _health_checks,
    _restart_policies,
    _ephemeral_storage,
)
