"""EC2 instances, as moto knows them, with what their user data and their instance profile say."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from mock_ecs.aws.scope import Scope
from mock_ecs.neighbours.moto.backends import loaded_backend
from mock_ecs.ports.hosts import Host

_GROUP = "aws:autoscaling:groupName"
_AGENT_POLICY = "AmazonEC2ContainerServiceforEC2Role"
"""AWS's policy for the agent: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html"""


class MotoHosts:
    """Asks moto's EC2, Auto Scaling and IAM, whose state belongs to the process."""

    def states(self, scope: Scope) -> Mapping[str, str]:
        """The states of all instances by their ids; none before EC2 is first used."""
        backend = loaded_backend("ec2", *scope)
        return {} if backend is None else {known.id: known.state for known in _instances(backend)}

    def host(self, scope: Scope, host_id: str) -> Host | None:
        """The instance of this id, or None when moto has none."""
        known = known_instance(scope, host_id)
        if known is None:
            return None
        tags = tuple((tag["key"], tag["value"]) for tag in known.get_tags())
        subnet = known.subnet_id or ""
        return Host(
            id=known.id,
            state=known.state,
            instance_type=known.instance_type,
            availability_zone=known.availability_zone or f"{scope.region}a",
            image_id=known.image_id or "",
            subnet_id=subnet,
            vpc_id=(known.vpc_id or "") if subnet else "",
            user_data=_text(known.user_data),
            group=dict(tags).get(_GROUP),
            tags=tags,
            private_ip=known.private_ip or "",
        )

    def may(self, scope: Scope, host_id: str, action: str) -> bool:
        """True when a policy of the role in the instance's profile allows ``action``, and none denies it."""
        known = known_instance(scope, host_id)
        iam = loaded_backend("iam", scope.account, scope.partition)
        name = None if known is None else _profile_name(scope, known)
        if iam is None or name is None:
            return False
        profiles = [one for one in iam.get_instance_profiles() if name in (one.name, one.arn)]
        roles = [role for profile in profiles for role in profile.roles]
        if any(arn.endswith(f"/{_AGENT_POLICY}") for role in roles for arn in role.managed_policies):
            return True
        effects = {effect for role in roles for effect in _effects(role, action)}
        return effects == {"Allow"}


def _instances(backend: Any) -> Iterator[Any]:
    for reservation in backend.reservations.values():
        yield from reservation.instances


def known_instance(scope: Scope, host_id: str) -> Any | None:
    """moto's instance of this id, or None when it has none."""
    backend = loaded_backend("ec2", *scope)
    return None if backend is None else next((known for known in _instances(backend) if known.id == host_id), None)


def _text(user_data: Any) -> str:
    """User data as it was meant: moto keeps the base64 text that the API takes."""
    if not user_data:
        return ""
    content = str(user_data).encode()
    try:
        return b64decode(content, validate=True).decode()
    except ValueError:
        return content.decode(errors="replace")


def _profile_name(scope: Scope, known: Any) -> str | None:
    """Name or ARN of the instance's profile: its own, or that of the template or configuration it came of."""
    backend = known.ec2_backend
    # moto notes the profile of a request for many instances for the first of them alone.
    together: list[Any] = next(
        (each.instances for each in backend.reservations.values() if known in each.instances), []
    )
    for instance in (known, *together):
        association = backend.iam_instance_profile_associations.get(instance.id)
        if association is not None:
            return str(association.iam_instance_profile.arn)
    if known.iam_instance_profile:
        return _name_in(known.iam_instance_profile)
    tags = {tag["key"]: tag["value"] for tag in known.get_tags()}
    template = backend.launch_templates.get(tags.get("aws:ec2launchtemplate:id"))
    if template is not None:
        version = template.get_version(int(tags["aws:ec2launchtemplate:version"]))
        return _name_in(version.data.get("IamInstanceProfile"))
    scaling = loaded_backend("autoscaling", *scope)
    group = None if scaling is None else scaling.autoscaling_groups.get(tags.get(_GROUP))
    configuration = getattr(group, "launch_config", None)
    return _name_in(getattr(configuration, "iam_instance_profile", None))


def _name_in(profile: Any) -> str | None:
    if isinstance(profile, dict):
        profile = profile.get("Arn") or profile.get("Name")
    return str(profile) if profile else None


def _effects(role: Any, action: str) -> Iterator[str]:
    """The effects of all statements that are about ``action``."""
    documents = [*role.policies.values(), *(policy.document for policy in role.managed_policies.values())]
    for document in documents:
        parsed = json.loads(unquote(document)) if isinstance(document, str) else document
        statements = parsed.get("Statement", [])
        for statement in statements if isinstance(statements, list) else [statements]:
            actions = statement.get("Action", [])
            for pattern in actions if isinstance(actions, list) else [actions]:
                if fnmatchcase(action.lower(), str(pattern).lower()):
                    yield statement.get("Effect", "Allow")
