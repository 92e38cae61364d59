"""The rules on the ports and the network mode of a task definition, in AWS's own words.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mock_ecs.api.ecs.task_definition_document import Rule
from mock_ecs.ecs.entities.task_definition import Document

_RANGE = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
_NOT_WITH_AWSVPC = {
    "links": "Links are not supported when networkMode=awsvpc.",
    "hostname": "hostname is not supported on container when networkMode=awsvpc.",
    "extraHosts": "Extra hosts are not supported on container when networkMode=awsvpc.",
    "dnsServers": "DNS servers are not supported on container when networkMode=awsvpc.",
    "dnsSearchDomains": "DNS search domains are not supported on container when networkMode=awsvpc.",
    "disableNetworking": "Disable Networking is not supported on container when networkMode=awsvpc.",
}
_PROXY_PORTS = {"ProxyIngressPort": "Ingress port not found", "ProxyEgressPort": "Egress port not found"}


def _mappings(document: Document) -> Iterator[tuple[str, Document]]:
    for container in document["containerDefinitions"]:
        for mapping in container.get("portMappings", ()):
            yield container["name"], mapping


def _port_numbers(document: Document) -> Iterator[str]:
    for name, mapping in _mappings(document):
        for member in ("containerPort", "hostPort"):
            if not 0 <= mapping.get(member, 0) <= 65535:
                yield f"Invalid '{member}' setting for container '{name}'."


def _port_ranges(document: Document) -> Iterator[str]:
    for name, mapping in _mappings(document):
        text = mapping.get("containerPortRange")
        if text is None:
            continue
        if "containerPort" in mapping:
            yield f"Invalid port mapping for container '{name}', cannot specify both single port and port range."
        if _bounds(text) is None:
            yield f"Invalid 'containerPortRange' setting for container '{name}'."


def _host_ports(document: Document) -> Iterator[str]:
    mode = document.get("networkMode")
    if mode not in ("awsvpc", "host"):
        return
    for _, mapping in _mappings(document):
        if mapping.get("hostPort", 0) not in (0, mapping.get("containerPort")):
            yield f"When networkMode={mode}, the host ports and container ports in port mappings must match."


def _ports_once(document: Document) -> Iterator[str]:
    if document.get("networkMode") != "awsvpc":
        return
    used: list[tuple[str, int, int]] = []
    for _, mapping in _mappings(document):
        protocol, port = mapping.get("protocol", "tcp"), mapping.get("containerPort")
        bounds = (port, port) if port is not None else _bounds(mapping.get("containerPortRange", ""))
        if bounds is None:
            continue
        first, last = bounds
        for other, start, end in used:
            if other == protocol and first <= end and start <= last:
                yield (
                    f"{protocol.upper()} container port '{max(first, start)}' is used multiple times in task "
                    "when networkMode=awsvpc."
                )
        used.append((protocol, first, last))


def _port_names_once(document: Document) -> Iterator[str]:
    names = [mapping["name"] for _, mapping in _mappings(document) if "name" in mapping]
    if document.get("networkMode") == "awsvpc" and len(dict.fromkeys(names)) < len(names):
        yield "When networkMode=awsvpc, port mapping name is already used"


def _not_with_awsvpc(document: Document) -> Iterator[str]:
    if document.get("networkMode") != "awsvpc":
        return
    for container in document["containerDefinitions"]:
        for member, message in _NOT_WITH_AWSVPC.items():
            if container.get(member):
                yield message


def _proxy(document: Document) -> Iterator[str]:
    proxy = document.get("proxyConfiguration")
    if proxy is None:
        return
    if document.get("networkMode") != "awsvpc":
        yield "APPMESH proxy configuration is only supported in networkMode=awsvpc"
    if all(container["name"] != proxy["containerName"] for container in document["containerDefinitions"]):
        yield f"Proxy container [{proxy['containerName']}] does not exist."
    given = [item.get("name") for item in proxy.get("properties", ()) if item.get("value")]
    for name, message in _PROXY_PORTS.items():
        if name not in given:
            yield message


def _bounds(text: str) -> tuple[int, int] | None:
    """First and last port of ``8080-8090``; None for what is no range of ports."""
    match = _RANGE.fullmatch(text)
    if match is None or not 1 <= int(match[1]) < int(match[2]) <= 65535:
        return None
    return int(match[1]), int(match[2])


NETWORK_RULES: tuple[Rule, ...] = (
    _port_numbers,
    _port_ranges,
    _host_ports,
    _ports_once,
    _port_names_once,
    _not_with_awsvpc,
    _proxy,
)
