"""The rules on the ports and the network mode of a task definition.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mock_ecs.api.ecs.task_definition_document import Rule, asks_for, containers_in, is_windows, listed
from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.ecs.entities.task_definition import Document
from mock_ecs.ecs.refusals import task_definition_network as refusals

_RANGE = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
_MOST_RANGES = 100
_NOT_WITH_AWSVPC = {
    "links": refusals.LINKS_WITH_AWSVPC,
    "hostname": refusals.HOSTNAME_WITH_AWSVPC,
    "extraHosts": refusals.EXTRA_HOSTS_WITH_AWSVPC,
    "dnsServers": refusals.DNS_SERVERS_WITH_AWSVPC,
    "dnsSearchDomains": refusals.DNS_SEARCH_DOMAINS_WITH_AWSVPC,
    "disableNetworking": refusals.DISABLED_NETWORK_WITH_AWSVPC,
}
_RESERVED = frozenset((22, 2375, 2376, 51678, 51679, 51680))
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"""


def _mappings(document: Document) -> Iterator[tuple[Path, str, Document]]:
    for where, container in containers_in(document):
        for place, mapping in listed(where, container, "portMappings"):
            yield place, container["name"], mapping


def _mode(document: Document) -> str:
    """The network mode; where none is given, it is bridge."""
    mode: str = document.get("networkMode", "bridge")
    return mode


def _host_ports(document: Document) -> Iterator[Finding]:
    mode = _mode(document)
    if mode not in ("awsvpc", "host"):
        return
    for place, _, mapping in _mappings(document):
        if mapping.get("hostPort", 0) not in (0, mapping.get("containerPort")):
            at, others = (*place, "hostPort"), ((*place, "containerPort"), ("networkMode",))
            yield refusals.HOST_PORT_DIFFERS.at(at, *others, mode=mode)


def _ports_once(document: Document) -> Iterator[Finding]:
    if _mode(document) != "awsvpc":
        return
    used: list[tuple[str, int, int, Path]] = []
    for place, _, mapping in _mappings(document):
        bounds = _bounds(mapping)
        if bounds is None:
            continue
        protocol, (first, last) = mapping.get("protocol", "tcp"), bounds
        for other, start, end, there in used:
            if other == protocol and first <= end and start <= last:
                values = {"protocol": protocol.upper(), "port": max(first, start)}
                yield refusals.PORT_TWICE.at(place, there, **values)
        used.append((protocol, first, last, place))


def _port_names_once(document: Document) -> Iterator[Finding]:
    if _mode(document) != "awsvpc":
        return
    first: dict[str, Path] = {}
    for place, _, mapping in _mappings(document):
        if (name := mapping.get("name")) is not None and (other := first.setdefault(name, place)) is not place:
            yield refusals.PORT_NAME_TWICE.at((*place, "name"), (*other, "name"))


def _port_ranges(document: Document) -> Iterator[Finding]:
    for place, name, mapping in _mappings(document):
        if "containerPortRange" not in mapping:
            if "containerPort" not in mapping:
                yield refusals.NO_PORT.at(place, container=name)
            continue
        at = (*place, "containerPortRange")
        if "containerPort" in mapping:
            yield refusals.PORT_AND_RANGE.at(at, (*place, "containerPort"), container=name)
        if _bounds(mapping) is None:
            yield refusals.PORT_RANGE.at(at, container=name)
        if document.get("networkMode") == "host":
            yield refusals.PORT_RANGE_OF_HOST.at(at, ("networkMode",))


def _ranges_of_containers(document: Document) -> Iterator[Finding]:
    shares_an_interface = _mode(document) == "awsvpc"
    for where, container in containers_in(document):
        ranges: list[tuple[str, tuple[int, int], Path]] = []
        for place, mapping in listed(where, container, "portMappings"):
            if "containerPortRange" in mapping and (bounds := _bounds(mapping)) is not None:
                ranges.append((mapping.get("protocol", "tcp"), bounds, place))
        if len(ranges) > _MOST_RANGES:
            yield refusals.TOO_MANY_PORT_RANGES.at((*where, "portMappings"), container=container["name"])
        if shares_an_interface:
            continue
        furthest: dict[str, tuple[int, Path]] = {}
        for protocol, (start, end), place in sorted(ranges, key=lambda item: item[1]):
            before, there = furthest.get(protocol, (0, place))
            if start <= before:
                yield refusals.PORT_RANGES_OVERLAP.at(place, there, container=container["name"])
            if end > before:
                furthest[protocol] = (end, place)


def _not_with_awsvpc(document: Document) -> Iterator[Finding]:
    if _mode(document) != "awsvpc":
        return
    for where, container in containers_in(document):
        for member, refusal in _NOT_WITH_AWSVPC.items():
            if container.get(member):
                yield refusal.at((*where, member), ("networkMode",))


def _links(document: Document) -> Iterator[Finding]:
    mode = _mode(document)
    if mode == "awsvpc":
        return
    names = {container["name"] for container in document["containerDefinitions"]}
    for where, container in containers_in(document):
        links = container.get("links", ())
        if links and mode != "bridge":
            yield refusals.LINKS_OFF_BRIDGE.at((*where, "links"), ("networkMode",))
        for index, link in enumerate(links):
            if (name := link.partition(":")[0]) not in names:
                yield refusals.UNKNOWN_LINK.at((*where, "links", index), name=name)


def _ports_without_network(document: Document) -> Iterator[Finding]:
    if document.get("networkMode") == "none":
        for where, container in containers_in(document):
            if container.get("portMappings"):
                yield refusals.PORTS_WITHOUT_NETWORK.at((*where, "portMappings"), ("networkMode",))


def _ports_of_host(document: Document) -> Iterator[Finding]:
    mode = _mode(document)
    if mode not in ("bridge", "host"):
        return
    first: dict[tuple[str, int], Path] = {}
    for place, _, mapping in _mappings(document):
        port = mapping.get("hostPort") or (mapping.get("containerPort") if mode == "host" else None)
        if not port:
            continue
        at, protocol = (*place, "hostPort"), mapping.get("protocol", "tcp")
        if port in _RESERVED:
            yield refusals.HOST_PORT_RESERVED.at(at, port=port)
        if (other := first.setdefault((protocol, port), at)) is not at:
            yield refusals.HOST_PORT_TWICE.at(at, other, protocol=protocol.upper(), port=port)


def _modes_of_launch_types(document: Document) -> Iterator[Finding]:
    mode, at, required = document.get("networkMode"), ("networkMode",), ("requiresCompatibilities",)
    if mode == "awsvpc" and asks_for(document, "EXTERNAL"):
        yield refusals.EXTERNAL_WITH_AWSVPC.at(at, required)
    if mode not in ("awsvpc", "host") and asks_for(document, "MANAGED_INSTANCES"):
        yield refusals.MANAGED_INSTANCES_NETWORK_MODE.at(at, required)
    if mode not in (None, "awsvpc") and is_windows(document):
        yield refusals.WINDOWS_NETWORK_MODE.at(at, ("runtimePlatform", "operatingSystemFamily"), mode=mode)


def _proxy(document: Document) -> Iterator[Finding]:
    proxy = document.get("proxyConfiguration")
    if proxy is None:
        return
    if document.get("networkMode") != "awsvpc":
        yield refusals.PROXY_NETWORK_MODE.at(("proxyConfiguration",), ("networkMode",))
    name = proxy["containerName"]
    if all(container["name"] != name for container in document["containerDefinitions"]):
        yield refusals.UNKNOWN_PROXY.at(("proxyConfiguration", "containerName"), name=name)
    given = {item.get("name") for item in proxy.get("properties", ()) if item.get("value")}
    at = ("proxyConfiguration", "properties")
    if "ProxyIngressPort" not in given:
        yield refusals.NO_INGRESS_PORT.at(at)
    if "ProxyEgressPort" not in given:
        yield refusals.NO_EGRESS_PORT.at(at)
    if not given & {"IgnoredUID", "IgnoredGID"}:
        yield refusals.NO_IGNORED_USER.at(at)
    if "AppPorts" not in given:
        yield refusals.NO_APP_PORTS.at(at)


def _bounds(mapping: Document) -> tuple[int, int] | None:
    """First and last port of a mapping; None where it names no port, or no range of ports."""
    port, text = mapping.get("containerPort"), mapping.get("containerPortRange")
    if text is None or port is not None:
        return None if port is None else (port, port)
    match = _RANGE.fullmatch(text)
    if match is None or not 1 <= int(match[1]) < int(match[2]) <= 65535:
        return None
    return int(match[1]), int(match[2])


NETWORK_RULES: tuple[Rule, ...] = (
    _host_ports,
    _ports_once,
    _port_names_once,
    _port_ranges,
    _not_with_awsvpc,
    _links,
    _ranges_of_containers,
    _ports_without_network,
    _ports_of_host,
    _modes_of_launch_types,
)
PROXY_RULES: tuple[Rule, ...] = (_proxy,)
