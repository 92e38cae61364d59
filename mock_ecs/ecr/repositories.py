"""Repositories and the images in them; the settings, the policy and the resource tags of a repository.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mock_ecs.aws import tags as resource_tags
from mock_ecs.aws.scope import Scope
from mock_ecs.ecr.lifecycle_rules import Lifecycle
from mock_ecs.ecr.manifests import Manifest
from mock_ecs.ecr.policies import written
from mock_ecs.ecr.refusals.policies import REPOSITORY_POLICY_NOT_FOUND
from mock_ecs.ecr.refusals.repositories import FILTERS_FORBIDDEN, FILTERS_MISSING, TAG_INVALID, TOO_MANY_TAGS
from mock_ecs.ecr.scan import Scan
from mock_ecs.ecr.wildcards import like

MAXIMUM_TAGS = 1_000
"""How many tags an image can have."""

_WITH_EXCLUSION = "_WITH_EXCLUSION"


@dataclass(frozen=True, slots=True)
class TagMutability:
    """Whether image tags may move: ``MUTABLE`` or ``IMMUTABLE``, or one of them but for tags like ``exclusions``."""

    setting: str = "MUTABLE"
    exclusions: tuple[str, ...] = ()

    def protects(self, tag: str) -> bool:
        """True when ``tag`` may not move to another image."""
        excluded = any(like(pattern, tag) for pattern in self.exclusions)
        return self.setting.startswith("IMMUTABLE") != excluded


@dataclass(frozen=True, slots=True)
class Encryption:
    """How images are encrypted at rest: ``AES256``, ``KMS`` or ``KMS_DSSE``, the latter two under a key."""

    type: str = "AES256"
    kms_key: str | None = None


@dataclass(slots=True)
class Progress:
    """How far something has come that ECR does with an image: IN_PROGRESS, COMPLETE, or FAILED with the reason."""

    status: str = "IN_PROGRESS"
    failure_code: str | None = None


@dataclass(slots=True, eq=False)
class Image:
    """An image or a manifest list. ``tags``, with the time when each was put on, and ``lists`` keep their order.

    ``lists`` has the digests of the manifest lists that name the image; while there are any it cannot be deleted.
    ``replications`` has the way to each registry that it is copied to, ``signings`` that of each signature, by the
    ARN of its signing profile, ``scans`` the last BASIC and the last ENHANCED scan. ``status`` is ACTIVE, ARCHIVED or
    ACTIVATING; ``last_archived_at`` is when it last went to the archive, and ``last_activated_at`` when it last was
    back from it.
    """

    manifest: Manifest
    pushed_at: float
    size: int
    status: str = "ACTIVE"
    last_recorded_pull_time: float | None = None
    last_archived_at: float | None = None
    last_activated_at: float | None = None
    tags: dict[str, float] = field(default_factory=dict)
    lists: dict[str, None] = field(default_factory=dict)
    replications: dict[Scope, Progress] = field(default_factory=dict)
    signings: dict[str, Progress] = field(default_factory=dict)
    scans: dict[str, Scan] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """``sha256:`` and the hash of the manifest."""
        return self.manifest.digest

    @property
    def storage_class(self) -> str:
        """``STANDARD`` or ``ARCHIVE``; an image is in the archive until it is all back."""
        return "STANDARD" if self.status == "ACTIVE" else "ARCHIVE"


class Watcher(Protocol):
    """Who has to know what becomes of the images of a registry. ``replicated``: it came so from another registry."""

    def pushed(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """An image was stored, or one that was there got another tag."""

    def deleted(self, repository: Repository, image: Image, tag: str | None, *, replicated: bool) -> None:
        """A tag is gone; where it is None, the image with all its tags, which it still has."""

    def archived(self, repository: Repository, image: Image) -> None:
        """An image went to the archive."""

    def restored(self, repository: Repository, image: Image) -> None:
        """An image is back from the archive."""


@dataclass(slots=True, eq=False)
class Repository:
    """A repository. ``images`` (by digest) and ``tagged`` (by image tag) are written by ``images`` and ``pushes``.

    ``layers`` has the size of each layer uploaded to it, by digest; ``layer_users`` says how many images name a
    layer, and ``referrers`` which images have another one, by its digest, for their subject. ``lifecycle`` is
    written by ``lifecycle_runs``. ``watchers`` hear of each change of an image.
    ``upstream_seen_at`` says when a tag that is pulled through the cache was last compared with its upstream.
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
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    images: dict[str, Image] = field(default_factory=dict)
    tagged: dict[str, Image] = field(default_factory=dict)
    layers: dict[str, int] = field(default_factory=dict)
    layer_users: dict[str, int] = field(default_factory=dict)
    referrers: dict[str, dict[str, Image]] = field(default_factory=dict)
    upstream_seen_at: dict[str, float] = field(default_factory=dict)
    watchers: Sequence[Watcher] = ()

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

    def set_policy(self, document: dict[str, object]) -> str:
        """Take a policy on, and return it as ECR writes it."""
        self.policy_text = written(document)
        return self.policy_text

    def policy(self) -> str:
        """The policy; RepositoryPolicyNotFoundException when there is none."""
        if self.policy_text is None:
            raise REPOSITORY_POLICY_NOT_FOUND(name=self.name, registry_id=self.registry_id)
        return self.policy_text

    def delete_policy(self) -> str:
        """Drop the policy, and return it; RepositoryPolicyNotFoundException when there is none."""
        text = self.policy()
        self.policy_text = None
        return text


def tag_mutability(setting: str, exclusions: Sequence[str] | None) -> TagMutability:
    """The value of a setting and its filters (None when not given).

    Raises InvalidParameterException when one lacks the other.
    """
    if setting.endswith(_WITH_EXCLUSION) and not exclusions:
        raise FILTERS_MISSING(setting=setting)
    if exclusions and not setting.endswith(_WITH_EXCLUSION):
        raise FILTERS_FORBIDDEN(setting=setting)
    return TagMutability(setting, tuple(exclusions or ()))


def checked_tags(tags: Mapping[str, str], more: Sequence[tuple[str, str]]) -> dict[str, str]:
    """``tags`` with ``more`` over them; InvalidTagParameterException, TooManyTagsException."""
    added = dict(more)
    merged = resource_tags.merged(tags, added)
    fault = "twice" if len(added) != len(more) else resource_tags.fault_of(added) or resource_tags.fault_of(merged)
    if fault == "many":
        raise TOO_MANY_TAGS(maximum=resource_tags.MAXIMUM)
    if fault is not None:
        raise TAG_INVALID()
    return merged
