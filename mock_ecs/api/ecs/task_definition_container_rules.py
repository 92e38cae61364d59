"""The rules on the containers of a task definition: their names, sizes and dependencies, and what they may set.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

from collections.abc import Iterator

from mock_ecs.api.ecs.task_definition_document import Rule, asks_for, containers_in, is_windows, listed, size_in_units
from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals import task_definitions as refusals

LEAST_CPU, MOST_CPU = 128, 196_608
"""What a task off Fargate can ask for, in units."""


def _unique_names(document: Document) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for where, container in containers_in(document):
        other = first.setdefault(container["name"], where)
        if other is not where:
            yield refusals.CONTAINER_NAMES.at((*where, "name"), (*other, "name"))


def _one_essential(document: Document) -> Iterator[Finding]:
    if not any(container.get("essential", True) for container in document["containerDefinitions"]):
        yield refusals.NO_ESSENTIAL_CONTAINER.at(("containerDefinitions",))


def _memory(document: Document) -> Iterator[Finding]:
    task_memory, total, most = size_in_units("memory", document.get("memory")), 0, 0
    for where, container in containers_in(document):
        name, memory, reservation = container["name"], container.get("memory", 0), container.get("memoryReservation", 0)
        total, most = total + memory, max(most, memory)
        if task_memory is None and not memory and not reservation:
            yield refusals.NO_MEMORY.at(where, ("memory",), container=name)
        if memory and memory < reservation:
            at, other = (*where, "memory"), (*where, "memoryReservation")
            yield refusals.MEMORY_BELOW_RESERVATION.at(at, other, container=name)
        if task_memory is not None and memory > task_memory:
            yield refusals.MEMORY_ABOVE_TASK.at((*where, "memory"), ("memory",), container=name)
    if task_memory is not None and most <= task_memory < total:
        yield refusals.SUM_OF_MEMORY.at(("memory",), *_each(document, "memory"))


def _cpu(document: Document) -> Iterator[Finding]:
    text = document.get("cpu")
    if text is None:
        return
    cpu = size_in_units("cpu", text) or 0
    if sum(container.get("cpu", 0) for container in document["containerDefinitions"]) > cpu:
        yield refusals.SUM_OF_CPU.at(("cpu",), *_each(document, "cpu"))
    if not LEAST_CPU <= cpu <= MOST_CPU and not asks_for(document, "FARGATE"):
        yield refusals.TASK_SIZE.at(("cpu",), name="cpu")


def _each(document: Document, member: str) -> Iterator[Path]:
    return ((*where, member) for where, container in containers_in(document) if member in container)


def _dependencies(document: Document) -> Iterator[Finding]:
    containers = {container["name"]: (where, container) for where, container in containers_in(document)}
    for where, container in containers.values():
        for place, dependency in listed(where, container, "dependsOn"):
            name, condition = dependency["containerName"], dependency["condition"]
            if name not in containers:
                yield refusals.UNKNOWN_DEPENDENCY.at((*place, "containerName"), name=name)
                continue
            there, target = containers[name]
            if condition in ("COMPLETE", "SUCCESS") and target.get("essential", True):
                yield refusals.ESSENTIAL_DEPENDENCY.at((*place, "condition"), (*there, "essential"))
            if condition == "HEALTHY" and "healthCheck" not in target:
                yield refusals.DEPENDENCY_WITHOUT_HEALTH_CHECK.at((*place, "condition"), (*there, "healthCheck"))


def _no_circle(document: Document) -> Iterator[Finding]:
    waiting = {container["name"]: _needed_by(container) for container in document["containerDefinitions"]}
    if not any(waiting.values()):
        return
    while waiting:
        ready = [name for name, needed in waiting.items() if not any(other in waiting for other in needed)]
        if not ready:
            left = [where for where, container in containers_in(document) if container["name"] in waiting]
            yield refusals.CIRCULAR_DEPENDENCIES.at(*left)
            return
        for name in ready:
            del waiting[name]


def _needed_by(container: Document) -> list[str]:
    """The containers that have to start before this one."""
    return [
        *(dependency["containerName"] for dependency in container.get("dependsOn", ())),
        *(link.partition(":")[0] for link in container.get("links", ())),
        *(source.get("sourceContainer", "") for source in container.get("volumesFrom", ())),
    ]


def _ulimits(document: Document) -> Iterator[Finding]:
    for where, container in containers_in(document):
        for place, limit in listed(where, container, "ulimits"):
            # A negative limit is none.
            if 0 <= limit["hardLimit"] < limit["softLimit"]:
                at, other = (*place, "softLimit"), (*place, "hardLimit")
                yield refusals.SOFT_ABOVE_HARD_LIMIT.at(at, other, name=limit["name"], container=container["name"])


def _system_controls(document: Document) -> Iterator[Finding]:
    shares_network, shares_ipc = document.get("networkMode") == "host", document.get("ipcMode") == "host"
    if not (shares_network or shares_ipc):
        return
    for where, container in containers_in(document):
        for place, control in listed(where, container, "systemControls"):
            name = control.get("namespace", "")
            at, values = (*place, "namespace"), {"name": name, "container": container["name"]}
            if shares_network and name.startswith("net."):
                yield refusals.NETWORK_PARAMETER_OF_HOST.at(at, ("networkMode",), **values)
            if shares_ipc and name.startswith(("kernel.", "fs.mqueue.")):
                yield refusals.IPC_PARAMETER_OF_HOST.at(at, ("ipcMode",), **values)


def _resources(document: Document) -> Iterator[Finding]:
    with_neuron_devices: list[Path] = []
    for where, container in containers_in(document):
        first: dict[str, Path] = {}
        for place, requirement in listed(where, container, "resourceRequirements"):
            kind, name = requirement["type"], container["name"]
            if kind == "InferenceAccelerator":
                yield refusals.INFERENCE_ACCELERATOR.at((*place, "type"))
            elif not _is_amount(requirement):
                value = requirement.get("value", "")
                yield refusals.RESOURCE_VALUE.at((*place, "value"), value=value, kind=kind, container=name)
            other = first.setdefault(kind, place)
            if other is not place:
                yield refusals.RESOURCE_TWICE.at(place, other, kind=kind, container=name)
        if "NeuronDevice" in first:
            with_neuron_devices.append(first["NeuronDevice"])
    if len(with_neuron_devices) > 1:
        yield refusals.NEURON_DEVICES_TWICE.at(with_neuron_devices[1], with_neuron_devices[0])


def _is_amount(requirement: Document) -> bool:
    value = requirement.get("value")
    if value is None:
        return requirement["type"] == "GPU" and bool(requirement.get("sharingStrategy"))
    if requirement["type"] == "GPU" and value.isascii() and value.isdecimal():
        return bool(value.strip("0"))
    return bool(value == "ALL")


def _trusted_execution(document: Document) -> Iterator[Finding]:
    configuration = document.get("trustedExecutionConfiguration")
    if configuration is None:
        return
    where: Path = ("trustedExecutionConfiguration",)
    if configuration["isolationMode"] == "CONFIDENTIAL_SANDBOX" and not configuration.get("attestationPolicy"):
        yield refusals.NO_ATTESTATION_POLICY.at((*where, "attestationPolicy"), (*where, "isolationMode"))
    if any(launch_type != "MANAGED_INSTANCES" for launch_type in document.get("requiresCompatibilities", ())):
        yield refusals.TRUSTED_EXECUTION.at(where, ("requiresCompatibilities",))


def _windows(document: Document) -> Iterator[Finding]:
    if not is_windows(document):
        return
    platform: Path = ("runtimePlatform", "operatingSystemFamily")
    for name in ("pidMode", "ipcMode"):
        if name in document:
            yield refusals.WINDOWS_NAMESPACE.at((name,), platform, name=name)
    if document["runtimePlatform"].get("cpuArchitecture") == "ARM64":
        yield refusals.WINDOWS_ON_ARM.at(("runtimePlatform", "cpuArchitecture"), platform)


def _ephemeral_storage(document: Document) -> Iterator[Finding]:
    if "ephemeralStorage" in document and asks_for(document, "EC2"):
        yield refusals.EPHEMERAL_STORAGE_ON_EC2.at(("ephemeralStorage",), ("requiresCompatibilities",))


CONTAINER_RULES: tuple[Rule, ...] = (_unique_names, _one_essential, _memory, _cpu)
DEPENDENCY_RULES: tuple[Rule, ...] = (_dependencies, _no_circle)
SETTING_RULES: tuple[Rule, ...] = (
    _ephemeral_storage,
    _ulimits,
    _system_controls,
    _resources,
    _trusted_execution,
    _windows,
)
