"""Why ECS refuses the ports and the network of a task definition.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import ClientException
from mock_ecs.ecs.refusals.task_definitions import REGISTER

HOST_PORT_DIFFERS = Refusal(
    ClientException,
    "When networkMode={mode}, the host ports and container ports in port mappings must match.",
    when="In network mode awsvpc or host, a hostPort is not the containerPort.",
    mend="Leave hostPort out, or let it be the containerPort.",
    operations=REGISTER,
    source="deployment",
)
PORT_TWICE = Refusal(
    ClientException,
    "{protocol} container port '{port}' is used multiple times in task when networkMode=awsvpc.",
    when="In network mode awsvpc, two mappings have the same port and protocol.",
    mend="Give each container ports of its own; the containers of a task share one network interface.",
    operations=REGISTER,
    source="deployment",
)
PORT_NAME_TWICE = Refusal(
    ClientException,
    "When networkMode=awsvpc, port mapping name is already used",
    when="In network mode awsvpc, two port mappings have the same name.",
    mend="Give each port mapping a name of its own.",
    operations=REGISTER,
    source="deployment",
)
PORT_AND_RANGE = Refusal(
    ClientException,
    "Invalid port mapping for container '{container}', cannot specify both single port and port range.",
    when="A port mapping has a containerPort and a containerPortRange.",
    mend="Make two port mappings of it.",
    operations=REGISTER,
    source="deployment",
)
PORT_RANGE = Refusal(
    ClientException,
    "Invalid 'containerPortRange' setting for container '{container}'.",
    when="A containerPortRange is not two rising ports between 1 and 65535 with a hyphen between them.",
    mend="Write the first port, a hyphen and the last port, such as 8080-8090.",
    operations=REGISTER,
    source="deployment",
)
PORT_RANGES_OVERLAP = Refusal(
    ClientException,
    "The container port ranges of container '{container}' overlap.",
    when="Off network mode awsvpc, two ranges of ports of a container with the same protocol overlap.",
    mend="Let each port be in one range only.",
    operations=REGISTER,
    source="ours",
)
TOO_MANY_PORT_RANGES = Refusal(
    ClientException,
    "Container '{container}' can have at most 100 container port ranges.",
    when="A container has more than 100 ranges of ports.",
    mend="Join ranges, so that there are at most 100.",
    operations=REGISTER,
    source="ours",
)
PORT_RANGE_OF_HOST = Refusal(
    ClientException,
    "A containerPortRange is not supported when networkMode=host.",
    when="In network mode host, a port mapping has a containerPortRange.",
    mend="Map single ports, or choose the network mode bridge or awsvpc.",
    operations=REGISTER,
    source="ours",
)
NO_PORT = Refusal(
    ClientException,
    "A port mapping of container '{container}' has neither containerPort nor containerPortRange.",
    when="A port mapping names no port.",
    mend="Give a containerPort or a containerPortRange.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
PORTS_WITHOUT_NETWORK = Refusal(
    ClientException,
    "Port mappings are not supported when networkMode=none.",
    when="In network mode none, a container has port mappings.",
    mend="Take the port mappings away, or choose another network mode.",
    operations=REGISTER,
    source="ours",
)
HOST_PORT_TWICE = Refusal(
    ClientException,
    "{protocol} host port '{port}' is used multiple times in task.",
    when="In network mode bridge or host, two port mappings have the same port of the host.",
    mend="Give each mapping a hostPort of its own, or 0 for any that is free.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
HOST_PORT_RESERVED = Refusal(
    ClientException,
    "Host port '{port}' is reserved on container instances.",
    when="In network mode bridge or host, a port of the host is one that ECS or Docker needs for itself.",
    mend="Choose another port than 22, 2375, 2376, 51678, 51679 and 51680.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
LINKS_WITH_AWSVPC = Refusal(
    ClientException,
    "Links are not supported when networkMode=awsvpc.",
    when="In network mode awsvpc, a container has links.",
    mend="Take the links away; the containers of the task reach one another on localhost.",
    operations=REGISTER,
    source="deployment",
)
HOSTNAME_WITH_AWSVPC = Refusal(
    ClientException,
    "hostname is not supported on container when networkMode=awsvpc.",
    when="In network mode awsvpc, a container has a hostname.",
    mend="Take the hostname away.",
    operations=REGISTER,
    source="deployment",
)
EXTRA_HOSTS_WITH_AWSVPC = Refusal(
    ClientException,
    "Extra hosts are not supported on container when networkMode=awsvpc.",
    when="In network mode awsvpc, a container has extraHosts.",
    mend="Take extraHosts away, and let DNS know the names.",
    operations=REGISTER,
    source="deployment",
)
DNS_SERVERS_WITH_AWSVPC = Refusal(
    ClientException,
    "DNS servers are not supported on container when networkMode=awsvpc.",
    when="In network mode awsvpc, a container has dnsServers.",
    mend="Take dnsServers away; the VPC says which servers there are.",
    operations=REGISTER,
    source="deployment",
)
DNS_SEARCH_DOMAINS_WITH_AWSVPC = Refusal(
    ClientException,
    "DNS search domains are not supported on container when networkMode=awsvpc.",
    when="In network mode awsvpc, a container has dnsSearchDomains.",
    mend="Take dnsSearchDomains away; the VPC says which domains there are.",
    operations=REGISTER,
    source="ours",
)
DISABLED_NETWORK_WITH_AWSVPC = Refusal(
    ClientException,
    "Disable Networking is not supported on container when networkMode=awsvpc.",
    when="In network mode awsvpc, a container has disableNetworking.",
    mend="Take disableNetworking away, or choose the network mode none.",
    operations=REGISTER,
    source="deployment",
)
LINKS_OFF_BRIDGE = Refusal(
    ClientException,
    "Links are only supported when networkMode=bridge.",
    when="In network mode host or none, a container has links.",
    mend="Take the links away, or choose the network mode bridge.",
    operations=REGISTER,
    source="ours",
)
UNKNOWN_LINK = Refusal(
    ClientException,
    "Invalid 'links' setting. Unknown container: '{name}'.",
    when="A link names a container that the task definition does not have.",
    mend="Name a container of this task definition before the colon.",
    operations=REGISTER,
    source="ours",
)
EXTERNAL_WITH_AWSVPC = Refusal(
    ClientException,
    "External compatible task definitions do not support network mode awsvpc.",
    when="requiresCompatibilities names EXTERNAL, and the network mode is awsvpc.",
    mend="Choose the network mode bridge, host or none.",
    operations=REGISTER,
    source="ours",
)
MANAGED_INSTANCES_NETWORK_MODE = Refusal(
    ClientException,
    "Managed Instances only support the network modes awsvpc and host.",
    when="requiresCompatibilities names MANAGED_INSTANCES, and the network mode is neither awsvpc nor host.",
    mend="Choose the network mode awsvpc or host.",
    operations=REGISTER,
    source="ours",
)
WINDOWS_NETWORK_MODE = Refusal(
    ClientException,
    "Windows containers do not support network mode {mode}.",
    when="The network mode of Windows containers is bridge, host or none.",
    mend="Choose awsvpc, or leave networkMode out for NAT.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
PROXY_NETWORK_MODE = Refusal(
    ClientException,
    "APPMESH proxy configuration is only supported in networkMode=awsvpc",
    when="There is a proxyConfiguration, and the network mode is not awsvpc.",
    mend="Choose the network mode awsvpc, or take proxyConfiguration away.",
    operations=REGISTER,
    source="deployment",
)
UNKNOWN_PROXY = Refusal(
    ClientException,
    "Proxy container [{name}] does not exist.",
    when="proxyConfiguration names a container that the task definition does not have.",
    mend="Name a container of this task definition.",
    operations=REGISTER,
    source="deployment",
)
NO_INGRESS_PORT = Refusal(
    ClientException,
    "Ingress port not found",
    when="The proxy has no property ProxyIngressPort.",
    mend="Add the property ProxyIngressPort.",
    operations=REGISTER,
    source="deployment",
)
NO_EGRESS_PORT = Refusal(
    ClientException,
    "Egress port not found",
    when="The proxy has no property ProxyEgressPort.",
    mend="Add the property ProxyEgressPort.",
    operations=REGISTER,
    source="ours",
)
NO_IGNORED_USER = Refusal(
    ClientException,
    "Ignored UID or ignored GID not found",
    when="The proxy has neither the property IgnoredUID nor IgnoredGID.",
    mend="Add the property IgnoredUID or IgnoredGID, so that the proxy lets its own traffic pass.",
    operations=REGISTER,
    source="ours",
)
NO_APP_PORTS = Refusal(
    ClientException,
    "App ports not found",
    when="The proxy has no property AppPorts.",
    mend="Add the property AppPorts.",
    operations=REGISTER,
    source="ours",
    doubtful=True,
)
