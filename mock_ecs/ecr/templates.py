"""Repository creation templates: what the repositories are like that ECR makes by itself.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mock_ecs.ecr.refusals.templates import TEMPLATE_EXISTS, TEMPLATE_NOT_FOUND
from mock_ecs.ecr.repositories import Encryption, TagMutability

ROOT = "ROOT"
"""The prefix for all repositories that no other has."""


class CreationFailedError(Exception):
    """The template for a repository asks for what ECR needs a role for (resource tags, a KMS key), and names none."""


@dataclass(frozen=True, slots=True)
class Template:
    """What repositories under ``prefix`` are like, and for which purposes it holds; a policy that is empty is none."""

    prefix: str
    applied_for: tuple[str, ...]
    created_at: float
    updated_at: float
    tag_mutability: TagMutability
    encryption: Encryption
    description: str = ""
    resource_tags: tuple[tuple[str, str], ...] = ()
    repository_policy: str = ""
    lifecycle_policy: str = ""
    custom_role_arn: str = ""

    @property
    def needs_role(self) -> bool:
        """True when ECR can make such repositories only in a role of the account."""
        return bool(self.resource_tags) or self.encryption.type != "AES256"


class Templates:
    """The templates of one registry, by prefix; ``ecr-public`` and ``ecr-public/`` are one."""

    def __init__(self, registry_id: str) -> None:
        self._registry_id = registry_id
        self._templates: dict[str, Template] = {}

    def add(self, template: Template) -> None:
        """Take one on; TemplateAlreadyExistsException when there is one for the prefix."""
        key = _key(template.prefix)
        if key in self._templates:
            raise TEMPLATE_EXISTS(prefix=template.prefix, registry_id=self._registry_id)
        self._templates[key] = template

    def get(self, prefix: str) -> Template:
        """The template for the prefix; TemplateNotFoundException when there is none."""
        template = self._templates.get(_key(prefix))
        if template is None:
            raise TEMPLATE_NOT_FOUND(prefix=prefix, registry_id=self._registry_id)
        return template

    def update(self, prefix: str, *, now: float, **changes: Any) -> Template:
        """Change some fields, and return it; TemplateNotFoundException. Repositories that are there stay."""
        template = replace(self.get(prefix), updated_at=now, **changes)
        self._templates[_key(prefix)] = template
        return template

    def remove(self, prefix: str) -> Template:
        """Drop one, and return it; TemplateNotFoundException."""
        template = self.get(prefix)
        del self._templates[_key(prefix)]
        return template

    def named(self, prefixes: Sequence[str]) -> list[Template]:
        """Those with one of the prefixes, or all where there are none; prefixes without a template are passed over."""
        if not prefixes:
            return list(self._templates.values())
        keys = dict.fromkeys(_key(prefix) for prefix in prefixes)
        return [self._templates[key] for key in keys if key in self._templates]

    def template_for(self, name: str, purpose: str) -> Template | None:
        """The one with the longest prefix of ``name`` among those for ``purpose``, ROOT when there is no other."""
        for prefix in prefixes_of(name):
            template = self._templates.get(prefix)
            if template is not None and purpose in template.applied_for:
                return template
        return None


def prefixes_of(name: str) -> Iterator[str]:
    """The prefixes that cover a repository called ``name``, the longest first and ROOT last: whole parts of it."""
    prefix = name.rpartition("/")[0]
    while prefix:
        yield prefix
        prefix = prefix.rpartition("/")[0]
    yield ROOT


def _key(prefix: str) -> str:
    return prefix.rstrip("/")
