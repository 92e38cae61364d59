"""The rules on the secrets of a task definition, the roles that they need, and the logs.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mock_ecs.api.ecs.task_definition_document import Rule, asks_for, containers_in, listed
from mock_ecs.aws.arn import is_arn, parse_arn
from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals import task_definition_secrets as refusals

_PARAMETER_NAME = re.compile(r"[a-zA-Z0-9_.\-/:]+")
_REQUIRED = ("awslogs-region", "awslogs-group")
_AWSLOGS_OPTIONS = frozenset(
    (
        *_REQUIRED,
        "awslogs-stream-prefix",
        "awslogs-create-group",
        "awslogs-datetime-format",
        "awslogs-multiline-pattern",
        "mode",
        "max-buffer-size",
    )
)
_FIRELENS_OPTIONS = frozenset(("enable-ecs-log-metadata", "config-file-type", "config-file-value"))
MANAGED_INSTANCES_DRIVERS = ("awslogs", "splunk", "awsfirelens", "json-file")


def parameters_of_another_account(document: Document, account: str) -> Iterator[Finding]:
    """The secrets that are parameters of another account than the caller's."""
    for place, _, secret in _all_secrets(document):
        value = secret["valueFrom"]
        arn = parse_arn(value) if is_arn(value) else None
        if arn is not None and arn.service == "ssm" and arn.account != account:
            at = (*place, "valueFrom")
            yield refusals.PARAMETER_OF_ANOTHER_ACCOUNT.at(at, account=account, other=arn.account)


def _all_secrets(document: Document) -> Iterator[tuple[Path, str, Document]]:
    for where, container in containers_in(document):
        for place, secret in listed(where, container, "secrets"):
            yield place, container["name"], secret
        logs = container.get("logConfiguration")
        if logs is not None and "secretOptions" in logs:
            for place, secret in listed((*where, "logConfiguration"), logs, "secretOptions"):
                yield place, container["name"], secret


def _roles(document: Document) -> Iterator[Finding]:
    if document.get("executionRoleArn"):
        return
    role: Path = ("executionRoleArn",)
    if (first := next(_all_secrets(document), None)) is not None:
        yield refusals.SECRETS_WITHOUT_ROLE.at(role, first[0])
    for where, container in containers_in(document):
        if "repositoryCredentials" in container:
            yield refusals.REGISTRY_WITHOUT_ROLE.at(role, (*where, "repositoryCredentials"))
        if container.get("environmentFiles"):
            yield refusals.FILES_WITHOUT_ROLE.at(role, (*where, "environmentFiles"))


def _names_once(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        first: dict[str, Path] = {}
        for place, variable in listed(where, container, "environment"):
            name = variable.get("name", "")
            if (other := first.setdefault(name, place)) is not place:
                yield refusals.VARIABLE_TWICE.at(place, other, name=name, container=container["name"])
        for place, secret in listed(where, container, "secrets"):
            if (other := first.setdefault(secret["name"], place)) is not place:
                yield refusals.SECRET_NAME_TWICE.at((*place, "name"), (*other, "name"), name=secret["name"])


def _sources(document: Document) -> Iterator[Finding]:
    for place, container, secret in _all_secrets(document):
        value = secret["valueFrom"]
        at, values = (*place, "valueFrom"), {"name": secret["name"], "container": container, "value": value}
        if not is_arn(value):
            if _PARAMETER_NAME.fullmatch(value) is None:
                yield refusals.PARAMETER_NAME.at(at, **values)
            continue
        arn = parse_arn(value)
        kind = None if arn is None else {"ssm": "parameter/", "secretsmanager": "secret:"}.get(arn.service, "")
        if arn is None or kind is None or not arn.resource.startswith(kind) or arn.resource == kind:
            yield refusals.SECRET_ARN.at(at, **values)
        elif not kind:
            yield refusals.SECRET_OF_ANOTHER_SERVICE.at(at, **values)
        elif kind == "secret:" and arn.resource.count(":") not in (1, 4):
            yield refusals.SECRET_POSITIONS.at(at, **values)


def _log_drivers(document: Document) -> Iterator[Finding]:
    if not asks_for(document, "MANAGED_INSTANCES"):
        return
    for where, container in containers_in(document):
        driver = container.get("logConfiguration", {}).get("logDriver")
        if driver is not None and driver not in MANAGED_INSTANCES_DRIVERS:
            at, drivers = (*where, "logConfiguration", "logDriver"), ",".join(MANAGED_INSTANCES_DRIVERS)
            yield refusals.LOG_DRIVER.at(at, ("requiresCompatibilities",), driver=driver, drivers=drivers)


def _awslogs(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        logs = container.get("logConfiguration")
        if logs is None or logs["logDriver"] != "awslogs":
            continue
        at, options = (*where, "logConfiguration", "options"), logs.get("options", {})
        given = options.keys() | {secret["name"] for secret in logs.get("secretOptions", ())}
        lacking = [name for name in _REQUIRED if name not in given]
        if lacking:
            yield refusals.AWSLOGS_OPTIONS.at(at, names=", ".join(lacking))
        if not options.keys() <= _AWSLOGS_OPTIONS:
            name = next(name for name in options if name not in _AWSLOGS_OPTIONS)
            yield refusals.UNKNOWN_AWSLOGS_OPTION.at((*at, name), name=name)
        if options.get("mode", "blocking") not in ("blocking", "non-blocking"):
            yield refusals.AWSLOGS_MODE.at((*at, "mode"))


def _log_router(document: Document) -> Iterator[Finding]:
    routers: list[Path] = []
    routed: list[Path] = []
    for where, container in containers_in(document):
        if "firelensConfiguration" in container:
            routers.append((*where, "firelensConfiguration"))
        if container.get("logConfiguration", {}).get("logDriver") == "awsfirelens":
            routed.append((*where, "logConfiguration", "logDriver"))
    if routed and not routers:
        yield refusals.NO_LOG_ROUTER.at(*routed)
    if routers and not routed:
        yield refusals.IDLE_LOG_ROUTER.at(*routers)
    if len(routers) > 1:
        yield refusals.TWO_LOG_ROUTERS.at(routers[1], routers[0])


def _firelens_options(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        for name in container.get("firelensConfiguration", {}).get("options", ()):
            if name not in _FIRELENS_OPTIONS:
                at = (*where, "firelensConfiguration", "options", name)
                yield refusals.UNKNOWN_FIRELENS_OPTION.at(at, container=container["name"], name=name)


LOG_RULES: tuple[Rule, ...] = (_log_drivers, _awslogs)
SECRET_RULES: tuple[Rule, ...] = (_roles, _names_once, _sources)
ROUTER_RULES: tuple[Rule, ...] = (_log_router, _firelens_options)
