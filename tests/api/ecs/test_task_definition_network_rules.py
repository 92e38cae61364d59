"""What RegisterTaskDefinition refuses of ports and network modes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.ecs.examples import awsvpc, job, mapped, port, refused, two
from tests.api.raw import Raw

Document = dict[str, Any]

PROXY = [{"name": "ProxyIngressPort", "value": "15000"}, {"name": "ProxyEgressPort", "value": "15001"}]


def proxy(document: Document, *, container: str = "app", properties: Any = PROXY) -> Document:
    return {
        **document,
        "proxyConfiguration": {"type": "APPMESH", "containerName": container, "properties": properties},
    }


NETWORKS = [
    # unsure in the reference: the words of containerPortRange
    refused(
        "container port",
        job(**mapped(port(65536))),
        "Invalid 'containerPort' setting for container 'app'.",
        job(**mapped(port(65535))),
    ),
    refused(
        "host port",
        job(**mapped(port(80, hostPort=-1))),
        "Invalid 'hostPort' setting for container 'app'.",
        job(**mapped(port(80, hostPort=0))),
    ),
    refused(
        "awsvpc host port",
        awsvpc(**mapped(port(80, hostPort=8080))),
        "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
        awsvpc(**mapped(port(80, hostPort=80))),
    ),
    refused(
        "host network host port",
        {**job(**mapped(port(80, hostPort=8080))), "networkMode": "host"},
        "When networkMode=host, the host ports and container ports in port mappings must match.",
        {**job(**mapped(port(80, hostPort=8080))), "networkMode": "bridge"},
    ),
    refused(
        "awsvpc port twice",
        awsvpc(**mapped(port(8085), port(8085))),
        "TCP container port '8085' is used multiple times in task when networkMode=awsvpc.",
        awsvpc(**mapped(port(8085), port(8085, protocol="udp"))),
    ),
    refused(
        "awsvpc port twice in two containers",
        two(mapped(port(80)), mapped(port(80)), networkMode="awsvpc"),
        "TCP container port '80' is used multiple times in task when networkMode=awsvpc.",
        two(mapped(port(80)), mapped(port(80))),
    ),
    refused(
        "awsvpc port in a range",
        awsvpc(**mapped({"containerPortRange": "8080-8090"}, port(8085))),
        "TCP container port '8085' is used multiple times in task when networkMode=awsvpc.",
        awsvpc(**mapped({"containerPortRange": "8080-8090"}, port(8091))),
    ),
    refused(
        "awsvpc port name twice",
        awsvpc(**mapped(port(80, name="http"), port(81, name="http"))),
        "When networkMode=awsvpc, port mapping name is already used",
        awsvpc(**mapped(port(80, name="http"), port(81, name="admin"))),
    ),
    refused(
        "port and range",
        job(**mapped(port(80, containerPortRange="80-90"))),
        "Invalid port mapping for container 'app', cannot specify both single port and port range.",
        job(**mapped(port(80), {"containerPortRange": "81-90"})),
    ),
    *(
        refused(
            f"range {text}",
            job(**mapped({"containerPortRange": text})),
            "Invalid 'containerPortRange' setting for container 'app'.",
            job(**mapped({"containerPortRange": "80-90"})),
        )
        for text in ("90-80", "80-80", "80", "0-80", "80-65536", "a-b", "")
    ),
    refused(
        "awsvpc links",
        two({"links": ["b"]}, {}, networkMode="awsvpc"),
        "Links are not supported when networkMode=awsvpc.",
        two({"links": ["b"]}, {}),
    ),
    *(
        refused(f"awsvpc {member}", awsvpc(**{member: value}), message, job(**{member: value}))
        for member, value, message in (
            ("hostname", "a", "hostname is not supported on container when networkMode=awsvpc."),
            (
                "extraHosts",
                [{"hostname": "a", "ipAddress": "10.0.0.1"}],
                "Extra hosts are not supported on container when networkMode=awsvpc.",
            ),
            ("dnsServers", ["10.0.0.2"], "DNS servers are not supported on container when networkMode=awsvpc."),
            # unsure in the reference
            ("dnsSearchDomains", ["a"], "DNS search domains are not supported on container when networkMode=awsvpc."),
            ("disableNetworking", True, "Disable Networking is not supported on container when networkMode=awsvpc."),
        )
    ),
    refused(
        "proxy without awsvpc",
        proxy(job()),
        "APPMESH proxy configuration is only supported in networkMode=awsvpc",
        proxy(awsvpc()),
    ),
    refused(
        "proxy container",
        proxy(awsvpc(), container="envoy"),
        "Proxy container [envoy] does not exist.",
        proxy(awsvpc(name="envoy"), container="envoy"),
    ),
    refused("proxy ingress", proxy(awsvpc(), properties=PROXY[1:]), "Ingress port not found", proxy(awsvpc())),
    # unsure in the reference
    refused("proxy egress", proxy(awsvpc(), properties=PROXY[:1]), "Egress port not found", proxy(awsvpc())),
]


@pytest.mark.parametrize(
    ("document", "message", "neighbour"),
    NETWORKS,
)
def test_one_is_refused_and_its_neighbour_is_taken(
    call: Raw, document: Document, message: str, neighbour: Document
) -> None:
    assert call.refusal("RegisterTaskDefinition", **document) == ("ClientException", message)
    assert call("RegisterTaskDefinition", **neighbour)["taskDefinition"]["revision"] == 1
