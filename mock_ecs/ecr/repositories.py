"""Repositories and the images in them; the settings, the policy and the resource tags of a repository.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mock_ecs.aws import tags as resource_tags
from mock_ecs.ecr.errors import (
    InvalidParameterException,
    InvalidTagParameterException,
    RepositoryPolicyNotFoundException,
    TooManyTagsException,
)
from mock_ecs.ecr.manifests import Manifest
from mock_ecs.ecr.policies import checked_policy

MAXIMUM_WILDCARDS = 2
_WITH_EXCLUSION = "_WITH_EXCLUSION"


@dataclass(frozen=True, slots=True)
class TagMutability:
    """Whether image tags may move: ``MUTABLE`` or ``IMMUTABLE``, or one of them but for tags like ``exclusions``."""

    setting: str = "MUTABLE"
    exclusions: tuple[str, ...] = ()

    def protects(self, tag: str) -> bool:
        """True when ``tag`` may not move to another image."""
        excluded = any(_like(pattern, tag) for pattern in self.exclusions)
        return self.setting.startswith("IMMUTABLE") != excluded


@dataclass(frozen=True, slots=True)
class Encryption:
    """How images are encrypted at rest: ``AES256``, ``KMS`` or ``KMS_DSSE``, the latter two under a key."""

    type: str = "AES256"
    kms_key: str | None = None


@dataclass(slots=True, eq=False)
class Image:
    """An image or a manifest list. ``tags`` and ``lists`` keep the order in which they came.

    ``lists`` has the digests of the manifest lists that name the image; while there are any it cannot be deleted.
    """

    manifest: Manifest
    pushed_at: float
    size: int
    status: str = "ACTIVE"
    last_recorded_pull_time: float | None = None
    tags: dict[str, None] = field(default_factory=dict)
    lists: dict[str, None] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """``sha256:`` and the hash of the manifest."""
        return self.manifest.digest


@dataclass(slots=True, eq=False)
class Repository:
    """A repository. ``images`` (by digest) and ``tagged`` (by image tag) are written by ``images`` and ``pushes``.

    ``layers`` has the size of each layer uploaded to it, by digest; :meth:`add_layer` writes it.
    """

    registry_id: str
    name: str
    arn: str
    uri: str
    created_at: float
    tag_mutability: TagMutability
    scan_on_push: bool
    encryption: Encryption
    tags: dict[str, str]
    policy_text: str | None = None
    images: dict[str, Image] = field(default_factory=dict)
    tagged: dict[str, Image] = field(default_factory=dict)
    layers: dict[str, int] = field(default_factory=dict)

    def add_layer(self, digest: str, size: int) -> None:
        """Let the repository have a layer, so that manifests may name it."""
        self.layers[digest] = size

    def add_tags(self, tags: Sequence[tuple[str, str]]) -> None:
        """Lay resource tags over those there; InvalidTagParameterException, TooManyTagsException."""
        self.tags = checked_tags(self.tags, tags)

    def remove_tags(self, keys: Sequence[str]) -> None:
        """Take resource tags away; keys that are not there are ignored."""
        self.tags = resource_tags.without(self.tags, keys)

    def set_tag_mutability(self, tag_mutability: TagMutability) -> None:
        """Let other rules hold for later pushes; the tags there are stay as they are."""
        self.tag_mutability = tag_mutability

    def set_scan_on_push(self, on: bool) -> None:
        """Let later pushes be scanned, or not."""
        self.scan_on_push = on

    def set_policy(self, text: str) -> str:
        """Take a policy on, and return it as ECR writes it; InvalidParameterException when it is none."""
        self.policy_text = checked_policy(text)
        return self.policy_text

    def policy(self) -> str:
        """The policy; RepositoryPolicyNotFoundException when there is none."""
        if self.policy_text is None:
            raise RepositoryPolicyNotFoundException(self.name, self.registry_id)
        return self.policy_text

    def delete_policy(self) -> str:
        """Drop the policy, and return it; RepositoryPolicyNotFoundException when there is none."""
        text = self.policy()
        self.policy_text = None
        return text


def tag_mutability(setting: str, exclusions: Sequence[str] | None) -> TagMutability:
    """The value of a setting and its filters (None when not given); InvalidParameterException when one lacks the other.

    ECR has the same words for both cases.
    """
    if setting.endswith(_WITH_EXCLUSION) != bool(exclusions):
        raise InvalidParameterException(
            "imageTagMutabilityExclusionFilters",
            f"ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as {setting}",
        )
    # Two wildcards are what AWS announced; its words for a third are not known.
    if any(pattern.count("*") > MAXIMUM_WILDCARDS for pattern in exclusions or ()):
        raise InvalidParameterException(
            "imageTagMutabilityExclusionFilters", f"A filter must not have more than {MAXIMUM_WILDCARDS} wildcards"
        )
    return TagMutability(setting, tuple(exclusions or ()))


def checked_tags(tags: Mapping[str, str], more: Sequence[tuple[str, str]]) -> dict[str, str]:
    """``tags`` with ``more`` over them; InvalidTagParameterException, TooManyTagsException."""
    added = dict(more)
    merged = resource_tags.merged(tags, added)
    fault = "twice" if len(added) != len(more) else resource_tags.fault_of(added) or resource_tags.fault_of(merged)
    if fault == "many":
        raise TooManyTagsException(resource_tags.MAXIMUM)
    if fault is not None:
        raise InvalidTagParameterException()
    return merged


def _like(pattern: str, tag: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), tag) is not None
