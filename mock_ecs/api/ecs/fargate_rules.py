"""What AWS Fargate can run: the sizes it has, and the rules on task definitions for it.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mock_ecs.api.ecs.required_attributes import is_in_ecr
from mock_ecs.api.ecs.task_definition_document import Rule, containers_in, is_windows, listed, size_in_units
from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals import fargate as refusals
from mock_ecs.ecs.refusals.task_definition_secrets import LOG_DRIVER
from mock_ecs.schema import load_schema

LOG_DRIVERS = ("awslogs", "splunk", "awsfirelens")
_CAPABILITIES = ("SYS_PTRACE",)
_SHORTEST_TIMEOUT, _LONGEST_TIMEOUT = 2, 120
_WINDOWS_VERSIONS = ("WINDOWS_SERVER_2019", "WINDOWS_SERVER_2022", "WINDOWS_SERVER_2025")
_ROLE: Path = ("executionRoleArn",)


@cache
def sizes(operating_system: str) -> dict[int, tuple[int, ...]]:
    """Memory in MiB by cpu units: what a Fargate task can be on ``LINUX`` or ``WINDOWS``."""
    rows = [row["properties"] for row in load_schema("ecs/fargate_sizes")["oneOf"]]
    return {
        row["cpu"]["const"]: tuple(row["memory"]["enum"])
        for row in rows
        if operating_system in row["operatingSystem"]["enum"]
    }


def runs_on_fargate(document: Document) -> bool:
    """True for a task definition, completed or not, that Fargate can run as far as is known."""
    rules = (*SIZE_RULES, *FARGATE_RULES, *FARGATE_LOG_RULES)
    return all(finding.doubtful for rule in rules for finding in rule(document))


def size_faults(document: Document) -> Iterator[str]:
    """AWS's message for cpu or memory of a task that are lacking, or that Fargate does not have together."""
    return (finding.message for finding in _size(document))


def _size(document: Document) -> Iterator[Finding]:
    lacking = [name for name in ("cpu", "memory") if not document.get(name)]
    for name in lacking:
        yield refusals.SIZE_LACKING.at((name,), name=name)
    if lacking:
        return
    cpu, memory = size_in_units("cpu", document["cpu"]) or 0, size_in_units("memory", document["memory"])
    table = sizes("WINDOWS" if is_windows(document) else "LINUX")
    fitting = table.get(cpu, ())
    if memory not in fitting:
        listing = ", ".join(map(str, fitting or table))
        nearest = f"with {cpu} CPU it has {listing} MiB" if fitting else f"it has {listing} CPU"
        yield refusals.NO_SUCH_SIZE.at(("memory",), ("cpu",), cpu=cpu, memory=memory, nearest=nearest)


def _network_mode(document: Document) -> Iterator[Finding]:
    if document.get("networkMode") != "awsvpc":
        yield refusals.NETWORK_MODE.at(("networkMode",), ("requiresCompatibilities",))


def _volumes(document: Document) -> Iterator[Finding]:
    for where, volume in listed((), document, "volumes"):
        if (name := "dockerVolumeConfiguration") in volume:
            yield refusals.UNSUPPORTED.at((*where, name), name=name)
        if volume.get("host", {}).get("sourcePath"):
            yield refusals.UNSUPPORTED.at((*where, "host", "sourcePath"), name="sourcePath")
        if (name := "fsxWindowsFileServerVolumeConfiguration") in volume:
            yield refusals.UNSUPPORTED_TOO.at((*where, name), name=name)


def _linux_parameters(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        linux, at = container.get("linuxParameters", {}), (*where, "linuxParameters")
        for name in ("devices", "maxSwap", "sharedMemorySize"):
            if linux.get(name):
                yield refusals.UNSUPPORTED.at((*at, name), name=name)
        if "swappiness" in linux:
            yield refusals.UNSUPPORTED_TOO.at((*at, "swappiness"), name="swappiness")
        if linux.get("tmpfs"):
            yield refusals.PERHAPS_UNSUPPORTED.at((*at, "tmpfs"), name="tmpfs")
        if container.get(name := "dockerSecurityOptions"):
            yield refusals.UNSUPPORTED.at((*where, name), name=name)


def _namespaces(document: Document) -> Iterator[Finding]:
    if "ipcMode" in document:
        yield refusals.UNSUPPORTED.at(("ipcMode",), name="ipcMode")
    if document.get("placementConstraints"):
        yield refusals.UNSUPPORTED.at(("placementConstraints",), name="constraints")
    if document.get("pidMode") == "host":
        yield refusals.PROCESSES_OF_HOST.at(("pidMode",))


def _privileges(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        if container.get("privileged"):
            yield refusals.PRIVILEGED.at((*where, "privileged"))
        added = container.get("linuxParameters", {}).get("capabilities", {}).get("add", ())
        for index, name in enumerate(added):
            if name not in _CAPABILITIES:
                yield refusals.CAPABILITY.at((*where, "linuxParameters", "capabilities", "add", index), name=name)


def _devices(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        for place, requirement in listed(where, container, "resourceRequirements"):
            if requirement["type"] == "GPU":
                yield refusals.GPU.at((*place, "type"))
            if requirement["type"] == "NeuronDevice":
                yield refusals.PERHAPS_UNSUPPORTED.at((*place, "type"), name="NeuronDevice")


def _timeouts(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        for name, too_long in (("stop", refusals.STOP_TIMEOUT), ("start", refusals.START_TIMEOUT)):
            seconds = container.get(f"{name}Timeout")
            if seconds is None:
                continue
            at = (*where, f"{name}Timeout")
            if seconds > _LONGEST_TIMEOUT:
                yield too_long.at(at)
            if seconds < _SHORTEST_TIMEOUT:
                yield refusals.SHORT_TIMEOUT.at(at, name=name)


def _windows_version(document: Document) -> Iterator[Finding]:
    if is_windows(document):
        name = document["runtimePlatform"]["operatingSystemFamily"]
        if not name.startswith(_WINDOWS_VERSIONS):
            yield refusals.WINDOWS_VERSION.at(("runtimePlatform", "operatingSystemFamily"), name=name)


def _log_drivers(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        driver = container.get("logConfiguration", {}).get("logDriver")
        if driver is not None and driver not in LOG_DRIVERS:
            at, drivers = (*where, "logConfiguration", "logDriver"), ",".join(LOG_DRIVERS)
            yield LOG_DRIVER.at(at, ("requiresCompatibilities",), driver=driver, drivers=drivers)


def _log_router(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        options = container.get("firelensConfiguration", {}).get("options", {})
        if options.get("config-file-type") == "s3":
            at = (*where, "firelensConfiguration", "options", "config-file-type")
            yield refusals.PERHAPS_UNSUPPORTED.at(at, name="config-file-type s3")


def _awslogs(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        logs = container.get("logConfiguration", {})
        if logs.get("logDriver") != "awslogs":
            continue
        at = (*where, "logConfiguration")
        if "awslogs-stream-prefix" not in logs.get("options", {}):
            yield refusals.NO_STREAM_PREFIX.at((*at, "options", "awslogs-stream-prefix"))
        if not document.get("executionRoleArn"):
            yield refusals.LOGS_WITHOUT_ROLE.at(_ROLE, (*at, "logDriver"))


def _images(document: Document) -> Iterator[Finding]:
    if document.get("executionRoleArn"):
        return
    for where, container in containers_in(document):
        if is_in_ecr(container["image"]):
            yield refusals.IMAGE_WITHOUT_ROLE.at(_ROLE, (*where, "image"))


SIZE_RULES: tuple[Rule, ...] = (_size, _network_mode)
FARGATE_RULES: tuple[Rule, ...] = (
    _volumes,
    _linux_parameters,
    _namespaces,
    _privileges,
    _devices,
    _timeouts,
    _windows_version,
)
FARGATE_LOG_RULES: tuple[Rule, ...] = (_log_drivers, _log_router, _awslogs, _images)
