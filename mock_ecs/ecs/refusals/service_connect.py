"""Why ECS refuses what services say of Service Connect.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
"""

from __future__ import annotations

from mock_ecs.aws.refusals import Refusal
from mock_ecs.ecs.errors import InvalidParameterException, NamespaceNotFoundException

NAMESPACE_MISSING = Refusal(
    InvalidParameterException,
    "Namespace is missing",
    when="Service Connect is enabled, and neither the service nor the cluster has a namespace.",
    mend="Add serviceConnectConfiguration.namespace, or serviceConnectDefaults to the cluster.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
TOO_MANY_ALIASES = Refusal(
    InvalidParameterException,
    "{count} clientAliases exceeds the max limit of 1",
    when="A service of Service Connect has more than one client alias.",
    mend="Keep one of the clientAliases.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
NO_ALIAS = Refusal(
    InvalidParameterException,
    "clientAliases must have 1 element.",
    when="A service of Service Connect has no client alias.",
    mend="Add clientAliases with one port, and a dnsName if you like.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
INVALID_DNS_NAME = Refusal(
    InvalidParameterException,
    "The DNS name that you provided is invalid. The name must be a valid DNS name but doesn\u2019t need to be "
    "fully-qualified. Up to 127 characters are allowed. The characters can include lowercase letters, numbers, "
    "underscores (_), hyphens (-), and periods (.). A hyphen can\u2019t be the first character.",
    when="The dnsName of a client alias is no DNS name.",
    mend="Use a dnsName of lowercase letters, digits, _, - and . that does not begin with a hyphen.",
    operations=("CreateService", "UpdateService"),
    source="deployment",
)
PORT_NAME_UNKNOWN = Refusal(
    InvalidParameterException,
    "The portName {name} does not match a named port mapping in the task definition.",
    when="A service of Service Connect has a portName that no port mapping of the task definition has.",
    mend="Give a port mapping of the task definition the name {name}.",
    operations=("CreateService", "UpdateService"),
    source="ours",
)
NAMESPACE_NOT_FOUND = Refusal(
    NamespaceNotFoundException,
    "The specified namespace wasn't found.",
    when="Cloud Map has no such namespace (for services only where references are strict).",
    mend="Create the namespace, or name one that exists, by name or ARN.",
    operations=("ListServicesByNamespace", "CreateService", "UpdateService"),
    source="ours",
)
