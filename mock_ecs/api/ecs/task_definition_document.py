"""The document of a task definition: completed as AWS completes it, and read for what ECS decides on.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.agent_settings import dependencies, health_check, restart_policy
from mock_ecs.ecs.entities.task_definition import ContainerDefinition, Document, PortMapping
from mock_ecs.ecs.refusals.task_definitions import TASK_SIZE

Rule = Callable[[Document], Iterator[Finding]]
"""Yields a finding for each place where a document, which fits its schema, breaks the rule."""

_SIZE = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})\s*(vcpu|gb)?\s*", re.IGNORECASE)
_MOST_DIGITS = 9
_ALWAYS_LISTED = ("portMappings", "environment", "mountPoints", "volumesFrom", "systemControls")
_HEALTH_CHECK = {"interval": 30, "timeout": 5, "retries": 3}


def size_in_units(name: str, text: str | None) -> int | None:
    """``cpu`` in units or ``memory`` in MiB, from ``256``, ``.25 vCPU``, ``1 vcpu``, ``512`` or ``0.5GB``.

    Raises ClientException for anything else.
    """
    if text is None:
        return None
    if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS:
        return int(text)
    unit = {"cpu": "vcpu", "memory": "gb"}[name]
    match = _SIZE.fullmatch(text)
    if match is None or (match[2] or unit).lower() != unit or (not match[2] and not match[1].isdigit()):
        raise TASK_SIZE(name=name)
    return int(float(match[1]) * 1024) if match[2] else int(match[1])


def containers_in(document: Document) -> Iterator[tuple[Path, Document]]:
    """The containers of a document, with the ways to them."""
    for index, container in enumerate(document["containerDefinitions"]):
        yield ("containerDefinitions", index), container


def listed(where: Path, owner: Document, member: str) -> Iterator[tuple[Path, Document]]:
    """The items of a list of ``owner`` (which is at ``where``), with the ways to them; nothing where it is absent."""
    for index, item in enumerate(owner.get(member, ())):
        yield (*where, member, index), item


def asks_for(document: Document, launch_type: str) -> bool:
    """True where ``requiresCompatibilities`` names the launch type."""
    return launch_type in document.get("requiresCompatibilities", ())


def is_windows(document: Document) -> bool:
    """True for a task definition for Windows containers."""
    platform = document.get("runtimePlatform")
    return platform is not None and platform.get("operatingSystemFamily", "LINUX").startswith("WINDOWS")


def completed(request: Document) -> Document:
    """The document that is stored for a RegisterTaskDefinition request: its members and AWS's defaults."""
    document = {name: value for name, value in request.items() if name != "tags"}
    network_mode = document.get("networkMode")
    document["containerDefinitions"] = [_container(item, network_mode) for item in request["containerDefinitions"]]
    document["volumes"] = [_volume(volume) for volume in request.get("volumes", [])]
    document.setdefault("placementConstraints", [])
    document.setdefault("enableFaultInjection", False)
    for name in ("cpu", "memory"):
        if (size := size_in_units(name, document.get(name))) is not None:
            document[name] = str(size)
    return document


def containers_of(document: Document) -> tuple[ContainerDefinition, ...]:
    """The containers of a completed document."""
    return tuple(
        ContainerDefinition(
            name=container["name"],
            image=container["image"],
            essential=container["essential"],
            cpu=container["cpu"],
            memory=container.get("memory"),
            memory_reservation=container.get("memoryReservation"),
            command=tuple(container.get("command", ())),
            port_mappings=tuple(
                _opened(mapping)
                for mapping in container["portMappings"]
                if "containerPort" in mapping or "containerPortRange" in mapping
            ),
            health_check=health_check(container),
            start_timeout=container.get("startTimeout"),
            stop_timeout=container.get("stopTimeout"),
            gpus=gpus_in(container) or 0,
            depends_on=dependencies(container),
            restart_policy=restart_policy(container),
            entry_point=tuple(container.get("entryPoint", ())),
            environment=environment_of(container),
            version_consistency=container.get("versionConsistency") != "disabled",
        )
        for container in document["containerDefinitions"]
    )


def gpus_in(container: Document) -> int | None:
    """How many GPUs a container, or an override of one, asks for; None where it says nothing of them."""
    asked = [item.get("value", "") for item in container.get("resourceRequirements", ()) if item.get("type") == "GPU"]
    numbers = [int(value) for value in asked if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS]
    return sum(numbers) if numbers else None


def _opened(mapping: Document) -> PortMapping:
    """A port mapping of a completed document, which has a port or a range of them (``8000-8010``)."""
    if "containerPort" in mapping:
        return PortMapping(mapping["containerPort"], mapping.get("hostPort", 0), mapping["protocol"])
    first, _, last = mapping["containerPortRange"].partition("-")
    length = int(last or first) - int(first) + 1
    return PortMapping(int(first), 0, mapping["protocol"], length, is_range=True)


def environment_of(container: Document) -> tuple[tuple[str, str], ...]:
    """The environment variables of a container, or of an override, by name; those without a value are empty."""
    return tuple((pair["name"], pair.get("value", "")) for pair in container.get("environment", ()) if "name" in pair)


def _container(request: Document, network_mode: str | None) -> Document:
    container = {"cpu": 0, "essential": True, **{name: [] for name in _ALWAYS_LISTED}, **request}
    container["portMappings"] = [_port_mapping(mapping, network_mode) for mapping in container["portMappings"]]
    if "healthCheck" in container:
        container["healthCheck"] = {**_HEALTH_CHECK, **container["healthCheck"]}
    return container


def _port_mapping(request: Document, network_mode: str | None) -> Document:
    mapping = {"protocol": "tcp", **request}
    if "containerPort" in mapping:
        if network_mode in ("awsvpc", "host"):
            mapping["hostPort"] = mapping.get("hostPort") or mapping["containerPort"]
        else:
            mapping.setdefault("hostPort", 0)
    return mapping


def _volume(request: Document) -> Document:
    """A volume with a name and nothing else is an empty directory of the host."""
    return {**request, "host": {}} if set(request) == {"name"} else request
