"""The user data of an EC2 instance, read for what it tells the ECS agent.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

_VARIABLE = re.compile(r"""\b(ECS_[A-Z_]+)=(\{[^}\n]*\}|\[[^\]\n]*\]|'[^'\n]*'|"[^"\n]*"|[^\s"'>;&|]*)""")
_POWERSHELL = re.compile(r"""Initialize-ECSAgent\b[^\n]*?-Cluster\s+['"]?([A-Za-z0-9_-]+)""", re.IGNORECASE)
_TOML = re.compile(r"^\s*\[settings\.ecs[\].]", re.MULTILINE)
_CONFIGURATION = "/etc/ecs/ecs.config"


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What the agent was told: its ``cluster``, custom attributes, tags, and what it is to leave to others.

    ``propagates_tags`` lets the container instance have the tags of the EC2 instance; ``reserved_memory`` is in MiB.
    """

    cluster: str
    attributes: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    propagates_tags: bool = False
    reserved_memory: int = 0
    reserved_ports: tuple[int, ...] | None = None
    drains_on_spot_notice: bool = False


def agent_settings(text: str) -> AgentSettings | None:
    """The settings in a shell script, in Bottlerocket's TOML or in PowerShell; None where there is no agent in it.

    A script that writes the agent's configuration and names no cluster means ``default``.
    """
    if _TOML.search(text):
        return _from_toml(text)
    if found := _POWERSHELL.search(text):
        return AgentSettings(found[1])
    variables = {name: _unquoted(value) for name, value in _VARIABLE.findall(text)}
    if "ECS_CLUSTER" not in variables and _CONFIGURATION not in text:
        return None
    return AgentSettings(
        cluster=variables.get("ECS_CLUSTER") or "default",
        attributes=_texts(variables.get("ECS_INSTANCE_ATTRIBUTES")),
        tags=_texts(variables.get("ECS_CONTAINER_INSTANCE_TAGS")),
        propagates_tags=variables.get("ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM") == "ec2_instance",
        reserved_memory=_number(variables.get("ECS_RESERVED_MEMORY", "")),
        reserved_ports=_ports(variables.get("ECS_RESERVED_PORTS")),
        drains_on_spot_notice=variables.get("ECS_ENABLE_SPOT_INSTANCE_DRAINING", "").lower() == "true",
    )


def _from_toml(text: str) -> AgentSettings | None:
    try:
        settings = tomllib.loads(text).get("settings", {}).get("ecs", {})
    except (tomllib.TOMLDecodeError, AttributeError):
        return None
    if not isinstance(settings, dict):
        return None
    return AgentSettings(
        cluster=str(settings.get("cluster") or "default"),
        attributes=_texts_in(settings.get("instance-attributes")),
        drains_on_spot_notice=settings.get("enable-spot-instance-draining") is True,
    )


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    return value.replace('\\"', '"')


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


def _texts(text: str | None) -> dict[str, str]:
    return _texts_in(_parsed(text))


def _texts_in(value: Any) -> dict[str, str]:
    return {str(name): str(item) for name, item in value.items()} if isinstance(value, dict) else {}


def _ports(text: str | None) -> tuple[int, ...] | None:
    value = _parsed(text)
    if not isinstance(value, list):
        return None
    return tuple(port for port in value if type(port) is int and 0 <= port <= 65535)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
